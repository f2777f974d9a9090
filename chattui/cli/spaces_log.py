"""chattui spaces log: a row about a space in the log sheet."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.following import follow

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Write the row."""
    from chattui.plans.follow_ups import FollowUps, Log

    return await follow(args, context, FollowUps(log=Log(args.sheet, args.tab)))
