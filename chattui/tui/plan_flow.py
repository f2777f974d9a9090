"""From a plan that is being made to its report: the one way by which pages change something.

`show_plan` is all that other pages call. Nothing is sent before the person has seen the plan and
said yes to it; where a plan deletes spaces, the name (or the number) is asked for there, so that
the pages before need not ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.model import Plan, Row
    from chattui.plans.report import Report
    from chattui.tui.account_page import AccountPage
    from chattui.tui.at_work import PlanRun

Say = Callable[[str], None]
"""Tells in words how far the making of a plan is: "3 of 12 spaces are read"."""

Making = Awaitable["Plan"] | Callable[[Say], Awaitable["Plan"]]
"""A plan that is being made; or what makes it, and tells how far it is."""

After = Callable[["Report | None"], None]

AT_ONCE = 0.3
"""Seconds: what is over by then is shown without a page that says that one has to wait."""
FEW_PROBLEMS = 1
"""Told on the page itself; more have a page of their own."""


def show_plan(page: AccountPage[Any], planning: Making, after: After | None = None) -> None:
    """Make a plan, show it, carry it out where the person says so, and report what came of it.

    The vault is opened before `planning` runs. What stands in the way of the plan is told on
    `page`, or on a page of its own where it is much. `after` is called once, when `page` is on top
    again: with the report of a plan that was carried out, even in part; with None where nothing
    was sent, or where it goes on beside other pages.
    """
    told = after or (lambda report: None)
    page.work(_show(page, planning, told), group="plan")


async def _show(page: AccountPage[Any], planning: Making, after: After) -> None:
    from chattui.tui.flow import open_vault
    from chattui.tui.screens.plan_preview import PlanPreviewPage

    if not await open_vault(page.chattui):
        if isinstance(planning, Coroutine):
            planning.close()
        page.notice.say(t("The vault stays closed; nothing was sent."))
        return
    page.notice.say("")
    try:
        plan = await _made(page, planning)
    except ProblemError as error:
        _tell(page, (error.problem, *error.others))
        return
    if plan is None:
        page.notice.say(t("No plan was made, and nothing was sent."))
    elif not plan.rows:
        page.notice.say(_nothing_words(plan))
    else:
        page.app.push_screen(PlanPreviewPage(page.account, plan, page.session.plans().rates), after)


async def _made(page: AccountPage[Any], planning: Making) -> Plan | None:
    """The plan; None where somebody did not want to wait for it."""
    from chattui.tui.screens.plan_making import PlanMakingPage

    waiting = PlanMakingPage()
    making: asyncio.Future[Plan] = asyncio.ensure_future(
        planning(waiting.say) if callable(planning) else planning
    )

    def given_up(waited: bool | None) -> None:
        making.cancel()

    try:
        await asyncio.wait({making}, timeout=AT_ONCE)
        if not making.done():
            page.app.push_screen(waiting, given_up)
            await asyncio.wait({making})
        return None if making.cancelled() else making.result()
    finally:
        making.cancel()
        waiting.end(True)


def _tell(page: AccountPage[Any], problems: tuple[Problem, ...]) -> None:
    from chattui.tui.screens.plan_making import PlanProblemsPage

    if len(problems) > FEW_PROBLEMS:
        page.app.push_screen(PlanProblemsPage(problems))
    else:
        page.notice.show_problem(problems[0])


def _nothing_words(plan: Plan) -> str:
    told = " ".join(warning.message for warning in plan.warnings)
    return t("Nothing has to be changed. {told}", told=told).strip()


async def carry_out(page: AccountPage[Any], plan: Plan, done: After) -> None:
    """Carry out a plan that is kept, or go on with it, and show how it fares; then its report.

    `done` is called when those pages are left. Only inside a worker of `page`.
    """
    from chattui.tui.at_work import Course, PlanRun, at_work
    from chattui.tui.screens.plan_work import PlanWorkPage

    app, desk = page.chattui, page.session.plans()
    runs = at_work(app).runs
    run = runs.setdefault(plan.id, PlanRun(app, plan, lambda: desk.run(plan)))
    run.start()
    await _over(run, AT_ONCE)
    if run.course is Course.ENDED:
        await show_report(page, plan.id, done)
    else:
        app.push_screen(PlanWorkPage(page.account, run), done)


async def take_up(page: AccountPage[Any], plan_id: str, done: After) -> None:
    """Show a plan that is at work in this app, or go on with one that is not done.

    Only inside a worker of `page`.
    """
    from chattui.tui.at_work import Course, at_work, needs_a_look
    from chattui.tui.flow import open_vault
    from chattui.tui.screens.plan_work import PlanWorkPage

    app, desk = page.chattui, page.session.plans()
    run = at_work(app).runs.get(plan_id)
    if run is not None and run.course is Course.ENDED:
        await show_report(page, plan_id, done)
    elif run is not None and run.course is not Course.PAUSED:
        app.push_screen(PlanWorkPage(page.account, run), done)
    elif await open_vault(app):
        report = await desk.report(plan_id)
        plan = report.plan
        left = [row for row in plan.rows if not report.outcome(row).is_ended]
        if run is None and not await is_meant(page, left):
            page.notice.say(t("Nothing was sent."))
            return
        await carry_out(page, plan, done)
        if (run := at_work(app).runs.get(plan_id)) is not None:
            told = {row.number for row, _ in run.troubles}
            before = ((row, report.outcome(row)) for row in plan.rows if row.number not in told)
            run.troubles[:0] = [(row, found) for row, found in before if needs_a_look(found)]
            run.tell()


async def is_meant(page: AccountPage[Any], rows: Iterable[Row]) -> bool:
    """Whether rows that delete spaces are meant: their name is typed, or their number."""
    from chattui.plans.model import Action
    from chattui.tui.screens.confirm import confirm_by_name, confirm_by_word

    deleted = [row for row in rows if row.action is Action.DELETE_SPACE]
    if not deleted:
        return True
    for_ever = t("Their messages, files and members go with them, for everybody and for ever.")
    if len(deleted) == 1:
        name = deleted[0].space_label or deleted[0].space
        question = t("Delete “{name}”? Type its name to say so.", name=name)
        return await confirm_by_name(page.app, question, for_ever, name, t("Delete"))
    number = str(len(deleted))
    question = t("Delete {number} spaces? Type the number to say so.", number=number)
    return await confirm_by_word(page.app, question, for_ever, number, t("Delete"))


def undo(page: AccountPage[Any], plan_id: str, *, restore: bool = False) -> None:
    """Make the plan that takes another one back, and show it as any other plan.

    With `restore`, the one that adds again who was removed: to Google those are new members.
    """

    async def made() -> Plan:
        back = await page.session.plans().undo(plan_id)
        plan = back.restore if restore else back.plan
        if plan is None:
            raise ProblemError(*(back.cannot or (_nothing_to_undo(),)))
        return plan if restore else replace(plan, warnings=(*plan.warnings, *back.cannot))

    show_plan(page, made())


def _nothing_to_undo() -> Problem:
    return Problem("plans.nothing_to_undo", t("This plan has changed nothing."))


async def try_again(page: AccountPage[Any], plan_id: str, done: After) -> None:
    """Let the rows that failed wait once more, and go on with the plan.

    Only inside a worker of `page`.
    """
    await page.session.plans().try_again(plan_id)
    await take_up(page, plan_id, done)


async def _over(run: PlanRun, seconds: float) -> None:
    """Return when the run goes on no more, or after `seconds`."""
    changed = asyncio.Event()
    run.watchers.append(changed.set)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while run.is_running:
                    changed.clear()
                    await changed.wait()
    finally:
        run.watchers.remove(changed.set)


async def show_report(page: AccountPage[Any], plan_id: str, done: After | None = None) -> None:
    """Show what came of a plan; only inside a worker of `page`."""
    from chattui.tui.at_work import at_work
    from chattui.tui.screens.plan_report import PlanReportPage

    report = await page.session.plans().report(plan_id)
    runs = at_work(page.chattui).runs
    if plan_id in runs and not runs[plan_id].is_running:
        del runs[plan_id]
    page.app.push_screen(PlanReportPage(page.account, report), done)
