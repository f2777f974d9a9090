"""Long lines in rows of a width: which rows there are and what stands in one, without a copy."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import get_character_cell_size

_NARROW = re.compile(r"[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2400-\u2421]*")
"""Characters of one cell each, as nearly every line of a client file has; those lines need no
measuring."""

_BREAKS = " ,"
_ONE_ROW = [0]


class Piece(NamedTuple):
    """The part of a line that stands in one row."""

    line: int
    """The number of the line, from 0."""
    start: int
    end: int


class Wrapped:
    """Lines that are safe to draw, in rows of at most `width` cells."""

    def __init__(self, lines: Sequence[str], width: int) -> None:
        self.lines = lines
        self.width = max(2, width)
        self._breaks: dict[int, list[int]] = {}
        """Where the rows begin of each line that has several."""
        self._ends = list(accumulate(map(self._rows_of, range(len(lines)))))

    def _rows_of(self, number: int) -> int:
        line = self.lines[number]
        if len(line) * 2 <= self.width:  # no character has more than two cells
            return 1
        narrow = _NARROW.fullmatch(line) is not None
        if narrow and len(line) <= self.width:
            return 1
        self._breaks[number] = breaks = _breaks_of(line, self.width, narrow=narrow)
        return len(breaks)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._ends[-1] if self._ends else 0

    def piece(self, row: int) -> Piece:
        """What stands in row `row`, counted from 0."""
        number = bisect_right(self._ends, row)
        first = self._ends[number - 1] if number else 0
        line, at = self.lines[number], row - first
        breaks = self._breaks.get(number, _ONE_ROW)
        end = breaks[at + 1] if at + 1 < len(breaks) else len(line)
        return Piece(number, breaks[at], end)

    def row_of(self, number: int, column: int) -> int:
        """The row in which column `column` of line `number` stands, or stood behind its end."""
        if not self.lines:
            return 0
        number = max(0, min(number, len(self.lines) - 1))
        first = self._ends[number - 1] if number else 0
        breaks = self._breaks.get(number, _ONE_ROW)
        return first + max(0, bisect_right(breaks, column) - 1)


def _breaks_of(line: str, width: int, *, narrow: bool) -> list[int]:
    """Where the rows of a line begin: behind a blank or comma where one is near."""
    breaks = [0]
    while True:
        at = breaks[-1]
        end = at + width if narrow else _end_of(line, at, width)
        if end >= len(line):
            return breaks
        near = at + (end - at) * 2 // 3
        soft = max(line.rfind(sign, near, end) for sign in _BREAKS)
        breaks.append(soft + 1 if soft >= 0 else end)


def _end_of(line: str, start: int, width: int) -> int:
    """Up to where the characters from `start` on have at most `width` cells; one at least."""
    used = 0
    for at in range(start, len(line)):
        # A variation selector may make the character before it a cell wider.
        used += 1 if line[at] == "\ufe0f" else get_character_cell_size(line[at])
        if used > width:
            return max(at, start + 1)
    return len(line)
