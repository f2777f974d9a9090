"""The text of a file, whatever program wrote it: UTF-8, UTF-16 from Excel, or Latin-1."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

SIZE_LIMIT: Final = 64 * 2**20
"""Bytes of a list; a million rows have about 40 MiB."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
)
_LOOKED_AT: Final = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding in which it was; "" for none."""

    text: str
    encoding: str = ""


def decode(data: bytes | str) -> Decoded:
    """`data` as text. Raises ProblemError (``table.too_large``, ``table.workbook``,
    ``table.binary``; exit status 2) where it is none."""
    if isinstance(data, str):
        return Decoded(data.removeprefix("\ufeff"))
    if len(data) > SIZE_LIMIT:
        raise ProblemError(_too_large(len(data)))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ProblemError(_workbook())
    decoded = _decode(data)
    if "\0" in decoded.text:
        raise ProblemError(_binary())
    return decoded


def _decode(data: bytes) -> Decoded:
    codec, name = _guess(data)
    try:
        return Decoded(data.decode(codec).removeprefix("\ufeff"), name)
    except UnicodeDecodeError:
        if codec != "utf-8":
            raise ProblemError(_binary()) from None
    # Windows' own form of Latin-1; Latin-1 itself knows every byte.
    try:
        return Decoded(data.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        return Decoded(data.decode("latin-1"), "Latin-1")


def _guess(data: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return codec, name
    # UTF-16 without a mark: every second byte of western text is zero.
    sample = data[:_LOOKED_AT]
    for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[first::2]
        if half and half.count(0) * 2 > len(half) and not sample[1 - first :: 2].count(0):
            return codec, "UTF-16"
    return "utf-8", "UTF-8"


def _too_large(size: int) -> Problem:
    return Problem(
        "table.too_large",
        t("The list has {size:,} bytes.", size=size),
        t("Lists of up to {limit:,} bytes are read.", limit=SIZE_LIMIT),
        t("Split it."),
        exit=Exit.USAGE,
    )


def _workbook() -> Problem:
    return Problem(
        "table.workbook",
        t("The file is a workbook or an archive, and not a text."),
        t("Lists are read as CSV, as tables with tabs, or as plain text."),
        t("Save the sheet as CSV in the program that it is from, and give that file."),
        exit=Exit.USAGE,
    )


def _binary() -> Problem:
    return Problem(
        "table.binary",
        t("The file is not a text."),
        t("Lists are read as CSV, as tables with tabs, or as plain text."),
        t("Give a file with addresses in it."),
        exit=Exit.USAGE,
    )
