"""What has to be read before one goes on: notices of the vault, and what destroying it left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose, Question


class NoticesPage(Page[bool]):
    """Stays until it is answered, so that nothing is missed while another page is drawn."""

    PAGE = "vault_notices"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    NoticesPage VerticalScroll { height: 1fr; }
    NoticesPage Prose { margin-bottom: 1; }
    """

    def __init__(self, title: str, parts: Sequence[Content]) -> None:
        super().__init__()
        self.title_words = title
        self.parts = tuple(parts)

    def page_title(self) -> str:
        """The name of the page."""
        from chattui.words import t

        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """All of it."""
        yield Question(self.title_words)
        yield VerticalScroll(*(Prose(part) for part in self.parts))

    def opened(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def action_copy_words(self) -> None:
        """Copy what stands here; none of it is a secret."""
        self.copy("\n".join(part.plain for part in self.parts))

    def action_back(self) -> None:
        """It was read."""
        self.dismiss(True)
