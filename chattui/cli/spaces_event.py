"""chattui spaces event: a kick-off event with the members as guests."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.following import follow, kick_off_of

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the event."""
    from chattui.plans.follow_ups import FollowUps

    return await follow(args, context, FollowUps(kick_off=kick_off_of(args)))
