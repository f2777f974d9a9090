"""The emulator's own clock, by which tokens end and quotas refill, and which tests move."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import formatdate


class Clock:
    """The time of day plus what a test has advanced it by."""

    def __init__(self) -> None:
        self._offset = 0.0
        self.skew = 0.0
        """What `wall` is ahead of `now`: a test sets it to play a clock that is wrong."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._offset

    def wall(self) -> float:
        """What others are shown as the time, and what their clocks are compared with."""
        return self.now() + self.skew

    def advance(self, seconds: float) -> None:
        """Move the clock forward, or back where `seconds` is negative."""
        self._offset += seconds

    def http_date(self, ahead: float = 0.0) -> str:
        """The ``Date`` header's form (RFC 9110 section 5.6.7), `ahead` seconds from now."""
        return formatdate(self.wall() + ahead, usegmt=True)


def rfc3339(moment: float) -> str:
    """`moment` as Google writes a google-datetime: UTC, microseconds, ``Z``."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
