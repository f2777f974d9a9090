"""The rows of a table: cells with the line on which each row begins, and the delimiter found.

Quoted cells may hold line ends; each character is read a bounded number of times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chattui.safe_text import safe_text
from chattui.words import t

DELIMITERS: Final = (",", ";", "\t", "|")
SHOWN_LIMIT: Final = 120
"""Characters of a bad row that are shown."""

_SAMPLE: Final = 200
"""Rows by which a delimiter and columns are chosen."""
_SAMPLE_CHARACTERS: Final = 65_536
_LINES: Final = re.compile(r"\r\n|\n|\r")
_SEP_LINE: Final = re.compile(
    r'"?sep=(?P<delimiter>[,;|\t])"?[ \t]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """Something in the input that cannot be used; `line` counts from 1, `text` is safe to show."""

    line: int
    text: str
    reason: str
    remedy: str = ""
    """What to do, where it is more than to correct it."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row, without white space around them, and the line where it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The row, safe to show."""
        return safe_text(" | ".join(self.cells), limit=SHOWN_LIMIT)


@dataclass(frozen=True, slots=True)
class RawTable:
    """All rows that hold something."""

    delimiter: str
    """"" where there is only one column."""
    rows: tuple[RawRow, ...]
    bad: tuple[BadRow, ...]

    @property
    def sample(self) -> tuple[RawRow, ...]:
        """The rows by which its columns are found."""
        return self.rows[:_SAMPLE]

    @property
    def width(self) -> int:
        """How many cells most of its rows have."""
        counted = Counter(len(row.cells) for row in self.sample)
        return counted.most_common(1)[0][0] if counted else 0


Score = Callable[[RawTable], tuple[int, ...]]


def read_rows(text: str, score: Score) -> RawTable:
    """The rows of `text`, with that delimiter for which `score` is highest."""
    named = _SEP_LINE.match(text)
    if named:
        return _parse(text[named.end() :], named["delimiter"], 1)
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    found = [each for each in DELIMITERS if each in sample]
    if not found:
        return _parse(text, "", 0)
    best = max(found, key=lambda delimiter: score(_parse(sample, delimiter, 0)))
    return _parse(text, best, 0)


def _parse(text: str, delimiter: str, lines_before: int) -> RawTable:
    if not delimiter:
        rows = _one_column(text, lines_before)
        return RawTable("", tuple(rows), ())
    whole = _whole(text, delimiter, lines_before)
    if whole is not None:
        return RawTable(delimiter, tuple(whole), ())
    rows, bad = _by_line(text, delimiter, lines_before)
    return RawTable(delimiter, tuple(rows), tuple(bad))


def _one_column(text: str, line: int) -> list[RawRow]:
    lines = enumerate(_LINES.split(text), start=line + 1)
    stripped = ((number, words.strip()) for number, words in lines)
    return [RawRow(number, (words,)) for number, words in stripped if words]


def _row(line: int, cells: list[str]) -> RawRow | None:
    stripped = tuple(map(str.strip, cells))
    return RawRow(line, stripped) if any(stripped) else None


def _whole(text: str, delimiter: str, line: int) -> list[RawRow] | None:
    """The rows, read as one; None where a quotation mark is out of place, which would make one
    cell of all that follows."""
    import csv
    import io

    before = line
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    rows = []
    try:
        for cells in reader:
            if row := _row(line + 1, cells):
                rows.append(row)
            line = before + reader.line_num
    except csv.Error:
        return None
    return rows


def _by_line(text: str, delimiter: str, line: int) -> tuple[list[RawRow], list[BadRow]]:
    """The rows, each on a line of its own; one with a quotation mark out of place is bad."""
    import csv

    rows, bad = [], []
    for number, words in enumerate(_LINES.split(text), start=line + 1):
        try:
            reader = csv.reader([words], delimiter=delimiter, strict=True, skipinitialspace=True)
            cells = next(reader, [])
        except csv.Error:
            reason = t("A quotation mark is out of place, or is not closed on its line.")
            bad.append(BadRow(number, safe_text(words, limit=SHOWN_LIMIT), reason))
            continue
        if row := _row(number, cells):
            rows.append(row)
    return rows, bad
