"""From a filled-in form to a plan that follows up: an event, a row in the log sheet, a mail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chattui.plans.model import Action
from chattui.tui import space_rights
from chattui.tui.granted import allows
from chattui.tui.planning import reads
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.plans.follow_ups import FollowUps
    from chattui.plans.model import Plan
    from chattui.tui.account_page import AccountPage
    from chattui.tui.follow_form import AnyForm
    from chattui.tui.plan_flow import Say
    from chattui.tui.screens.plan_preview import PlanPreviewPage
    from chattui.workspace.sheets import Spreadsheet

NAMES = ("calendar", "sheets", "gmail")
"""The three, by the purposes that they serve."""


LOGGED = frozenset({Action.CREATE_SPACE, Action.ADD_MEMBER, Action.SET_ROLE, Action.REMOVE_MEMBER})
"""What the log sheet has rows for."""


def form_of(name: str) -> type[AnyForm]:
    """The form of one of `NAMES`."""
    from chattui.tui.screens.follow_event import FollowEventPage
    from chattui.tui.screens.follow_log import FollowLogPage
    from chattui.tui.screens.follow_mail import FollowMailPage

    found: dict[str, type[AnyForm]] = {
        "calendar": FollowEventPage,
        "sheets": FollowLogPage,
        "gmail": FollowMailPage,
    }
    return found[name]


def together(values: dict[str, Any]) -> FollowUps:
    """What was filled in, by `NAMES`, as one."""
    from chattui.plans.follow_ups import FollowUps

    return FollowUps(values.get("calendar"), values.get("sheets"), values.get("gmail"))


async def plan_for(page: AccountPage[Any], space: Space, values: dict[str, Any], say: Say) -> Plan:
    """The plan of what follows for a space that is there."""
    from chattui.plans.follow_ups import plan_follow_ups
    from chattui.plans.wanted import Target

    chat, acting = await space_rights.chat_of(page), space_rights.acting(page)
    target = Target.of(space)
    return await plan_follow_ups(chat, acting, target, together(values), **await reads(page, say))


async def with_more(page: AccountPage[Any], plan: Plan, values: dict[str, Any], say: Say) -> Plan:
    """`plan` with what follows when its own rows are over; as it is, where nothing does."""
    if not values:
        return plan
    from chattui.plans.follow_ups import with_follow_ups

    chat, more = await page.session.chat(page.account), await reads(page, say)
    acting = replace(space_rights.acting(page), admin=plan.admin)
    chat = chat.as_admin(plan.admin)
    return await with_follow_ups(chat, plan, acting, together(values), **more)


async def calendar_zone(page: AccountPage[Any]) -> str:
    """The time zone of the person's calendar; "" where it cannot be asked for just now."""
    if not (allows(page.account, "calendar") and page.session.vault_is_open):
        return ""
    from chattui.workspace.calendar import Calendar

    return await Calendar.of(await page.session.chat(page.account)).time_zone()


async def spreadsheet(page: AccountPage[Any], named: str) -> Spreadsheet | None:
    """The spreadsheet that a person named by its address or id, as Google gives it; None where
    it cannot be asked for just now. Raises ProblemError."""
    from chattui.workspace.sheets import Sheets, sheet_id

    sheet = sheet_id(named)
    if not (allows(page.account, "sheets") and page.session.vault_is_open):
        return None
    return await Sheets.of(await page.session.chat(page.account)).tabs(sheet)


def can_be_logged(plan: Plan) -> bool:
    """Whether a plan does what the log sheet has rows for, and does not log it yet."""
    actions = {row.action for row in plan.rows}
    return bool(actions & LOGGED) and Action.LOG_ROWS not in actions


def known_value(page: AccountPage[Any], name: str) -> Any:
    """What is known of one of `NAMES` without its form: the log sheet, where one was named before
    and Google has allowed it; else None."""
    from chattui.tui.screens.follow_log import remembered

    return remembered(page) if name == "sheets" and allows(page.account, name) else None


async def log_plan(page: PlanPreviewPage, plan: Plan, *, asks: bool = False) -> None:
    """Add the log sheet to `plan`, and show that on `page`; only inside a worker.

    Its form comes before where no sheet is named yet, Google has not allowed it, or it `asks`.
    """
    from chattui.tui.screens.follow_log import FollowLogPage

    async def log(value: Any) -> None:
        page.state.wait(t("The log sheet is looked at"))
        try:
            made = await with_more(page, plan, {"sheets": value}, page.state.wait)
        finally:
            page.state.rest("")
        await page.show_logged(made, plan)

    def forward(form: AnyForm, value: Any) -> None:
        page.account = form.account  # which may allow more than when the page was left
        form.dismiss(None)
        page.work(log(value), group="log")

    known = None if asks else known_value(page, "sheets")
    if known is not None:
        await log(known)
    else:
        page.app.push_screen(FollowLogPage(page.account, "", forward))
