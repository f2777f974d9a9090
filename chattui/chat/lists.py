"""Filtering and sorting lists of spaces, fast enough to do at each key press for ten thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from chattui.chat.models import Space, kind_words

COLUMNS: Final = ("name", "type", "members", "active")
"""What a list of spaces can be sorted by."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def filter_spaces(spaces: Iterable[Space], text: str) -> list[Space]:
    """The spaces in whose name or kind every word of `text` occurs, whatever its case."""
    wanted = text.casefold().split()
    if not wanted:
        return list(spaces)
    kinds: dict[tuple[str, bool, bool, bool], str] = {}
    found = []
    for space in spaces:
        traits = (space.space_type, space.external, space.announcement, space.with_app)
        kind = kinds.get(traits)
        if kind is None:
            kind = kinds[traits] = kind_words(*traits).casefold()
        line = f"{(space.display_name or space.label).casefold()}\n{kind}"
        if all(word in line for word in wanted):
            found.append(space)
    return found


def sort_key(column: str) -> Callable[[Space], Any]:
    """A key that sorts spaces by one of `COLUMNS`, with ties by name and then resource name.

    "members" and "active" sort from few to many and from long ago to now; a reversed sort puts
    what is not known last.
    """
    if column == "type":
        return lambda space: (space.kind_words, space.label.casefold(), space.name)
    if column == "members":
        return lambda space: (_members(space), space.label.casefold(), space.name)
    if column == "active":
        return lambda space: (space.last_active or _NEVER, space.label.casefold(), space.name)
    return lambda space: (space.label.casefold(), space.name)


def _members(space: Space) -> int:
    return -1 if space.member_count is None else space.member_count
