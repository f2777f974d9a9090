"""The scopes that the emulator's consent knows, with the words that Google shows for them.

The words of the Chat scopes are those of Chat's discovery document, revision 20261107.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

AUTH: Final = "https://www.googleapis.com/auth/"
OPENID: Final = "openid"
EMAIL: Final = AUTH + "userinfo.email"
PROFILE: Final = AUTH + "userinfo.profile"
_ALIASES = {"email": EMAIL, "profile": PROFILE}

IDENTITY: Final = frozenset({OPENID, EMAIL, PROFILE})
"""Granted with every consent: Google's page shows these without a box to untick."""

_CHAT = {
    "admin.delete": "Delete conversations and spaces owned by your organization and remove access"
    " to associated files in Google Chat",
    "admin.memberships": "View, add, update and remove members and managers in conversations owned"
    " by your organization",
    "admin.memberships.readonly": "View members and managers in conversations owned by your"
    " organization",
    "admin.spaces": "View or edit display name, description, and other metadata for all Google"
    " Chat conversations owned by your organization",
    "admin.spaces.readonly": "View display name, description, and other metadata for all Google"
    " Chat conversations owned by your organization",
    "customemojis": "View, create, and delete custom emoji in Google Chat",
    "customemojis.readonly": "View custom emoji in Google Chat",
    "delete": "Delete conversations and spaces and remove access to associated files in Google"
    " Chat",
    "import": "Import spaces, messages, and memberships into Google Chat.",
    "memberships": "See, add, update, and remove members from conversations and spaces in Google"
    " Chat",
    "memberships.app": "Add and remove itself from conversations and spaces in Google Chat",
    "memberships.readonly": "View members in Google Chat conversations.",
    "messages": "See, compose, send, update, and delete messages, their content, and attached"
    " cards; add, see, and delete reactions to messages.",
    "messages.create": "Compose and send messages and attach cards",
    "messages.reactions": "See, add, and delete reactions as well as their reaction content to"
    " messages in Google Chat",
    "messages.reactions.create": "Add reactions to messages in Google Chat",
    "messages.reactions.readonly": "View reactions as well as their reaction content to messages"
    " in Google Chat",
    "messages.readonly": "See messages as well as their reactions and message content in Google"
    " Chat",
    "spaces": "Create conversations and spaces and see or update metadata (including history"
    " settings and access settings) in Google Chat",
    "spaces.create": "Create new conversations and spaces in Google Chat",
    "spaces.pins": "See, add, and remove pins in your Google Chat spaces",
    "spaces.pins.readonly": "See pins in your Google Chat spaces",
    "spaces.readonly": "View chat and spaces in Google Chat",
    "users.availability": "See and change your availability status in Google Chat.",
    "users.availability.readonly": "See your availability status in Google Chat.",
    "users.readstate": "View and modify last read time for Google Chat conversations",
    "users.readstate.readonly": "View last read time for Google Chat conversations",
    "users.sections": "View, create, update, and delete your sections in Google Chat; move and"
    " list your section items in Google Chat",
    "users.sections.readonly": "View your sections and their section items in Google Chat",
    "users.spacesettings": "Read and update your space settings",
}
_OTHERS = {
    "calendar": "See, edit, share, and permanently delete all the calendars you can access using"
    " Google Calendar",
    "calendar.events": "View and edit events on all your calendars",
    "calendar.events.owned": "See, create, change, and delete events on Google calendars you own",
    "spreadsheets": "See, edit, create, and delete all your Google Sheets spreadsheets",
    "drive.appdata": "See, create, and delete its own configuration data in your Google Drive",
    "drive.file": "See, edit, create, and delete only the specific Google Drive files you use with"
    " this app",
    "gmail.send": "Send email on your behalf",
    "cloud-identity.groups.readonly": "See any Cloud Identity Groups that you can access",
    "contacts.readonly": "See and download your contacts",
    "directory.readonly": "See and download your organization's directory",
    "admin.directory.user.readonly": "See info about users on your domain",
    "youtube": "Manage your YouTube account",
    "youtube.readonly": "View your YouTube account",
}
_HIDDEN = {"chat.bot", "chat.app.delete", "chat.app.memberships", "chat.app.spaces"} | {
    "chat.app.memberships.readonly",
    "chat.app.messages.readonly",
    "chat.app.spaces.create",
    "chat.app.spaces.readonly",
    "chat.app.all.memberships.readonly",
    "chat.app.all.messages.readonly",
    "chat.app.all.spaces.readonly",
}

WORDS: Final[dict[str, str]] = {
    OPENID: "Associate you with your personal info on Google",
    EMAIL: "See your primary Google Account email address",
    PROFILE: "See your personal info, including any personal info you've made publicly available",
    **{f"{AUTH}chat.{name}": words for name, words in _CHAT.items()},
    **{AUTH + name: words for name, words in _OTHERS.items()},
}
HIDDEN: Final = frozenset(AUTH + name for name in _HIDDEN)
"""Scopes of apps, which no person can grant: "Some requested scopes cannot be shown"."""


def normal(scope: str) -> str:
    """`scope` as tokens carry it: ``email`` and ``profile`` have long names."""
    return _ALIASES.get(scope, scope)


def full(name: str) -> str:
    """The full scope for a short name such as ``chat.spaces``."""
    name = normal(name)
    return name if name == OPENID or "/" in name else AUTH + name


def in_token_order(scopes: Iterable[str]) -> tuple[str, ...]:
    """Each scope once, in an order that is not the request's, as with Google."""
    return tuple(sorted(set(scopes)))
