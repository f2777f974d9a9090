"""One line that tells the state of a list; dots move in it while something is awaited."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Static

from chattui.tui.text import plain

FRAMES = ("·  ", "·· ", "···")
SECONDS = 0.5


class StateLine(Horizontal):
    """Always one line high, so that nothing moves when the waiting begins or ends.

    The dots are a widget of three cells: at two frames a second they write about 120 bytes a
    second, and nothing at all at rest.
    """

    DEFAULT_CSS = """
    StateLine { height: 1; padding: 0 1; }
    StateLine > #dots { width: 4; display: none; color: $text-accent; }
    StateLine.waiting > #dots { display: block; }
    StateLine > #words { width: 1fr; height: 1; color: $text-muted; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.words = ""
        self._timer: Timer | None = None
        self._frame = 0

    def compose(self) -> ComposeResult:
        yield Static(FRAMES[0], id="dots", markup=False)
        yield Static(plain(self.words), id="words", markup=False)

    def rest(self, words: str) -> None:
        """Say `words`, and stop the dots."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._say(words)
        self.remove_class("waiting")

    def wait(self, words: str) -> None:
        """Say `words` with moving dots before them."""
        self._say(words)
        if self._timer is None:
            self.add_class("waiting")
            self._timer = self.set_interval(SECONDS, self._next)

    def _say(self, words: str) -> None:
        if words != self.words:
            self.words = words
            if self.is_mounted:
                self.query_one("#words", Static).update(plain(words))

    def _next(self) -> None:
        # Below another page nothing is drawn: Textual would draw that page anew each time.
        if self.app.screen is self.screen:
            self._frame = (self._frame + 1) % len(FRAMES)
            self.query_one("#dots", Static).update(FRAMES[self._frame])
