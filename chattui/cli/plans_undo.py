"""chattui plans undo: take back what a plan did."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.plan_run import settle
from chattui.cli.plans_resume import say_rights
from chattui.cli.work import session_of
from chattui.plans.report import COLUMNS
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the plan that takes it back, say what stays, and settle it like any other."""
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        found = await session.plans().undo(args.id)
        plan = found.restore if args.add_again else found.plan
        for problem in found.cannot:
            output.warn(problem)
        if plan is None:
            raise ProblemError(_nothing(args))
        if found.restore and not args.add_again:
            _say_add_again(args.id)
        account = await session.plans().account_of(plan)
        say_rights(plan, account)
        return await settle(args, session, account, plan)


def _say_add_again(plan_id: str) -> None:
    output.say(
        t("Who was removed is added again by `chattui plans undo {id} --add-again`.", id=plan_id)
    )


def _nothing(args: argparse.Namespace) -> Problem:
    return Problem(
        "plans.nothing_to_undo",
        t("There is nothing in it that could be taken back."),
        t("Nobody was removed by it, or they were not members before.")
        if args.add_again
        else t("It changed nothing, or nothing that Google lets be taken back."),
        t("`chattui plans show {id}` shows what came of its rows.", id=args.id),
        exit=Exit.FAILED,
    )
