"""Lines of words on a page: the question it asks, and what it tells."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from chattui.tui.text import plain


class Question(Static):
    """The one question of a page, its first line."""

    DEFAULT_CSS = "Question { height: auto; padding: 0 1; margin: 1 0; text-style: bold; }"

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


class Labelled(Horizontal):
    """A number or a name, and beside it sentences that wrap below each other."""

    DEFAULT_CSS = """
    Labelled { height: auto; }
    Labelled > .label { width: auto; height: auto; padding: 0 0 0 1; color: $text-muted; }
    Labelled > Prose { width: 1fr; }
    """

    def __init__(
        self,
        label: str,
        words: str | Content = "",
        *,
        width: int = 0,
        id: str | None = None,  # noqa: A002 Textual's own name for it
        classes: str | None = None,
    ) -> None:
        self.prose = Prose(words)
        shown = Static(plain(label), markup=False, classes="label")
        if width:
            shown.styles.width = width
        super().__init__(shown, self.prose, id=id, classes=classes)

    def say(self, words: str | Content) -> None:
        """Show other words beside the label."""
        self.prose.say(words)
