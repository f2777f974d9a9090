"""Lines that change while something is at work, of which only the changed cells are written."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from chattui.safe_text import safe_text

FULL, HALF, REST = "█", "▌", "░"


class MovingLine(Widget):
    """One line of plain words.

    What changes from one moment to the next are a few digits: a `Static` would write the whole line
    for them, each second, over what may be a slow link.
    """

    DEFAULT_CSS = "MovingLine { height: 1; width: 1fr; padding: 0 1; }"

    def __init__(self, words: str = "", *, id: str | None = None) -> None:  # noqa: A002 Textual's
        super().__init__(id=id)
        self.words = words

    def say(self, words: str) -> None:
        """Show other words; writes only from the first cell that differs to the last."""
        words = safe_text(words)
        before, self.words = self.words, words
        if before == words or not self.is_attached:
            return
        same = _same_start(before, words)
        left, end = cell_len(words[:same]), max(cell_len(before), cell_len(words))
        if cell_len(before) == cell_len(words):
            back = _same_start(before[same:][::-1], words[same:][::-1])
            end -= cell_len(words[len(words) - back :]) if back else 0
        self.refresh(Region(left, 0, max(1, end - left), 1))

    def render_line(self, y: int) -> Strip:
        """The words, cut off at the end of the line."""
        width = self.content_size.width
        return Strip([Segment(set_cell_size(self.words, width), self.rich_style)], width)


class ProgressLine(MovingLine):
    """A bar, and beside it how much of how much, how fast, and how long still."""

    DEFAULT_CSS = "ProgressLine { color: $text-success; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self.done, self.total, self.beside = 0, 0, ""

    def show(self, done: int, total: int, beside: str) -> None:
        """So much is done, with `beside` in words."""
        self.done, self.total, self.beside = done, total, beside
        self._draw()

    def on_resize(self) -> None:
        """The bar takes what the words leave."""
        self._draw()

    def _draw(self) -> None:
        room = self.content_size.width - cell_len(self.beside) - 2
        self.say(f"{bar(self.done, self.total, room)}  {self.beside}" if room > 4 else self.beside)


def bar(done: int, total: int, width: int) -> str:
    """A bar of `width` cells, filled in steps of half a cell; full only when all is done."""
    halves = 2 * width * done // total if total else 2 * width
    filled = FULL * (halves // 2) + (HALF if halves % 2 else "")
    return filled + REST * (width - len(filled))


def _same_start(one: str, other: str) -> int:
    """How many characters the two have in common from the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
