"""What is known of single fields: which are one word without white space, and what is plausible."""

from __future__ import annotations

import re
import unicodedata

from chattui.clientfile import values
from chattui.clientfile.rules.endpoints import FIELDS as ADDRESSES
from chattui.clientfile.rules.endpoints import foreign
from chattui.clientfile.rules.identifiers import TEXT_FIELDS
from chattui.clientfile.wrapped import join

TEXTS = frozenset(TEXT_FIELDS)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b"} | {
    "\f": "\\f"
}
_UNSAFE = re.compile('["\\\\\x00-\x1f\ud800-\udfff]')
_REDIRECT = re.compile(r"https?://[A-Za-z0-9._~:/?#%&=+\[\]-]+")
_PLAUSIBLE = {
    "client_id": values.CLIENT_ID,
    "client_secret": values.SECRET,
    "project_id": re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"),
    "client_email": re.compile(r"[a-z0-9._-]+@[a-z0-9.-]+"),
    "universe_domain": re.compile(r"googleapis\.com"),
    "redirect_uris": _REDIRECT,
    "javascript_origins": _REDIRECT,
}


def quoted(text: str) -> str:
    """`text` as a JSON string; only what JSON cannot hold as it is gets escaped."""
    return f'"{_UNSAFE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def tidied(name: str, text: str) -> tuple[str, tuple[str, ...]]:
    """The value that was meant by `text` in the field `name`, and the names of the changes.

    `text` itself and no change where that is not certain.
    """
    if values.is_placeholder(values.without_space(text)):
        return text, ()
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    joined = join(visible)
    new = joined.strip()
    if not new or new == text or new != values.without_space(visible):
        return text, ()
    changes = []
    if visible != text:
        if not is_plausible(name, new):
            return text, ()
        changes.append("invisible")
    if joined != visible:
        changes.append("line_break")
    if new != joined:
        changes.append("white_space")
    return new, tuple(changes)


def is_plausible(name: str, text: str) -> bool:
    """Whether a field may well have this value; False for a field whose form is not known."""
    if name in ADDRESSES:
        return text.isascii() and not foreign(text)
    pattern = _PLAUSIBLE.get(name)
    return pattern is not None and pattern.fullmatch(text) is not None
