"""The panel of a wide terminal that tells about the space under the cursor."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from chattui.chat.models import Space
from chattui.tui.space_words import fact_lines, facts
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

TEXT_LIMIT = 400


class SpaceSide(Vertical):
    """What is known about one space; the page shows it where there is room."""

    DEFAULT_CSS = "SpaceSide { width: 46; padding: 0 0 0 1; }"

    def compose(self) -> ComposeResult:
        yield TitleLine(t("This space"))
        yield VerticalScroll(Prose(id="facts"), can_focus=False)

    def show(self, space: Space | None, now: datetime, label: str = "") -> None:
        """Tell about another space, or about none."""
        words = Content("")
        if space is not None:
            about = fact_lines(facts(space, now, most=TEXT_LIMIT))
            words = Content("\n\n").join((plain(label or space.label).stylize("bold"), about))
        self.query_one("#facts", Prose).say(words)
