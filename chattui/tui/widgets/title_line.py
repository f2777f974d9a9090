"""A line above a list: what it is on the left, how much of it on the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widgets import Static

from chattui.tui.text import plain, styled
from chattui.tui.widgets.bars import shorten


class TitleLine(Static):
    """A rule with words at both ends.

    It stands in for a frame, whose sides cost 60 bytes a line and whose title draws the whole list
    again when it changes.
    """

    DEFAULT_CSS = "TitleLine { height: 1; width: 1fr; color: $text-muted; }"

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id, markup=False)
        self.title = title
        self.amount = ""

    def say(self, amount: str) -> None:
        """How much of it."""
        if amount != self.amount:
            self.amount = amount
            self.refresh()

    def render(self) -> RenderResult:
        """The rule, exactly as wide as the line; a long filter gives way."""
        width = self.content_size.width
        left = f"─ {self.title} "
        right = shorten(self.amount, max(0, width - cell_len(left) - 5))
        end = f" {right} ─" if right else "─"
        rule = "─" * max(0, width - cell_len(left) - cell_len(end))
        return Content.assemble("─ ", styled(self.title, "bold $text"), f" {rule}", plain(end))
