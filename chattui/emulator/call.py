"""One call of an API method, after its sign-in, scopes and quotas have passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chattui.emulator.clients import Client
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json, bad_user_name, denied
from chattui.emulator.services import CHAT, Service
from chattui.emulator.space_model import SPACE, Member, Space, is_joined

if TYPE_CHECKING:
    from chattui.emulator.quota import Quota
    from chattui.emulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls what, with which parameters; `admin` is useAdminAccess, already permitted."""

    world: World
    person: Person
    client: Client
    scopes: frozenset[str]
    params: dict[str, str]
    query: list[tuple[str, str]]
    path: dict[str, str]
    body: Json
    admin: bool
    changes: bool = False
    """Whether the method may change the space of the path."""

    def every(self, name: str) -> list[str]:
        """All values of the query parameter `name`, which may be repeated."""
        return [value for given, value in self.query if given == name]

    def space(self) -> Space:
        """The space of the path, where the caller may see it; else the ambiguous 403."""
        space = self.world.store.get(self.path["space"], to_change=self.changes)
        if space is None:
            raise denied()
        # Conversations without a name are closed to administrators, their own ones too.
        visible = space.type == SPACE if self.admin else is_joined(space, self.person)
        if not visible:
            raise denied()
        return space

    def own_membership(self, space: Space) -> Member | None:
        """The caller's membership; None for an administrator who is not a member."""
        return space.members.get(self.person.id)

    def require(self, space: Space, permission: str) -> None:
        """Refuse a caller to whom the space's settings do not give `permission`."""
        member = self.own_membership(space)
        if not self.admin and not (member and space.permits(member, permission)):
            raise denied()

    def person_named(self, name: str) -> Person:
        """The person of ``users/{user}``; unknown and malformed names answer alike."""
        prefix, _, user = name.partition("/")
        person = self.world.directory.find(user) if prefix == "users" and user else None
        if person is None:
            raise bad_user_name()
        return person

    def blocks(self, person: Person) -> bool:
        """Whether `person` and the caller cannot be brought together."""
        return person.blocks or person.email in self.world.settings.blocked

    def invites(self, person: Person) -> bool:
        """Whether `person` is invited rather than added."""
        return not person.auto_accept or person.email in self.world.settings.no_auto_accept


@dataclass(frozen=True, slots=True)
class Method:
    """An API method: how it is called, what it takes, and what carries it out."""

    id: str
    verb: str
    path: str
    rpc: str
    scopes: tuple[str, ...]
    quotas: tuple[Quota, ...]
    run: Callable[[Call], Json]
    admin_scopes: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    message: str = ""
    """The type of the request's JSON, where there is one."""
    root: str = ""
    """The field of the RPC that the JSON fills, by which error messages name it."""
    service: Service = CHAT

    @property
    def writes(self) -> bool:
        """Whether the method changes something."""
        return self.verb != "GET"
