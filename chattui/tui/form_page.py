"""FormPage: what every form has in common; nothing is sent from one, and no typed text is lost.

A form stays below the plan that is made from it, so that one step back from there leads to it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label

from chattui.tui.account_page import AccountPage
from chattui.tui.text import plain
from chattui.tui.widgets.fields import Cleaned
from chattui.tui.widgets.people_source import PeopleSource
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.tui.plan_flow import Say

    Planning = Callable[[Say], Awaitable[Plan]]

CODES_SHOWN = 8
Filled = TypeVar("Filled")


class FormPage(AccountPage[Filled]):
    """Labels and fields below each other; ^s goes on, esc leaves."""

    DEFAULT_CSS = """
    FormPage .row { height: auto; padding: 0 1; }
    FormPage .row > Label.name { width: 13; color: $text-muted; }
    FormPage Input { width: 1fr; padding: 0 1 !important; }
    FormPage Input:focus, FormPage TextArea:focus { background: $primary-background; }
    FormPage .count { width: 10; text-align: right; }
    FormPage TextArea { width: 1fr; height: 2; }
    FormPage .found { width: 1fr; padding: 0 1 0 15; }
    FormPage .hidden { display: none; }
    """

    @property
    def touched(self) -> bool:
        """Whether something was filled in that leaving would lose."""
        raise NotImplementedError

    @on(Cleaned)
    def tell_cleaned(self, message: Cleaned) -> None:
        """Say what was left out of a paste."""
        self.notice.say(
            t(
                "Invisible characters were left out of what was pasted: {codes}",
                codes=", ".join(message.codes[:CODES_SHOWN]),
            )
        )

    @on(PeopleSource.Understood)
    def people_understood(self) -> None:
        """What was said was about the people before."""
        self.notice.say("")

    @on(Input.Submitted)
    def next_after(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_back(self) -> None:
        """Leave the form, asking first where something was typed."""
        if self.touched:
            self.work(self._leave(), group="leave")
        else:
            self.dismiss(None)

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        question = t("Leave this form?")
        if await confirm(self.app, question, t("What was typed into it will be gone.")):
            self.dismiss(None)


def plan_and_leave(
    page: AccountPage[Any],
    planning: Callable[[Say], Awaitable[Plan]],
    done: Callable[[Report | None], None],
) -> None:
    """Show the plan that `planning` makes; once it is carried out, or goes on by itself, `page`
    is left, and `done` hears of it."""

    def leave(report: Report | None) -> None:
        page.dismiss(None)
        done(report)

    plan_and_then(page, planning, leave)


def plan_and_then(
    page: AccountPage[Any],
    planning: Callable[[Say], Awaitable[Plan]],
    begun: Callable[[Report | None], None],
) -> None:
    """Show the plan that `planning` makes; `begun` is called once it is carried out, or goes on
    by itself."""
    from chattui.tui.at_work import at_work
    from chattui.tui.plan_flow import show_plan

    before = set(at_work(page.chattui).runs)

    def after(report: Report | None) -> None:
        goes_on = report is None and set(at_work(page.chattui).runs) - before
        # Where nothing at all could be done, what was typed is there to be corrected.
        if goes_on or (report is not None and report.counts.done):
            begun(report)

    show_plan(page, planning, after)


def count_words(length: int, limit: int, warn: int) -> str:
    """How much of `limit` is used up, with a mark above `warn` and another above `limit`."""
    mark = "✗ " if length > limit else "! " if length > warn else ""
    return f"{mark}{length}/{limit}" if length else ""


def row(label: str, *fields: Widget, id: str | None = None) -> Horizontal:  # noqa: A002
    """A line of a form: what it is, and its fields."""
    return Horizontal(
        Label(plain(label), markup=False, classes="name"), *fields, id=id, classes="row"
    )
