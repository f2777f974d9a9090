"""A plan from the command line: shown, asked for, carried out with its progress, and reported.

Words go to standard error; the rows, as a table, JSON or CSV, to standard output.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from chattui.cli import ask, output
from chattui.cli.plan_preview import show_preview
from chattui.cli.plan_progress import PlanProgress, keep_drawing, on_terminal
from chattui.cli.plan_result import planned_document, write_result, write_rows
from chattui.plans.report import COLUMNS
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.model import Counts, Plan, Row
    from chattui.plans.report import Report
    from chattui.session import Session
    from chattui.surroundings import Surroundings
    from chattui.vault import AccountEntry


PROBLEMS_SHOWN: Final = 5

Write = Callable[[argparse.Namespace, "Report", ProblemError | None], None]
"""Prints what came of a plan, whole or stopped, on standard output."""


async def settle(
    args: argparse.Namespace,
    session: Session,
    account: AccountEntry,
    plan: Plan,
    *,
    bulk: bool = True,
    write: Write = write_result,
) -> int:
    """Show `plan`, ask, keep it, carry it out and report it; gives the exit status.

    With ``--dry-run`` it is only shown. Where nobody is there to be asked, `bulk` plans of more
    than one row need ``--yes``. Raises ProblemError where a scope is missing (exit status
    3), or a yes is needed and nobody can give it (2).
    """
    output.choose_columns(args.columns, COLUMNS)
    if getattr(args, "show_code", "") and plan.rows:
        from chattui.cli.code import show_plan

        return await show_plan(args, session, account, plan)
    if not plan.rows:
        return _nothing_to_do(args, plan, write)
    if refused := _preview(args, session, account, plan):
        return refused
    if args.dry_run:
        return Exit.DONE
    if not _agreed(args, session, plan, bulk):
        output.say(t("Nothing was changed."))
        return Exit.FAILED
    await session.plans().keep(plan)
    return await carry_out(args, session, account, plan, write=write)


async def carry_out(
    args: argparse.Namespace,
    session: Session,
    account: AccountEntry,
    plan: Plan,
    *,
    write: Write = write_result,
) -> int:
    """Carry out a plan that is kept, or go on with it; gives the exit status."""
    await ask.open_vault(session)
    desk = session.plans()
    stopped: ProblemError | None = None
    try:
        counts, stopped = await _watched(session, plan)
    except asyncio.CancelledError:
        report = await desk.report(plan.id)
        try:
            write(args, report, None)
        except BrokenPipeError:  # whoever reads the rows was interrupted as well
            output.abandon()
        _say_interrupted(plan, report.counts)
        raise
    report = await desk.report(plan.id)
    write(args, report, stopped)
    _say_ended(report)
    if stopped is None:
        _say_what_next(report, session.clock())
        done = report.exit is Exit.DONE
        return int(Exit.PARTLY if done and leaves_out(plan) else report.exit)
    for problem in (stopped.problem, *stopped.others):
        output.show_problem(problem)
    _say_how_to_go_on(plan)
    return int(_status(stopped.problem, counts))


async def _watched(session: Session, plan: Plan) -> tuple[Counts, ProblemError | None]:
    """Carry it out with its progress: how far it got, and what stopped it.

    Raises ProblemError where it could not be begun.
    """
    from chattui.plans.events import Began

    progress: PlanProgress | None = None
    drawing: asyncio.Task[None] | None = None
    counts: Counts | None = None
    try:
        async with contextlib.aclosing(session.plans().run(plan)) as events:
            async for event in events:
                if isinstance(event, Began):
                    progress = PlanProgress(event.counts, event.seconds, terminal=on_terminal())
                    drawing = asyncio.ensure_future(keep_drawing(progress))
                counts = getattr(event, "counts", counts)
                if progress is not None:
                    progress.hear(event)
    except ProblemError as error:
        if counts is None:
            raise
        return counts, error
    finally:
        if drawing is not None:
            drawing.cancel()
        if progress is not None:
            progress.clear()
    if counts is None:
        raise RuntimeError("a plan ended without having begun")
    return counts, None


def _status(problem: Problem, counts: Counts) -> Exit:
    """Of a plan that was stopped: what is missing, else how much of it is done."""
    if problem.exit is Exit.NOT_SIGNED_IN:
        return Exit.NOT_SIGNED_IN
    return Exit.PARTLY if counts.done else Exit.FAILED


def _nothing_to_do(args: argparse.Namespace, plan: Plan, write: Write) -> int:
    """Everything is as it should be already."""
    from chattui.plans.report import Report

    output.say(plan.title)
    for warning in plan.warnings:
        output.warn(warning)
    if left := leaves_out(plan):
        output.say(t("Nothing can be sent for them."))
    else:
        output.done(t("Everything is as wanted already; nothing needs to be sent."))
    write(args, Report(plan), None)
    return Exit.FAILED if left else Exit.DONE


def leaves_out(plan: Plan) -> bool:
    """Whether somebody who was to get a role is no member, or not yet."""
    from chattui.plans.model import Kind

    codes = {warning.code.rpartition(".")[2] for warning in plan.warnings}
    return plan.kind is Kind.SET_ROLES and bool(codes & {"no_members", "role_of_invited"})


def _preview(args: argparse.Namespace, session: Session, account: AccountEntry, plan: Plan) -> int:
    """Show the plan; the exit status where it cannot be carried out, else 0."""
    from chattui.plans.preview import preview
    from chattui.plans.report import Report

    shown = preview(plan, account.scopes, rates=session.plans().pace.rates)
    show_preview(shown, rows=not args.dry_run)
    if args.dry_run:
        write_rows(args, planned_document(shown), Report(plan), plan.rows)
    problem = shown.problem
    if problem is None:
        return 0
    if not args.dry_run:
        raise ProblemError(problem)
    output.show_problem(problem)
    return int(problem.exit)


def _agreed(args: argparse.Namespace, session: Session, plan: Plan, bulk: bool) -> bool:
    """Whether the person wants it. Where nobody is there, what cannot be taken back and what
    changes many things needs ``--yes``."""
    from chattui.cli.follow_lines import sends_mail
    from chattui.plans.follow_rows import is_follow_up
    from chattui.plans.model import Action

    deleted = [row for row in plan.rows if row.action is Action.DELETE_SPACE]
    removes = any(row.action is Action.REMOVE_MEMBER for row in plan.rows)
    things = {(row.space, row.who) for row in plan.rows if not is_follow_up(row)}
    needed = removes or (bulk and len(things) > 1) or any(map(sends_mail, plan.rows))
    around = session.context.surroundings
    return is_meant(around, deleted, t("Do it?"), yes=args.yes, needed=needed)


def is_meant(
    around: Surroundings, deleted: Sequence[Row], question: str, *, yes: bool, needed: bool
) -> bool:
    """Whether a person says yes to `question`; where spaces are `deleted`, by their name."""
    if deleted and not yes:
        return _name_typed(around, deleted)
    return ask.confirm(around, question, yes=yes, needed=needed)


def _name_typed(around: Surroundings, deleted: Sequence[Row]) -> bool:
    """Whether the name of the only space, or the number of several, was typed."""
    if not ask.can_ask(around):
        raise ProblemError(ask.needs_yes())
    if len(deleted) == 1:
        wanted = deleted[0].space_label or deleted[0].space
        question = t("Type the name of the space to delete it, {name}:", name=wanted)
    else:
        wanted = str(len(deleted))
        question = t("Type how many spaces are deleted, {count}:", count=wanted)
    typed = safe_text(ask.line(question))
    if typed == wanted:
        return True
    output.say(t("That is not what was asked for."))
    return False


def _say_ended(report: Report) -> None:
    from chattui.plans.words import counts_words

    words = counts_words(report.counts)
    if report.exit is Exit.DONE:
        output.done(t("Done: {counts}.", counts=words))
    else:
        output.say("! " + t("Not all is done: {counts}.", counts=words))
    _say_problems(report)


def _say_problems(report: Report) -> None:
    """What went wrong, each kind once by its first row; the rows hold all of it."""
    from chattui.plans.model import State

    seen: dict[tuple[str, str], list[Problem]] = {}
    failed = ((row, p) for row, p in report.problems() if report.outcome(row).state is State.FAILED)
    for _, problem in (*failed, *report.remarks()):
        seen.setdefault((problem.code, problem.cause), []).append(problem)
    for first, *others in list(seen.values())[:PROBLEMS_SHOWN]:
        output.warn(first)
        if others:
            output.say(
                "  "
                + tn(
                    "The same of {count} other row.", "The same of {count} other rows.", len(others)
                )
            )
    if (more_kinds := len(seen) - PROBLEMS_SHOWN) > 0:
        plan_id = report.plan.id
        output.say(
            tn(
                "{count} more kind of problem is shown by `chattui plans show {id} --failed`.",
                "{count} more kinds of problems are shown by `chattui plans show {id} --failed`.",
                more_kinds,
                id=plan_id,
            )
        )


def _say_what_next(report: Report, now: float) -> None:
    """The way back, and the way on where something is left."""
    from chattui.plans.undo import undo

    plan_id = report.plan.id
    if report.can_be_tried:
        output.say(
            t("To try what failed once more: `chattui plans resume {id} --failed`", id=plan_id)
        )
    back = undo(report, now=now)
    if back.plan is not None:
        output.say(t("To take it back: `chattui plans undo {id}`", id=plan_id))
    if back.restore is not None:
        words = t(
            "To add those again who were removed: `chattui plans undo {id} --add-again`", id=plan_id
        )
        output.say(words)


def _say_interrupted(plan: Plan, counts: Counts) -> None:
    output.say(
        tn(
            "Stopped: {done} of {count} row is done, and stays done.",
            "Stopped: {done} of {count} rows are done, and stay done.",
            counts.total,
            done=format(counts.done, ","),
        )
    )
    _say_how_to_go_on(plan)


def _say_how_to_go_on(plan: Plan) -> None:
    output.say(t("To go on: `chattui plans resume {id}`", id=plan.id))
