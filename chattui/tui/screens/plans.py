"""The plans that are kept: what each was for, how far it is, and what one may do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.chat.when import relative_time
from chattui.plans.words import counts_words
from chattui.safe_text import safe_text
from chattui.tui.account_page import AccountPage
from chattui.tui.at_work import Course, at_work
from chattui.tui.page import page_bindings
from chattui.tui.plan_flow import show_report, take_up, undo
from chattui.tui.screens.plan_report import can_be_undone
from chattui.tui.space_words import now_of
from chattui.tui.text import styled
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.journal import Saved
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry


class PlansPage(AccountPage[None]):
    """All plans of this machine, the newest first; those of other accounts can be read."""

    PAGE = "plans"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PlansPage #about { height: 3; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self.plans: tuple[Saved, ...] = ()

    def page_title(self) -> str:
        """What this is."""
        return t("Plans")

    def body(self) -> Iterable[Widget]:
        """The list, and below it more about the plan under the cursor."""
        columns = (Column(t("Plan"), 0), Column(t("State"), 22), Column(t("When"), 14))
        yield TitleLine(t("Plans"), id="title")
        yield RowList(columns, self._cells, id="list")
        yield Prose(id="about")
        yield StateLine(id="state")

    def resumed(self) -> None:
        """Read the journal: a plan may have gone on below another page."""
        super().resumed()
        self.work(self._read(), group="read")

    async def _read(self) -> None:
        self.plans = await self.session.plans().list()
        rows = self.query_one(RowList)
        rows.show_rows(len(self.plans))
        rows.say_empty(
            t("No plans yet. Whatever chattui changes is a plan, and is kept here for 30 days.")
        )
        self.query_one(TitleLine).say(tn("{count} plan", "{count} plans", len(self.plans)))
        self._about()

    @property
    def here(self) -> Saved | None:
        """The plan under the cursor."""
        at = self.query_one(RowList).cursor
        return self.plans[at] if at < len(self.plans) else None

    def _cells(self, number: int) -> Sequence[str]:
        saved = self.plans[number]
        when = datetime.fromtimestamp(saved.plan.created_at, UTC)
        age = relative_time(when, now_of(self.session.clock()))
        return (safe_text(saved.plan.title, limit=120), self.state_words(saved), age)

    def state_words(self, saved: Saved) -> str:
        """How a plan fares, with its mark."""
        if saved.problem:
            return t("✗ cannot be read")
        counts = saved.counts
        if self._is_running(saved):
            return t("▸ at work, {done}", done=_share(counts.ended, counts.total))
        if not saved.is_ended:
            return t("· not done, {done}", done=_share(counts.ended, counts.total))
        if counts.failed + counts.skipped:
            return t("✗ {count} failed", count=format(counts.failed + counts.skipped, ","))
        return t("✓ done")

    def _is_running(self, saved: Saved) -> bool:
        run = at_work(self.chattui).runs.get(saved.plan.id)
        return run.is_running if run is not None else saved.is_running

    def _about(self) -> None:
        """More about the plan under the cursor."""
        saved = self.here
        words = ""
        if saved is not None:
            as_whom = t("{id} · as {email}", id=saved.plan.id, email=saved.plan.email)
            if saved.plan.admin:
                as_whom = t("{words} · ADMINISTRATOR", words=as_whom)
            words = f"{as_whom}\n{counts_words(saved.counts)}"
            if saved.problem:
                words = f"{saved.problem.message}\n{saved.problem.cause}"
        self.query_one("#about", Prose).say(styled(words, "$text-muted"))
        self.refresh_keys()

    on_row_list_moved = _about

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        saved = self.here
        if action in {"back", "keys"}:
            return True
        if saved is None:
            return False
        here = {
            "code": not saved.problem,
            "take_up": not (saved.is_ended or saved.problem),
            "undo": can_be_undone(saved.counts) and not self._is_running(saved),
            "forget": not self._is_running(saved),
        }
        return here.get(action, True)

    def off_reason(self, action: str) -> str:
        """A plan is carried out and taken back as the account that it was made with."""
        saved = self.here if self.is_mounted else None
        if saved is None or saved.plan.account == self.account.key:
            return ""
        if action in {"take_up", "undo"}:
            return t(
                "This plan is {email}'s. a on Home chooses that account.", email=saved.plan.email
            )
        return ""

    def action_report(self) -> None:
        """What came of it; a plan at work is shown at work."""
        saved = self.here
        if saved is None:
            return
        run = at_work(self.chattui).runs.get(saved.plan.id)
        if run is not None and run.course is not Course.ENDED:
            self.action_take_up()
        else:
            self.work(show_report(self, saved.plan.id), group="plan")

    on_row_list_chosen = action_report

    def action_take_up(self) -> None:
        """Go on with it."""
        saved = self.here
        if saved is not None and not self.is_off("take_up"):
            self.work(take_up(self, saved.plan.id, self._told), group="plan")

    def _told(self, report: Report | None) -> None:
        """The list is read again as the page comes back."""

    def action_undo(self) -> None:
        """Make a plan that takes it back, and show that."""
        saved = self.here
        if saved is not None and not self.is_off("undo"):
            undo(self, saved.plan.id)

    def action_code(self) -> None:
        """Show the program that does the same."""
        from chattui.tui.coding import show_kept_code

        if self.here is not None and not self.here.problem:
            self.work(show_kept_code(self, self.here.plan.id), group="plan")

    def action_forget(self) -> None:
        """Forget it, after a question where something is left to do."""
        if self.here is not None:
            self.work(self._forget(self.here), group="forget")

    async def _forget(self, saved: Saved) -> None:
        from chattui.tui.screens.confirm import confirm

        question = t("Forget “{title}”?", title=safe_text(saved.plan.title, limit=200))
        details = t("What it did stays done, and can no longer be undone from here.")
        if not saved.is_ended:
            waiting = format(saved.counts.waiting, ",")
            left = t("{waiting} of its rows were not done, and will not be.", waiting=waiting)
            details = f"{left}\n{details}"
        if await confirm(self.app, question, details):
            await self.session.plans().forget(saved.plan.id)
            at_work(self.chattui).runs.pop(saved.plan.id, None)
            self.work(self._read(), group="read")


def _share(done: int, total: int) -> str:
    return t("{done} of {total}", done=format(done, ","), total=format(total, ","))
