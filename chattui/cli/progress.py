"""One line on the terminal that says how far long work is, and goes when it ends."""

from __future__ import annotations

import sys
import time

from chattui.cli import output
from chattui.words import t

FIRST_AFTER = 0.5
"""Seconds: what takes less shows no progress."""
BETWEEN = 0.1
"""Seconds between two drawings, so that showing progress costs none."""


class ProgressLine:
    """The count and the rate, redrawn in place on standard error, which is a terminal."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started + FIRST_AFTER
        self._drawn = 0

    def show(self, looked_at: int, found: int) -> None:
        """Draw it anew, unless it was drawn a moment ago."""
        now = time.monotonic()
        if not self._due(now):
            return
        rate = looked_at / max(now - self._started, BETWEEN)
        words = t(
            "Looked at {count}, {rate} a second; credential files: {found}. ctrl-c stops.",
            count=format(looked_at, ","),
            rate=format(round(rate), ","),
            found=format(found, ","),
        )
        self.draw(words)

    def update(self, words: str) -> None:
        """Put these words in the place of those before, unless that was done a moment ago."""
        if self._due(time.monotonic()):
            self.draw(words)

    def _due(self, now: float) -> bool:
        if now < self._next:
            return False
        self._next = now + BETWEEN
        return True

    def draw(self, words: str) -> None:
        """Put these words in the place of those before."""
        # In the last column a terminal may go to the next line.
        words = words[: output.width_of(sys.stderr) - 1]
        self._write("\r" + words.ljust(self._drawn))
        self._drawn = len(words)

    def clear(self) -> None:
        """Take it off the screen."""
        if self._drawn:
            self._write("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:  # the terminal is gone; the work goes on
            self._drawn = 0
