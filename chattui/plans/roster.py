"""Roster: who is in a space now, found by address even where Google leaves addresses out.

Google gives the address of a member only now and then (discovery document, ``Membership.member``);
where it does not, the People API is asked if that is granted, else Chat itself, which takes an
address for the name of a member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.present import Present
from chattui.plans.wanted import APP, GROUP, PERSON, Wanted


class Roster:
    """The members of one space: people, groups and apps, joined and invited."""

    def __init__(self, space: str, members: Iterable[Membership], present: Present) -> None:
        self.space = space
        self.members = tuple(members)
        self.unsure: set[str] = set()
        """Addresses of which Google did not say clearly that they are no member's."""
        self._present = present
        self._by_name = {name_of(member): member for member in self.members}
        # An address that two seem to have is not known of either.
        shown = Counter(m.email.casefold() for m in self.members if m.email)
        known = [m for m in self.members if shown[m.email.casefold()] == 1]
        self._by_address = {m.email.casefold(): m for m in known}
        self._addresses = {name_of(m): m.email for m in known}
        self._absent: set[str] = set()
        me = next((m for m in self.members if present.acting.is_member(m)), None)
        if me is not None:
            self._learn(me, present.acting.email)
        self._looked_up = False

    @property
    def acting(self) -> Acting:
        """Who looks."""
        return self._present.acting

    @property
    def owners(self) -> tuple[Membership, ...]:
        """The people with ROLE_MANAGER."""
        return tuple(m for m in self.members if m.kind == PERSON and m.role == "ROLE_MANAGER")

    @property
    def hidden(self) -> tuple[Membership, ...]:
        """The people whose address is not known."""
        people = (m for m in self.members if m.kind == PERSON)
        return tuple(m for m in people if name_of(m) not in self._addresses)

    def address_of(self, member: Membership) -> str:
        """The address of a member as far as it is known by now, else ""."""
        return self._addresses.get(name_of(member), "")

    async def find_me(self) -> Acting:
        """Who looks, with the id that they have here where only their address was known: a service
        account that acts for somebody is not told who they are."""
        acting = self.acting
        if not (acting.user_id or any(map(acting.is_member, self.members))):
            me = await self.find(acting.email)
            if me is not None and me.user_name:
                self._present.acting = replace(acting, user_id=me.user_name)
        return self.acting

    def known(self, address: str) -> Membership | None:
        """Who has `address`, as far as that is known without asking anybody."""
        if address == "app":
            return next((m for m in self.members if m.user_name == "users/app"), None)
        if address.startswith(("users/", "groups/")):
            return self._by_name.get(address)
        return self._by_address.get(address.casefold())

    async def look_up(self) -> None:
        """Ask the People API once for the addresses that Google left out."""
        directory, asked = self._present.reads.directory, self._looked_up
        self._looked_up = True
        if asked or directory is None:
            return
        hidden = self.hidden
        found = await directory.addresses([name_of(member) for member in hidden])
        for member in hidden:
            self._learn(member, found.get(name_of(member), ""))

    async def find_all(self, wanted: Sequence[Wanted]) -> list[Membership | None]:
        """What `find` gives for each of `wanted`, several at once."""
        return await self._present.each(wanted, lambda each: self.find(each.address))

    async def find(self, address: str) -> Membership | None:
        """Who has `address` (an e-mail address, ``users/ID``, ``groups/ID`` or ``app``), if they
        are in the space; asks Google where the list does not tell.

        An address may be another one of somebody whose first one the list shows.
        """
        found = self.known(address)
        if found is None and "@" in address and not self._looked_up:
            await self.look_up()
            found = self.known(address)
        asks = "@" in address or address == "app"
        if found is not None or not asks or not self._may_be_here(address):
            return found
        if address.casefold() in self._absent:
            return None
        glimpse = await self._present.member(self.space, address)
        if glimpse.membership is None:
            self._absent.add(address.casefold())
            if not glimpse.certain:
                self.unsure.add(address.casefold())
            return None
        member = self._by_name.get(name_of(glimpse.membership), glimpse.membership)
        if address != "app":
            self._learn(member, address)
        return member

    def _may_be_here(self, address: str) -> bool:
        kind = APP if address == "app" else PERSON
        return any(m.kind == kind for m in self.members)

    def _learn(self, member: Membership, address: str) -> None:
        if address:
            self._by_address[address.casefold()] = member
            self._addresses.setdefault(name_of(member), address)


def name_of(member: Membership) -> str:
    """``users/ID`` or ``groups/ID`` of a member: the same for two looks at one membership."""
    return member.group_name or member.user_name or member.name


async def read_roster(
    chat: ChatClient, space: str, *, acting: Acting | None = None, reads: Reads | None = None
) -> Roster:
    """The members of `space`. Raises ProblemError where they cannot be read."""
    present = Present(chat, acting or Acting("", "", admin=chat.admin), reads)
    return Roster(space, await present.members(space), present)


async def wanted_from_space(
    chat: ChatClient,
    space: str,
    *,
    acting: Acting | None = None,
    reads: Reads | None = None,
) -> tuple[Wanted, ...]:
    """The people and Google groups of a space with their roles, to be wanted in another; apps are
    not among them, since an app adds nobody but itself."""
    present = Present(chat, acting or Acting("", "", admin=chat.admin), reads)
    roster = Roster(space, await present.members(space), present)
    await roster.look_up()
    found = []
    for member in roster.members:
        if member.kind == GROUP:
            found.append(Wanted(member.group_name, kind=GROUP))
        elif member.kind == PERSON:
            address = roster.address_of(member) or name_of(member)
            role = member.role if member.role.startswith("ROLE_") else ""
            found.append(Wanted(address, role))
    return tuple(found)
