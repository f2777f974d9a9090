"""An event, a mail or a log of a plan as its readers will see it, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.plans.words import action_words
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.model import Row


class PlanTextPage(Page[None]):
    """All of what one row sends."""

    PAGE = "plan_text"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "PlanTextPage VerticalScroll { height: 1fr; }"

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row

    def page_title(self) -> str:
        """What this is."""
        return t("As it is read · {what}", what=action_words(self.row))

    def body(self) -> Iterable[Widget]:
        """The text, which scrolls."""
        from chattui.plans.follow_ups import preview_of

        yield VerticalScroll(Prose(preview_of(self.row)))
