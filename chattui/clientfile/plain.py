"""Reading members and items that are as JSON has them, many at once: for large files."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chattui.clientfile.tree import BOOLEAN, NULL, NUMBER, OBJECT, STRING, Node

if TYPE_CHECKING:
    from chattui.clientfile.progress import Frame

FROM = 1 << 14
"""The length of a text from which on this pays for compiling its patterns."""

_GAP = r"[ \t\n\r]*"
_STRING = r'"([^"\\\x00-\x1f]*)"'
_SCALAR = rf"(?:{_STRING}|(-?(?:0|[1-9][0-9]{{0,17}}))|(true|false|null))"
_WORDS: dict[str, tuple[str, object]] = {
    "true": (BOOLEAN, True),
    "false": (BOOLEAN, False),
    "null": (NULL, None),
}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    member = rf"{_GAP}{_STRING}{_GAP}:{_GAP}{_SCALAR}{_GAP},"
    return re.compile(member), re.compile(rf"{_GAP}{_SCALAR}{_GAP},")


def take(text: str, pos: int, frame: Frame) -> int:
    """Read the plain scalars from `pos` on, each with the comma behind it; where they end."""
    member, item = _patterns()
    if frame.node.kind == OBJECT:
        end = _members(text, pos, frame, member)
    else:
        end = _items(text, pos, frame, item)
    if end > pos:
        frame.state = frame.after_comma
        frame.comma = end - 1
    return end


def _members(text: str, pos: int, frame: Frame, pattern: re.Pattern[str]) -> int:
    put = frame.node.members.append
    while match := pattern.match(text, pos):
        spans = match.regs
        start, end = spans[1]
        put((Node(STRING, start - 1, end + 1, text[start:end]), _scalar(text, match, spans, 2)))
        pos = spans[0][1]
    return pos


def _items(text: str, pos: int, frame: Frame, pattern: re.Pattern[str]) -> int:
    put = frame.node.items.append
    while match := pattern.match(text, pos):
        spans = match.regs
        put(_scalar(text, match, spans, 1))
        pos = spans[0][1]
    return pos


def _scalar(
    text: str, match: re.Match[str], spans: tuple[tuple[int, int], ...], first: int
) -> Node:
    start, end = spans[first]
    if start >= 0:
        return Node(STRING, start - 1, end + 1, text[start:end])
    start, end = spans[first + 1]
    if start >= 0:
        return Node(NUMBER, start, end, int(text[start:end]))
    start, end = spans[first + 2]
    kind, value = _WORDS[text[start:end]]
    return Node(kind, start, end, value)
