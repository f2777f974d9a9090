"""The kinds of OAuth client side by side, and which of them to make here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from chattui.guide.pages import recommended_client
from chattui.guide.places import client_kinds
from chattui.tui.guide_words import gives_words, serves_words
from chattui.tui.guiding import Progress
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.rows import Column, RowList
from chattui.words import t

KIND_CELLS = 32
GIVES_CELLS = 18


class GuideKindsPage(Page[None]):
    """A list of the kinds; enter reads about one."""

    PAGE = "guide_kinds"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.kinds = client_kinds()

    def page_title(self) -> str:
        """The name of the page."""
        return t("Guide · Kinds of client")

    def body(self) -> Iterable[Widget]:
        """What to make here, and the list."""
        kind, reason = recommended_client(self.session.context.surroundings)
        title = self.progress.page(kind).title
        yield Question(t("Make this here: {title}", title=title))
        yield Prose(reason)
        yield Prose("")
        columns = (
            Column(t("Kind"), KIND_CELLS),
            Column(t("Its file"), GIVES_CELLS),
            Column(t("Ways to sign in here"), 0),
        )
        yield RowList(columns, self._cells, id="list")

    def opened(self) -> None:
        """Begin at the one to make."""
        rows = self.query_one(RowList)
        recommended, _ = recommended_client(self.session.context.surroundings)
        ids = [kind.id for kind in self.kinds]
        rows.show_rows(len(ids), ids.index(recommended) if recommended in ids else 0)
        rows.focus()

    def _cells(self, number: int) -> Sequence[str]:
        kind = self.kinds[number]
        return self.progress.page(kind.id).title, gives_words(kind), serves_words(kind)

    def action_open(self) -> None:
        """Read about this kind."""
        from chattui.tui.screens.guide_page import GuidePagePage

        chosen = self.kinds[self.query_one(RowList).cursor]
        self.app.push_screen(GuidePagePage(self.progress, chosen.id))

    on_row_list_chosen = action_open
