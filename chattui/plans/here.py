"""Here: which of the people that are asked for are in a space already, read with few requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chattui.chat.models import Membership
from chattui.plans.checks import in_space
from chattui.plans.present import Present, is_of_one_space
from chattui.plans.roster import Roster
from chattui.plans.wanted import APP, GROUP, Target, Wanted
from chattui.problem import Problem, ProblemError

FEW: Final = 2
"""So many are asked for one by one; for more, the whole list is read."""
ASKED_ONE_BY_ONE: Final = 100
"""Where Google hides addresses, the membership of so many is asked for before they are added."""


@dataclass(frozen=True, slots=True)
class Here:
    """One space as far as a plan needs to know it."""

    target: Target
    members: Mapping[str, Membership]
    """Those of the wanted who are in it, by `Wanted.key`."""
    owners: tuple[Membership, ...] = ()
    """Of all its people; empty where that was not needed."""
    unasked: int = 0
    """How many of the wanted may or may not be in it: Google hides addresses there."""

    def member(self, wanted: Wanted) -> Membership | None:
        """The membership of one of the wanted."""
        return self.members.get(wanted.key)


async def look_into(
    present: Present,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    who: Mapping[str, str],
    problems: list[Problem],
    *,
    thorough: bool = True,
) -> list[Here]:
    """Each of `targets` with those of `wanted` (whom Google calls `who`) that are in it.

    `problems` gains those of spaces that cannot be read. Without `thorough` a long list is not
    looked up one by one. Raises ProblemError for what hits all spaces alike.
    """

    async def look(target: Target) -> Here | None:
        try:
            if len(wanted) <= FEW and all(each.kind != GROUP for each in wanted):
                return await _by_one(present, target, wanted)
            return await _by_list(present, target, wanted, who, thorough)
        except ProblemError as error:
            if not is_of_one_space(error.problem):
                raise
            problems.append(in_space(target, error.problem))
            return None

    return [here for here in await present.each(targets, look) if here]


async def _by_one(present: Present, target: Target, wanted: Sequence[Wanted]) -> Here:
    found: dict[str, Membership] = {}
    for each in wanted:
        glimpse = await present.member(target.space, each.address)
        if glimpse.membership:
            found[each.key] = glimpse.membership
    owned = any(member.role == "ROLE_MANAGER" for member in found.values())
    return Here(target, found, await present.owners(target.space) if owned else ())


async def _by_list(
    present: Present,
    target: Target,
    wanted: Sequence[Wanted],
    who: Mapping[str, str],
    thorough: bool,
) -> Here:
    roster = Roster(target.space, await present.members(target.space), present)
    found: dict[str, Membership] = {}

    def note(each: Wanted, member: Membership | None) -> None:
        if member:
            found[each.key] = member

    def known(each: Wanted) -> Membership | None:
        return roster.known(who[each.key] if each.kind == GROUP else each.address)

    for each in wanted:
        note(each, known(each))
    open_ = [each for each in wanted if each.key not in found]
    if roster.hidden and open_:
        await roster.look_up()
        for each in open_:
            note(each, known(each))
        open_ = [each for each in open_ if each.key not in found]
    asked = open_ if roster.hidden or thorough else [each for each in open_ if each.kind == APP]
    if not thorough and len(asked) > ASKED_ONE_BY_ONE:
        return Here(target, found, roster.owners, len(asked))
    members = await present.each(asked, lambda each: _find(roster, each))
    for each, member in zip(asked, members, strict=True):
        note(each, member)
    return Here(target, found, roster.owners)


async def _find(roster: Roster, wanted: Wanted) -> Membership | None:
    return None if wanted.kind == GROUP else await roster.find(wanted.address)
