"""The names of scopes, and which one makes which other unnecessary.

Names and coverage come from the Chat discovery document (revision 20261107): one scope covers
another where every method that accepts the narrower one accepts the broader one too.
"""

from __future__ import annotations

PREFIX = "https://www.googleapis.com/auth/"

OPENID = "openid"
EMAIL = PREFIX + "userinfo.email"
PROFILE = PREFIX + "userinfo.profile"

IDENTITY_SCOPES = (OPENID, EMAIL)
"""Asked for at every sign-in, since accounts are known by their address."""

DEFAULT_SCOPES = (PREFIX + "chat.spaces", PREFIX + "chat.memberships")

ALIASES = {"email": EMAIL, "profile": PROFILE}
"""OpenID Connect names that Google answers with in their long form."""

COVERS: dict[str, tuple[str, ...]] = {
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
    "calendar": ("calendar.events", "calendar.events.readonly"),
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

APP_ONLY = (
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

SHORT_NAMES = frozenset(_SINGLE) | COVERS.keys() | {n for row in COVERS.values() for n in row}

KNOWN_SCOPES = frozenset(PREFIX + name for name in SHORT_NAMES) | {OPENID}
"""Every scope that chattui asks people for."""

CHAT_READS = PREFIX + "chat.spaces.readonly"
CHAT_CREATES = PREFIX + "chat.spaces.create"
CHAT_SPACES = PREFIX + "chat.spaces"
CHAT_MEMBERS = PREFIX + "chat.memberships"
CHAT_DELETES = PREFIX + "chat.delete"
