"""What is said of a scope that cannot be asked for, and of one that was put right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from chattui.oauth.mangled import Piece
from chattui.oauth.scope_names import ALIASES, EMAIL, OPENID, PREFIX, SHORT_NAMES
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

LIST_PAGE = "https://developers.google.com/workspace/chat/authenticate"
WIDTH = 120

_FOR_PEOPLE = {
    "chat.bot": "chat.messages.create",
    "chat.app.delete": "chat.delete",
    "chat.app.memberships": "chat.memberships",
    "chat.app.memberships.readonly": "chat.memberships.readonly",
    "chat.app.messages.readonly": "chat.messages.readonly",
    "chat.app.spaces": "chat.spaces",
    "chat.app.spaces.create": "chat.spaces.create",
    "chat.app.spaces.readonly": "chat.spaces.readonly",
    "chat.app.all.memberships.readonly": "chat.admin.memberships.readonly",
    "chat.app.all.messages.readonly": "chat.messages.readonly",
    "chat.app.all.spaces.readonly": "chat.admin.spaces.readonly",
}
"""What a person is asked for in place of a scope of the app itself."""


def is_readable(given: str) -> bool:
    """Whether there are no control characters in it, which nobody types and which are refused."""
    return all(unicodedata.category(c) != "Cc" or c in "\t\r\n" for c in given)


def app_only(name: str) -> Problem:
    """Why a scope of class `app` of the discovery document is not asked for."""
    return Problem(
        "oauth.app_only_scope",
        t("{scope} cannot be granted by a person.", scope=name),
        t("It is for a Chat app that acts on its own behalf, with a service account."),
        t("Choose the scope for people instead, such as {example}.", example=_FOR_PEOPLE[name]),
        exit=Exit.USAGE,
    )


def unknown_scope(name: str, reasons: Sequence[str] = ()) -> Problem:
    """A name that is none, with those that are like it."""
    return Problem(
        "oauth.unknown_scope",
        t("{scope} is not a scope that chattui knows.", scope=safe_text(name, limit=WIDTH)),
        " ".join((*reasons, *_lookalikes(name))),
        _close_matches(name),
        exit=Exit.USAGE,
    )


def not_as_written(given: str, meant: Sequence[str], pieces: Sequence[Piece]) -> Problem:
    """A name that could be put right where nobody would be told of it, or that is none at all."""
    reasons = tuple(dict.fromkeys(reason for piece in pieces for reason in piece.reasons))
    if any(piece.joined for piece in pieces):
        reasons = (t("It holds more than one name; each one is given by itself."), *reasons)
    if not is_readable(given):
        reasons = (t("It holds control characters."),)
    elif not meant:
        reasons = (t("The name is empty."),)
    return Problem(
        "oauth.unknown_scope",
        t("{scope} is not a scope that chattui knows.", scope=safe_text(given, limit=WIDTH)),
        " ".join(reasons),
        _did_you_mean([_short(scope) for scope in meant]) if meant else _list_page(),
        exit=Exit.USAGE,
    )


def correction(piece: Piece, scope: str) -> str:
    """What a mangled name was read as, and why."""
    given, meant = safe_text(piece.given, limit=WIDTH), _short(scope)
    read = (
        t("{scope} is one of several names that were given as one.", scope=meant)
        if piece.joined
        else t("{given} is read as {scope}.", given=given, scope=meant)
    )
    return " ".join((read, *piece.reasons))


def _short(scope: str) -> str:
    return "email" if scope == EMAIL else scope.removeprefix(PREFIX)


def _lookalikes(name: str) -> tuple[str, ...]:
    if name.isascii():
        return ()
    return (t("It has letters that only look like those of the Latin alphabet."),)


def _close_matches(name: str) -> str:
    import difflib

    bare = _latin(name).strip().strip("/,").lower().rpartition("/")[2]
    choices = sorted(SHORT_NAMES | ALIASES.keys() | {OPENID})
    near = [choice for choice in choices if choice == bare or choice == f"chat.{bare}"]
    return _did_you_mean(near or difflib.get_close_matches(bare, choices, 3, 0.6))


_LOOKALIKES = str.maketrans("асеорхуѕіјһԁтмнвк．", "aceopxysijhdtmhbk.")  # noqa: RUF001


def _latin(name: str) -> str:
    return unicodedata.normalize("NFKC", name.lower().translate(_LOOKALIKES))


def _did_you_mean(names: Sequence[str]) -> str:
    if names:
        return t("Did you mean {names}?", names=", ".join(names))
    return _list_page()


def _list_page() -> str:
    return t("Google's list: {link}", link=LIST_PAGE)
