"""chattui members sync: a membership like a file, or like another space."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Add, take out and give roles until the space has the members that are wanted."""
    from chattui.chat.names import space_name
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import planning, targets, wanted_people
    from chattui.plans.planning import plan_sync, wanted_from_space

    (target,) = targets([args.space])
    source = space_name(args.source) if args.source else ""
    wanted = () if source else tuple(await wanted_people(args))
    async with working(args, context) as work:
        async with planning(work.session, work.account, work.admin) as made:
            if source:
                wanted = await wanted_from_space(work.chat, source, reads=made.reads)
            plan = await plan_sync(
                work.chat,
                made.acting,
                target,
                wanted,
                now=made.now,
                add=not args.remove_only,
                remove=not args.add_only,
                roles=not args.no_roles,
                remove_me=args.remove_me,
                remove_last_owner=args.remove_last_owner,
                reads=made.reads,
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)
