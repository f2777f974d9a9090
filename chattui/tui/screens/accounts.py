"""The accounts: who is signed in through which client, what they may, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.oauth.purposes import PURPOSES
from chattui.safe_text import safe_text
from chattui.tui.account_words import called, detail_lines, ends_words
from chattui.tui.flow import Finished
from chattui.tui.granted import granted_words, purposes_of
from chattui.tui.index_page import IndexPage
from chattui.tui.lifetimes import why_it_ends
from chattui.tui.page import page_bindings
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.waiting import Waiting
from chattui.vault import AccountEntry
from chattui.words import t


class AccountsPage(IndexPage[AccountEntry]):
    """Choose an account, add one, sign in again, or forget one."""

    PAGE = "accounts"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def page_title(self) -> str:
        """The name of the page."""
        return t("Accounts")

    @property
    def entries(self) -> Sequence[AccountEntry]:
        """The accounts."""
        return self.index.accounts

    def body(self) -> Iterable[Widget]:
        """The list, and more about the account under the cursor."""
        columns = (
            Column(t("Account"), 0),
            Column(t("Client"), 20),
            Column(t("Sign-in ends"), 14),
            Column("", 8),
        )
        yield RowList(columns, self._cells, id="accounts")
        yield Waiting(id="waiting")
        yield Prose(id="detail")

    def show_entries(self, at: int | None = None) -> None:
        """Draw the list anew; the first time the cursor is on the account in use."""
        if at is None and not self.query_one(RowList).row_count:
            key = self.chattui.account.key if self.chattui.account else ""
            at = next((i for i, a in enumerate(self.entries) if a.key == key), 0)
        super().show_entries(at)

    def _cells(self, number: int) -> Sequence[str]:
        account = self.index.accounts[number]
        used = self.chattui.account is not None and self.chattui.account.key == account.key
        return (
            called(account),
            self._client_name(account),
            ends_words(account, self.session.clock()),
            t("✓ in use") if used else "",
        )

    def _client_name(self, account: AccountEntry) -> str:
        client = self.index.client(account.client_key)
        return safe_text(client.name, limit=60) if client else t("unknown")

    def about(self, entry: AccountEntry) -> list[str]:
        """Who it is, what it may, and for how long."""
        return detail_lines(entry, self.session.clock())

    def about_none(self) -> str:
        """What to do without an account."""
        return t("No account is signed in. n signs the first one in, i imports one.")

    @on(RowList.Chosen)
    def picked(self, event: RowList.Chosen) -> None:
        """Enter uses the account."""
        event.stop()
        self.action_use()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an account there is only adding one."""
        account = self.chosen if self.is_mounted else None
        if action == "about_ending":
            return account is not None and account.refresh_expires_at is not None
        if action == "ask_for_more":
            return account is not None and len(purposes_of(account.scopes)) < len(PURPOSES)
        if action == "export":
            return account is not None and account.kind == "user"
        needs_one = action in {"use", "sign_in_again", "rename", "remove", "revoke"}
        return account is not None if needs_one else True

    def action_use(self) -> None:
        """Use this account, now and when nothing else is named."""
        account = self.chosen
        if account is not None:
            self.work(self._use(account))

    async def _use(self, account: AccountEntry) -> None:
        await self.session.use_account(account)  # the vault stays shut: this is in the list
        self.chattui.choose_account(await self.session.index(), account.key)
        self.chattui.show_home()

    def action_sign_in_again(self) -> None:
        """Ask Google again, with the same client and for the same things."""
        account = self.chosen
        if account is not None:
            self.work(self._sign_in_again(account))

    async def _sign_in_again(self, account: AccountEntry) -> None:
        from chattui.tui.asking import sign_in_again

        self.notice.say("")
        with self.query_one(Waiting).during(t("Opening the vault")):
            await sign_in_again(self.chattui, account)

    def action_about_ending(self) -> None:
        """Why this sign-in ends, and what to do about it."""
        if self.chosen is not None:
            self.notice.say(why_it_ends(self.chosen, self.session.clock()))

    def action_ask_for_more(self) -> None:
        """Choose what this account is to allow besides."""
        from chattui.tui.asking import ask_for_more

        if self.chosen is not None:
            job = ask_for_more(self.chattui, self.chosen, resume=self._granted)
            self.work(job, group="sign-in")

    def _granted(self, finished: Finished) -> None:
        """Tell what came of it."""
        self.notice.say(granted_words(finished))

    def action_rename(self) -> None:
        """Call this account by a name of one's own."""
        if self.chosen is not None:
            self.work(self._rename(self.chosen))

    async def _rename(self, account: AccountEntry) -> None:
        from chattui.tui.account_work import rename

        self.notice.say("")
        words = await rename(self, account)
        if words:
            await self.read()
            self.notice.say(words)

    def action_export(self) -> None:
        """Write this account to a file for other programs."""
        from chattui.tui.screens.export import ExportPage

        if self.chosen is not None:
            self.app.push_screen(ExportPage(self.chosen), self._exported)

    def _exported(self, words: str | None) -> None:
        self.notice.say(words or "")

    def action_take_over(self) -> None:
        """Use here too what another program signed in with."""
        from chattui.tui.screens.take_over import TakeOverPage

        self.app.push_screen(TakeOverPage(), self._taken_over)

    def _taken_over(self, words: str | None) -> None:
        if words:
            self.refresh_standing()
            self.show_entries()
            self.notice.say(words)

    def action_vault(self) -> None:
        """Where all this is kept, and what opens it."""
        from chattui.tui.screens.vault import VaultPage

        self.app.push_screen(VaultPage())

    def action_clients(self) -> None:
        """The clients that accounts are signed in through."""
        from chattui.tui.screens.clients import ClientsPage

        self.app.push_screen(ClientsPage())

    def action_remove(self) -> None:
        """Forget this account on this machine."""
        if self.chosen is not None:
            self.work(self._remove(self.chosen))

    async def _remove(self, account: AccountEntry) -> None:
        from chattui.tui.account_work import remove

        if words := await remove(self, account):
            await self._gone(account, words)

    def action_revoke(self) -> None:
        """End at Google what this account was allowed, and forget it here."""
        if self.chosen is not None:
            self.work(self._revoke(self.chosen))

    async def _revoke(self, account: AccountEntry) -> None:
        from chattui.tui.account_work import revoke

        self.notice.say("")
        if words := await revoke(self, self.index, account):
            await self._gone(account, words)

    async def _gone(self, account: AccountEntry, words: str) -> None:
        """Show what is left, with another account in use where this one was."""
        await self.look_again(account)
        self.notice.say(words)

    def health_subject(self) -> tuple[AccountEntry | None, None]:
        """The account under the cursor."""
        return self.chosen, None

    def action_back(self) -> None:
        """Back to the page before; without any account left that is the guide."""
        if self.chattui.account is None and len(self.app.screen_stack) > 1:
            from chattui.tui.screens.setup import SetupPage

            with self.app.batch_update():
                while len(self.app.screen_stack) > 1:
                    self.app.pop_screen()
                self.app.switch_screen(SetupPage(first_run=True))
        else:
            self.dismiss()
