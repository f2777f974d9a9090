"""chattui spaces mail: a mail to the members of a space."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.following import follow, letter_of

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Send the mail."""
    from chattui.plans.follow_ups import FollowUps

    return await follow(args, context, FollowUps(letter=await letter_of(args)))
