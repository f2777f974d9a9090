"""What a value looks like: a placeholder, a client id, a client secret, something invisible."""

from __future__ import annotations

import re

from chattui.safe_text import is_safe

CLIENT_ID = re.compile(r"[0-9]{1,21}(?:-[0-9a-z_]{1,64})?\.apps\.googleusercontent\.com")
"""``NUMBER-HASH.apps.googleusercontent.com``; old ones have the project's number alone."""

NEW_SECRET = re.compile(r"GOCSPX-[0-9A-Za-z_-]+")
"""The form of secrets since 2021."""
NEW_SECRET_LENGTH = 35

SECRET = re.compile(r"[0-9A-Za-z_-]{24,64}")
"""A client secret of either form; old ones are 24 characters without a beginning of their own."""

_REPEATED = re.compile(r"(.)\1{7,}")
_PLACEHOLDER = (
    r"\$\{|\$\(|\{\{|\[\[|%[A-Z_]+%|<[^>]*>|^\$[A-Z_]+$|^\.{2,}$|\u2026"
    r"|(?:^|[^a-z])(?:your|insert|replace|change|enter|paste|put|add)(?:[-_. ]|$)"
    r"|change-?me|placeholder|redacted|todo\b|(?:client|app)[-_ ]?(?:id|secret)|x{4,}"
)
_MASKS = ("***", "\u2022" * 3, "\u25cf" * 3, "\u00b7" * 3)


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for a value that was never filled in."""
    if _REPEATED.search(text):
        return True
    if CLIENT_ID.fullmatch(text):
        return False
    if len(text) == NEW_SECRET_LENGTH and NEW_SECRET.fullmatch(text):
        return False
    return bool(re.search(_PLACEHOLDER, text, re.IGNORECASE))


def is_masked(text: str) -> bool:
    """Whether a console or a program replaced the secret by dots or stars."""
    dots = text.startswith("...") and len(text.lstrip(".")) <= 4
    return dots or text.startswith("\u2026") or any(mask in text for mask in _MASKS)


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
