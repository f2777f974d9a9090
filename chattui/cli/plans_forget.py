"""chattui plans forget."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.plans.journal import Saved


async def run(args: argparse.Namespace, context: Context) -> int:
    """Let go of plans; asks where work is left in them."""
    async with session_of(context) as session:
        desk = session.plans()
        saved = await desk.list()
        chosen = _chosen(args, saved)
        left = sum(each.counts.waiting for each in chosen)
        for each in chosen:
            output.say(f"  {each.plan.id}  {each.plan.title}")
        if left:
            output.say(
                tn(
                    "{count} row in them was never done.",
                    "{count} rows in them were never done.",
                    left,
                )
            )
        if args.dry_run:
            return Exit.DONE
        if (left or any(each.problem for each in chosen)) and not ask.confirm(
            context.surroundings, t("Forget it all the same?"), yes=args.yes, needed=True
        ):
            output.say(t("Nothing was forgotten."))
            return Exit.FAILED
        for each in chosen:
            await desk.forget(each.plan.id)
    output.done(tn("{count} plan is forgotten.", "{count} plans are forgotten.", len(chosen)))
    return Exit.DONE


def _chosen(args: argparse.Namespace, saved: tuple[Saved, ...]) -> list[Saved]:
    """The plans that are named. Raises ProblemError for those that are not there, all at once."""
    from chattui.plans.journal_problem import unknown

    if not args.id and not args.ended:
        raise ProblemError(
            Problem(
                "cli.no_plan",
                t("No plan is named."),
                remedy=t("Name some by their ids, or all that have ended with --ended."),
                exit=Exit.USAGE,
            )
        )
    by_id = {each.plan.id: each for each in saved}
    missing = [unknown(plan_id) for plan_id in args.id if plan_id not in by_id]
    if missing:
        raise ProblemError(*missing)
    ended = [each.plan.id for each in saved if args.ended and each.is_ended]
    return [by_id[plan_id] for plan_id in dict.fromkeys([*args.id, *ended])]
