"""The clients in the vault: what they are called, what they are, and who is signed in through."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.tui.account_words import called
from chattui.tui.index_page import IndexPage
from chattui.tui.page import page_bindings
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.waiting import Waiting
from chattui.vault import ClientEntry
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

SHOWN_ACCOUNTS = 6


def kind_words(kind: str) -> str:
    """What a client is, for a column."""
    words = {
        "installed": t("desktop app"),
        "web": t("web app"),
        "tv": t("for devices"),
        "service_account": t("service account"),
    }
    return words.get(kind, safe_text(kind, limit=20))


class ClientsPage(IndexPage[ClientEntry]):
    """Rename a client, or forget one that nobody is signed in through."""

    PAGE = "clients"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def page_title(self) -> str:
        """The name of the page."""
        return t("Clients")

    @property
    def entries(self) -> Sequence[ClientEntry]:
        """The clients."""
        return self.index.clients

    def body(self) -> Iterable[Widget]:
        """The list, and more about the client under the cursor."""
        columns = (
            Column(t("Client"), 0),
            Column(t("Kind"), 16),
            Column(t("Project"), 20),
            Column(t("Accounts"), 8, right=True),
        )
        yield RowList(columns, self._cells, id="clients")
        yield Waiting(id="waiting")
        yield Prose(id="detail")

    def _cells(self, number: int) -> Sequence[str]:
        client = self.index.clients[number]
        return (
            safe_text(client.name, limit=100),
            kind_words(client.kind),
            safe_text(client.project_id, limit=60),
            str(len(self._users(client))),
        )

    def _users(self, client: ClientEntry) -> list[AccountEntry]:
        return [a for a in self.index.accounts if a.client_key == client.key]

    def about_none(self) -> str:
        """What to do without a client."""
        return t("The vault holds no client. n imports the first one.")

    def about(self, entry: ClientEntry) -> list[str]:
        """Its id, its age, and who uses it."""
        from datetime import UTC, datetime

        from chattui.chat.when import relative_time

        now = datetime.fromtimestamp(self.session.clock(), UTC)
        added = relative_time(datetime.fromtimestamp(entry.added_at, UTC), now)
        users = [called(account) for account in self._users(entry)]
        lines = [
            safe_text(entry.client_id, limit=200),
            t("Imported {when}.", when=added),
        ]
        if not users:
            return [*lines, t("Nobody is signed in through it.")]
        names = ", ".join(users[:SHOWN_ACCOUNTS]) + (", …" if len(users) > SHOWN_ACCOUNTS else "")
        return [*lines, t("Signed in through it: {names}.", names=names)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a client there is only adding one."""
        if action in {"rename", "remove"}:
            return self.is_mounted and self.chosen is not None
        return True

    def action_rename(self) -> None:
        """Call this client something else."""
        if self.chosen is not None:
            self.work(self._rename(self.chosen))

    async def _rename(self, client: ClientEntry) -> None:
        from chattui.tui.flow import open_vault
        from chattui.tui.screens.confirm import ask_name
        from chattui.vault.naming import rename_client

        self.notice.say("")
        question = t("What do you call this client?")
        details = t("The name stands in the top line, and --client takes it.")
        name = await ask_name(self.app, question, details, client.name)
        if not name or name == client.name or not await open_vault(self.chattui):
            return
        vault = await self.session.vault()
        renamed = await asyncio.to_thread(rename_client, vault, client.key, name)
        await self.look_again()
        self.notice.say(
            t("✓ The client is called {name} now.", name=safe_text(renamed.name, limit=100))
        )

    def action_remove(self) -> None:
        """Forget this client."""
        if self.chosen is not None:
            self.work(self._remove(self.chosen))

    async def _remove(self, client: ClientEntry) -> None:
        from chattui.problem import ProblemError
        from chattui.tui.flow import open_vault
        from chattui.tui.screens.confirm import confirm_by_name
        from chattui.vault.problems import client_in_use

        self.notice.say("")
        users = tuple(called(account) for account in self._users(client))
        if users:
            raise ProblemError(client_in_use(users))
        name = client.name or client.client_id
        question = t("Remove the client {name}? Type its name to say so.", name=name)
        details = t(
            "Its id and its secret are deleted here. Google keeps the client itself; its file can"
            " be imported again."
        )
        if not await confirm_by_name(self.app, question, details, name):
            return
        with self.query_one(Waiting).during(t("Opening the vault")):
            if not await open_vault(self.chattui):
                return
            vault = await self.session.vault()
            await asyncio.to_thread(vault.remove_client, client.key)
        await self.look_again()
        self.notice.say(t("✓ The client {name} is removed.", name=name))
