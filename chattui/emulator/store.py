"""The spaces that exist, their members, and how both look on the wire."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chattui.emulator.clock import Clock, rfc3339
from chattui.emulator.directory import CUSTOMER, Directory, Person
from chattui.emulator.errors import Json
from chattui.emulator.schema import PERMISSIONS
from chattui.emulator.settings import Settings
from chattui.emulator.wire import without_defaults

SPACE, GROUP_CHAT, DIRECT_MESSAGE = "SPACE", "GROUP_CHAT", "DIRECT_MESSAGE"
MEMBER, MANAGER, ASSISTANT = "ROLE_MEMBER", "ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER"
NO_ROLE = "MEMBERSHIP_ROLE_UNSPECIFIED"
JOINED, INVITED, NOT_A_MEMBER = "JOINED", "INVITED", "NOT_A_MEMBER"
APP_ID = "app"
APP_USER_ID = "109999999999999999999"

_BULK_ID = re.compile(r"AAAAb(\d{6})")
_BULK_NAME = re.compile(r"Space (\d{5,6})")
_BULK_SEQUENCE = 10**9


@dataclass(slots=True)
class Member:
    """A membership of a person, a Google Group, or the app (`kind` human, group, bot)."""

    id: str
    kind: str = "human"
    role: str = MEMBER
    state: str = JOINED
    created: float = 0.0


@dataclass(slots=True)
class Space:
    """A space of any type. `sequence` is its place in lists."""

    id: str
    type: str
    created: float
    sequence: int = 0
    display_name: str = ""
    description: str = ""
    guidelines: str = ""
    history: str = "HISTORY_ON"
    external: bool = False
    app_dm: bool = False
    import_mode: bool = False
    has_messages: bool = False
    last_active: float = 0.0
    announcement: bool = False
    permissions: Json = field(default_factory=dict)
    """Permission settings that a patch has replaced; the others are the predefined ones."""
    audience: str = ""
    access_permissions: Json = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The resource name."""
        return f"spaces/{self.id}"

    def joined(self, kind: str) -> int:
        """How many members of `kind` have joined."""
        return sum(m.kind == kind and m.state == JOINED for m in self.members.values())

    def permission_settings(self) -> Json:
        """The permission settings in force, predefined ones overlaid with patched ones."""
        settings = {name: self._predefined(name) for name in PERMISSIONS}
        return settings | self.permissions

    def _predefined(self, name: str) -> Json:
        own = {"managersAllowed": True, "assistantManagersAllowed": True}
        return own if self.announcement else own | {"membersAllowed": True}

    def permits(self, member: Member, permission: str) -> bool:
        """Whether `member` may do what `permission` names; all may in unnamed conversations."""
        if self.type != SPACE:
            return True
        needed = {MANAGER: "managersAllowed", ASSISTANT: "assistantManagersAllowed"}
        allowed = self.permission_settings()[permission]
        return bool(allowed.get(needed.get(member.role, "membersAllowed")))


class Store:
    """All spaces, those of ``--spaces N`` made only when they are looked at."""

    def __init__(
        self, clock: Clock, directory: Directory, settings: Settings, owner: Person, bulk: int = 0
    ) -> None:
        self.clock = clock
        self.directory = directory
        self.settings = settings
        self.owner = owner
        self.bulk = bulk
        self.started = clock.now()
        self._spaces: dict[str, Space] = {}
        self._bulk_spaces: dict[int, Space | None] = {}
        self._sequence = 0

    def new(self, space_type: str, space_id: str = "") -> Space:
        """A new space without members, which `keep` puts in."""
        self._sequence += 1
        digest = hashlib.sha256(f"space {self._sequence}".encode()).digest()
        made = "AAQA" + base64.urlsafe_b64encode(digest).decode()[:7]
        now = self.clock.now()
        return Space(space_id or made, space_type, now, sequence=self._sequence, last_active=now)

    def keep(self, space: Space) -> None:
        """Put `space` among the others."""
        self._spaces[space.id] = space

    def get(self, space_id: str) -> Space | None:
        """The space of `space_id`."""
        if space := self._spaces.get(space_id):
            return space
        match = _BULK_ID.fullmatch(space_id)
        return self._bulk_space(int(match[1])) if match else None

    def delete(self, space: Space) -> None:
        """Remove `space` with all that is in it."""
        if self._spaces.pop(space.id, None) is None:
            self._bulk_spaces[space.sequence - _BULK_SEQUENCE] = None

    def explicit(self) -> list[Space]:
        """The spaces beside those of ``--spaces N``."""
        return list(self._spaces.values())

    def has_name(self, name: str, but: Space | None = None) -> bool:
        """Whether a named space other than `but` has the display name."""
        touched = (*self._spaces.values(), *filter(None, self._bulk_spaces.values()))
        if any(s.display_name == name and s.type == SPACE and s is not but for s in touched):
            return True
        match = _BULK_NAME.fullmatch(name)
        index = int(match[1]) if match else self.bulk
        untouched = index < self.bulk and index not in self._bulk_spaces
        return untouched and name == f"Space {index:05d}"

    def of(self, person: Person, after: int = -1) -> Iterator[Space]:
        """The spaces that `person` has joined, in a stable order, after the sequence number."""
        for space in list(self._spaces.values()):
            if space.sequence > after and is_joined(space, person):
                yield space
        for index in range(max(0, after - _BULK_SEQUENCE + 1), self.bulk):
            if person.id != self.owner.id and not self._in_bulk(person, index):
                continue
            space_or_none = self._bulk_space(index)
            if space_or_none is not None and is_joined(space_or_none, person):
                yield space_or_none

    def _in_bulk(self, person: Person, index: int) -> bool:
        touched = self._bulk_spaces.get(index)
        return touched is not None and person.id in touched.members

    def direct_message(self, ids: frozenset[str], *, app: bool = False) -> Space | None:
        """The direct message between the people of `ids` (or of one of them with the app)."""
        for space in self._spaces.values():
            if space.type != DIRECT_MESSAGE or space.app_dm != app:
                continue
            if {m.id for m in space.members.values() if m.kind == "human"} == ids:
                return space
        return None

    def _bulk_space(self, index: int) -> Space | None:
        if index >= self.bulk:
            return None
        if index not in self._bulk_spaces:
            created = self.started - 86400.0 * 30 - index * 60
            space = Space(
                f"AAAAb{index:06d}",
                SPACE,
                created,
                sequence=_BULK_SEQUENCE + index,
                display_name=f"Space {index:05d}",
                has_messages=True,
                last_active=self.started - (index * 7919) % (86400 * 30),
            )
            space.members[self.owner.id] = Member(self.owner.id, role=MANAGER, created=created)
            self._bulk_spaces[index] = space
        return self._bulk_spaces[index]

    def space_json(self, space: Space, *, listed: bool = False) -> Json:
        """`space` as a Space; lists carry no permission settings."""
        named = space.type == SPACE
        direct = space.type == DIRECT_MESSAGE
        kind = "dm" if direct else "room"
        body: Json = {
            "name": space.name,
            "type": "DM" if direct else "ROOM",
            "displayName": space.display_name,
            "spaceThreadingState": "THREADED_MESSAGES" if named else "UNTHREADED_MESSAGES",
            "spaceType": space.type,
            "singleUserBotDm": space.app_dm,
            "externalUserAllowed": space.external,
            "spaceDetails": {"description": space.description, "guidelines": space.guidelines},
            "spaceHistoryState": space.history,
            "importMode": space.import_mode,
            "createTime": "" if direct else rfc3339(space.created),
            "lastActiveTime": rfc3339(space.last_active or space.created),
            "membershipCount": {
                "joinedDirectHumanUserCount": space.joined("human"),
                "joinedGroupCount": space.joined("group"),
            },
            "customer": "" if direct else CUSTOMER,
            "spaceUri": f"https://chat.google.com/{kind}/{space.id}?cls=11",
        }
        if named:
            body["accessSettings"] = {
                "accessState": "DISCOVERABLE" if _discoverable(space) else "PRIVATE",
                "audience": space.audience,
                "accessPermissionSettings": space.access_permissions,
            }
            if not listed:
                body["permissionSettings"] = space.permission_settings()
        return without_defaults(body)

    def member_json(self, space: Space, member: Member) -> Json:
        """`member` as a Membership."""
        named = space.type == SPACE
        body: Json = {
            "name": f"{space.name}/members/{member.id}",
            "state": member.state,
            "role": member.role if named or member.kind == "group" else MEMBER,
            "createTime": rfc3339(member.created),
        }
        if member.kind == "group":
            body["groupMember"] = {"name": f"groups/{member.id}"}
        elif member.kind == "bot":
            user: Json = {"name": f"users/{APP_USER_ID}", "type": "BOT"}
            if self.settings.show_people:
                user["displayName"] = "chattui emulator"
            body["member"] = user
        else:
            person = self.directory.by_id(member.id)
            body["member"] = self.user_json(member.id, person)
            body["affiliation"] = "EXTERNAL" if person and person.external else "INTERNAL"
        return without_defaults(body)

    def user_json(self, person_id: str, person: Person | None) -> Json:
        """The person as a User; name and address only where the setting shows people."""
        user: Json = {"name": f"users/{person_id}", "type": "HUMAN"}
        if person is not None and self.settings.show_people:
            user |= {"displayName": person.name, "email": person.email}
        return user


def is_joined(space: Space, person: Person) -> bool:
    """Whether `person` is a joined member of `space`."""
    member = space.members.get(person.id)
    return member is not None and member.state == JOINED


def _discoverable(space: Space) -> bool:
    setting = space.access_permissions.get("discoverSpaceSetting", {})
    return bool(space.audience or setting.get("principals"))
