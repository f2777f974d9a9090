"""Notes of what a run does, for the log that a person may ask for; nowhere else do they go.

A note is the name of an event and a few facts: codes, numbers, our own words. Text from outside
and secrets are never facts. Without a log, a note costs a look into a dictionary.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LOGGER = "chattui"

ATTEMPT: ContextVar[int] = ContextVar("attempt", default=1)
"""Which try of the same request this is, as whoever repeats it knows; for the log alone."""


def note(event: str, **facts: object) -> None:
    """Tell the log, where there is one, that `event` happened."""
    logging = sys.modules.get("logging")  # who asked for a log has imported it
    if logging is None:
        return
    logger = logging.getLogger(LOGGER)
    if logger.isEnabledFor(logging.INFO):
        told = " ".join(f"{name}={_plain(fact)}" for name, fact in facts.items())
        logger.info("%s", f"{event} {told}".rstrip())


@contextmanager
def attempt(number: int) -> Iterator[None]:
    """What is sent meanwhile is the try `number` of the same request."""
    before = ATTEMPT.set(number)
    try:
        yield
    finally:
        ATTEMPT.reset(before)


def _plain(fact: object) -> str:
    text = ("yes" if fact else "no") if isinstance(fact, bool) else str(fact)
    return "".join(c if c.isprintable() and not c.isspace() else "_" for c in text) or "-"
