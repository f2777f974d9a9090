"""The live checks: each as a row that changes as it comes out, the chosen one's advice below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from chattui.problem import ProblemError
from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.health import Check
    from chattui.vault import AccountEntry

TITLE_CELLS = 18
STATE_CELLS = 12
STYLES = {
    "passed": "bold $text-success",
    "failed": "bold $text-error",
    "uncertain": "bold $text-warning",
}


class HealthPage(Page[None]):
    """The chain of one account (or of none), from the clock to the Chat app.

    `client` is asked about in place of the account's own.
    """

    PAGE = "health"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    HealthPage RowList { height: 10; }
    HealthPage #detail { height: 1fr; border-top: solid $panel-lighten-2; }
    """

    def __init__(self, account: AccountEntry | None, client: OAuthClient | None = None) -> None:
        super().__init__()
        self.account = account
        self.client = client
        self.admin = False
        self.checks: dict[str, Check] = {}
        self._moved = False

    def page_title(self) -> str:
        """The name of the page."""
        return t("Health")

    def body(self) -> Iterable[Widget]:
        """The rows, and more about the one under the cursor."""
        columns = (
            Column("", 1),
            Column(t("Check"), TITLE_CELLS),
            Column(t("Outcome"), STATE_CELLS),
            Column(t("What came of it"), 0),
        )
        yield RowList(columns, self._cells, id="checks")
        yield VerticalScroll(Prose(), id="detail", can_focus=False)
        yield StateLine(id="state")

    def opened(self) -> None:
        """Begin at once."""
        self.query_one(RowList).focus()
        self.action_again()

    @property
    def chosen(self) -> Check | None:
        """The check under the cursor, once it has begun."""
        from chattui.health import STEPS

        return self.checks.get(STEPS[self.query_one(RowList).cursor])

    def _cells(self, number: int) -> Sequence[str]:
        from chattui.health import MARKS, STEPS, titles

        step = STEPS[number]
        check = self.checks.get(step)
        if check is None:
            return "", titles()[step], t("waiting"), ""
        return MARKS[check.state], check.title, outcome_words(check), safe_text(check.words)

    def action_again(self) -> None:
        """Examine everything from the start."""
        self.work(self._examine(), group="health")

    def action_as_administrator(self) -> None:
        """Ask for administrator privileges as well, or no longer."""
        self.admin = not self.admin
        self.action_again()

    async def _examine(self) -> None:
        from chattui.health import examine, summary

        self.notice.say("")
        self.checks = {}
        self._show()
        state = self.query_one(StateLine)
        state.wait(t("Asking"))
        if self.account is not None or self.chattui.index.clients:
            await self._open_vault()
        stream = examine(self.session, self.account, client=self.client, admin=self.admin)
        async with aclosing(stream) as told:
            async for check in told:
                self.checks[check.id] = check
                self._show()
        state.rest(summary(self.checks.values()))
        self._go_to_failure()

    def _go_to_failure(self) -> None:
        """What to do is read at once, where the person has not chosen a row themselves."""
        from chattui.health import STEPS, State

        failed = [n for n, step in enumerate(STEPS) if self.checks[step].state is State.FAILED]
        if failed and not self._moved and self.is_attached:
            self.query_one(RowList).show_rows(len(STEPS), failed[0])
            self._show_detail()

    async def _open_vault(self) -> None:
        """Ask for the passphrase; what keeps the vault closed is told by the checks."""
        from chattui.tui.flow import open_vault

        try:
            await open_vault(self.chattui)
        except ProblemError:
            return

    def _show(self) -> None:
        from chattui.health import STEPS

        if self.is_attached:
            self.query_one(RowList).show_rows(len(STEPS))
            self._show_detail()

    def _show_detail(self) -> None:
        check = self.chosen
        self.query_one("#detail Prose", Prose).say(detail(check) if check else "")
        self.refresh_keys()

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Tell about the row under the cursor."""
        event.stop()
        self._moved = True
        self.notice.say("")
        self._show_detail()
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to copy where there is a link or a remedy."""
        return bool(self.to_copy) if action == "copy" else True

    @property
    def to_copy(self) -> str:
        """The link of the chosen check, else what to do about it."""
        check = self.chosen
        if check is None or not check.advice or check.problem is None:
            return ""
        return check.problem.link or check.problem.remedy

    def guide_subject(self) -> str:
        """The page of the guide that is about what the chosen check found."""
        from chattui.guide.helping import page_for

        check = self.chosen
        return page_for(check.problem.code) if check and check.problem else ""

    def action_copy(self) -> None:
        """Copy the link, or the remedy where there is no link."""
        if self.to_copy:
            self.copy(self.to_copy)


def outcome_words(check: Check) -> str:
    """The word for how a check came out, which stands beside its mark."""
    words = {
        "running": t("asking"),
        "passed": t("passed"),
        "failed": t("failed"),
        "uncertain": t("cannot tell"),
        "not_reached": t("not reached"),
        "not_asked": t("not asked"),
    }
    return words[check.state.value]


def detail(check: Check) -> Content:
    """One check in full: what came of it, why, what to do, and where."""
    from chattui.health import MARKS

    head = f"{MARKS[check.state]} {check.title} · {outcome_words(check)}"
    lines = [styled(head, STYLES.get(check.state.value, "bold")), plain(check.words)]
    lines += [plain(line) for line in check.advice]
    if check.advice and check.problem and check.problem.link:
        lines.append(link(check.problem.link))
    return Content("\n").join(lines)


def link(address: str) -> Content:
    """A console page as a link that a terminal can open (OSC 8); `Problem.link` is always ours."""
    return Content.styled(address, Style(underline=True, link=address))
