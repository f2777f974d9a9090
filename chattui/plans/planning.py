"""Plans of people in spaces: add, remove, roles, and a membership like a list.

They read what is there first and raise ProblemError with everything that is wrong at once. What
would change nothing is no row, but counted in the plan's warnings.
"""

from __future__ import annotations

from collections.abc import Sequence

from chattui.chat.api import ChatClient
from chattui.chat.models import Space
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.model import Plan
from chattui.plans.wanted import Target, Wanted


async def plan_add(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Add all of `wanted` to each of `targets`, then give them the roles that they name."""
    raise NotImplementedError


async def plan_remove(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Take all of `wanted` out of each of `targets`."""
    raise NotImplementedError


async def plan_roles(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Give all of `wanted`, who are members, the roles that they name."""
    raise NotImplementedError


async def plan_sync(
    chat: ChatClient,
    acting: Acting,
    target: Target,
    wanted: Sequence[Wanted],
    *,
    now: float,
    add: bool = True,
    remove: bool = True,
    roles: bool = True,
    remove_me: bool = False,
    remove_last_owner: bool = False,
    reads: Reads | None = None,
) -> Plan:
    """Make the membership of `target` that of `wanted`."""
    raise NotImplementedError


async def wanted_from_space(
    chat: ChatClient, space: str, *, reads: Reads | None = None
) -> tuple[Wanted, ...]:
    """The people and Google groups of a space with their roles, to be wanted in another."""
    raise NotImplementedError


async def space_from(chat: ChatClient, acting: Acting, space: str) -> Space:
    """`space` as it is now, read as `acting`."""
    raise NotImplementedError
