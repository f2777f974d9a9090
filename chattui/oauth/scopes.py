"""Scopes: what one wants to do, in words, and the least that this asks for.

Names and coverage come from the Chat discovery document (revision 20261107): one scope covers
another where every method that accepts the narrower one accepts the broader one too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

PREFIX = "https://www.googleapis.com/auth/"

OPENID = "openid"
EMAIL = PREFIX + "userinfo.email"
PROFILE = PREFIX + "userinfo.profile"

IDENTITY_SCOPES = (OPENID, EMAIL)
"""Asked for at every sign-in, since accounts are known by their address."""

DEFAULT_SCOPES = (PREFIX + "chat.spaces", PREFIX + "chat.memberships")

_ALIASES = {"email": EMAIL, "profile": PROFILE}
"""OpenID Connect names that Google answers with in their long form."""

_COVERS: dict[str, tuple[str, ...]] = {
    "chat.admin.memberships": ("chat.admin.memberships.readonly",),
    "chat.admin.spaces": ("chat.admin.spaces.readonly",),
    "chat.customemojis": ("chat.customemojis.readonly",),
    "chat.memberships": ("chat.memberships.readonly",),
    "chat.messages": (
        "chat.messages.create",
        "chat.messages.reactions",
        "chat.messages.reactions.create",
        "chat.messages.reactions.readonly",
        "chat.messages.readonly",
    ),
    "chat.messages.reactions": (
        "chat.messages.reactions.create",
        "chat.messages.reactions.readonly",
    ),
    "chat.messages.readonly": ("chat.messages.reactions.readonly",),
    "chat.spaces": (
        "chat.spaces.create",
        "chat.spaces.pins",
        "chat.spaces.pins.readonly",
        "chat.spaces.readonly",
    ),
    "chat.spaces.pins": ("chat.spaces.pins.readonly",),
    "chat.spaces.readonly": ("chat.spaces.pins.readonly",),
    "chat.users.availability": ("chat.users.availability.readonly",),
    "chat.users.readstate": ("chat.users.readstate.readonly",),
    "chat.users.sections": ("chat.users.sections.readonly",),
    "calendar.events": ("calendar.events.readonly",),
    "cloud-identity.groups": ("cloud-identity.groups.readonly",),
    "spreadsheets": ("spreadsheets.readonly",),
}

_SINGLE = (
    "admin.directory.user.readonly",
    "chat.admin.delete",
    "chat.delete",
    "chat.import",
    "chat.memberships.app",
    "chat.users.spacesettings",
    "directory.readonly",
    "gmail.send",
    "userinfo.email",
    "userinfo.profile",
)

_APP_ONLY = (
    "chat.app.all.memberships.readonly",
    "chat.app.all.messages.readonly",
    "chat.app.all.spaces.readonly",
    "chat.app.delete",
    "chat.app.memberships",
    "chat.app.memberships.readonly",
    "chat.app.messages.readonly",
    "chat.app.spaces",
    "chat.app.spaces.create",
    "chat.app.spaces.readonly",
    "chat.bot",
)
"""Class `app` of the discovery document: for a Chat app on its own behalf, never for a person."""

_SHORT_NAMES = frozenset(_SINGLE) | _COVERS.keys() | {n for row in _COVERS.values() for n in row}

KNOWN_SCOPES = frozenset(PREFIX + name for name in _SHORT_NAMES) | {OPENID}
"""Every scope that chattui asks people for."""

CHAT_READS = PREFIX + "chat.spaces.readonly"
CHAT_CREATES = PREFIX + "chat.spaces.create"
CHAT_SPACES = PREFIX + "chat.spaces"
CHAT_MEMBERS = PREFIX + "chat.memberships"
CHAT_DELETES = PREFIX + "chat.delete"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that a person may want to do, and the least scopes for it.

    `off_words` say what does not work where it was not granted.
    """

    id: str
    label: str
    scopes: tuple[str, ...]
    sensitive: bool
    off_words: str


PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        "create",
        t("Create spaces, with their first members"),
        (CHAT_CREATES,),
        True,
        t("Spaces cannot be created: this account has not allowed it."),
    ),
    Purpose(
        "see",
        t("See my spaces"),
        (CHAT_READS,),
        True,
        t("Spaces cannot be listed: this account has not allowed chattui to see them."),
    ),
    Purpose(
        "members",
        t("See, add and remove members"),
        (CHAT_MEMBERS,),
        True,
        t("Members cannot be seen or changed: this account has not allowed it."),
    ),
    Purpose(
        "edit",
        t("Change the name, description and settings of spaces"),
        (CHAT_SPACES,),
        True,
        t("Spaces cannot be changed: this account has not allowed it."),
    ),
    Purpose(
        "delete",
        t("Delete spaces"),
        (CHAT_DELETES,),
        True,
        t("Spaces cannot be deleted: this account has not allowed it."),
    ),
)
"""What can be chosen in the app, the most wanted first."""


def purpose(name: str) -> Purpose:
    """The purpose with this id; KeyError where there is none."""
    return {p.id: p for p in PURPOSES}[name]


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
    return frozenset(PREFIX + name for name in _COVERS.get(short, ()))


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
    if name in _ALIASES:
        return _ALIASES[name]
    return PREFIX + name if name in _SHORT_NAMES else name


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
    if name.removeprefix(PREFIX) in _APP_ONLY:
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
    choices = sorted(_SHORT_NAMES | _ALIASES.keys() | {OPENID})
    near = [bare] if bare in choices else difflib.get_close_matches(bare, choices, 3, 0.6)
    if near:
        return t("Did you mean {names}?", names=", ".join(near))
    return t(
        "Google's list: {link}", link="https://developers.google.com/workspace/chat/authenticate"
    )
