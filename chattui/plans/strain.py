"""Strain: how much of the patience with one row is used up, and whether others get through."""

from __future__ import annotations

from collections import deque
from typing import Final

from chattui.chat.retry import Patience
from chattui.plans.failures import is_quota
from chattui.problem import ProblemError

MOST_TRIES: Final = 10
"""Times the patience's tries at most, where nobody asks for a wait worth the name."""


class Strain:
    """How much of the patience with one row is used up."""

    def __init__(self, patience: Patience) -> None:
        self.failures = 0
        self.waited = 0.0
        """Seconds."""
        self._patience = patience
        self._through: deque[int] = deque(maxlen=min(3, patience.tries))

    def failed(self, through: int) -> None:
        """One more try was in vain, when so many rows had come to an end."""
        self.failures += 1
        self._through.append(through)

    @property
    def is_used_up(self) -> bool:
        """Whether it was tried often enough."""
        return self.failures >= self._patience.tries

    def meets_all(self, through: int) -> bool:
        """Whether no other row has come to an end during the last tries."""
        return self._through[0] == through

    def is_borne(self, error: ProblemError) -> bool:
        """Whether what keeps every row is waited for still: the dice make some rows use up their
        tries in a moment, and the quota comes back after a minute only."""
        patience = self._patience
        seconds = patience.bears_seconds
        if is_quota(error):
            seconds = max(seconds, patience.quota_seconds)
        return self.waited < seconds and self.failures < MOST_TRIES * patience.tries
