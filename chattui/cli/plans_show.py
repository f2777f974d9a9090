"""chattui plans show."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.plan_preview import say_plan
from chattui.cli.plan_result import write_result
from chattui.cli.work import session_of
from chattui.plans.report import COLUMNS
from chattui.problem import Exit

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Show a plan and how far its rows are; needs no sign-in and opens no vault."""
    from chattui.plans.model import State
    from chattui.plans.words import counts_words

    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        report = await session.plans().report(args.id)
        if args.show_code:
            from chattui.cli.code import show_plan

            account = await session.plans().account_of(report.plan)
            return await show_plan(args, session, account, report.plan)
    say_plan(report.plan)
    output.say("  " + counts_words(report.counts))
    done = State.DONE if args.failed else None
    rows = [row for row in report.plan.rows if report.outcome(row).state is not done]
    write_result(args, report, rows=rows)
    return Exit.DONE
