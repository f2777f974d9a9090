"""chattui people hand-over: someone owns what another one owned."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the new owner first, and only then take the old one's ownership away."""
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import person_of, planning, targets
    from chattui.plans.people import plan_hand_over

    old, new = person_of(args.email), person_of(args.to)
    async with working(args, context) as work:
        spaces = targets(args.space) if args.space else None
        async with planning(work.session, work.account, work.admin) as made:
            plan = await plan_hand_over(
                work.chat,
                made.acting,
                old,
                new,
                spaces,
                now=made.now,
                remove=args.remove,
                reads=made.reads,
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)
