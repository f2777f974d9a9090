"""What is told about a space, on Home's side panel and on its own page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from chattui.chat.models import DIRECT_MESSAGE, Space
from chattui.chat.when import relative_time
from chattui.safe_text import safe_text
from chattui.tui.text import plain, styled
from chattui.tui.wrapped import Wrapped
from chattui.words import t

LABEL_CELLS = 13


def now_of(clock: float) -> datetime:
    """The time of `Session.clock` in the person's own time zone."""
    return datetime.fromtimestamp(clock).astimezone()


def facts(space: Space, now: datetime, *, most: int = 4096) -> list[tuple[str, Content]]:
    """Labels and values for what Google gave; what it did not give is left out.

    Of long texts, `most` characters are given.
    """
    found = [
        (t("Type"), plain(space.kind_words)),
        (t("Members"), plain(_members(space))),
        (t("History"), plain(_history(space))),
        (t("Outsiders"), plain(_outsiders(space))),
        (t("Last active"), plain(relative_time(space.last_active, now))),
        (t("Created"), plain(_day(space.created, now))),
        (t("About"), plain(_detail(space, "description", most))),
        (t("Guidelines"), plain(_detail(space, "guidelines", most))),
        (t("ID"), plain(space.name)),
        (t("Link"), link(space.uri)),
    ]
    return [(label, value) for label, value in found if value.plain]


def head(space: Space, now: datetime) -> Content:
    """What kind of space it is and how alive, its ID and its link: two short lines."""
    active, made = relative_time(space.last_active, now), _day(space.created, now)
    parts = [
        space.kind_words,
        _history(space) and t("history {kept}", kept=_history(space)),
        active and t("active {when}", when=active),
        made and t("made on {day}", day=made),
    ]
    line = plain(" · ".join(part for part in parts if part))
    address = Content.assemble(plain(space.name), "  ", link(space.uri))
    return Content("\n").join((line, address))


def all_of_it(space: Space, now: datetime, width: int) -> Content:
    """Everything that Google gives of a space, in groups and in words, in lines of `width` cells:
    labels on the left, and beside them words that wrap below each other."""
    from chattui.chat.details import details

    found: list[Content] = []
    for group in details(space, now):
        longest = max((cell_len(line.label) for line in group.lines), default=0)
        label_cells = min(max(LABEL_CELLS + 1, longest + 2), width // 2)
        found.append(styled(group.title, "bold"))
        for line in group.lines:
            if line.words and line.words == space.uri:
                label = styled(set_cell_size(line.label, label_cells), "dim")
                found.append(Content.assemble(label, link(space.uri)))
            else:
                found += _hanging(line.label, line.words, label_cells, width)
        found.append(Content(""))
    return Content("\n").join(found)


def _hanging(label: str, words: str, label_cells: int, width: int) -> Iterator[Content]:
    """A label and its words, in lines that begin below each other."""
    labels = Wrapped([safe_text(label)], label_cells - 1)
    texts = Wrapped(safe_text(words, lines=True).split("\n"), width - label_cells)
    for row in range(max(labels.row_count, texts.row_count)):
        name = _piece(labels, row)
        text = _piece(texts, row)
        yield Content.assemble(styled(set_cell_size(name, label_cells), "dim"), plain(text))


def _piece(wrapped: Wrapped, row: int) -> str:
    if row >= wrapped.row_count:
        return ""
    piece = wrapped.piece(row)
    return wrapped.lines[piece.line][piece.start : piece.end].rstrip()


def fact_lines(rows: Iterable[tuple[str, Content]]) -> Content:
    """Labels and values under each other."""
    return Content("\n").join(
        Content.assemble(styled(set_cell_size(label, LABEL_CELLS), "dim"), value)
        for label, value in rows
    )


def link(uri: str) -> Content:
    """A link (OSC 8). `Space.uri` holds only https addresses of Google Chat, checked there."""
    if not uri:
        return Content("")
    return Content.styled(uri, Style(underline=True, link=uri))


def _members(space: Space) -> str:
    if space.member_count is None:
        return ""
    if space.group_count:
        return t(
            "{people} people, {groups} Google groups",
            people=format(space.member_count, ","),
            groups=format(space.group_count, ","),
        )
    return format(space.member_count, ",")


def _history(space: Space) -> str:
    if space.history is None:
        return ""
    return t("kept") if space.history else t("not kept, gone after a day")


def _outsiders(space: Space) -> str:
    if space.space_type == DIRECT_MESSAGE:
        return ""
    return t("allowed") if space.external else t("not allowed")


def _day(when: datetime | None, now: datetime) -> str:
    return when.astimezone(now.tzinfo).date().isoformat() if when else ""


def _detail(space: Space, key: str, most: int) -> str:
    details = space.raw.get("spaceDetails")
    text = details.get(key) if isinstance(details, dict) else None
    return safe_text(text, limit=most, lines=True) if isinstance(text, str) else ""
