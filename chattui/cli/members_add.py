"""chattui members add."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Add or invite whoever is named."""
    from chattui.chat.roles import role_from_words
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import planning, targets, wanted_people
    from chattui.plans.planning import plan_add

    spaces = targets([args.space])
    wanted = await wanted_people(args, role=role_from_words(args.role) if args.role else "")
    async with working(args, context) as work:
        async with planning(work.session, work.account, work.admin) as made:
            plan = await plan_add(
                work.chat, made.acting, spaces, wanted, now=made.now, reads=made.reads
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)
