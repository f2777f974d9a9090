"""What a value looks like: a placeholder, a client id, a client secret, something invisible."""

from __future__ import annotations

import re

from chattui.safe_text import is_safe

ENDING = ".apps.googleusercontent.com"
"""What every client id of Google ends in."""

CLIENT_ID = re.compile(r"[0-9]{1,21}(?:-[0-9a-z_]{1,64})?\.apps\.googleusercontent\.com")
"""``NUMBER-HASH.apps.googleusercontent.com``; old ones have the project's number alone."""

HASH_LENGTH = 32
"""The characters between the number and the ending, in all ids that were seen to have some."""

NEW_SECRET = re.compile(r"GOCSPX-[0-9A-Za-z_-]+")
"""The form of secrets since 2021."""
NEW_SECRET_LENGTH = 35

SECRET = re.compile(r"[0-9A-Za-z_-]{24,64}")
"""A client secret of either form; old ones are 24 characters without a beginning of their own."""

_TEMPLATE = (
    r"\$\{|\$\(|\{\{|\[\[|#\{|^\{\w+\}$|^__\w+__$|^@+\w+@+$|%\w+%|<[^>]*>|^\$\w+$|\.{2,}|\u2026"
    r"|(?:^|[^a-z])x{4,}(?:[^a-z]|$)|change-?me|placeholder|redacted|todo\b|fixme\b|(.)\1{7,}"
)
"""What templates, and people who hide a value, write in its place, in lower case."""

_PLACEHOLDER = (
    _TEMPLATE
    + r"|(?:^|[^a-z])(?:your|insert|replace|change|enter|paste|put|add|copy|fill)(?:[-_. \])}]|$)"
    r"|(?:client|app|project)[-_ ]?(?:id|secret)"
)
_PROJECT = (
    r"(?:your|my|the|insert|replace|enter)[-_ ]?(?:google[-_ ])?(?:cloud[-_ ]|gcp[-_ ])?project"
    r"(?:[-_ ]?(?:id|name|number))?(?:[-_ ]here)?|project[-_ ]?(?:id|name)"
)
_WORDS = frozenset(
    {
        *("?", "abc", "abc123", "abcdef", "bar", "dummy", "example", "fake", "foo", "hidden", "id"),
        *("n/a", "nil", "none", "null", "removed", "sample", "secret", "string", "tba", "tbd"),
        *("test", "text", "undefined", "value", "xxx", "xyz"),
    }
)
"""What stands in a template where a value belongs, when it is all that stands there."""

_LONGEST = 1000
"""How many characters of a value are compared with patterns."""

_EXAMPLE_ID = (
    r"(?:0?12345678(?:9(?:0(?:1|12|123)?)?)?|9876543210?)(?:-(?:abc|xyz)[0-9a-z_]*)?"
    r"|[0-9]+-(?:x+|example\w*|your\w*)|(\d)\1{4,}(?:-\w*)?"
)
"""The part of a client id in front of its ending that documentation makes up."""

_MASKS = re.compile("[*\u2022\u25cf\u25e6\u00b7\u2219\u22c5\u2588\u2593]{3,}")


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for a value that was never filled in."""
    text = text[:_LONGEST]
    if CLIENT_ID.fullmatch(text):
        return _is_example(text)
    if len(text) == NEW_SECRET_LENGTH and NEW_SECRET.fullmatch(text) and len(set(text)) > 12:
        return False
    lower = text.lower().removeprefix("gocspx-").removesuffix(ENDING)
    return lower in _WORDS or bool(re.search(_PLACEHOLDER, lower))


def is_project_placeholder(text: str) -> bool:
    """The same for a project's id, which may be made of any words."""
    lower = text[:_LONGEST].lower()
    return (
        lower in _WORDS
        or re.fullmatch(_PROJECT, lower) is not None
        or re.search(_TEMPLATE, lower) is not None
    )


def _is_example(client_id: str) -> bool:
    """Whether a client id is one that documentation made up; a whole hash is taken as real."""
    front = client_id.removesuffix(ENDING)
    rest = front.partition("-")[2]
    short = len(rest) != HASH_LENGTH or len(set(rest)) == 1
    return short and re.fullmatch(_EXAMPLE_ID, front) is not None


def is_masked(text: str) -> bool:
    """Whether a console or a program replaced the value by dots or stars, or left the middle out.

    Some characters of a real value may be left at its ends.
    """
    if _MASKS.search(text):
        return True
    start, dots, end = text.replace("\u2026", "...").partition("...")
    end = end.lstrip(".")
    return bool(dots and (start or end)) and max(len(start), len(end)) <= 12


def without_space(text: str) -> str:
    """`text` without any white space, which no known field has."""
    return "".join(text.split())


def invisible(text: str) -> str:
    """The first control, bidi or zero-width character of `text`, white space apart, else empty."""
    plain = without_space(text)
    if is_safe(plain):
        return ""
    return next(char for char in plain if not is_safe(char))


def look_alike(text: str) -> str:
    """The first visible character of `text` that is not ASCII, else empty."""
    return next((char for char in text if not char.isascii() and is_safe(char)), "")


def is_clean(text: str) -> bool:
    """Whether `text` is ASCII apart from white space, so that judging its form makes sense."""
    return without_space(text).isascii() and not invisible(text)
