"""chattui members role."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Give whoever is named the role, whatever a file says beside them."""
    from chattui.chat.roles import role_from_words
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import planning, targets, wanted_people
    from chattui.plans.planning import plan_roles

    spaces, role = targets([args.space]), role_from_words(args.role)
    wanted = [replace(each, role=role) for each in await wanted_people(args)]
    async with working(args, context) as work:
        async with planning(work.session, work.account, work.admin) as made:
            plan = await plan_roles(
                work.chat, made.acting, spaces, wanted, now=made.now, reads=made.reads
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)
