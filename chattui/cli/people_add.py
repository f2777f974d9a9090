"""chattui people add: one person to many spaces."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working

if TYPE_CHECKING:
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Add the person to the spaces that are named, or to all of another person."""
    from chattui.chat.roles import role_from_words
    from chattui.cli.people_find import look
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import person_of, planner, targets
    from chattui.plans.people import plan_add_person
    from chattui.plans.wanted import Wanted

    role = role_from_words(args.role) if args.role else ""
    person = Wanted(person_of(args.email), role=role)
    like = person_of(args.all_of) if args.all_of else ""
    async with working(args, context) as work:
        made = await planner(work)
        if like:
            found, _ = await look(work, made, like, None)
            spaces = [each.target for each in found]
        else:
            spaces = await targets(work, args.space)
        plan = await plan_add_person(
            work.chat, made.acting, person, spaces, now=made.now, reads=made.reads
        )
        return await settle(args, work, plan)
