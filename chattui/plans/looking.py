"""Looking into many spaces, for what no search of Google's tells: who owns them, who is from
outside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chattui.chat.events import Tell, stream
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.chat.models import Membership, Space
    from chattui.plans.pace import Pace
    from chattui.problem import Problem

AT_ONCE: Final = 8
"""Requests in flight."""
_OWNERS: Final = 'role = "ROLE_MANAGER"'


@dataclass(frozen=True, slots=True)
class SpaceSeen:
    """One space was looked into; the `number`-th of `of`."""

    space: Space
    number: int
    of: int
    owners: int = 0
    outsiders: int | None = None
    """People from outside of the organisation; None where only owners were asked for."""
    problem: Problem | None = None
    """Why it could not be looked into."""


def look_into(
    chat: ChatClient,
    spaces: Sequence[Space],
    *,
    outsiders: bool = False,
    pace: Pace | None = None,
    project: str = "",
) -> AsyncGenerator[object, None]:
    """Tells `SpaceSeen` for each of `spaces`, as the answers come, and waiting in between.

    Owners alone are one small request a space; people from outside take the whole list.
    """

    async def work(tell: Tell) -> None:
        turns, seen = asyncio.Semaphore(AT_ONCE), 0
        listening = chat.telling(tell)

        async def look(space: Space) -> None:
            nonlocal seen
            owners, strangers, problem = 0, 0, None
            async with turns:
                try:
                    async for member in _members(listening, space, outsiders, pace, project, tell):
                        owners += member.role == "ROLE_MANAGER"
                        strangers += member.affiliation in {"EXTERNAL", "MANAGED_EXTERNAL"}
                except ProblemError as error:
                    problem = error.problem
            seen += 1
            count = strangers if outsiders else None
            tell(SpaceSeen(space, seen, len(spaces), owners, count, problem))

        async with asyncio.TaskGroup() as group:
            for space in spaces:
                group.create_task(look(space))

    return stream(work)


async def _members(
    chat: ChatClient,
    space: Space,
    outsiders: bool,
    pace: Pace | None,
    project: str,
    tell: Tell,
) -> AsyncIterator[Membership]:
    wanted = "" if outsiders else _OWNERS
    pages = chat.member_pages(space.name, filter=wanted)
    while True:
        turn = (
            pace.turn(project, "chat.spaces.members.list", space.name, tell)
            if pace
            else nullcontext()
        )
        async with turn:
            page = await anext(pages, None)
        if page is None:
            return
        for member in page:
            yield member
