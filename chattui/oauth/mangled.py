"""Mangled scopes: what mirrors, chat programs and shells make of a name, and what was meant.

Google compares scopes letter by letter. What is put right here is told by whoever asked, sentence
by sentence; nothing is put right silently.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import unquote

from chattui.oauth.scope_names import ALIASES, APP_ONLY, OPENID, PREFIX, SHORT_NAMES
from chattui.words import t

LONGEST = 4000
"""Characters; all scopes that there are together are shorter."""

_QUOTES = "\"'`´«»‘’‚‛“”„‟‹›<>[](){}\u300c\u300d*"  # noqa: RUF001 they are what is looked for
_SEPARATORS = re.compile(r"[\s,;|]+")
_ENDS = "/.:\\"
_HOSTS = ("www.googleapis.com/auth/", "googleapis.com/auth/", "auth/")


@dataclass(frozen=True, slots=True)
class Piece:
    """One name as it was given, what it was read as, and what had to be put right, in sentences.

    `name` is short where it is known, else as it was, without what is around it. `joined` is
    whether other names were given along with it.
    """

    given: str
    name: str
    reasons: tuple[str, ...]
    joined: bool = False


def pieces_of(given: str) -> tuple[Piece, ...]:
    """The names in what was given as one scope; () where there is none."""
    reasons: list[str] = []
    text = given[:LONGEST]
    bare = _without_invisible(text)
    if bare != text:
        reasons.append(t("It held invisible characters."))
    decoded = unquote(bare) if re.search(r"%[0-9A-Fa-f]{2}", bare) else bare
    if decoded != bare:
        reasons.append(t("It was encoded for an address, with percent signs."))
    named = re.sub(r"""^[\s"'`?&{]*scopes?["']?\s*[=:]\s*""", "", decoded, flags=re.IGNORECASE)
    if named != decoded:
        reasons.append(t("It still had the name of its parameter before it."))
    words = [word for word in _SEPARATORS.split(named) if word.strip(_QUOTES + _ENDS)]
    joined = len(words) > 1
    if not joined and named != named.strip():
        reasons.append(t("It had white space around it."))
    elif len(words) == 1 and _SEPARATORS.search(named):
        reasons.append(t("It ended with a sign that separates names."))
    pieces = (_piece(word if joined else given, word, reasons) for word in words)
    return tuple(replace(piece, joined=joined) for piece in pieces)


def _without_invisible(text: str) -> str:
    """`text` without characters that show nothing: zero-width, soft hyphens, marks of direction."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _piece(given: str, word: str, reasons: list[str]) -> Piece:
    reasons = list(reasons)
    bare = word.strip(_QUOTES)
    if bare != word:
        reasons.append(t("It had quotation marks or brackets around it."))
    text = bare.rstrip(_ENDS)
    if text != bare and not bare.endswith("/"):
        reasons.append(t("It ended with a sign that does not belong to it."))
    elif text != bare:
        reasons.append(t("It ended with a slash."))
    lower = text.lower()
    name = lower.replace("\\", "/").rpartition("/")[2]
    before = text[: len(text) - len(name)]
    if not _is_known(name):
        return Piece(given, _unknown(text), tuple(reasons))
    if lower != text:
        reasons.append(t("It had capital letters; Google's scopes have none."))
    if about := _about_prefix(before.lower(), name):
        reasons.append(about)
    return Piece(given, name, tuple(reasons))


def _is_known(name: str) -> bool:
    return name in SHORT_NAMES or name in ALIASES or name == OPENID or name in APP_ONLY


def _unknown(text: str) -> str:
    """The name without Google's prefix, so that it can be compared with those that there are."""
    return text.removeprefix(PREFIX)


def _about_prefix(before: str, name: str) -> str:
    """What is wrong with what stands before a known name; "" where it is as it should be."""
    if name == OPENID or name in ALIASES:
        return t("Its name stands alone, without an address before it.") if before else ""
    if before in {"", PREFIX}:
        return ""
    rest = before.replace("\\", "/")
    if rest == PREFIX.replace("https:", "http:"):
        return t("It began with http instead of https.")
    if rest.count(PREFIX) > 1 and not rest.replace(PREFIX, ""):
        return t("Google's prefix stood before it more than once.")
    tail = re.sub(r"^(?:https?)?:?/*", "", rest)
    if tail in _HOSTS:
        return t("Google's prefix before it was not whole.")
    return t("It began with the address of a mirror or proxy, and not with Google's.")
