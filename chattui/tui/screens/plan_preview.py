"""What a plan will do, before anything is sent: in numbers, in words and row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.content import Content
from textual.widget import Widget

from chattui.oauth.scopes import short_name
from chattui.plans.follow_rows import is_follow_up
from chattui.plans.follow_ups import preview_of
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.plans.preview import Preview, preview
from chattui.plans.report import Report
from chattui.plans.words import contents_words, lines_of
from chattui.problem import Problem
from chattui.tui.account_page import AccountPage
from chattui.tui.following import can_be_logged, log_plan
from chattui.tui.page import page_bindings
from chattui.tui.plan_table import table_of
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Labelled, Prose
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.limits import Rates
    from chattui.vault import AccountEntry

MARK = "  · "
WARNING = "  ! "
FEW = 2
"""Warnings that stand above the rows by themselves; `w` shows the others."""
FEW_ROWS = 5
"""Of what follows a space, beside which its text is read."""
SOME = 1000
"""So many rows are looked at for the room that their contents need; the others are like them."""
DETAIL_LINES = 6


class PlanPreviewPage(AccountPage[Report | None]):
    """Gives the report of a plan that was carried out; None where nothing was sent."""

    PAGE = "plan_preview"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PlanPreviewPage #head { text-style: bold; max-height: 3; }
    PlanPreviewPage #list { min-height: 5; }
    PlanPreviewPage #detail { height: 2; display: none; }
    PlanPreviewPage #detail.shown { display: block; }
    PlanPreviewPage.text #list { min-height: 2; }
    PlanPreviewPage.text #detail { height: 1fr; margin-top: 1; }
    PlanPreviewPage .warning { color: $text-warning; max-height: 4; }
    PlanPreviewPage.few .more { display: none; }
    """

    def __init__(self, account: AccountEntry, plan: Plan, rates: Rates | None = None) -> None:
        super().__init__(account)
        self.rates = rates
        self.unlogged: Plan | None = None
        """The plan before the log sheet was chosen here."""
        self.doing = False
        self._take(plan)

    def _take(self, plan: Plan) -> None:
        self.plan = plan
        self.preview: Preview = preview(plan, self.account.scopes, rates=self.rates)
        self.lines = tuple(lines_of(plan.rows))
        self.table = table_of(self.lines)
        self.follows = any(map(is_follow_up, plan.rows))

    async def show_plan(self, plan: Plan) -> None:
        """Show `plan` in place of the one before."""
        self._take(plan)
        with self.app.batch_update():
            await self.recompose()
            self.refresh_standing()
            self.opened()
        self.query_one(RowList).focus()
        self.refresh_keys()

    def page_title(self) -> str:
        """What this is."""
        return t("What will happen")

    def body(self) -> Iterable[Widget]:
        """The words, what is to be weighed, and the rows."""
        yield Prose(self.plan.title, id="head")
        yield Prose(self._as_whom())
        yield from (Labelled(MARK, sentence) for sentence in self.preview.sentences)
        yield Prose(self._needs(), id="needs")
        for number, warning in enumerate(self.plan.warnings):
            more = " more" if number >= FEW else ""
            yield Labelled(WARNING, _warning_words(warning), classes=f"warning{more}")
        yield TitleLine(t("Row by row"), id="title")
        yield RowList(self.table.columns, self._cells, id="list")
        yield Prose(id="detail")
        yield StateLine(id="state")

    def opened(self) -> None:
        """Show the rows."""
        self.set_class(True, "few")
        rows = self.query_one(RowList)
        rows.jump = self.session.context.surroundings.ssh
        rows.show_rows(len(self.lines))
        self.query_one(TitleLine).say(_rows_words(self.plan))
        told = [row for row in self.plan.rows if contents_words(row)]
        alone = len(told) == 1 and told[0].action is Action.CREATE_SPACE  # told above in sentences
        detail = self.query_one("#detail")
        detail.set_class(bool(told) and not alone, "shown")
        if self.plan.kind is Kind.FOLLOW_UP:
            self.add_class("text")
            rows.styles.height = 1 + min(len(self.lines), FEW_ROWS)
        else:
            longest = max((cell_len(contents_words(row)) for row in told[:SOME]), default=0)
            lines = 1 + longest // max(1, self.app.size.width - 8)
            detail.styles.height = max(2, min(lines, DETAIL_LINES))
        self._tell_detail()

    @on(RowList.Moved)
    def _tell_detail(self) -> None:
        """What is sent of the space or the message under the cursor."""
        here = self.here
        if here is not None and self.plan.kind is Kind.FOLLOW_UP:
            words = preview_of(here)
        else:
            words = contents_words(here) if here is not None else ""
        self.query_one("#detail", Prose).say(words)
        if self.follows:
            self.refresh_keys()

    @property
    def here(self) -> Row | None:
        """The row under the cursor."""
        found = [rows.cursor for rows in self.query(RowList)]
        return self.lines[found[0]] if found and found[0] < len(self.lines) else None

    def action_read(self) -> None:
        """Show all of what the row under the cursor sends."""
        from chattui.tui.screens.plan_text import PlanTextPage

        if self.here is not None:
            self.app.push_screen(PlanTextPage(self.here))

    @property
    def state(self) -> StateLine:
        """The line below the rows."""
        return self.query_one("#state", StateLine)

    def _as_whom(self) -> str:
        if self.plan.admin:
            return t("As {email}, as ADMINISTRATOR:", email=self.plan.email)
        return t("As {email}:", email=self.plan.email)

    def _needs(self) -> Content:
        missing = self.preview.missing
        parts = [
            plain(
                t("✗ {scope} (not allowed yet)", scope=short_name(scope))
                if scope in missing
                else t("✓ {scope}", scope=short_name(scope))
            )
            for scope in self.preview.needs
        ]
        needs = Content.assemble(styled(t("Needs"), "bold"), "  ", Content("  ").join(parts))
        if not missing:
            return needs
        words = t("m asks Google for just that, and comes back here.")
        return Content("\n").join((needs, plain(words)))

    def _cells(self, row: int) -> Sequence[str]:
        return self.table.cells(self.lines[row])

    def lacking(self) -> tuple[str, ...]:
        """What the plan needs and the account has not granted."""
        return self.preview.missing

    def account_changed(self) -> None:
        """What was lacking may be granted; nothing was sent before that."""
        self.preview = preview(self.plan, self.account.scopes, rates=self.rates)
        self.query_one("#needs", Prose).say(self._needs())

    def off_reason(self, action: str) -> str:
        """It is done only where the scopes allow it."""
        if action == "do" and self.preview.missing:
            return t("Google was not asked to allow this yet: m asks for just that.")
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is done once at a time."""
        here = {
            "read": self.here is not None and is_follow_up(self.here),
            "log_it": not self.doing and can_be_logged(self.plan),
            "log_not": not self.doing and self.unlogged is not None,
            "log_where": not self.doing and self.unlogged is not None,
            "do": not self.doing,
            "back": not self.doing,
            "grant_now": not self.doing and bool(self.preview.missing),
            "weigh": len(self.plan.warnings) > FEW,
        }
        return here.get(action, True)

    def action_code(self) -> None:
        """Show the program that does the same."""
        from chattui.tui.coding import show_plan_code

        show_plan_code(self, self.plan)

    def action_weigh(self) -> None:
        """Show all warnings, or only the first ones."""
        self.toggle_class("few")

    def action_log_it(self) -> None:
        """Write what comes of it to the log sheet, which is asked for where none is named yet."""
        self.work(log_plan(self, self.plan), group="log")

    def action_log_where(self) -> None:
        """Name another log sheet."""
        if self.unlogged is not None:
            self.work(log_plan(self, self.unlogged, asks=True), group="log")

    async def show_logged(self, plan: Plan, before: Plan) -> None:
        """Show the plan with the log sheet in place of `before`."""
        self.unlogged = before
        await self.show_plan(plan)

    def action_log_not(self) -> None:
        """Leave the log sheet out again."""
        plan, self.unlogged = self.unlogged, None
        if plan is not None:
            self.work(self.show_plan(plan), group="log")

    def action_do(self) -> None:
        """Carry the plan out."""
        if self.doing or self.is_off("do"):
            return
        self.notice.say("")
        self._set_doing(True)
        self.work(self._do(), group="do", failed=self._failed)

    on_row_list_chosen = action_do

    async def _do(self) -> None:
        from chattui.tui.flow import open_vault
        from chattui.tui.plan_flow import carry_out, is_meant

        if not await is_meant(self, self.plan.rows) or not await open_vault(self.chattui):
            self._set_doing(False)
            self.state.rest(t("Nothing was sent."))
            return
        self.state.wait(t("Keeping the plan"))
        desk = self.session.plans()
        await desk.keep(self.plan)
        self.state.wait(t("Sending"))
        await carry_out(self, self.plan, self.end)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self.state.rest("")
        self._set_doing(False)

    def _set_doing(self, doing: bool) -> None:
        self.doing = doing
        self.refresh_keys()


def _rows_words(plan: Plan) -> str:
    return tn("{count} row", "{count} rows", len(plan.rows))


def _warning_words(warning: Problem) -> str:
    return " ".join(part for part in (warning.message, warning.cause, warning.remedy) if part)
