"""The spaces that exist, and how they and their members look on the wire."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from chattui.emulator.bulk import SEQUENCE, Bulk, Facts, facts_of
from chattui.emulator.clock import Clock, rfc3339
from chattui.emulator.directory import CUSTOMER, Directory, Person
from chattui.emulator.errors import Json
from chattui.emulator.settings import Settings
from chattui.emulator.space_model import (
    APP_USER_ID,
    DIRECT_MESSAGE,
    MEMBER,
    SPACE,
    Member,
    Space,
    is_joined,
)
from chattui.emulator.wire import without_defaults


class Store:
    """All spaces. Of those of ``--spaces N`` only what a call has changed is kept."""

    def __init__(
        self,
        clock: Clock,
        directory: Directory,
        settings: Settings,
        owner: Person,
        spaces: int = 0,
        conversations: int = 0,
    ) -> None:
        self.clock = clock
        self.directory = directory
        self.settings = settings
        self.started = clock.now()
        self.bulk = Bulk(owner, spaces, self.started, directory, conversations)
        self.version = 0
        """Counts the calls that may have changed something."""
        self._spaces: dict[str, Space] = {}
        self._changed: dict[int, Space | None] = {}
        """The spaces of ``--spaces N`` that were changed (None: deleted), by their numbers."""
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

    def get(self, space_id: str, *, to_change: bool = False) -> Space | None:
        """The space of `space_id`; what is done to it lasts only where it is `to_change`."""
        if space := self._spaces.get(space_id):
            return space
        index = self.bulk.index_of(space_id)
        if index is None:
            return None
        space = self.numbered(index)
        if to_change:
            self._changed[index] = space
        return space

    def numbered(self, index: int) -> Space | None:
        """The space of ``--spaces N`` with this number; None where it was deleted."""
        return self._changed[index] if index in self._changed else self.bulk.space(index)

    def delete(self, space: Space) -> None:
        """Remove `space` with all that is in it."""
        if self._spaces.pop(space.id, None) is None:
            self._changed[space.sequence - SEQUENCE] = None

    def explicit(self) -> list[Space]:
        """The spaces beside those of ``--spaces N``."""
        return list(self._spaces.values())

    def kept(self) -> list[Space]:
        """Every space that is not as ``--spaces N`` made it."""
        return [*self._spaces.values(), *filter(None, self._changed.values())]

    def has_name(self, name: str, but: Space | None = None) -> bool:
        """Whether a named space other than `but` has the display name."""
        kept = self.kept()
        if any(s.display_name == name and s.type == SPACE and s is not but for s in kept):
            return True
        index = self.bulk.index_named(name)
        return index is not None and index not in self._changed

    def of(self, person: Person, after: int = -1) -> Iterator[Space]:
        """The spaces that `person` has joined, in a stable order, after the sequence number."""
        for space in list(self._spaces.values()):
            if space.sequence > after and is_joined(space, person):
                yield space
        for index in range(max(0, after - SEQUENCE + 1), self.bulk.total):
            if index in self._changed:
                changed = self._changed[index]
                if changed is not None and is_joined(changed, person):
                    yield changed
            elif self.bulk.has_joined(index, person):
                yield self.bulk.space(index)

    def facts(self, person: Person | None) -> Iterator[Facts]:
        """What a search looks at, of the named spaces that `person` has joined, or of all."""
        for space in self._spaces.values():
            is_shown = space.type == SPACE and not space.import_mode
            if is_shown and (person is None or is_joined(space, person)):
                yield facts_of(space, space.id)
        for index in range(self.bulk.count):
            if index in self._changed:
                changed = self._changed[index]
                if changed is not None and (person is None or is_joined(changed, person)):
                    yield facts_of(changed, index)
            elif person is None or self.bulk.has_joined(index, person):
                yield self.bulk.facts(index)
        for index in [number for number in self._changed if number >= self.bulk.count]:
            changed = self._changed[index]
            is_named = changed is not None and changed.type == SPACE
            if changed and is_named and (person is None or is_joined(changed, person)):
                yield facts_of(changed, index)

    def of_key(self, key: str | int) -> Space | None:
        """The space that `Facts.key` names."""
        return self.numbered(key) if isinstance(key, int) else self._spaces.get(key)

    def direct_message(self, ids: frozenset[str], *, app: bool = False) -> Space | None:
        """The direct message between the people of `ids` (or of one of them with the app)."""
        for space in self._spaces.values():
            if space.type != DIRECT_MESSAGE or space.app_dm != app:
                continue
            if {m.id for m in space.members.values() if m.kind == "human"} == ids:
                return space
        return None if app else self._made_direct_message(ids)

    def _made_direct_message(self, ids: frozenset[str]) -> Space | None:
        others = [self.directory.by_id(one) for one in ids - {self.bulk.owner.id}]
        if len(others) != 1 or self.bulk.owner.id not in ids or others[0] is None:
            return None
        index = self.bulk.direct_message_with(others[0])
        return None if index is None else self.numbered(index)

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


def _discoverable(space: Space) -> bool:
    setting = space.access_permissions.get("discoverSpaceSetting", {})
    return bool(space.audience or setting.get("principals"))
