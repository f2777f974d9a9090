"""Sending a request again: when that is safe, and after how long.

Full jitter (a random wait up to a doubling limit), as Google asks for 429 and 5xx answers;
``Retry-After`` (RFC 9110 section 10.2.3, seconds or a date) is honoured up to a limit.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chattui.chat.events import Retrying, Tell, Waiting, tell_nobody
from chattui.log import attempt as counted
from chattui.net import Reply
from chattui.problem import Problem, ProblemError

AGAIN_STATUSES: Final = frozenset({408, 429, 500, 502, 503, 504})
AGAIN_CODES: Final = frozenset({"net.unreachable", "net.timeout", "net.lost_answer"})
"""Network problems that may pass; a wrong certificate or name does not by itself."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to wait; the clock and the dice are given, so that tests need none."""

    tries: int = 5
    base_seconds: float = 0.5
    cap_seconds: float = 32.0
    retry_after_cap_seconds: float = 120.0
    quota_seconds: float = 0.0
    """How long a quota that is used up is waited for at least, by plans."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    dice: Callable[[], float] = random.random
    """Uniform from 0 to 1."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def bears_seconds(self) -> float:
        """The longest that the waits between all tries can take."""
        return sum(self._longest(attempt) for attempt in range(1, self.tries))

    def _longest(self, attempt: int) -> float:
        return min(self.cap_seconds, self.base_seconds * 2.0 ** (attempt - 1))

    def wait_seconds(self, attempt: int, headers: Mapping[str, str]) -> float:
        """How long to wait after the failed `attempt` (from 1)."""
        asked = retry_after_seconds(headers, self.now())
        if asked is not None:
            return min(asked, self.retry_after_cap_seconds)
        return self.dice() * self._longest(attempt)


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """What ``Retry-After`` asks for, or None. A date counts from the answer's own ``Date``."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(headers.get("date", "")) or now)).total_seconds())


def _http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    if not value or len(value) > 60:
        return None
    try:
        when = parsedate_to_datetime(value)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


async def patiently(
    send: Callable[[], Awaitable[Reply]],
    problem_of: Callable[[Reply], Problem],
    patience: Patience,
    tell: Tell = tell_nobody,
) -> Reply:
    """The answer to a request that may be sent more than once without harm.

    Waiting is told as `Waiting` and then `Retrying`. After the last try the answer is given back
    as it is; raises ProblemError where none came.
    """
    for attempt in range(1, patience.tries + 1):
        last = attempt == patience.tries
        try:
            with counted(attempt):
                reply = await send()
        except ProblemError as error:
            if last or error.problem.code not in AGAIN_CODES:
                raise
            reason, headers = error.problem, {}
        else:
            if last or reply.status not in AGAIN_STATUSES:
                return reply
            reason, headers = problem_of(reply), dict(reply.headers)
        seconds = patience.wait_seconds(attempt, headers)
        tell(Waiting(seconds, reason))
        await patience.sleep(seconds)
        tell(Retrying(attempt + 1))
    raise AssertionError("patience needs at least one try")
