"""A plan at work: how far it is, how fast it goes, and what needs a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.plans.report import Report
from chattui.plans.words import clock_words, counts_words, problem_words
from chattui.problem import Exit
from chattui.tui.account_page import AccountPage
from chattui.tui.at_work import Course, PlanRun, at_work
from chattui.tui.page import page_bindings
from chattui.tui.plan_table import table_of
from chattui.tui.text import styled
from chattui.tui.widgets.moving_line import MovingLine, ProgressLine
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

COUNTED_FROM = 2.0
"""Seconds: a shorter wait for the quota is over before it is read."""
SECONDS = 1.0
"""Between two looks at the run: the digits that change cost about 60 bytes."""


class PlanWorkPage(AccountPage[Report | None]):
    """Gives the report where the plan ended or was stopped here; None where it goes on."""

    PAGE = "plan_work"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PlanWorkPage #title-line { margin: 1 0; max-height: 3; }
    PlanWorkPage #counts { margin-bottom: 1; }
    PlanWorkPage #detail { height: 4; display: none; }
    PlanWorkPage #detail.shown { display: block; }
    PlanWorkPage #say { color: $text-muted; }
    """

    def __init__(self, account: AccountEntry, run: PlanRun) -> None:
        super().__init__(account)
        self.run_of_plan = run
        self.table = table_of(run.plan.rows, results=True, states=False)
        self._reporting = False

    def page_title(self) -> str:
        """What this is."""
        return t("A plan at work")

    def body(self) -> Iterable[Widget]:
        """What is done and as whom, how far it is, and the rows that need a look."""
        yield Prose(title_words(self.run_of_plan), id="title-line")
        yield ProgressLine(id="progress")
        yield MovingLine(id="counts")
        yield TitleLine(t("What needs a look"), id="title")
        rows = RowList(self.table.columns, self._cells, id="list")
        rows.say_empty(t("Nothing so far."))
        yield rows
        yield Prose(id="detail")
        yield MovingLine(id="say")

    def opened(self) -> None:
        """Draw it, and from now on what changes."""
        self.query_one(RowList).jump = self.session.context.surroundings.ssh
        self.run_of_plan.watchers.append(self._changed)
        self.set_interval(SECONDS, self._look)
        self._draw()
        self._changed()

    def on_unmount(self) -> None:
        """The plan goes on without this page."""
        if self._changed in self.run_of_plan.watchers:
            self.run_of_plan.watchers.remove(self._changed)

    def resumed(self) -> None:
        """The plan may be over meanwhile."""
        super().resumed()
        self._draw()
        self._changed()

    def _look(self) -> None:
        # Below another page nothing is drawn: Textual would draw that page anew each time.
        if self.app.screen is self:
            self._draw()

    def _draw(self) -> None:
        run = self.run_of_plan
        counts = run.counts
        progress = self.query_one("#progress", ProgressLine)
        progress.show(counts.ended, counts.total or len(run.plan.rows), beside_words(run))
        self.query_one("#counts", MovingLine).say("  " + counts_words(counts))
        self.query_one("#say", MovingLine).say(say_words(run))

    def _changed(self) -> None:
        """Another course, or another row that needs a look."""
        run = self.run_of_plan
        if not self.is_attached or self.app.screen is not self:
            return
        rows = self.query_one(RowList)
        if rows.row_count != len(run.troubles):
            first = not rows.row_count
            rows.show_rows(len(run.troubles))
            if first:
                self._tell_detail()
            self.query_one("#title", TitleLine).say(format(len(run.troubles), ","))
        if run.course is Course.BROKEN and run.problem is not None:
            self.notice.show_problem(run.problem)
        self.refresh_keys()
        if run.course is not Course.RUNNING:
            self._draw()
        if run.course is Course.ENDED:
            self._report()

    def _cells(self, number: int) -> Sequence[str]:
        return self.table.cells(*self.run_of_plan.troubles[number])

    @on(RowList.Moved)
    def _tell_detail(self) -> None:
        """All of why the row under the cursor needs a look."""
        troubles, at = self.run_of_plan.troubles, self.query_one(RowList).cursor
        words = problem_words(troubles[at][1]) if at < len(troubles) else ""
        detail = self.query_one("#detail", Prose)
        detail.say(words)
        detail.set_class(bool(words), "shown")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        run = self.run_of_plan
        here = {
            "pause": run.course is Course.RUNNING,
            "go_on": run.course in {Course.PAUSED, Course.BROKEN},
            "grant_now": bool(self.lacking()),
            "sign_in_again": self._sign_in_ended,
            "leave": run.is_running,
            "back": not run.is_running,
            "stop": run.course is not Course.ENDED,
        }
        return here.get(action, True)

    @property
    def _sign_in_ended(self) -> bool:
        problem = self.run_of_plan.problem
        return (
            problem is not None
            and problem.exit is Exit.NOT_SIGNED_IN
            and problem.code != "chat.scope_missing"
        )

    def lacking(self) -> tuple[str, ...]:
        """What the plan turned out to need."""
        from chattui.plans.preview import preview

        problem = self.run_of_plan.problem
        if problem is None or problem.code != "chat.scope_missing":
            return ()
        return preview(self.run_of_plan.plan, self.account.scopes).missing

    def account_changed(self) -> None:
        """What was lacking may be granted now."""
        self.notice.say(t("p goes on with the plan."))

    def action_pause(self) -> None:
        """Send nothing more for now."""
        self.work(self.run_of_plan.stop(), group="stop")

    def action_go_on(self) -> None:
        """Go on."""
        from chattui.tui.flow import open_vault

        async def go_on() -> None:
            if await open_vault(self.chattui):
                self.notice.say("")
                self.run_of_plan.start()

        self.work(go_on(), group="go on")

    def action_back(self) -> None:
        """Back to where one was."""
        self.dismiss(None)

    action_leave = action_back

    def action_stop(self) -> None:
        """Stop here, and say what stays."""

        async def stop() -> None:
            await self.run_of_plan.stop()
            self._report()

        self.work(stop(), group="stop")

    @on(RowList.Chosen)
    def action_report(self) -> None:
        """What came of every row so far."""
        self._report(ended=False)

    def _report(self, *, ended: bool = True) -> None:
        """Show the report; where the plan ended or was stopped, nothing comes back to here."""
        if self._reporting:
            return
        self._reporting = True
        self.work(self._show_report(ended=ended), group="report")

    async def _show_report(self, *, ended: bool) -> None:
        from chattui.tui.screens.plan_report import PlanReportPage

        run = self.run_of_plan
        try:
            report = await self.session.plans().report(run.plan.id)
        finally:
            self._reporting = False
        if ended:
            at_work(self.chattui).runs.pop(run.plan.id, None)
        page = PlanReportPage(self.account, report)
        self.app.push_screen(page, self.end if ended else None)


def title_words(run: PlanRun) -> Any:
    """What is done, as whom, and with which privileges."""
    plan = run.plan
    words = t("{title} · as {email}", title=plan.title, email=plan.email)
    if plan.admin:
        words = t("{words} · ADMINISTRATOR", words=words)
    return styled(words, "bold")


def beside_words(run: PlanRun) -> str:
    """How much of how much, how fast, and how long still."""
    counts = run.counts
    how_many = t("{done} of {total}", done=f"{counts.ended:,}", total=f"{counts.total:,}")
    if run.course is not Course.RUNNING:
        return how_many
    parts = [how_many]
    if rate := run.rate():
        parts.append(t("{rate} a second", rate=f"{rate:.1f}"))
    if left := run.seconds_left():
        parts.append(t("{time} left", time=clock_words(left)))
    return " · ".join(parts)


def say_words(run: PlanRun) -> str:
    """What goes on, and what one may do about it."""
    if run.course is Course.STOPPING:
        return t("Waiting for the answers that are on their way.")
    if run.course is Course.PAUSED:
        return t("Paused. p goes on; the plan is kept, whatever happens to this terminal.")
    if run.course is Course.BROKEN:
        return t("Stopped by what is told above. p tries to go on.")
    pause = run.pause
    left = pause.until - run.clock() if pause is not None else 0.0
    if pause is None or left <= 0 or run.course is not Course.RUNNING:
        return t("You may leave: chattui takes it up again.")
    if pause.reason is not None:
        seconds = max(1, round(left))
        return t("Again in {seconds} s. {message}", seconds=seconds, message=pause.reason.message)
    if left >= COUNTED_FROM:
        return t(
            "Goes on in {seconds} s, by Google's limit of {rate} a minute. You may leave.",
            seconds=round(left),
            rate=round(pause.per_minute),
        )
    rate = round(pause.per_minute)
    return t(
        "At Google's limit of {rate} a minute. You may leave: chattui takes it up again.", rate=rate
    )
