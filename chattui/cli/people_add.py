"""chattui people add: one person to many spaces."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.cli.planner import Planner
    from chattui.cli.work import Work
    from chattui.context import Context
    from chattui.plans.wanted import Target


async def run(args: argparse.Namespace, context: Context) -> int:
    """Add the person to the spaces that are named, or to all of another person."""
    from chattui.chat.roles import role_from_words
    from chattui.cli.following import settle_logged, with_log
    from chattui.cli.planner import person_of, planning, targets
    from chattui.plans.people import plan_add_person
    from chattui.plans.wanted import Wanted

    role = role_from_words(args.role) if args.role else ""
    person = Wanted(person_of(args.email), role=role)
    like = person_of(args.all_of) if args.all_of else ""
    async with working(args, context) as work:
        async with planning(work.session, work.account, work.admin) as made:
            spaces = targets(args.space) if not like else await _spaces_of(work, made, like)
            plan = await plan_add_person(
                work.chat, made.acting, person, spaces, now=made.now, reads=made.reads
            )
            plan = await with_log(args, work, made, plan)
        return await settle_logged(args, work, plan)


async def _spaces_of(work: Work, made: Planner, person: str) -> list[Target]:
    """Where another person is. Raises ProblemError where not every space could be looked at: what
    is missing would be missing silently."""
    from chattui.cli.people_find import look

    found, missed = await look(work, made, person, None)
    if missed:
        raise ProblemError(*(each.problem for each in missed))
    return [each.target for each in found]
