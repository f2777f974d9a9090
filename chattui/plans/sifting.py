"""Spaces whose members say what a search cannot: that nobody owns them, that outsiders are in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chattui.chat.api import ChatClient
from chattui.chat.events import Tell, tell_nobody
from chattui.chat.methods import MEMBERS_LIST
from chattui.chat.models import Space
from chattui.plans.pace import Pace
from chattui.problem import Exit, Problem, ProblemError

AT_A_TIME: Final = 8
_OWNERS: Final = 'role = "ROLE_MANAGER"'
_OUTSIDE: Final = frozenset({"EXTERNAL", "MANAGED_EXTERNAL"})


class Trait(StrEnum):
    """What is looked for among the members."""

    OWNERLESS = "ownerless"
    """Nobody has the role ROLE_MANAGER, *Owner* in Chat's own interface."""
    OUTSIDERS = "outsiders"
    """Somebody is in whose affiliation is not INTERNAL."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A space that was looked at."""

    space: Space
    has_it: bool
    problem: Problem | None = None
    """Why its members could not be read."""


async def sift(
    chat: ChatClient,
    spaces: Sequence[Space],
    trait: Trait,
    *,
    pace: Pace,
    project: str,
    tell: Tell = tell_nobody,
) -> AsyncGenerator[Sifted, None]:
    """Each of `spaces`, in its order, with whether it has `trait`; a few are read at a time.

    Raises ProblemError for what would hit every space alike: a sign-in that ended.
    """

    async def one(space: Space) -> Sifted:
        if trait is Trait.OUTSIDERS and not space.external:
            return Sifted(space, False)  # nobody from outside can be in it
        try:
            return Sifted(space, await _has(chat, space.name, trait, pace, project, tell))
        except ProblemError as error:
            if error.problem.exit is Exit.NOT_SIGNED_IN:
                raise
            return Sifted(space, False, error.problem)

    for at in range(0, len(spaces), AT_A_TIME):
        for sifted in await asyncio.gather(*map(one, spaces[at : at + AT_A_TIME])):
            yield sifted


async def _has(
    chat: ChatClient, space: str, trait: Trait, pace: Pace, project: str, tell: Tell
) -> bool:
    """Whether a space has it. A page that is not needed any more is not asked for."""
    wanted = _OWNERS if trait is Trait.OWNERLESS else ""
    pages = chat.member_pages(space, filter=wanted, groups=False, invited=False)
    while True:
        async with pace.turn(project, MEMBERS_LIST.id, space, tell):
            members = await anext(pages, None)
        if members is None:
            return trait is Trait.OWNERLESS
        if trait is Trait.OWNERLESS and members:
            return False
        if trait is Trait.OUTSIDERS and any(m.affiliation in _OUTSIDE for m in members):
            return True
