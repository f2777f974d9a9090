"""A page with a list of what the vault holds, accounts or clients, and more about one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual import on
from textual.content import Content

from chattui.tui.page import Page
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import RowList
from chattui.vault import AccountEntry, ClientEntry, Index

Entry = TypeVar("Entry", AccountEntry, ClientEntry)


class IndexPage(Page[None], Generic[Entry]):
    """Draws what is known at once, and reads it again; needs no open vault."""

    DEFAULT_CSS = """
    IndexPage RowList { height: 1fr; }
    IndexPage #detail { height: auto; max-height: 11; border-top: solid $panel-lighten-2; }
    """

    @property
    def index(self) -> Index:
        """The accounts and clients as they were last read."""
        return self.chattui.index

    @property
    def entries(self) -> Sequence[Entry]:
        """What is listed."""
        raise NotImplementedError

    def about(self, entry: Entry) -> list[str]:
        """More about one of them, in lines."""
        raise NotImplementedError

    def about_none(self) -> str:
        """What to do where there is none."""
        raise NotImplementedError

    @property
    def chosen(self) -> Entry | None:
        """The one under the cursor."""
        number, entries = self.query_one(RowList).cursor, self.entries
        return entries[number] if number < len(entries) else None

    def opened(self) -> None:
        """Show what is known, and read it again."""
        self.query_one(RowList).focus()
        self.show_entries()
        self.work(self.read())

    def resumed(self) -> None:
        """Another one may have come."""
        super().resumed()
        self.show_entries()

    async def read(self) -> None:
        """Read the list of accounts and clients anew."""
        self.chattui.index = await self.session.index()
        self.show_entries()

    def show_entries(self, at: int | None = None) -> None:
        """Draw the list anew, with the cursor on the row `at`, or where it was."""
        self.query_one(RowList).show_rows(len(self.entries), at)
        self._show_about()

    def _show_about(self) -> None:
        entry = self.chosen
        lines = [self.about_none()] if entry is None else self.about(entry)
        self.query_one("#detail", Prose).say(Content("\n").join(plain(line) for line in lines))
        self.refresh_keys()

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Tell about the one under the cursor."""
        event.stop()
        self.notice.say("")
        self._show_about()

    async def look_again(self, gone: AccountEntry | None = None) -> None:
        """Read and draw all anew, with another account in use where `gone` was it."""
        current = self.chattui.account
        stays = current is not None and (gone is None or current.key != gone.key)
        index = await self.session.index()
        self.chattui.choose_account(index, current.key if current and stays else "")
        self.refresh_standing()
        self.show_entries()

    def action_add(self) -> None:
        """Sign in with another account, or import another client."""
        from chattui.tui.screens.setup import SetupPage

        self.app.push_screen(SetupPage(first_run=False))
