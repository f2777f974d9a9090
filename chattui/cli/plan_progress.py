"""How far a plan is: one line in place on a terminal, a line now and then for a log."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from typing import TYPE_CHECKING, Final

from chattui.cli import output
from chattui.cli.progress import ProgressLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.model import Counts

DRAWN_EVERY: Final = 0.5
"""Seconds between two drawings on a terminal; waiting is counted down by them."""
SAID_EVERY: Final = 15.0
"""Seconds between two lines where no terminal is."""
RATE_FROM: Final = 2.0
"""Seconds of work before a rate is told."""


class PlanProgress:
    """Count, rate and time left of a plan that is carried out."""

    def __init__(
        self,
        counts: Counts,
        seconds: float,
        *,
        terminal: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counts = counts
        self._seconds = seconds
        """What the limits alone make of all rows that are left at the start."""
        self._first = counts.ended
        self._clock = clock
        self._started = clock()
        self._said = self._started
        self._line = ProgressLine() if terminal else None
        self._drawn = ""
        self._until = 0.0
        self._why = ""
        self._per_minute = 0.0
        """What the quota allows, once it is known to hold things up."""

    def hear(self, event: object) -> None:
        """Take in what the plan tells."""
        from chattui.chat.events import Waiting
        from chattui.plans.events import Began, Ended, Pacing, RowEnded

        if isinstance(event, Began | RowEnded | Ended):
            # What was on its way still ends while the others wait.
            self._counts = event.counts
        elif isinstance(event, Pacing):
            self._per_minute = event.per_minute
            if not (self._why and self._until > self._clock()):
                self._until, self._why = self._clock() + event.seconds, ""
        elif isinstance(event, Waiting):
            until = self._clock() + event.seconds
            if not self._why or until > self._until:
                self._until, self._why = until, event.reason.message
                if self._line is None:
                    self._say()

    def tick(self) -> None:
        """Draw it anew on a terminal; else say it where the last line is long enough ago."""
        if self._line is not None:
            words = self.words()
            if words != self._drawn:
                self._line.draw(words)
            self._drawn = words
        elif self._clock() - self._said >= SAID_EVERY:
            self._say()

    def clear(self) -> None:
        """Take it off the screen."""
        if self._line is not None:
            self._line.clear()

    def _say(self) -> None:
        self._said = self._clock()
        output.say(self.words())

    def words(self) -> str:
        """How far it is, how fast, and what is left."""
        from chattui.plans.words import clock_words

        counts, left = self._counts, self.seconds_left()
        done = self._done(counts)
        pause = self._until - self._clock()
        if self._why and pause > 0:
            seconds = clock_words(ceil(pause))
            return t("{done} Waiting {seconds}: {why}", done=done, seconds=seconds, why=self._why)
        if self._per_minute and pause > 0 and left is not None:
            return t(
                "{done} Google's limit is used up for {seconds}; {left} left. ctrl-c stops.",
                done=done,
                seconds=clock_words(ceil(pause)),
                left=clock_words(left),
            )
        if left is None:
            return t("{done} ctrl-c stops.", done=done)
        return t(
            "{done} {rate} a minute, {left} left. ctrl-c stops.",
            done=done,
            rate=format(round(self.rate()), ","),
            left=clock_words(left),
        )

    def _done(self, counts: Counts) -> str:
        ended, total = format(counts.ended, ","), format(counts.total, ",")
        wrong = counts.failed + counts.skipped
        if not wrong:
            return t("{ended} of {total} rows.", ended=ended, total=total)
        return t(
            "{ended} of {total} rows, {failed} failed.",
            ended=ended,
            total=total,
            failed=format(wrong, ","),
        )

    def rate(self) -> float:
        """Rows a minute since it began here."""
        return self._here() * 60 / max(self._clock() - self._started, 0.001)

    def seconds_left(self) -> float | None:
        """How long the rest takes; None while too little is known."""
        elapsed, left = self._clock() - self._started, self._counts.total - self._counts.ended
        if self._per_minute:
            # As many as a minute allows go out together at its beginning.
            pause = max(0.0, self._until - self._clock())
            return pause + (max(left, 1) - 1) // self._per_minute * 60
        if elapsed < RATE_FROM or not self._here():
            return None
        # A burst says nothing about what comes when the quota is used up.
        return max(left * elapsed / self._here(), self._seconds - elapsed)

    def _here(self) -> int:
        return self._counts.ended - self._first


async def keep_drawing(progress: PlanProgress) -> None:
    """Draw until cancelled."""
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(DRAWN_EVERY)
            progress.tick()


def on_terminal() -> bool:
    """Whether standard error is a terminal that is watched."""
    return sys.stderr.isatty()
