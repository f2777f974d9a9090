"""What libraries and Google say about a wrong client file or sign-in, and what is meant by it.

The messages are data in the modules `of_…`, each row with patterns, what the message
means, why it comes, and what to do. Imported only for text that is not JSON. Nothing of the text
is repeated: secrets may be in it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

LONGEST = 20_000
"""How many characters of a text are looked at, its beginning and its end: tracebacks are long."""


class Explanation(NamedTuple):
    """What a message means, why it comes, and what to do."""

    origin: str
    """The program or service that says it."""
    meaning: str
    cause: str
    remedy: str
    code: str = ""
    """The rule that finds the same in a file; empty where a file does not show it."""


class Message(NamedTuple):
    """One row of the table.

    A pattern is a piece of the message, in lower case, with single spaces; ``*`` stands for
    anything.
    """

    patterns: tuple[str, ...]
    explanation: Explanation


@cache
def table() -> tuple[Message, ...]:
    """All messages, those that say more in front of those that say less."""
    from chattui.clientfile.messages.of_google import TABLE as GOOGLE
    from chattui.clientfile.messages.of_google_auth import TABLE as GOOGLE_AUTH
    from chattui.clientfile.messages.of_libraries import TABLE as LIBRARIES
    from chattui.clientfile.messages.of_parsers import TABLE as PARSERS
    from chattui.clientfile.messages.of_platforms import TABLE as PLATFORMS

    return (*PLATFORMS, *LIBRARIES, *GOOGLE_AUTH, *GOOGLE, *PARSERS)


def explain_message(text: str) -> Explanation | None:
    """The explanation of the message in `text`, be it alone or in a traceback; None for no message.

    Never raises, and gives nothing of `text` back.
    """
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half]} {text[-half:]}"
    plain = " ".join(text.lower().replace("\u2019", "'").replace("\\u0026#39;", "'").split())
    for message in table():
        if any(_holds(plain, pattern) for pattern in message.patterns):
            return message.explanation
    return None


def _holds(text: str, pattern: str) -> bool:
    """Whether the parts of `pattern` stand in `text`, one behind the other."""
    place = 0
    for part in pattern.split("*"):
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
