"""A line that says what is being waited for; it writes nothing once that has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from chattui.tui.text import plain

FRAMES = ("·  ", "·· ", "···")
SECONDS = 0.5
"""Two frames a second of three cells cost about 120 bytes a second; a LoadingIndicator 77 kB."""


class Waiting(Horizontal):
    """Moving dots and words, shown only inside `during`."""

    DEFAULT_CSS = """
    Waiting { height: 1; padding: 0 1; display: none; color: $text-muted; }
    Waiting.shown { display: block; }
    Waiting > .dots { width: 4; }
    Waiting > .words { width: 1fr; height: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._frame = 0

    def compose(self) -> ComposeResult:
        yield Static(FRAMES[0], markup=False, classes="dots")
        yield Static("", markup=False, classes="words")

    @contextmanager
    def during(self, words: str) -> Iterator[None]:
        """Show `words` until the block ends; what is over in half a second needs none."""
        self._frame = 0
        self.query_one(".words", Static).update(plain(words))
        timer = self.set_interval(SECONDS, self._next)
        try:
            yield
        finally:
            timer.stop()
            if self.is_attached:
                self.remove_class("shown")

    def _next(self) -> None:
        # Below another page nothing is drawn: Textual would draw that page anew each time.
        if self.app.screen is self.screen:
            self._frame = (self._frame + 1) % len(FRAMES)
            self.add_class("shown")
            self.query_one(".dots", Static).update(FRAMES[self._frame])
