"""Lines of words on a page: the question it asks, and what it tells."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from chattui.tui.text import plain


class Question(Static):
    """The one question of a page, its first line."""

    DEFAULT_CSS = "Question { height: auto; padding: 0 1; margin-bottom: 1; text-style: bold; }"

    def __init__(self, words: str, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(plain(words), id=id, markup=False)

    def say(self, words: str) -> None:
        """Ask something else."""
        self.update(plain(words))


class Prose(Static):
    """Sentences of ours, with what was read in them made safe."""

    DEFAULT_CSS = "Prose { height: auto; padding: 0 1; }"

    def __init__(
        self,
        words: str | Content = "",
        *,
        id: str | None = None,  # noqa: A002 Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self.say(words)

    def say(self, words: str | Content) -> None:
        """Show other words; the empty string leaves an empty line."""
        self.update(plain(words) if isinstance(words, str) else words)
