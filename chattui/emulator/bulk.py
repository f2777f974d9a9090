"""The spaces of ``--spaces N`` and the chats of ``--conversations N``: what each is like follows
from its number, so that none is kept.

The first ten have their owner alone and nothing out of the ordinary. Of the others some are
announcements, open to the organization, external (with guests in some), without history, idle for
years, somebody else's, or without an owner; one in a thousand has three hundred people. Every
other conversation is a direct message, as long as there are people for that.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from chattui.emulator.directory import DEFAULT_AUDIENCE, Directory, Person
from chattui.emulator.space_model import (
    ASSISTANT,
    DIRECT_MESSAGE,
    GROUP_CHAT,
    INVITED,
    JOINED,
    MANAGER,
    MEMBER,
    SPACE,
    Member,
    Space,
)

SEQUENCE: Final = 10**9
"""What the place of the first of them in lists is."""
_ID = re.compile(r"AAAA([bc])(\d{6})")
_NAME = re.compile(r"Space (\d{5,6})")
_DAY = 86400.0
_PLAIN = 10
_STEP = 31
"""How far apart the first members of two neighbours are in the directory."""
_CROWD = 300


class Facts(NamedTuple):
    """What a search looks at."""

    key: str | int
    """The id of a space, or the number of one that nobody has changed."""
    name: str
    external: bool
    history: str
    created: float
    last_active: float
    people: int


def facts_of(space: Space, key: str | int) -> Facts:
    """The facts of a space that is kept."""
    return Facts(
        key,
        space.display_name,
        space.external,
        space.history,
        space.created,
        space.last_active,
        space.joined("human"),
    )


class Bulk:
    """`count` spaces of `owner` and as many conversations more, as they were in the beginning.

    The numbers of the conversations follow those of the spaces.
    """

    def __init__(
        self,
        owner: Person,
        count: int,
        started: float,
        directory: Directory,
        conversations: int = 0,
    ) -> None:
        self.owner = owner
        self.count = count
        self.total = count + conversations
        self.started = started
        self.directory = directory

    def index_of(self, space_id: str) -> int | None:
        """The number of the space of `space_id`, where it is one of these."""
        match = _ID.fullmatch(space_id)
        if match is None:
            return None
        named = match[1] == "b"
        index = int(match[2]) + (0 if named else self.count)
        return index if index < (self.count if named else self.total) else None

    def direct_message_with(self, person: Person) -> int | None:
        """The number of the owner's direct message with `person`, where it is one of these."""
        place = self.directory.pool_index(person)
        index = self.total if place is None else self.count + 2 * place + 1
        return index if index < self.total and person.id != self.owner.id else None

    def index_named(self, name: str) -> int | None:
        """The number of the space that has the display name in the beginning."""
        match = _NAME.fullmatch(name)
        index = int(match[1]) if match else self.count
        return index if index < self.count and name == f"Space {index:05d}" else None

    def _others(self, index: int) -> int:
        """How many colleagues are in it beside the owner."""
        if index < _PLAIN:
            return 0
        wanted = _CROWD if index % 1000 == 999 else (index * 7919 >> 3) % 12
        return min(wanted, self.directory.pool)

    @staticmethod
    def _is_external(index: int) -> bool:
        return index % 15 == 11

    def _guest(self, index: int) -> Person | None:
        has_one = self._is_external(index) and index % 2
        return self.directory.guest(index) if has_one else None

    @staticmethod
    def _waits(index: int) -> bool:
        """Whether the last of the colleagues has not accepted the invitation."""
        return index % 40 == 29

    def facts(self, index: int) -> Facts:
        """The facts of the space of this number."""
        others = self._others(index)
        joined = others - (self._waits(index) and others > 0)
        guests = self._is_external(index) and index % 2
        active = self.started - (index * 7919) % (_DAY * 30)
        if index >= _PLAIN and index % 8 == 7:
            active -= _DAY * 365 * (1 + index % 3)
        return Facts(
            index,
            f"Space {index:05d}",
            self._is_external(index),
            "HISTORY_OFF" if index % 12 == 10 else "HISTORY_ON",
            min(self.started - _DAY * 30 - index * 60, active - _DAY * 30),
            active,
            1 + joined + guests,
        )

    def has_joined(self, index: int, person: Person) -> bool:
        """Whether `person` is a joined member of the space of this number."""
        if person.id == self.owner.id:
            return True
        if person.external:
            guest = self._guest(index)
            return guest is not None and guest.id == person.id
        others = self._others(index) if index < self.count else self._talkers(index)
        number = self.directory.pool_index(person)
        if number is None or not others:
            return False
        if self._is_direct(index):
            return number == (index - self.count) // 2
        place: int = (number - index * _STEP) % self.directory.pool
        return place < others - (self._waits(index) and index < self.count)

    def space(self, index: int) -> Space:
        """The space of this number with its members."""
        if index >= self.count:
            return self._conversation(index)
        facts = self.facts(index)
        space = Space(
            f"AAAAb{index:06d}",
            SPACE,
            facts.created,
            sequence=SEQUENCE + index,
            display_name=facts.name,
            history=facts.history,
            external=facts.external,
            has_messages=True,
            last_active=facts.last_active,
        )
        if index >= _PLAIN:
            space.announcement = index % 25 == 21
            space.audience = DEFAULT_AUDIENCE if index % 9 == 6 and not facts.external else ""
            space.description = f"What number {index} is about." if index % 4 == 1 else ""
        self._fill(space, index)
        return space

    def _is_direct(self, index: int) -> bool:
        place = index - self.count
        return place > 0 and place % 2 == 1 and place // 2 < self.directory.pool

    def _talkers(self, index: int) -> int:
        return 1 if self._is_direct(index) else min(2 + index % 5, self.directory.pool)

    def _conversation(self, index: int) -> Space:
        """A direct message or group chat of the owner's."""
        number = index - self.count
        direct = self._is_direct(index)
        active = self.started - (number * 6271) % (_DAY * 60)
        space = Space(
            f"AAAAc{number:06d}",
            DIRECT_MESSAGE if direct else GROUP_CHAT,
            active - _DAY * 10,
            sequence=SEQUENCE + index,
            has_messages=True,
            last_active=active,
        )
        first = number // 2 if direct else index * _STEP
        people = [
            self.directory.colleague_id((first + place) % self.directory.pool)
            for place in range(self._talkers(index))
        ]
        for person in (self.owner.id, *people):
            space.members[person] = Member(person, created=space.created)
        return space

    def _fill(self, space: Space, index: int) -> None:
        others = self._others(index)
        elsewhere = index % 20 == 16 and others > 0
        ownerless = index % 97 == 13
        own = MEMBER if elsewhere or ownerless else MANAGER
        members = space.members
        members[self.owner.id] = Member(self.owner.id, role=own, created=space.created)
        for place in range(others):
            person = self.directory.colleague_id((index * _STEP + place) % self.directory.pool)
            role = MANAGER if elsewhere and not ownerless and place == 0 else MEMBER
            if place == 1 and index % 6 == 2:
                role = ASSISTANT
            state = INVITED if self._waits(index) and place == others - 1 else JOINED
            members.setdefault(person, Member(person, "human", role, state, space.created))
        if guest := self._guest(index):
            members[guest.id] = Member(guest.id, created=space.created)
