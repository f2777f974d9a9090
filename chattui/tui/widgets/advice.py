"""What a finding means and what to do, at the foot of a page."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from chattui.tui.text import plain
from chattui.tui.widgets.prose import Prose
from chattui.words import t


class Advice(Vertical):
    """Some lines, a third of the screen at the most; longer words scroll, and that is said."""

    DEFAULT_CSS = """
    Advice { height: auto; }
    Advice > VerticalScroll { height: auto; max-height: 36vh; scrollbar-size-vertical: 1; }
    Advice > VerticalScroll:focus { background: $boost; }
    Advice > .more { height: 1; padding: 0 1; color: $text-muted; display: none; }
    Advice.long > .more { display: block; }
    """

    def compose(self) -> ComposeResult:
        yield VerticalScroll(Prose(), can_focus=False)
        yield Static(plain(t("↓ There is more: e shows all of it.")), classes="more")

    def say(self, words: str | Content) -> None:
        """Show other words, from the first on."""
        self.query_one(Prose).say(words)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.call_after_refresh(self._measure)

    def on_resize(self) -> None:
        """More or less of it can be seen now."""
        self.call_after_refresh(self._measure)

    def _measure(self) -> None:
        pane = self.query_one(VerticalScroll)
        long = pane.max_scroll_y > 0
        pane.can_focus = long
        self.set_class(long, "long")
