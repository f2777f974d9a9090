"""chattui guide: from a bare Google account to a working Chat app, step by step."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_format, add_shared_options
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.guide.checklist import Facts
    from chattui.guide.model import Step
    from chattui.health import Check
    from chattui.session import Session


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "page", nargs="?", default="", metavar="PAGE", help=t("a step or another page, by its name")
    )
    parser.add_argument(
        "--project",
        metavar="ID",
        default=None,
        help=t("fill the links with this project, by its id or number; remembered, '' forgets it"),
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--done", metavar="STEP", default=None, help=t("tick a step"))
    which.add_argument("--open", metavar="STEP", default=None, help=t("take a tick away"))
    parser.add_argument(
        "--check",
        action="store_true",
        help=t("ask Google how far it is; changes nothing"),
    )
    parser.add_argument(
        "--qr", action="store_true", help=t("draw the page's link as a QR code too, for a phone")
    )
    add_format(parser)
    add_shared_options(parser, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Show the checklist or a page of it; exit status 1 where a check finds trouble."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli import guide_page
    from chattui.guide.checklist import STEP_IDS, facts_of, next_step, steps
    from chattui.guide.facts import project_elsewhere
    from chattui.guide.pages import page
    from chattui.guide.places import project_named

    project = project_named(args.project) if args.project else ""
    name = args.page or args.done or args.open or ""
    if args.page:
        page(args.page)
    _check(args, STEP_IDS)
    async with session_of(context) as session:
        await _remember(args, context, project)
        facts = await _tick(args, context, await facts_of(session, project))
        if args.check:
            facts = await _asked(session, facts)
        elsewhere = await project_elsewhere(session, facts)
    if facts.ticks.problem:
        output.warn(facts.ticks.problem)
    found = steps(facts)
    if args.done or args.open:
        _tell_tick(args, found)
    if args.format == "json":
        output.write_json(_as_json(args, facts, found, context))
    elif args.page:
        guide_page.write_page(page(args.page, facts), found, context.surroundings)
    elif not (args.done or args.open):
        guide_page.write_checklist(facts, found, context, elsewhere)
    if args.qr:
        upcoming = next_step(found)
        shown = name or (upcoming.id if upcoming else "project")
        guide_page.draw_link(page(shown, facts), context.surroundings)
    return _status(args, facts, found)


def _check(args: argparse.Namespace, known: tuple[str, ...]) -> None:
    """Raise ProblemError for a tick that is of no step."""
    from chattui.guide.pages import page_ids

    wanted = args.done if args.done is not None else args.open
    if wanted is not None and wanted not in known:
        another = t("Only steps are ticked, and this is another page of the guide.")
        raise ProblemError(
            Problem(
                "guide.no_step",
                t("{name} is no step of the checklist.", name=safe_text(wanted, limit=40) or "''"),
                another if wanted in page_ids() else "",
                t("The steps are: {names}.", names=", ".join(known)),
                exit=Exit.USAGE,
            )
        )
    if wanted and args.page:
        raise ProblemError(
            Problem(
                "cli.usage",
                t("A page is shown, or a step is ticked: one at a time."),
                remedy=t("`chattui guide --help` shows what it takes."),
                exit=Exit.USAGE,
            )
        )


async def _remember(args: argparse.Namespace, context: Context, project: str) -> None:
    """Keep the project that was named; it serves once where that cannot be, which is told."""
    from chattui.guide.ticks import remember_project

    if args.project is None:
        return
    try:
        await asyncio.to_thread(remember_project, context.paths.guide, project)
    except ProblemError as error:
        output.warn(error.problem)


async def _tick(args: argparse.Namespace, context: Context, facts: Facts) -> Facts:
    """The facts with the tick that is wanted, which is kept."""
    from chattui.guide.ticks import tick

    step, path = args.done or args.open, context.paths.guide
    if not step:
        return facts
    ticks = await asyncio.to_thread(tick, path, facts.project, step, bool(args.done))
    return replace(facts, ticks=ticks)


async def _asked(session: Session, facts: Facts) -> Facts:
    """The facts with what Google says; which check is under way is told."""
    from chattui.guide.checklist import check
    from chattui.health import State

    if facts.clients:
        with contextlib.suppress(ProblemError):  # the checks that need it say what keeps it closed
            await ask.open_vault(session)
    output.say(t("Asking Google. Nothing is changed."))

    def tell(each: Check) -> None:
        if each.settled and each.problem is not None:
            passed = each.state is State.PASSED  # and there is something to do all the same
            output.say(f"{each.title}: {each.problem.message if passed else each.words}")

    return await check(session, facts, tell)


def _tell_tick(args: argparse.Namespace, found: tuple[Step, ...]) -> None:
    from chattui.guide.model import Standing

    step = next(each for each in found if each.id == (args.done or args.open))
    if args.done and step.standing is Standing.TROUBLE:
        output.say(t("Ticked, but: {words}", words=step.told_by))
    elif args.done:
        output.done(t("{title}: ticked.", title=step.page.title))
    elif step.standing is Standing.DONE:
        output.say(t("It is done all the same: {words}", words=step.told_by))
    else:
        output.done(t("{title}: open again.", title=step.page.title))


def _as_json(
    args: argparse.Namespace, facts: Facts, found: tuple[Step, ...], context: Context
) -> dict[str, Any]:
    from chattui.cli import guide_page
    from chattui.guide.pages import page

    if args.page:
        step = next((each for each in found if each.id == args.page), None)
        return guide_page.page_as_json(page(args.page, facts), step)
    return guide_page.as_json(facts, found, context.surroundings)


def _status(args: argparse.Namespace, facts: Facts, found: tuple[Step, ...]) -> int:
    """A check may fail that is of no step: Google is not reached, the clock is wrong."""
    if not args.check:
        return Exit.DONE
    from chattui.guide.model import Standing
    from chattui.health import State

    troubled = any(step.standing is Standing.TROUBLE for step in found)
    troubled = troubled or any(check.state is State.FAILED for check in facts.checks)
    return Exit.FAILED if troubled else Exit.DONE
