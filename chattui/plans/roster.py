"""Roster: who is in a space now, found by address even where Google leaves addresses out."""

from __future__ import annotations

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.plans.directory import Reads


class Roster:
    """The members of one space."""

    def __init__(self, space: str, members: tuple[Membership, ...]) -> None:
        self.space = space
        self.members = members
        """People, groups and apps, joined and invited."""

    @property
    def owners(self) -> tuple[Membership, ...]:
        """Those with ROLE_MANAGER."""
        raise NotImplementedError

    async def find(self, address: str) -> Membership | None:
        """Who has `address` (an e-mail address, ``users/ID``, ``groups/ID`` or ``app``), if they
        are in the space."""
        raise NotImplementedError


async def read_roster(chat: ChatClient, space: str, *, reads: Reads | None = None) -> Roster:
    """The members of `space`. Raises ProblemError where they cannot be read."""
    raise NotImplementedError
