"""What came of a plan, row by row, and what one may do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.chat.models import Space
from chattui.plans.model import Action, Counts, Outcome, Result, Row, State
from chattui.plans.report import Report
from chattui.plans.words import counts_words, problem_words, state_words
from chattui.problem import Problem
from chattui.tui.account_page import AccountPage
from chattui.tui.at_work import needs_a_look
from chattui.tui.page import page_bindings
from chattui.tui.plan_table import detail_words, table_of, who_words
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.outcome import Created
    from chattui.vault import AccountEntry

COPIED_ROWS = 1_000
"""Terminals take some 70 kB into the clipboard, if any."""

UNDONE = (Result.ADDED, Result.INVITED, Result.CHANGED)
"""What can be taken back as it was; who was removed can only be added anew."""


class PlanReportPage(AccountPage[Report | None]):
    """Gives the report; pages before may want to know which spaces are other ones now."""

    PAGE = "plan_report"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PlanReportPage #head { text-style: bold; max-height: 3; }
    PlanReportPage #counts { margin-bottom: 1; }
    PlanReportPage #made { height: auto; max-height: 14; }
    PlanReportPage #made.alone { height: 1fr; max-height: 100%; }
    PlanReportPage #made .detail { padding: 0 1 0 3; }
    PlanReportPage #detail { height: 4; display: none; }
    PlanReportPage #detail.shown { display: block; }
    PlanReportPage #list { min-height: 4; }
    """

    def __init__(self, account: AccountEntry, report: Report) -> None:
        super().__init__(account)
        self.report = report
        self.rows = report.plan.rows
        self.table = table_of(self.rows, results=True)
        self.shown: Sequence[Row] = self.rows
        self.only_failed = False

    def page_title(self) -> str:
        """What this is."""
        return t("What came of it")

    def outcome(self, row: Row) -> Outcome:
        """What came of a row."""
        return self.report.outcome(row)

    @property
    def created(self) -> Space | None:
        """The space of a plan that made just one."""
        made = [row for row in self.rows if row.action is Action.CREATE_SPACE]
        outcome = self.outcome(made[0]) if len(made) == 1 else Outcome()
        if outcome.state is not State.DONE:
            return None
        answer = outcome.answer if outcome.answer.get("name") else {"name": outcome.space}
        return Space.from_json(answer)

    def body(self) -> Iterable[Widget]:
        """The counts, what there is to know, and the rows."""
        plan = self.report.plan
        yield Prose(plan.title, id="head")
        yield Prose(counts_words(self.report.counts), id="counts")
        if self.created is not None:
            alone = len(self.rows) == 1
            made = VerticalScroll(*self._made_words(self.created), id="made", can_focus=alone)
            made.set_class(alone, "alone")
            yield made
            if alone:
                return
        yield TitleLine(t("Row by row"), id="title")
        yield RowList(self.table.columns, self._cells, id="list")
        yield Prose(id="detail")

    def _made_words(self, space: Space) -> Iterable[Widget]:
        from chattui.tui.created_words import people_words, space_words

        yield from space_words(space)
        made = next(row for row in self.rows if row.action is Action.CREATE_SPACE)
        yield from people_words(created_of(space, self.outcome(made)))

    def opened(self) -> None:
        """Show the rows; where some need a look, the first of those is under the cursor."""
        if rows := self.query(RowList):
            rows.first().jump = self.session.context.surroundings.ssh
            self._show()

    def _show(self) -> None:
        looks = [row for row in self.rows if needs_a_look(self.outcome(row))]
        self.shown = looks if self.only_failed else self.rows
        first = next((i for i, row in enumerate(self.shown) if row in looks[:1]), 0)
        rows = self.query_one(RowList)
        rows.show_rows(len(self.shown), first)
        words = tn("{count} row", "{count} rows", len(self.rows))
        if self.only_failed:
            words = t(
                "{shown} of {known} · what needs a look",
                shown=format(len(self.shown), ","),
                known=format(len(self.rows), ","),
            )
        self.query_one(TitleLine).say(words)
        told = looks or any(self.outcome(row).result is Result.SCHEDULED for row in self.rows)
        self.query_one("#detail").set_class(bool(told), "shown")
        self._tell_detail()
        self.refresh_keys()

    def _cells(self, number: int) -> Sequence[str]:
        row = self.shown[number]
        return self.table.cells(row, self.outcome(row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        counts = self.report.counts
        failed = counts.failed + counts.skipped
        here = {
            "open": self.created is not None,
            "another": self.created is not None,
            "follow_up": self.created is not None,
            "failed_only": bool(failed) and not self.only_failed,
            "all_rows": self.only_failed,
            "take_up": bool(counts.waiting),
            "again": self.report.can_be_tried and not counts.waiting,
            "undo": can_be_undone(counts),
            "restore": bool(counts.by_result.get(Result.REMOVED)),
        }
        return here.get(action, True)

    @on(RowList.Moved)
    def _tell_detail(self) -> None:
        """All of what there is to know of the row under the cursor."""
        at = self.query_one(RowList).cursor
        row = self.shown[at] if at < len(self.shown) else None
        self.query_one("#detail", Prose).say(detail_words(self.outcome(row)) if row else "")

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Show the new space."""
        from chattui.tui.screens.space import SpacePage

        if self.created is not None:
            self.app.push_screen(SpacePage(self.account, self.created))

    def action_follow_up(self) -> None:
        """Choose what is to follow for the new space."""
        from chattui.tui.screens.follow_up import FollowUpPage

        if self.created is not None:
            self.app.push_screen(FollowUpPage(self.account, self.created))

    def action_failed_only(self) -> None:
        """Show only what needs a look."""
        self.only_failed = not self.only_failed
        self._show()

    action_all_rows = action_failed_only

    def action_take_up(self) -> None:
        """Go on with the rows that wait."""
        from chattui.tui.plan_flow import take_up

        self.work(take_up(self, self.report.plan.id, self._told), group="plan")

    def _told(self, report: Report | None) -> None:
        """What came of going on; the report before is an old one now."""
        self.dismiss(report)

    def action_again(self) -> None:
        """Try the failed rows once more."""
        from chattui.tui.plan_flow import try_again

        self.work(try_again(self, self.report.plan.id, self._told), group="plan")

    def action_undo(self) -> None:
        """Make a plan that takes this one back, and show it."""
        from chattui.tui.plan_flow import undo

        undo(self, self.report.plan.id)

    def action_restore(self) -> None:
        """Make a plan that adds again who was removed, and show it."""
        from chattui.tui.plan_flow import undo

        undo(self, self.report.plan.id, restore=True)

    def action_save(self) -> None:
        """Save the report as a file."""
        from chattui.tui.screens.save_file import SaveFilePage

        question = t("Where to? A name that ends in .json gives JSON, any other CSV.")
        name = f"~/chattui-{self.report.plan.id}.csv"
        page = SaveFilePage(t("Save the report"), question, name, self._write)
        self.app.push_screen(page, self.notice_of)

    async def _write(self, path: Path) -> str:
        from chattui.disk import shown
        from chattui.plans.report_file import write_report

        await asyncio.to_thread(write_report, path, self.report)
        return t("✓ The report is written to {path}.", path=shown(path))

    def action_code(self) -> None:
        """Show the program that does the same."""
        from chattui.tui.coding import show_plan_code

        show_plan_code(self, self.report.plan)

    def notice_of(self, words: str | None) -> None:
        """Tell what another page gave."""
        if words:
            self.notice.say(words)

    def action_copy(self) -> None:
        """The link of the new space; else the rows that are shown, as lines with tabs."""
        if self.created is not None and self.created.uri:
            self.copy(self.created.uri)
            return
        rows = self.shown[:COPIED_ROWS]
        lines = ("\t".join((who_words(row), *self._told_of(row))) for row in rows)
        self.app.copy_to_clipboard("\n".join(lines))
        self.notice.say(
            tn(
                "{count} row was sent to your terminal's clipboard.",
                "{count} rows were sent to your terminal's clipboard.",
                len(rows),
            )
        )

    def _told_of(self, row: Row) -> tuple[str, str]:
        outcome = self.outcome(row)
        return state_words(outcome), problem_words(outcome)

    def action_another(self) -> None:
        """Make another space."""
        from chattui.tui.screens.new_space import NewSpacePage

        self.app.push_screen(NewSpacePage(self.account))

    def action_back(self) -> None:
        """Back to where the plan was made."""
        self.dismiss(self.report)


def can_be_undone(counts: Counts) -> bool:
    """Whether something of a plan can be taken back as it was."""
    return any(counts.by_result.get(result) for result in UNDONE)


def created_of(space: Space, outcome: Outcome) -> Created:
    """A space that was made, with what became of the people it was made with."""
    from chattui.chat.outcome import Created, MemberResult

    found = outcome.answer.get("members")
    members = tuple(
        MemberResult(
            str(member.get("email", "")),
            str(member.get("result", "")),
            Problem(**member["problem"]) if member.get("problem") else None,
        )
        for member in (found if isinstance(found, list | tuple) else ())
    )
    return Created(space, members)
