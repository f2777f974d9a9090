"""What other programs signed in with on this machine, to be taken over into the vault."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import typed_path
from chattui.tui.screens.path_client import PathClientPage
from chattui.tui.text import plain, problem_text
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.foreign_files import ForeignGrant

NO_CLIENT = "import.no_client"


def can_serve(found: ForeignGrant) -> bool:
    """Whether it can be taken over, if need be with a client that is named for it."""
    return found.problem is None or found.problem.code == NO_CLIENT


class TakeOverPage(Page[str]):
    """Gives words for what was taken over; None where nothing was."""

    PAGE = "take_over"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    TakeOverPage #detail { height: auto; max-height: 9; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[ForeignGrant, ...] = ()

    def page_title(self) -> str:
        """The name of the page."""
        return t("Accounts · Import")

    def body(self) -> Iterable[Widget]:
        """What was found, a file that one names, and more about what is under the cursor."""
        yield Question(t("Which sign-in of another program is to be used here too?"))
        columns = (Column(t("Program"), 10), Column(t("Account or file"), 0), Column("", 16))
        yield RowList(columns, self._cells, id="found")
        yield Waiting(id="waiting")
        yield Prose(id="detail")

    def opened(self) -> None:
        """Look where the programs keep their sign-ins."""
        self.query_one(RowList).focus()
        self.query_one(RowList).show_rows(1, 0)
        self._show_detail()
        self.action_read_again()

    def action_read_again(self) -> None:
        """Look once more."""
        self.notice.say("")
        self.work(self._read(), group="look")

    async def _read(self) -> None:
        from chattui.oauth.foreign_places import everything

        with self.query_one(Waiting).during(t("Looking where gcloud, gws, gog and GAM keep them")):
            self.found = await asyncio.to_thread(everything, os.environ)
        self.query_one(RowList).show_rows(len(self.found) + 1, 0)
        self._show_detail()

    def _cells(self, number: int) -> Sequence[str]:
        if number >= len(self.found):
            return ("", t("A file that I name"), "")
        one = self.found[number]
        account = one.email or one.place.account or one.place.path
        serves = t("✓ can be used") if can_serve(one) else t("✗ cannot serve")
        return (one.place.program, safe_text(account, limit=200), serves)

    @property
    def chosen(self) -> ForeignGrant | None:
        """The sign-in under the cursor; None on the row of a file that one names."""
        number = self.query_one(RowList).cursor
        return self.found[number] if number < len(self.found) else None

    def _show_detail(self) -> None:
        from chattui.oauth.foreign_words import found_words

        one, detail = self.chosen, self.query_one("#detail", Prose)
        if one is None:
            detail.say(file_words(any(self.found)))
        elif one.problem:
            where = plain(safe_text(one.place.path, limit=300))
            detail.say(Content("\n").join((where, problem_text(one.problem))))
        else:
            detail.say(found_words(one))

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Tell about the sign-in under the cursor."""
        event.stop()
        self._show_detail()

    @on(RowList.Chosen)
    def picked(self, event: RowList.Chosen) -> None:
        """Enter goes on with it."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Go on with the sign-in under the cursor, or ask for a file."""
        one = self.chosen
        if one is None:
            self.app.push_screen(NamedFilePage(self._open))
        else:
            self._open(one)

    def _open(self, one: ForeignGrant) -> None:
        from chattui.tui.screens.import_grant import ImportPage

        self.notice.say("")
        if can_serve(one):
            self.app.push_screen(ImportPage(one), self._imported)
        elif one.problem is not None:
            self.notice.show_problem(one.problem)

    def _imported(self, words: str | None) -> None:
        if words:
            self.dismiss(words)


def file_words(any_found: bool) -> str:
    """Which files can be named."""
    which = t(
        "An authorized_user file, google-auth's token.json, or what `gog auth tokens export` or"
        " `gws auth export --unmasked` wrote."
    )
    if any_found:
        return which
    none = t("gcloud, gws and GAM left no sign-in on this machine where they keep theirs.")
    return f"{none} {which}"


class NamedFilePage(PathClientPage):
    """Type the path of another program's sign-in; `then` goes on with what is in it."""

    def __init__(self, then: Callable[[ForeignGrant], None]) -> None:
        super().__init__(lambda handed: None, t("Accounts · Import"))
        self.then = then

    def placeholder(self) -> str:
        """Such a file's usual name."""
        return "~/token.json"

    async def _read(self, text: str) -> None:
        from chattui.oauth.foreign_places import named_file

        self.notice.say("")
        path = str(typed_path(text))
        with self.query_one(Waiting).during(t("Reading {path}", path=safe_text(path, limit=60))):
            found = await asyncio.to_thread(named_file, path, os.environ)
        if not can_serve(found) and found.problem is not None:
            self.notice.show_problem(found.problem)
            return
        self.dismiss()
        self.then(found)
