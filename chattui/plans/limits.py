"""Google Chat's limits: so many calls of a kind in any so many seconds.

https://developers.google.com/workspace/chat/limits, last updated 2026-05-01. A project's limits are
shared by everybody who uses its clients; Google raises them on request, so config.toml may name
higher ones. Those of Sheets, Calendar and Gmail are each person's in a project; they are kept to as
if they were the project's, since a plan has few requests of theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """`calls` in any `seconds`, of one project or of one space in it."""

    name: str
    calls: int
    seconds: float
    per_space: bool = False

    @property
    def per_minute(self) -> float:
        """The rate that it allows."""
        return self.calls * 60.0 / self.seconds


SPACE_WRITES: Final = Limit("space_writes", 60, 60.0)
SPACE_READS: Final = Limit("space_reads", 3000, 60.0)
MEMBERSHIP_WRITES: Final = Limit("membership_writes", 300, 60.0)
MEMBERSHIP_READS: Final = Limit("membership_reads", 3000, 60.0)
MESSAGE_WRITES: Final = Limit("message_writes", 3000, 60.0)
WRITES_IN_SPACE: Final = Limit("writes_in_space", 1, 1.0, per_space=True)
READS_IN_SPACE: Final = Limit("reads_in_space", 15, 1.0, per_space=True)
EVENT_WRITES: Final = Limit("event_writes", 600, 60.0)
EVENT_READS: Final = Limit("event_reads", 600, 60.0)
SHEET_WRITES: Final = Limit("sheet_writes", 60, 60.0)
SHEET_READS: Final = Limit("sheet_reads", 60, 60.0)
MAILS: Final = Limit("mails", 60, 60.0)
"""Gmail counts units, of which one mail takes a hundred; this is well below what it allows."""

_OF_METHODS: Final[Mapping[str, tuple[Limit, ...]]] = {
    "chat.spaces.create": (SPACE_WRITES,),
    "chat.spaces.setup": (SPACE_WRITES,),
    "chat.spaces.patch": (SPACE_WRITES, WRITES_IN_SPACE),
    "chat.spaces.delete": (SPACE_WRITES, WRITES_IN_SPACE),
    "chat.spaces.get": (SPACE_READS, READS_IN_SPACE),
    "chat.spaces.members.create": (MEMBERSHIP_WRITES,),
    "chat.spaces.members.patch": (MEMBERSHIP_WRITES,),
    "chat.spaces.members.delete": (MEMBERSHIP_WRITES,),
    "chat.spaces.members.get": (MEMBERSHIP_READS, READS_IN_SPACE),
    "chat.spaces.members.list": (MEMBERSHIP_READS, READS_IN_SPACE),
    "chat.spaces.messages.create": (MESSAGE_WRITES, WRITES_IN_SPACE),
    "calendar.events.insert": (EVENT_WRITES,),
    "calendar.events.get": (EVENT_READS,),
    "calendar.events.list": (EVENT_READS,),
    "sheets.spreadsheets.get": (SHEET_READS,),
    "sheets.spreadsheets.values.append": (SHEET_WRITES,),
    "sheets.spreadsheets.values.get": (SHEET_READS,),
    "gmail.users.messages.send": (MAILS,),
}


def limits_of(method: str) -> tuple[Limit, ...]:
    """What a call of `method` (such as ``chat.spaces.patch``) counts against."""
    return _OF_METHODS[method]


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits that hold for a project: Google's, unless higher ones were granted.

    `scale` multiplies all of them, as the setting `quota_scale` of the emulator does.
    """

    membership_writes: int = MEMBERSHIP_WRITES.calls
    space_writes: int = SPACE_WRITES.calls
    scale: float = 1.0

    def calls(self, limit: Limit) -> int:
        """How many calls `limit` allows in its seconds; at least one."""
        own = {"membership_writes": self.membership_writes, "space_writes": self.space_writes}
        return max(1, int(own.get(limit.name, limit.calls) * self.scale))

    def seconds_for(self, requests: Iterable[tuple[str, str]]) -> float:
        """How long so many requests, each a method and a space, have to take by the limits alone.

        As many as a limit allows go out at once; the last of them decides.
        """
        counted: Counter[tuple[Limit, str]] = Counter()
        for method, space in requests:
            for limit in limits_of(method):
                counted[limit, space if limit.per_space else ""] += 1
        waits = (
            (number - 1) // self.calls(limit) * limit.seconds
            for (limit, _), number in counted.items()
        )
        return max(waits, default=0.0)
