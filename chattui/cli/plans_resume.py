"""chattui plans resume: go on with a plan that was stopped or killed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.plan_preview import say_plan
from chattui.cli.plan_result import write_result
from chattui.cli.plan_run import carry_out
from chattui.cli.work import session_of
from chattui.plans.report import COLUMNS
from chattui.problem import Exit
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry


async def run(args: argparse.Namespace, context: Context) -> int:
    """Carry out what is left of it, as whom and with the rights with which it was made."""
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        report = await session.plans().report(args.id)
        plan, counts = report.plan, report.counts
        say_plan(plan)
        again = counts.failed + counts.skipped if args.failed else 0
        left = counts.waiting + again
        if not left:
            return _nothing_left(args, report)
        output.say("  " + tn("{count} row is left to do.", "{count} rows are left to do.", left))
        if args.dry_run:
            states = _left_states(args)
            rows = [row for row in plan.rows if report.outcome(row).state in states]
            write_result(args, report, rows=rows)
            return Exit.DONE
        around = context.surroundings
        if not ask.confirm(around, t("Go on?"), yes=args.yes, needed=False):
            output.say(t("Nothing was changed."))
            return Exit.FAILED
        account = await session.account(plan.account)
        say_rights(plan, account)
        if again:
            await session.plans().try_again(plan.id)
        return await carry_out(args, session, account, plan)


def say_rights(plan: Plan, account: AccountEntry) -> None:
    """Where the plan was made with administrator access, it is carried out with it."""
    if plan.admin:
        from chattui.cli.admin import say_admin

        say_admin(account)


def _left_states(args: argparse.Namespace) -> set[str]:
    return {"waiting", "sent", *(("failed", "skipped") if args.failed else ())}


def _nothing_left(args: argparse.Namespace, report: Report) -> int:
    """Everything is over already."""
    output.done(t("Nothing is left to do."))
    if report.counts.failed + report.counts.skipped:
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
