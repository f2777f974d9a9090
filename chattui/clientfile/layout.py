"""What the indentation of a text says about a bracket that is missing or too many.

A JSON text whose brackets do not pair is broken somewhere in front of the place where a reader
notices. Where it is indented, as Google's console and every printer do it, the line that stands
wrongly tells where.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST = 1 << 16
"""The longest text that is looked at: a credential file has a few thousand characters."""

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]]')


class Misfit(NamedTuple):
    """Where a bracket is missing or too many."""

    kind: str
    """``not_closed`` or ``not_opened``."""
    place: int
    opened: int
    """Where the bracket stands that is not closed, else -1."""


class _Start(NamedTuple):
    """Where the first character of a line stands, and in how many brackets."""

    offset: int
    indent: int
    depth: int


class _Open(NamedTuple):
    offset: int
    indent: int
    line: int


def misfit(text: str, stop: int) -> Misfit | None:
    """The first line up to `stop` whose indentation does not fit the brackets before it."""
    if len(text) > LARGEST:
        return None
    stack: list[_Open] = []
    starts: list[_Start] = []
    offset = 0
    for number, line in enumerate(text.split("\n")):
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        start = offset + indent
        if start > stop:
            break
        if bare:
            if len(starts) == 1 and indent <= starts[0].indent:
                return None  # it is not indented at all
            if stack and (found := _line(stack, starts, bare[0], start, indent)):
                return found
            starts.append(_Start(start, indent, len(stack)))
            doubled = _brackets(stack, line, offset, indent, number)
            if doubled is not None:
                return Misfit("not_closed", doubled.offset, doubled.offset)
        offset += len(line) + 1
    return None


def _line(
    stack: list[_Open], starts: list[_Start], first: str, start: int, indent: int
) -> Misfit | None:
    """What is wrong with a line that begins with `first` at this indentation."""
    top = stack[-1]
    if first not in "}]":
        return Misfit("not_closed", start, top.offset) if indent <= top.indent else None
    if indent < top.indent:
        return Misfit("not_closed", start, top.offset)
    if indent > top.indent:
        # What stands directly in the bracket that is open, as deep as if in another one.
        deeper = (
            line.offset
            for line in starts
            if line.offset > top.offset and line.depth == len(stack) and line.indent > indent
        )
        return Misfit("not_opened", next(deeper, start), -1)
    return None


def _brackets(stack: list[_Open], line: str, offset: int, indent: int, number: int) -> _Open | None:
    """Put and take the brackets of a line; gives one that was written twice in a row."""
    closed: _Open | None = None
    for match in _TOKEN.finditer(line):
        char = match[0]
        if char in "{[":
            stack.append(_Open(offset + match.start(), indent, number))
            closed = None
        elif char in "}]" and stack:
            closed = stack.pop()
    if closed is None or not stack or closed.line == number:
        return None
    twice = stack[-1].line == closed.line and stack[-1].offset == closed.offset - 1
    return stack[-1] if twice else None
