"""What is told about a space, on Home's side panel and on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from chattui.chat.models import DIRECT_MESSAGE, Space
from chattui.chat.when import relative_time
from chattui.safe_text import safe_text
from chattui.tui.text import plain, styled
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


def all_of_it(space: Space, now: datetime) -> Content:
    """Everything that Google gives of a space, in groups and in words."""
    from chattui.chat.details import details

    found: list[Content] = []
    for group in details(space, now):
        found.append(styled(group.title, "bold"))
        found += [_detail_line(line.label, line.words, space.uri) for line in group.lines]
        found.append(Content(""))
    return Content("\n").join(found)


def _detail_line(label: str, words: str, uri: str) -> Content:
    value = link(uri) if words and words == uri else plain(words)
    if cell_len(label) >= LABEL_CELLS:
        return Content.assemble(styled(label, "dim"), "  ", value)
    return Content.assemble(styled(set_cell_size(label, LABEL_CELLS), "dim"), value)


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
