"""Purposes: what one wants to do, in words, and the least that this asks for."""

from __future__ import annotations

from dataclasses import dataclass

from chattui.oauth.scope_names import (
    CHAT_CREATES,
    CHAT_DELETES,
    CHAT_MEMBERS,
    CHAT_READS,
    CHAT_SPACES,
    PREFIX,
)
from chattui.words import t


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that a person may want to do, and the least scopes for it.

    `off_words` say what does not work where it was not granted, `words` what is allowed by it,
    and `warning` what to weigh before asking for it, where there is something. `sensitive` is
    whether Google warns of it for an app that it has not verified. `methods` are those that it
    stands for, by the ids of Google's discovery documents; with `admin`, they are called with
    administrator privileges.
    """

    id: str
    label: str
    scopes: tuple[str, ...]
    sensitive: bool
    off_words: str
    words: str = ""
    warning: str = ""
    methods: tuple[str, ...] = ()
    admin: bool = False


_SPACES = "chat.spaces."
_MEMBERS = "chat.spaces.members."
_MESSAGES = "chat.spaces.messages."


def _administrator() -> str:
    return t("It works for administrators of the organisation only.")


PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        "create",
        t("Create spaces, with their first members"),
        (CHAT_CREATES,),
        True,
        t("Spaces cannot be created: this account has not allowed it."),
        t("A space with up to 49 members is made in one request; nothing can be read or changed."),
        methods=(_SPACES + "setup", _SPACES + "create"),
    ),
    Purpose(
        "see",
        t("See my spaces"),
        (CHAT_READS,),
        True,
        t("Spaces cannot be listed: this account has not allowed chattui to see them."),
        t("The names and settings of your spaces can be seen, not what is written in them."),
        methods=tuple(_SPACES + verb for verb in ("list", "get", "search", "findDirectMessage")),
    ),
    Purpose(
        "members",
        t("See, add and remove members"),
        (CHAT_MEMBERS,),
        True,
        t("Members cannot be seen or changed: this account has not allowed it."),
        t("Members of your spaces can be seen, added later, removed, and given roles."),
        methods=(
            *(_MEMBERS + verb for verb in ("create", "delete", "get", "list", "patch")),
            _SPACES + "findGroupChats",
        ),
    ),
    Purpose(
        "edit",
        t("Change the name, description and settings of spaces"),
        (CHAT_SPACES,),
        True,
        t("Spaces cannot be changed: this account has not allowed it."),
        t("Spaces can be created, seen and changed, but neither their members nor messages."),
        methods=(_SPACES + "patch",),
    ),
    Purpose(
        "delete",
        t("Delete spaces"),
        (CHAT_DELETES,),
        True,
        t("Spaces cannot be deleted: this account has not allowed it."),
        t("Spaces can be deleted, and all that was written in them with them."),
        methods=(_SPACES + "delete",),
    ),
    Purpose(
        "read_messages",
        t("Read messages"),
        (PREFIX + "chat.messages.readonly",),
        True,
        t("Messages cannot be read: this account has not allowed it."),
        t("All messages that you can see in Chat can be read."),
        methods=(_MESSAGES + "list", _MESSAGES + "get", _MESSAGES + "search"),
    ),
    Purpose(
        "post_messages",
        t("Post messages"),
        (PREFIX + "chat.messages.create",),
        True,
        t("Messages cannot be posted: this account has not allowed it."),
        t("Messages can be posted in your name; none can be read."),
        methods=(_MESSAGES + "create",),
    ),
    Purpose(
        "admin_spaces",
        t("As administrator: see and change all spaces"),
        (PREFIX + "chat.admin.spaces",),
        True,
        t("The organisation's spaces cannot be managed: this account has not allowed it."),
        t("All spaces of the organisation can be searched, seen and changed."),
        _administrator(),
        tuple(_SPACES + verb for verb in ("search", "get", "patch")),
        admin=True,
    ),
    Purpose(
        "admin_members",
        t("As administrator: manage members of all spaces"),
        (PREFIX + "chat.admin.memberships",),
        True,
        t("Members of the organisation's spaces cannot be managed: it was not allowed."),
        t("Members of all spaces of the organisation can be seen, added, removed, given roles."),
        _administrator(),
        tuple(_MEMBERS + verb for verb in ("create", "delete", "get", "list", "patch")),
        admin=True,
    ),
    Purpose(
        "admin_delete",
        t("As administrator: delete any space"),
        (PREFIX + "chat.admin.delete",),
        True,
        t("The organisation's spaces cannot be deleted: this account has not allowed it."),
        t("Any space of the organisation can be deleted, and all that was written in it."),
        _administrator(),
        (_SPACES + "delete",),
        admin=True,
    ),
    Purpose(
        "calendar",
        t("Calendar: invite the members to an event"),
        (PREFIX + "calendar.events",),
        True,
        t("Calendar events cannot be made: this account has not allowed it."),
        t("Events of your calendars can be seen and changed."),
        methods=tuple("calendar.events." + verb for verb in ("insert", "get", "list")),
    ),
    Purpose(
        "sheets",
        t("Sheets: log spaces and member changes"),
        (PREFIX + "spreadsheets",),
        True,
        t("Spreadsheets cannot be written: this account has not allowed it."),
        t("All your spreadsheets can be seen and changed."),
        methods=tuple(
            "sheets.spreadsheets." + verb for verb in ("values.append", "values.get", "get")
        ),
    ),
    Purpose(
        "gmail",
        t("Gmail: send a mail to the members"),
        (PREFIX + "gmail.send",),
        True,
        t("Mail cannot be sent: this account has not allowed it."),
        t("Mail can be sent in your name; none can be read."),
        t("With a Gmail scope, a change of your password ends the whole sign-in."),
        ("gmail.users.messages.send",),
    ),
    Purpose(
        "groups",
        t("Look up groups by their address"),
        (PREFIX + "cloud-identity.groups.readonly",),
        True,
        t("Groups cannot be looked up: this account has not allowed it."),
        t("Google Groups that you may see, and their members, can be looked up."),
        methods=("cloudidentity.groups.lookup", "cloudidentity.groups.memberships.list"),
    ),
    Purpose(
        "people",
        t("Look up people of the organisation"),
        (PREFIX + "directory.readonly",),
        True,
        t("People cannot be looked up: this account has not allowed it."),
        t("Names and addresses in the organisation's directory can be looked up."),
        methods=tuple(
            "people.people." + verb
            for verb in ("getBatchGet", "searchDirectoryPeople", "listDirectoryPeople")
        ),
    ),
)
"""What can be chosen in the app, the most wanted first."""


def purpose(name: str) -> Purpose:
    """The purpose with this id; KeyError where there is none."""
    return {p.id: p for p in PURPOSES}[name]
