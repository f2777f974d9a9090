"""Scopes: what is granted, what is missing, and what was meant.

Everything of `scope_names` and `purposes` can be imported from here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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
from chattui.problem import ProblemError

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
    "Corrected",
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


@dataclass(frozen=True, slots=True)
class Corrected:
    """A scope that was not written as Google writes it, what it was read as, and why, in words."""

    given: str
    scope: str
    words: str


def expand(
    names: Iterable[str], tell: Callable[[Corrected], object] | None = None
) -> tuple[str, ...]:
    """Full scopes for short or full names, in their order and without doubles.

    With `tell`, a mangled name is read as what was meant and each correction is told; without it,
    such a name is refused, since nothing is corrected silently. Raises ProblemError
    ``oauth.unknown_scope`` with close matches, or ``oauth.app_only_scope`` for a scope that only a
    Chat app itself can use; both exit 2.
    """
    return tuple(dict.fromkeys(scope for name in names for scope in _expand(name, tell)))


def _expand(given: str, tell: Callable[[Corrected], object] | None) -> Iterator[str]:
    full = _full(given)
    if full in KNOWN_SCOPES:
        yield full
        return
    from chattui.oauth import unknown
    from chattui.oauth.mangled import pieces_of

    pieces = pieces_of(given) if unknown.is_readable(given) else ()
    for piece in pieces:
        if piece.name in APP_ONLY:
            raise ProblemError(unknown.app_only(piece.name))
    found = [(piece, _full(piece.name)) for piece in pieces]
    for piece, scope in found:
        if scope not in KNOWN_SCOPES:
            raise ProblemError(unknown.unknown_scope(piece.name, piece.reasons))
    if not found or tell is None:
        raise ProblemError(unknown.not_as_written(given, [scope for _, scope in found], pieces))
    for piece, scope in found:
        tell(Corrected(piece.given, scope, unknown.correction(piece, scope)))
        yield scope
