"""A1 notation: which cells of which tab a range means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CELLS: Final = re.compile(
    r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,6})?(?::\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,6})?)?", re.ASCII
)
OPEN: Final = -1
"""The end of a range that has none: as far as the tab goes."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows and columns from 0, the last ones included; `OPEN` for all that follow."""

    top: int = 0
    left: int = 0
    bottom: int = OPEN
    right: int = OPEN


def column_number(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is ``A``, 26 is ``AA``."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_cells(text: str) -> Cells | None:
    """``A1``, ``A1:C3``, ``A:C``, ``2:5``, ``A2:C``; None where `text` is none of them."""
    match = _CELLS.fullmatch(text)
    if match is None:
        return None
    letters, digits, last_letters, last_digits = match.groups()
    if ":" not in text:
        if not letters or not digits:
            return None
        row, column = int(digits) - 1, column_number(letters)
        return Cells(row, column, row, column)
    if not (letters or digits) or not (last_letters or last_digits):
        return None
    if bool(letters) is not bool(last_letters):
        return None
    top, left = int(digits or 1) - 1, column_number(letters or "A")
    bottom = int(last_digits) - 1 if last_digits else OPEN
    right = column_number(last_letters) if last_letters else OPEN
    if bottom not in {OPEN} and bottom < top:
        top, bottom = bottom, top
    if right not in {OPEN} and right < left:
        left, right = right, left
    return Cells(top, left, bottom, right)


def split(text: str) -> tuple[str | None, str]:
    """The tab's name (None for the first) and the cells; ``'It''s'!A1`` gives ``It's``, ``A1``.

    Without ``!`` it is cells where it can be, and else the name of a tab, all of which is meant.
    """
    if match := re.fullmatch(r"'((?:[^']|'')+)'(?:!(.*))?", text, re.DOTALL):
        return match[1].replace("''", "'"), match[2] or ""
    name, mark, cells = text.rpartition("!")
    if mark:
        return name, cells
    return (None, text) if read_cells(text) else (text, "")


def quoted(title: str) -> str:
    """A tab's name as ranges have it in answers."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not read_cells(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def written(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """The range of these cells, as answers have it."""
    first = f"{column_letters(left)}{top + 1}"
    last = f"{column_letters(right)}{bottom + 1}"
    return f"{quoted(title)}!{first}" + (f":{last}" if last != first else "")
