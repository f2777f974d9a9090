"""chattui people remove: one person out of all spaces, or of some."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Take the person out of the spaces that are named, else of all that can be found."""
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import person_of, planning, targets
    from chattui.plans.people import plan_remove_person

    address = person_of(args.email)
    async with working(args, context) as work:
        spaces = targets(args.space) if args.space else None
        async with planning(work.session, work.account, work.admin) as made:
            plan = await plan_remove_person(
                work.chat, made.acting, address, spaces, now=made.now, reads=made.reads
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)
