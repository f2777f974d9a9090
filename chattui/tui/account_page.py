"""A page that acts as one account, and leads to the other accounts and to more rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.tui.page import Page

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class AccountPage(Page[None]):
    """What can be done about the account itself."""

    def __init__(self, account: AccountEntry) -> None:
        super().__init__()
        self.account = account

    def action_ask_for_more(self) -> None:
        """Ask Google to allow more, with the same client."""
        from chattui.tui.flow import ask_for_more

        self.work(ask_for_more(self.chattui, self.account), group="sign-in")

    def action_sign_in_again(self) -> None:
        """Ask Google again for what was granted."""
        from chattui.tui.flow import sign_in_again

        self.work(sign_in_again(self.chattui, self.account), group="sign-in")

    def action_accounts(self) -> None:
        """The accounts."""
        from chattui.tui.screens.accounts import AccountsPage

        self.app.push_screen(AccountsPage())

    async def action_quit(self) -> None:
        """Leave chattui."""
        await self.app.action_quit()

    def action_doctor(self) -> None:
        """What is wrong with a file."""
        from chattui.tui.screens.doctor import DoctorPage

        self.app.push_screen(DoctorPage())
