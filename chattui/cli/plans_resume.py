"""chattui plans resume: go on with a plan that was stopped or killed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.plan_preview import say_plan, show_preview
from chattui.cli.plan_result import write_result
from chattui.cli.plan_run import carry_out, is_meant
from chattui.cli.work import session_of
from chattui.plans.model import Action
from chattui.plans.preview import preview
from chattui.plans.report import COLUMNS
from chattui.problem import Exit
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.plans.model import Plan, Row
    from chattui.plans.report import Report
    from chattui.session import Session
    from chattui.vault import AccountEntry


async def run(args: argparse.Namespace, context: Context) -> int:
    """Carry out what is left of it, as whom and with the rights with which it was made."""
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        report = await session.plans().report(args.id)
        plan, counts = report.plan, report.counts
        again = counts.failed + counts.skipped if args.failed and report.can_be_tried else 0
        left = counts.waiting + again
        if not left:
            say_plan(plan)
            return _nothing_left(args, report)
        states = _left_states(args)
        rows = tuple(row for row in plan.rows if report.outcome(row).state in states)
        if args.show_code:
            from chattui.cli.code import show_plan

            whose = await session.plans().account_of(plan)
            return await show_plan(args, session, whose, plan)
        account = await _show_left(session, plan, rows, known=not args.dry_run)
        if args.dry_run or account is None:
            write_result(args, report, rows=rows)
            return Exit.DONE
        deleted = [row for row in rows if row.action is Action.DELETE_SPACE]
        if not is_meant(context.surroundings, deleted, t("Go on?"), yes=args.yes, needed=False):
            output.say(t("Nothing was changed."))
            return Exit.FAILED
        say_rights(plan, account)
        if again:
            await session.plans().try_again(plan.id)
        return await carry_out(args, session, account, plan)


async def _show_left(
    session: Session, plan: Plan, rows: tuple[Row, ...], *, known: bool
) -> AccountEntry | None:
    """What is left to do and as whom, as it was shown before; the account, where it has to be
    `known`. Raises ProblemError where that is not who made the plan."""
    account = await session.plans().account_of(plan) if known else None
    scopes = account.scopes if account else ()
    left = replace(plan, rows=rows)
    show_preview(preview(left, scopes, rates=session.plans().pace.rates), rows=known)
    output.say("  " + tn("{count} row is left to do.", "{count} rows are left to do.", len(rows)))
    return account


def say_rights(plan: Plan, account: AccountEntry) -> None:
    """Where the plan was made with administrator access, it is carried out with it."""
    if plan.admin:
        from chattui.cli.admin import say_admin

        say_admin(account)


def _left_states(args: argparse.Namespace) -> set[str]:
    return {"waiting", "sent", *(("failed", "skipped") if args.failed else ())}


def _nothing_left(args: argparse.Namespace, report: Report) -> int:
    """Everything is over already."""
    if args.failed and report.counts.failed:
        output.say("! " + t("Nothing is left that could be tried again."))
        for _, problem in report.problems():
            output.warn(problem)
    else:
        output.done(t("Nothing is left to do."))
    if report.can_be_tried:
        output.say(
            "  "
            + t(
                "What failed is tried once more by `chattui plans resume {id} --failed`.",
                id=report.plan.id,
            )
        )
    if args.format != "text":
        write_result(args, report)
    return int(report.exit)
