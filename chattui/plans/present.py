"""What is there now, read for a plan: spaces and members, several at once and within the limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from chattui.chat.api import ChatClient
from chattui.chat.errors import scope_missing
from chattui.chat.methods import MEMBERS_CREATE, MEMBERS_GET, MEMBERS_LIST, SPACES_GET
from chattui.chat.models import Membership, Space
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.wanted import Target
from chattui.problem import Problem, ProblemError

READS_AT_ONCE: Final = 8
OWNERS_FILTER: Final = 'role = "ROLE_MANAGER"'

_ABSENT: Final = frozenset(
    {"chat.not_found", "chat.not_allowed_or_absent", "chat.unknown_person", "chat.member_name"}
)
"""How Google says that someone is no member; the second and third may mean something else too."""
_OF_ONE_SPACE: Final = frozenset(
    {
        "chat.not_found",
        "chat.not_allowed_or_absent",
        "chat.refused",
        "chat.invalid_argument",
        "chat.failed",
    }
)
"""Problems of one space, after which others can still be read."""

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Looked:
    """So many of so many have been looked at."""

    number: int
    of: int | None = None
    """None where it is not known yet how many there are."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a look at one membership gave."""

    membership: Membership | None
    certain: bool = True
    """Whether None means for sure that they are no member."""


def is_of_one_space(problem: Problem) -> bool:
    """Whether other spaces may well be read although this one gave `problem`."""
    return problem.code in _OF_ONE_SPACE


async def several(
    items: Sequence[Item],
    work: Callable[[Item], Awaitable[Value]],
    tell: Callable[[Looked], object],
) -> list[Value]:
    """What `work` gives for each of `items`, in their order, some at once; `Looked` is told after
    each. What one raises ends the others."""
    results: dict[int, Value] = {}
    places = iter(range(len(items)))

    async def worker() -> None:
        for at in places:
            results[at] = await work(items[at])
            tell(Looked(len(results), len(items)))

    tasks = [asyncio.ensure_future(worker()) for _ in items[:READS_AT_ONCE]]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [results[at] for at in range(len(items))]


class Present:
    """Reads for the plan of one acting person. Every method raises ProblemError."""

    def __init__(self, chat: ChatClient, acting: Acting, reads: Reads | None = None) -> None:
        self.reads = reads or Reads()
        self.acting = acting
        # Waiting is told where somebody listens; else as the client was told itself.
        listening = chat.telling(self.reads.tell) if reads else chat
        self.chat = listening.as_admin(acting.admin)

    async def member(self, space: str, who: str) -> Glimpse:
        """The membership of ``users/…``, an address or ``app`` in `space`."""
        name = who.removeprefix("users/").removeprefix("groups/")
        try:
            async with self._turn(MEMBERS_GET.id, space):
                found = await self.chat.get_member(space, name)
        except ProblemError as error:
            code = error.problem.code
            if code in _ABSENT:
                return Glimpse(None, code == "chat.not_found")
            raise self._said(error) from None
        return Glimpse(found if found.state in {"JOINED", "INVITED"} else None)

    async def members(self, space: str, wanted: str = "") -> tuple[Membership, ...]:
        """All members of `space`, or those that a filter lets through."""
        found: list[Membership] = []
        try:
            async with self._turn(MEMBERS_LIST.id, space):
                async for page in self.chat.member_pages(space, filter=wanted):
                    found += page
        except ProblemError as error:
            raise self._said(error) from None
        return tuple(m for m in found if m.state in {"JOINED", "INVITED"})

    async def owners(self, space: str) -> tuple[Membership, ...]:
        """The people with ROLE_MANAGER."""
        return tuple(m for m in await self.members(space, OWNERS_FILTER) if m.kind == "person")

    async def target(self, target: Target) -> Target:
        """`target` with what was not known of it; what this sign-in may not read stays unknown."""
        if target.space_type and target.label:
            return target
        try:
            async with self._turn(SPACES_GET.id, target.space):
                space = await self.chat.get_space(target.space)
        except ProblemError as error:
            if error.problem.code == "chat.scope_missing":
                return Target(target.space, target.label or target.space)
            raise
        known = Target.of(space)
        return replace(known, space=target.space, label=target.label or known.label)

    async def space(self, name: str) -> Space:
        """A space with all that Google gives of it."""
        async with self._turn(SPACES_GET.id, name):
            return await self.chat.get_space(name)

    async def each(
        self, items: Sequence[Item], work: Callable[[Item], Awaitable[Value]]
    ) -> list[Value]:
        """What `work` gives for each of `items`, in their order; `Looked` is told after each."""
        return await several(items, work, self.reads.tell)

    @asynccontextmanager
    async def _turn(self, method: str, space: str) -> AsyncIterator[None]:
        if self.reads.pace is None:
            yield
            return
        async with self.reads.pace.turn(self.acting.project, method, space, self.reads.tell):
            yield

    def _said(self, error: ProblemError) -> ProblemError:
        """`error`, which names the scope that allows the change as well, where one is missing."""
        if error.problem.code != "chat.scope_missing":
            return error
        return ProblemError(scope_missing(MEMBERS_CREATE.id, admin=self.acting.admin))
