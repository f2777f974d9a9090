"""What came of making a space: the space, and for every person whether they are in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat.api import ChatClient
from chattui.chat.errors import scope_missing
from chattui.chat.methods import MEMBERS_LIST
from chattui.chat.models import Membership, Space
from chattui.problem import Problem, ProblemError
from chattui.words import t

ADDED: Final = "added"
INVITED: Final = "invited"
DROPPED: Final = "dropped"
UNKNOWN: Final = "unknown"

LOOKS_AT_ONCE: Final = 8
"""Requests in flight; a person is asked for only where the list does not show their address."""

_ABSENT_CODES = frozenset({"chat.not_found", "chat.not_allowed_or_absent", "chat.unknown_person"})
"""How Google says that someone is no member of a space whose members it has just listed."""


@dataclass(frozen=True, slots=True)
class MemberResult:
    """One person: `result` is added, invited, dropped or unknown."""

    email: str
    result: str
    problem: Problem | None = None
    """Why they were dropped, or why it is not known."""

    def as_json(self) -> dict[str, Any]:
        """The form that ``spaces create --format json`` prints."""
        problem = self.problem.as_json() if self.problem else None
        return {"email": self.email, "result": self.result, "problem": problem}


@dataclass(frozen=True, slots=True)
class Created:
    """A new space, and what became of the people that should be in it."""

    space: Space
    members: tuple[MemberResult, ...] = ()

    def having(self, result: str) -> tuple[MemberResult, ...]:
        """The people with this result."""
        return tuple(member for member in self.members if member.result == result)


async def look_who_is_in(
    chat: ChatClient,
    space: Space,
    people: tuple[str, ...],
    *,
    can_look: bool,
    certain: bool = False,
) -> tuple[MemberResult, ...]:
    """For each of `people` whether they are in `space`; never raises ProblemError.

    `certain` says that the space could not exist without them, as a direct message.
    """
    if not people:
        return ()
    blind = ADDED if certain else UNKNOWN
    if not can_look:
        why = None if certain else scope_missing(MEMBERS_LIST.id)
        return tuple(MemberResult(email, blind, why) for email in people)
    try:
        listed = await _by_email(chat, space)
    except ProblemError as error:
        why = None if certain else error.problem
        return tuple(MemberResult(email, blind, why) for email in people)
    turn = asyncio.Semaphore(LOOKS_AT_ONCE)

    async def look(email: str) -> MemberResult:
        found = listed.get(email.casefold())
        if found is not None:
            return _result(email, found)
        async with turn:
            return await _ask(chat, space, email)

    return tuple(await asyncio.gather(*map(look, people)))


async def _by_email(chat: ChatClient, space: Space) -> dict[str, Membership]:
    listed: dict[str, Membership] = {}
    async for page in chat.member_pages(space.name, groups=False):
        listed.update((m.email.casefold(), m) for m in page if m.email)
    return listed


async def _ask(chat: ChatClient, space: Space, email: str) -> MemberResult:
    """Ask for one member by the address: the list may hide addresses, or show another alias."""
    try:
        return _result(email, await chat.get_member(space.name, email))
    except ProblemError as error:
        if error.problem.code in _ABSENT_CODES:
            return MemberResult(email, DROPPED, dropped_problem(email))
        return MemberResult(email, UNKNOWN, error.problem)


def _result(email: str, found: Membership) -> MemberResult:
    if found.state == "INVITED":
        return MemberResult(email, INVITED)
    if found.state == "JOINED":
        return MemberResult(email, ADDED)
    return MemberResult(email, DROPPED, dropped_problem(email))


def dropped_problem(email: str) -> Problem:
    """Google made the space without this person (`email` already checked)."""
    return Problem(
        "chat.person_dropped",
        t("{email} was not added.", email=email),
        t(
            "Google leaves out people who block you, or whom you may not add, and gives no reason"
            " while it makes a space."
        ),
        t("Add them by themselves: then more is told of why not."),
    )
