"""The spaces of ``--spaces N``: what each is like follows from its number, so that none is kept.

The first ten have their owner alone and nothing out of the ordinary. Of the others some are
announcements, open to the organization, external (with guests in some), without history, idle for
years, somebody else's, or without an owner; one in a thousand has three hundred people.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from chattui.emulator.directory import DEFAULT_AUDIENCE, Directory, Person
from chattui.emulator.space_model import (
    ASSISTANT,
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
_ID = re.compile(r"AAAAb(\d{6})")
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
    """`count` spaces of `owner`, as they were when the emulator started."""

    def __init__(self, owner: Person, count: int, started: float, directory: Directory) -> None:
        self.owner = owner
        self.count = count
        self.started = started
        self.directory = directory

    def index_of(self, space_id: str) -> int | None:
        """The number of the space of `space_id`, where it is one of these."""
        match = _ID.fullmatch(space_id)
        index = int(match[1]) if match else self.count
        return index if index < self.count else None

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
        others = self._others(index)
        number = self.directory.pool_index(person)
        if number is None or not others:
            return False
        place: int = (number - index * _STEP) % self.directory.pool
        return place < others - self._waits(index)

    def space(self, index: int) -> Space:
        """The space of this number with its members."""
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
