"""chattui spaces delete: spaces with all that is in them, once their name was typed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Delete the spaces."""
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planning, read_spaces, targets
    from chattui.plans.creating import plan_delete

    names = [target.space for target in targets(args.space)]
    async with working(args, context) as work:
        spaces = await read_spaces(work, names)
        async with planning(work.session, work.account, work.admin) as made:
            plan = plan_delete(made.acting, spaces, now=made.now)
        return await settle(args, work.session, work.account, plan)
