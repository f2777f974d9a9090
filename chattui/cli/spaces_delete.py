"""chattui spaces delete: spaces with all that is in them, once their name was typed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Delete the spaces."""
    from chattui.chat.names import space_name
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planner
    from chattui.plans.creating import plan_delete

    names = dict.fromkeys(map(space_name, args.space))
    async with working(args, context) as work:
        spaces = [await work.chat.get_space(name) for name in names]
        made = await planner(work)
        return await settle(args, work, plan_delete(made.acting, spaces, now=made.now))
