"""A line that says what is being waited for; it writes nothing once that has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.widgets import Static

from chattui.tui.text import plain

FRAMES = ("·  ", "·· ", "···")
SECONDS = 0.5
"""Two frames a second cost about 160 bytes a second; a LoadingIndicator costs 77 kB."""


class Waiting(Static):
    """Words with moving dots behind them, shown only inside `during`."""

    DEFAULT_CSS = """
    Waiting { height: 1; padding: 0 1; display: none; color: $text-muted; }
    Waiting.shown { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__("", id=id, markup=False)
        self._words = ""
        self._frame = 0

    @contextmanager
    def during(self, words: str) -> Iterator[None]:
        """Show `words` until the block ends."""
        self._words, self._frame = words, 0
        timer = self.set_interval(SECONDS, self._next)
        try:
            yield
        finally:
            timer.stop()
            if self.is_attached:
                self.remove_class("shown")

    def _next(self) -> None:
        # The first frame comes after half a second: what is quicker needs no words.
        self._frame = (self._frame + 1) % len(FRAMES)
        self.add_class("shown")
        self._draw()

    def _draw(self) -> None:
        self.update(plain(f"{self._words} {FRAMES[self._frame]}"))
