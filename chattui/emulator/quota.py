"""Quotas: so many calls of a kind in any 60 seconds, of a project or a person; in Chat also so
many per space a second."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from chattui.emulator.clock import Clock
from chattui.emulator.errors import quota_exceeded
from chattui.emulator.services import CALENDAR, CHAT, GMAIL, SHEETS, Service
from chattui.emulator.settings import Settings


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` calls in any `seconds`, of one project, or of one space or person in it."""

    metric: str
    limit: int
    seconds: int
    per_space: bool = False
    per_person: bool = False
    service: Service = CHAT

    @property
    def words(self) -> str:
        """The limit's name in Google's message."""
        where = " per space" if self.per_space else " per user" if self.per_person else ""
        return f"{self.metric} per {'second' if self.seconds == 1 else 'minute'}{where}"

    @property
    def unit(self) -> str:
        """The unit in Google's ErrorInfo."""
        span = "s" if self.seconds == 1 else "min"
        of = "/{space}" if self.per_space else "/{user}" if self.per_person else ""
        return f"1/{span}/{{project}}{of}"


# https://developers.google.com/workspace/chat/limits, last updated 2026-05-01.
SPACE_WRITES: Final = Quota("Space writes", 60, 60)
SPACE_READS: Final = Quota("Space reads", 3000, 60)
MEMBERSHIP_WRITES: Final = Quota("Membership writes", 300, 60)
MEMBERSHIP_READS: Final = Quota("Membership reads", 3000, 60)
MESSAGE_WRITES: Final = Quota("Message writes", 3000, 60)
WRITES_IN_SPACE: Final = Quota("Writes", 1, 1, per_space=True)
READS_IN_SPACE: Final = Quota("Reads", 15, 1, per_space=True)

# https://developers.google.com/workspace/calendar/api/guides/quota,
# https://developers.google.com/workspace/sheets/api/limits and
# https://developers.google.com/workspace/gmail/api/reference/quota, where a sent message costs 100
# of a person's 15,000 units a minute.
CALENDAR_QUERIES: Final = (
    Quota("Queries", 10_000, 60, service=CALENDAR),
    Quota("Queries", 600, 60, per_person=True, service=CALENDAR),
)
SHEET_READS: Final = (
    Quota("Read requests", 300, 60, service=SHEETS),
    Quota("Read requests", 60, 60, per_person=True, service=SHEETS),
)
SHEET_WRITES: Final = (
    Quota("Write requests", 300, 60, service=SHEETS),
    Quota("Write requests", 60, 60, per_person=True, service=SHEETS),
)
MAILS: Final = (Quota("Queries", 150, 60, per_person=True, service=GMAIL),)

LOGS_KEPT = 10_000


class Quotas:
    """What was called when; a call that is refused does not count."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self._calls: dict[tuple[Quota, str, str], deque[float]] = {}

    def take(self, quotas: tuple[Quota, ...], project: str, space: str, person: str = "") -> None:
        """Count one call against each of `quotas`, or raise RESOURCE_EXHAUSTED and count none."""
        now = self.clock.now()
        logs = []
        for quota in quotas:
            of = space if quota.per_space else person if quota.per_person else ""
            log = self._calls.setdefault((quota, project, of), deque())
            while log and log[0] <= now - quota.seconds / self.settings.quota_speed:
                log.popleft()
            limit = max(1, int(quota.limit * self.settings.quota_scale))
            if len(log) >= limit:
                raise quota_exceeded(
                    project, quota.metric, quota.words, limit, quota.unit, quota.service
                )
            logs.append(log)
        for log in logs:
            log.append(now)
        if len(self._calls) > LOGS_KEPT:
            self._forget_old(now)

    def _forget_old(self, now: float) -> None:
        """Drop the logs of spaces that nothing was done to for a while."""
        old = [key for key, log in self._calls.items() if not log or log[-1] <= now - 60]
        for key in old:
            del self._calls[key]
