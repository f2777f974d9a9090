"""A QR code that a camera reads from the screen, on any theme; says so where it does not fit."""

from __future__ import annotations

import asyncio

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from chattui.tui.text import plain
from chattui.words import t

LIGHT, DARK = "#ffffff", "#000000"
_INVERTED = str.maketrans(" ▀▄█", "█▄▀ ")


class QRCode(Static):
    """The code of an address, drawn in white on black whatever the theme is.

    Where there is no colour, light modules are what the terminal draws letters in, which is right
    on a dark ground; `invert` turns it around for a light one.
    """

    DEFAULT_CSS = "QRCode { width: 1fr; height: 1fr; }"

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__("", id=id, markup=False)
        self.lines: tuple[str, ...] = ()
        self.inverted = False

    async def encode(self, text: str) -> None:
        """Show the code of `text`; making it imports a library, so that happens on a thread."""
        from chattui.qr import half_blocks

        self.lines = await asyncio.to_thread(half_blocks, text)
        self.draw()

    def clear(self) -> None:
        """Show nothing."""
        self.lines = ()
        self.update("")

    def invert(self) -> None:
        """Turn light and dark around."""
        self.inverted = not self.inverted
        self.draw()

    @property
    def fits(self) -> bool:
        """Whether the whole code can be seen; a part of it is of no use."""
        return bool(self.lines) and not any(self.lacking)

    @property
    def lacking(self) -> tuple[int, int]:
        """How many columns and lines of the terminal are too few."""
        if not self.lines:
            return 0, 0
        width, height = len(self.lines[0]), len(self.lines)
        return max(0, width - self.size.width), max(0, height - self.size.height)

    def on_resize(self) -> None:
        """It may fit now."""
        self.draw()

    def draw(self) -> None:
        """Draw the code, or how large the terminal has to be."""
        if not self.lines:
            return
        if not self.fits:
            self.update(plain(self._too_small()))
            return
        lines = [line.translate(_INVERTED) if self.inverted else line for line in self.lines]
        color = self.app.session.context.surroundings.color  # type: ignore[attr-defined]
        style = Style.parse(f"{LIGHT} on {DARK}") if color else Style()
        self.update(Content("\n").join(Content.styled(line, style) for line in lines))

    def _too_small(self) -> str:
        columns, lines = self.lacking
        have = self.app.size
        return t(
            "The code does not fit. It needs a terminal of {columns} columns and {lines} lines;"
            " this one has {width} and {height}. Make the window larger or its letters smaller:"
            " the code then appears by itself.",
            columns=have.width + columns,
            lines=have.height + lines,
            width=have.width,
            height=have.height,
        )
