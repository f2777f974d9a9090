"""Scopes: what is granted, what is missing, and what was meant.

Everything of `scope_names` and `purposes` can be imported from here as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from chattui.oauth.purposes import PURPOSES, Purpose, purpose
from chattui.oauth.scope_names import (
    ALIASES,
    APP_ONLY,
    CHAT_CREATES,
    CHAT_DELETES,
    CHAT_MEMBERS,
    CHAT_READS,
    CHAT_SPACES,
    COVERS,
    DEFAULT_SCOPES,
    EMAIL,
    IDENTITY_SCOPES,
    KNOWN_SCOPES,
    OPENID,
    PREFIX,
    PROFILE,
    SHORT_NAMES,
)
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

__all__ = [
    "CHAT_CREATES",
    "CHAT_DELETES",
    "CHAT_MEMBERS",
    "CHAT_READS",
    "CHAT_SPACES",
    "DEFAULT_SCOPES",
    "EMAIL",
    "IDENTITY_SCOPES",
    "KNOWN_SCOPES",
    "OPENID",
    "PREFIX",
    "PROFILE",
    "PURPOSES",
    "Purpose",
    "covered",
    "expand",
    "least",
    "missing",
    "purpose",
    "same_scope_set",
    "satisfied",
    "scopes_for",
    "short_name",
    "with_identity",
]


def scopes_for(purposes: Iterable[str]) -> tuple[str, ...]:
    """The least set of scopes that serves all these purposes (by id), in their order."""
    wanted = dict.fromkeys(scope for name in purposes for scope in purpose(name).scopes)
    return least(wanted)


def least(scopes: Iterable[str]) -> tuple[str, ...]:
    """`scopes` without doubles and without those that another one of them covers."""
    full = tuple(dict.fromkeys(_full(scope) for scope in scopes))
    return tuple(s for s in full if not any(s in covered(other) for other in full if other != s))


def covered(scope: str) -> frozenset[str]:
    """The narrower scopes that `scope` makes unnecessary, without itself."""
    short = short_name(_full(scope))
    return frozenset(PREFIX + name for name in COVERS.get(short, ()))


def satisfied(wanted: str | Iterable[str], granted: Iterable[str]) -> bool:
    """Whether all of `wanted` (a scope or several) is granted; a broader one covers a narrower."""
    return not missing((wanted,) if isinstance(wanted, str) else wanted, granted)


def missing(wanted: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Those of `wanted` that nothing in `granted` covers, in full and in order."""
    have = {_full(scope) for scope in granted}
    have |= {narrower for scope in have for narrower in covered(scope)}
    return tuple(dict.fromkeys(s for s in map(_full, wanted) if s not in have))


def same_scope_set(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both hold the same scopes; order, doubles and OpenID's short names do not count."""
    return {_full(scope) for scope in one} == {_full(scope) for scope in other}


def with_identity(scopes: Iterable[str]) -> tuple[str, ...]:
    """`scopes` in full, and `IDENTITY_SCOPES` before them."""
    return tuple(dict.fromkeys((*IDENTITY_SCOPES, *map(_full, scopes))))


def short_name(scope: str) -> str:
    """The name without Google's prefix: ``chat.spaces.create``; another scope as it is."""
    return "email" if scope == EMAIL else scope.removeprefix(PREFIX)


def _full(name: str) -> str:
    if name in ALIASES:
        return ALIASES[name]
    return PREFIX + name if name in SHORT_NAMES else name


def expand(names: Iterable[str]) -> tuple[str, ...]:
    """Full scopes for short or full names, in their order and without doubles.

    Nothing is corrected silently: raises ProblemError ``oauth.unknown_scope`` with close matches,
    or ``oauth.app_only_scope`` for a scope that only a Chat app itself can use; both exit 2.
    """
    return tuple(dict.fromkeys(_expand_one(name) for name in names))


def _expand_one(name: str) -> str:
    full = _full(name)
    if full in KNOWN_SCOPES:
        return full
    if name.removeprefix(PREFIX) in APP_ONLY:
        raise ProblemError(
            Problem(
                "oauth.app_only_scope",
                t("{scope} cannot be granted by a person.", scope=short_name(name)),
                t("It is for a Chat app that acts on its own behalf, with a service account."),
                t(
                    "Choose the scope for people instead, such as {example}.",
                    example=short_name(DEFAULT_SCOPES[0]),
                ),
                exit=Exit.USAGE,
            )
        )
    raise ProblemError(
        Problem(
            "oauth.unknown_scope",
            t("{scope} is not a scope that chattui knows.", scope=safe_text(name, limit=120)),
            _why_unknown(name),
            _close_matches(name),
            exit=Exit.USAGE,
        )
    )


def _why_unknown(name: str) -> str:
    if not name.strip():
        return t("The name is empty.")
    if "," in name or any(char.isspace() for char in name.strip()):
        return t("It holds more than one name; each one is given by itself.")
    if name != name.strip():
        return t("There is white space before or after it.")
    if name.endswith("/"):
        return t("It ends with a slash, and Google compares scopes letter by letter.")
    if "://" in name and not name.startswith(PREFIX):
        return t("Scopes of Google Chat begin with {prefix}.", prefix=PREFIX)
    if name != name.lower():
        return t("It has capital letters, and Google compares scopes letter by letter.")
    return ""


def _close_matches(name: str) -> str:
    import difflib

    bare = name.strip().strip("/,").lower().rpartition("/")[2]
    choices = sorted(SHORT_NAMES | ALIASES.keys() | {OPENID})
    near = [bare] if bare in choices else difflib.get_close_matches(bare, choices, 3, 0.6)
    if near:
        return t("Did you mean {names}?", names=", ".join(near))
    return t(
        "Google's list: {link}", link="https://developers.google.com/workspace/chat/authenticate"
    )
