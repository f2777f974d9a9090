"""The columns that a list of spaces can have: what is in them, and which ones a person chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from chattui.chat.models import DIRECT_MESSAGE, Space
from chattui.chat.when import relative_time
from chattui.problem import ProblemError
from chattui.tui.widgets.rows import Column
from chattui.words import t

FILE: Final = "columns.json"
SIZE_LIMIT: Final = 10_000
NAME_CELLS: Final = 16
"""What the name keeps at the least, however many columns there are."""


@dataclass(frozen=True, slots=True)
class SpaceColumn:
    """One column; `words` gives the cell of a space, safe to draw."""

    id: str
    title: str
    width: int
    order: str
    """How the list is ordered by it, and how the other way round, in words."""
    backwards: str
    words: Callable[[Space, datetime], str]
    right: bool = False


def columns() -> tuple[SpaceColumn, ...]:
    """All that there are besides the name, which is always there."""
    return (
        SpaceColumn(
            "type", t("Type"), 16, t("by type"), t("by type, backwards"), lambda s, _: s.kind_words
        ),
        SpaceColumn(
            "members",
            t("Members"),
            8,
            t("by members"),
            t("by members, fewest first"),
            lambda s, _: "" if s.member_count is None else format(s.member_count, ","),
            right=True,
        ),
        SpaceColumn(
            "active",
            t("Last active"),
            14,
            t("by last activity"),
            t("by last activity, oldest first"),
            lambda s, now: relative_time(s.last_active, now),
        ),
        *_further_columns(),
    )


def _further_columns() -> tuple[SpaceColumn, ...]:
    """Those that nobody sees before choosing them."""
    return (
        SpaceColumn(
            "created",
            t("Created"),
            10,
            t("by creation"),
            t("by creation, oldest first"),
            lambda s, now: _day(s.created, now),
        ),
        SpaceColumn(
            "history",
            t("History"),
            8,
            t("by history"),
            t("by history, off first"),
            lambda s, _: "" if s.history is None else t("kept") if s.history else t("off"),
        ),
        SpaceColumn("outsiders", t("Outsiders"), 9, "", "", lambda s, _: _outsiders(s)),
        SpaceColumn(
            "groups",
            t("Groups"),
            6,
            t("by groups"),
            t("by groups, fewest first"),
            lambda s, _: format(s.group_count, ",") if s.group_count else "",
            right=True,
        ),
        SpaceColumn("id", t("ID"), 18, t("by ID"), t("by ID, backwards"), lambda s, _: s.name),
    )


USUAL: Final = ("type", "members", "active")
"""The columns beside the name until somebody chooses others."""


def by_id() -> dict[str, SpaceColumn]:
    """The columns by their id."""
    return {column.id: column for column in columns()}


def order_words(column: str, backwards: bool) -> str:
    """How a list is ordered, in words; "" is the order in which Google gave it."""
    if not column:
        return t("as Google gives them")
    found = by_id().get(column)
    if found is None:
        return t("by name, backwards") if backwards else t("by name")
    return found.backwards if backwards else found.order


def fitting(chosen: Iterable[str], width: int) -> tuple[SpaceColumn, ...]:
    """Those of the chosen columns for which a list of `width` cells has room, from the left on."""
    known, kept, left = by_id(), list[SpaceColumn](), width - NAME_CELLS - 5
    for name in chosen:
        left -= known[name].width + 1
        if left < 0:
            break
        kept.append(known[name])
    return tuple(kept)


def drawn(shown: Sequence[SpaceColumn]) -> tuple[Column, ...]:
    """The same for the list, after the name."""
    return (Column(t("Name"), 0), *(Column(c.title, c.width, right=c.right) for c in shown))


def read_columns(state: Path) -> tuple[str, ...]:
    """The columns that were chosen; the usual ones where none were, or the file is damaged."""
    import json

    from chattui.disk import read_file

    try:
        chosen = json.loads(read_file(state / FILE, SIZE_LIMIT) or b"")["spaces"]
        known = by_id()
        return tuple(dict.fromkeys(name for name in chosen if name in known))
    except (OSError, ValueError, TypeError, KeyError, RecursionError, ProblemError):
        return USUAL


def keep_columns(state: Path, chosen: Iterable[str]) -> None:
    """Remember the chosen columns, for every account. Blocking; raises ProblemError."""
    import json

    from chattui.atomic import write_atomically

    data = json.dumps({"version": 1, "spaces": list(chosen)}).encode()
    write_atomically(state / FILE, data, mode=0o600)


def _outsiders(space: Space) -> str:
    if space.space_type == DIRECT_MESSAGE:
        return ""
    return t("allowed") if space.external else t("no")


def _day(when: datetime | None, now: datetime) -> str:
    return when.astimezone(now.tzinfo).date().isoformat() if when else ""
