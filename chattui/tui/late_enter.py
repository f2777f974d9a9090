"""An Enter that comes right after an address was read on its own, and is meant for its field.

A pasted address is read at once. Whoever presses Enter after each paste would press it on the page
that comes next: past what was allowed, or into making a space.
"""

from __future__ import annotations

import math

from textual import events

SECONDS = 1.5


class LateEnter:
    """Knows when an address was read last, and whether a key is the Enter that belongs to it."""

    def __init__(self) -> None:
        self._read_at = -math.inf

    def expect(self, moment: float) -> None:
        """An address was read at `moment`, a message's ``time``."""
        self._read_at = moment

    def is_it(self, key: events.Key) -> bool:
        """Whether `key` is the first after the address, Enter, and soon; asked for every key."""
        if key.is_forwarded:  # seen before; it comes back from the widget that it was given to
            return False
        late = key.key == "enter" and key.time - self._read_at < SECONDS
        self._read_at = -math.inf
        return late
