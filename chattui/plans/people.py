"""One person across spaces: where they are, in many, out of all, and what they own handed over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.model import Plan
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A space that the person is in."""

    target: Target
    membership: Membership


@dataclass(frozen=True, slots=True)
class Looked:
    """So many spaces (or members) of so many have been looked at."""

    number: int
    of: int | None = None
    """None while the spaces are still being listed."""


@dataclass(frozen=True, slots=True)
class NotLooked:
    """A space that could not be looked at, and why."""

    target: Target
    problem: Problem


def find_person(
    chat: ChatClient,
    acting: Acting,
    address: str,
    *,
    spaces: Sequence[Target] | None = None,
    reads: Reads | None = None,
) -> AsyncGenerator[Found | Looked | NotLooked | object, None]:
    """Where `address` (an e-mail address or ``users/ID``) is: in `spaces`, else in all of the
    acting person's, else, as an administrator, in all named spaces of the organisation.

    Beside its own events come `Waiting` and `Pacing`.
    """
    raise NotImplementedError


async def plan_add_person(
    chat: ChatClient,
    acting: Acting,
    person: Wanted,
    spaces: Sequence[Target],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Add one person (with the role that they name) to many spaces."""
    raise NotImplementedError


async def plan_remove_person(
    chat: ChatClient,
    acting: Acting,
    address: str,
    spaces: Sequence[Target] | None = None,
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Take one person out of `spaces`, else out of all that `find_person` finds."""
    raise NotImplementedError


async def plan_hand_over(
    chat: ChatClient,
    acting: Acting,
    from_: str,
    to: str,
    spaces: Sequence[Target] | None = None,
    *,
    now: float,
    remove: bool = False,
    reads: Reads | None = None,
) -> Plan:
    """Make `to` an owner of each space that `from_` owns, and `from_` a member after that, or, with
    `remove`, none any more."""
    raise NotImplementedError
