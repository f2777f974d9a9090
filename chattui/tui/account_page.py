"""A page that acts as one account, and leads to the other accounts and to more rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from chattui.tui.flow import Finished
from chattui.tui.granted import allows, granted_words, why_off
from chattui.tui.page import Page, Result
from chattui.tui.widgets.plan_line import PlanLine

if TYPE_CHECKING:
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry


class AccountPage(Page[Result], Generic[Result]):
    """What can be done about the account itself.

    What the account has not allowed is greyed with its reason; `lacking` says what the page would
    need, and `g` asks for just that.
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__()
        self.account = account

    def resumed(self) -> None:
        """The account may allow more now, or have been signed in again."""
        super().resumed()
        now = self.chattui.account
        if now is not None and now.key == self.account.key and now != self.account:
            self.account = now
            self.account_changed()
            self.refresh_keys()
        for line in self.query(PlanLine):
            line.look()

    def account_changed(self) -> None:
        """`account` is a newer entry of the same account."""

    def lacking(self) -> tuple[str, ...]:
        """The scopes that this page would need and the account has not granted."""
        return ()

    def lacks(self, purpose: str) -> str:
        """Why what needs `purpose` (its id) is switched off; empty where it is allowed."""
        return "" if allows(self.account, purpose) else why_off(self.account, purpose)

    def action_grant_now(self) -> None:
        """Ask Google for just what this page lacks."""
        from chattui.tui.asking import grant_now

        job = grant_now(self.chattui, self.account, self.lacking(), self.granted)
        self.work(job, group="sign-in")

    def action_ask_for_more(self) -> None:
        """Choose what to allow besides, with the same client."""
        from chattui.tui.asking import ask_for_more

        self.work(ask_for_more(self.chattui, self.account), group="sign-in")

    def granted(self, finished: Finished) -> None:
        """Tell what came of asking, in place of the page that ends a sign-in."""
        self.notice.say(granted_words(finished))

    def action_sign_in_again(self) -> None:
        """Ask Google again for what was granted."""
        from chattui.tui.asking import sign_in_again

        self.work(sign_in_again(self.chattui, self.account), group="sign-in")

    @property
    def plan_at_hand(self) -> str:
        """The id of the plan that the page tells of, with `PlanLine`; "" for none."""
        return next((line.plan_id for line in self.query(PlanLine)), "")

    def action_take_up(self) -> None:
        """Show the plan that is at work, or go on with the one that was not finished."""
        from chattui.tui.plan_flow import take_up

        if self.plan_at_hand:
            self.work(take_up(self, self.plan_at_hand, self.plan_ended), group="plan")

    def plan_ended(self, report: Report | None) -> None:
        """A plan that was taken up here is over, or was left at work."""

    def action_plans(self) -> None:
        """The plans."""
        from chattui.tui.screens.plans import PlansPage

        self.app.push_screen(PlansPage(self.account))

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
