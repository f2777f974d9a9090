"""A QR code on the command line, where it fits the terminal that standard error is."""

from __future__ import annotations

import codecs
import os
import sys

from chattui.cli import output
from chattui.words import t

_INK = "\x1b[38;5;231;48;5;16m"
"""White on black from the fixed part of the 256 colours: no theme turns the code around."""

LINES_BESIDE = 3
"""What has to stay on the screen with the code: the line before it and the one that waits."""


def draw_qr(text: str, *, color: bool, asked: bool = False) -> bool:
    """Draw the code of `text`; False where there is no terminal, or none that it fits.

    `asked` says that a person wants it: then they hear why it is missing.
    """
    if not (sys.stderr.isatty() and _writes_blocks()):
        if asked:
            output.say(t("A QR code is drawn only on a terminal that writes UTF-8."))
        return False
    from chattui.qr import half_blocks

    lines = half_blocks(text)
    columns, rows = len(lines[0]), len(lines) + LINES_BESIDE
    have = os.get_terminal_size(sys.stderr.fileno())
    if columns > have.columns or rows > have.lines:
        if asked:
            output.say(
                t(
                    "The QR code does not fit: it needs {columns} columns and {rows} lines, and"
                    " this terminal has {width} and {height}.",
                    columns=columns,
                    rows=rows,
                    width=have.columns,
                    height=have.lines,
                )
            )
        return False
    for line in lines:
        output.say_whole(f"{_INK}{line}\x1b[0m" if color else line)
    return True


def _writes_blocks() -> bool:
    try:
        return codecs.lookup(sys.stderr.encoding or "").name == "utf-8"
    except LookupError:
        return False
