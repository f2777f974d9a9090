"""The fields of the token endpoint's answers, each taken only where it is what it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

LONGEST_SECONDS = 1e10
"""No lifetime is longer: some three centuries, after which a calendar could run out."""
LONGEST_TEXT = 16 * 1024
"""Characters of a token; Google's have 2,048 at most. What is longer would fill the vault."""
MOST_SCOPES = 1000
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,512}\Z")
"""RFC 6749 section 3.3, and short enough for a list of accounts."""


def seconds_in(body: Mapping[str, Any], name: str) -> float | None:
    """A positive number of seconds, which Google has also been seen to send as text."""
    value = body.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:12])
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 < value < LONGEST_SECONDS
    ):
        return None
    return float(value)


def date_in(headers: Mapping[str, str]) -> float | None:
    """What an answer's Date header says, in seconds since 1970; None where it says nothing."""
    from email.utils import parsedate_to_datetime

    value = next((headers[name] for name in headers if name.lower() == "date"), "")
    try:
        return parsedate_to_datetime(value[:100]).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def text_in(body: Mapping[str, Any], name: str) -> str:
    """A text of printable ASCII, as tokens are (RFC 6749 appendix A), empty where it is none."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return ""
    return value if value.isascii() and value.isprintable() else ""


def scopes_in(body: Mapping[str, Any], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """The granted scopes; an answer without them grants what was asked for (RFC 6749 s. 5.1).

    What cannot be a scope is left out: it would be kept, and drawn on screens.
    """
    value = body.get("scope")
    if not isinstance(value, str) or not value:
        return otherwise
    sound = (one for one in value[: MOST_SCOPES * 512].split() if _SCOPE.match(one))
    return tuple(dict.fromkeys(sound))[:MOST_SCOPES]


def json_object(data: bytes) -> Mapping[str, Any]:
    """The JSON object that an answer's body is; an empty one for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
