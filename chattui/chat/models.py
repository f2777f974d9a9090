"""Space, Membership and User, as the Chat API gives them, made safe to show.

The fields are those of the discovery document (chat v1, revision 20261107). Whatever is missing
or of the wrong type reads as empty: nothing here raises. Light to import, since the app draws its
last known spaces before anything heavy is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from chattui.chat.names import is_space_name
from chattui.chat.roles import role_words
from chattui.chat.when import parse_time
from chattui.safe_text import safe_text
from chattui.words import t

SPACE: Final = "SPACE"
GROUP_CHAT: Final = "GROUP_CHAT"
DIRECT_MESSAGE: Final = "DIRECT_MESSAGE"
SPACE_TYPES: Final = (SPACE, GROUP_CHAT, DIRECT_MESSAGE)

NAME_LIMIT = 500
"""Characters of a name that are kept to be shown; Google allows 128."""

_NOTHING: Mapping[str, Any] = {}
_LINK = re.compile(r"https://(?:chat|mail)\.google\.com/[!-~]{0,2000}")


def text_of(raw: Mapping[str, Any], key: str, limit: int = NAME_LIMIT) -> str:
    """The text at `key`, safe to show; "" where there is none."""
    value = raw.get(key)
    return safe_text(value, limit=limit) if isinstance(value, str) else ""


def part_of(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object at `key`, or an empty one."""
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def _word(raw: Mapping[str, Any], key: str) -> str:
    """An enum value or resource name: plain ASCII as it stands, else ""."""
    value = raw.get(key)
    ascii_word = isinstance(value, str) and value.isascii() and value.isprintable()
    return value[:NAME_LIMIT] if isinstance(value, str) and ascii_word else ""


def _count(raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def safe_link(address: object) -> str:
    """`address` where it is an https address of Google Chat, else "": no link from data."""
    return address if isinstance(address, str) and _LINK.fullmatch(address) else ""


@dataclass(frozen=True, slots=True)
class User:
    """A person or an app. Google gives `display_name` and `email` only of people it may show."""

    name: str
    type: str = ""
    display_name: str = ""
    email: str = ""

    @classmethod
    def from_json(cls, raw: object) -> User:
        """Read Google's User."""
        data: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        return cls(
            name=_word(data, "name"),
            type=_word(data, "type"),
            display_name=text_of(data, "displayName"),
            email=text_of(data, "email", 254),
        )

    @property
    def label(self) -> str:
        """The best that is known to call it by."""
        return self.display_name or self.email or self.name


@dataclass(frozen=True, slots=True)
class Space:
    """A named space, a group chat or a direct message."""

    name: str
    """``spaces/ID``, or "" where Google's answer holds none."""
    display_name: str
    space_type: str
    """One of `SPACE_TYPES`, or a word that is not known yet."""
    external: bool = False
    announcement: bool = False
    """Only managers post; told by the permission settings, which a list does not give."""
    with_app: bool = False
    """A direct message with a Chat app."""
    history: bool | None = None
    member_count: int | None = None
    """People that joined directly; None where Google does not say."""
    group_count: int = 0
    last_active: datetime | None = None
    created: datetime | None = None
    uri: str = ""
    raw: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, repr=False, compare=False)
    """Google's Space as it came; empty where this one comes from the cache."""

    @classmethod
    def from_json(cls, raw: object) -> Space:
        """Read Google's Space."""
        data: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        name = data.get("name")
        counts = data.get("membershipCount")
        posting = part_of(part_of(data, "permissionSettings"), "postMessages")
        return cls(
            name=name if isinstance(name, str) and is_space_name(name) else "",
            display_name=text_of(data, "displayName"),
            space_type=_space_type(data),
            external=data.get("externalUserAllowed") is True,
            announcement=bool(posting) and posting.get("membersAllowed") is not True,
            with_app=data.get("singleUserBotDm") is True,
            history=_HISTORY.get(_word(data, "spaceHistoryState")),
            member_count=_count(counts, "joinedDirectHumanUserCount")
            if isinstance(counts, Mapping)
            else None,
            group_count=_count(part_of(data, "membershipCount"), "joinedGroupCount"),
            last_active=parse_time(data.get("lastActiveTime")),
            created=parse_time(data.get("createTime")),
            uri=safe_link(data.get("spaceUri")),
            raw=data,
        )

    def with_raw(self, raw: Mapping[str, Any]) -> Space:
        """The same space with another `raw`; a hundred thousand keep theirs out of memory, and
        this takes an eighth of the time of `dataclasses.replace`."""
        return Space(
            self.name,
            self.display_name,
            self.space_type,
            self.external,
            self.announcement,
            self.with_app,
            self.history,
            self.member_count,
            self.group_count,
            self.last_active,
            self.created,
            self.uri,
            raw,
        )

    @property
    def id(self) -> str:
        """The last part of `name`."""
        return self.name.removeprefix("spaces/")

    @property
    def label(self) -> str:
        """What to call it: its display name, else what it is in words."""
        if self.display_name and not self.display_name.isspace():
            return self.display_name
        if self.space_type == DIRECT_MESSAGE:
            return t("Direct message with an app") if self.with_app else t("Direct message")
        if self.space_type == GROUP_CHAT:
            return t("Group chat")
        return t("Space without a name")

    @property
    def kind_words(self) -> str:
        """What kind of space it is, in words."""
        return kind_words(self.space_type, self.external, self.announcement, self.with_app)

    @property
    def history_words(self) -> str:
        """Whether messages are kept, in words; "" where Google does not say."""
        if self.history is None:
            return ""
        return t("history on") if self.history else t("history off")


_HISTORY = {"HISTORY_ON": True, "HISTORY_OFF": False}


def _space_type(data: Mapping[str, Any]) -> str:
    found = _word(data, "spaceType")
    if found in SPACE_TYPES:
        return found
    # The deprecated `type` is all that very old answers hold.
    old = {"ROOM": SPACE, "DM": DIRECT_MESSAGE}.get(_word(data, "type"), "")
    return old or found


def kind_words(
    space_type: str, external: bool = False, announcement: bool = False, with_app: bool = False
) -> str:
    """A kind of space in words; lists of ten thousand have about ten kinds."""
    if space_type == DIRECT_MESSAGE:
        return t("direct message, app") if with_app else t("direct message")
    if space_type == GROUP_CHAT:
        return t("group chat, external") if external else t("group chat")
    if space_type != SPACE:
        return t("unknown kind")
    if announcement:
        return t("announcement, external") if external else t("announcement")
    return t("space, external") if external else t("space")


@dataclass(frozen=True, slots=True)
class Membership:
    """One person, app or Google group in one space."""

    name: str
    """``spaces/ID/members/ID``, or "" where Google's answer holds none."""
    state: str
    """JOINED, INVITED or NOT_A_MEMBER."""
    role: str
    member: User
    group_name: str = ""
    """``groups/ID`` where the member is a Google group."""
    affiliation: str = ""
    created: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, repr=False, compare=False)
    """Google's Membership as it came."""

    @classmethod
    def from_json(cls, raw: object) -> Membership:
        """Read Google's Membership."""
        data: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        return cls(
            name=_word(data, "name"),
            state=_word(data, "state"),
            role=_word(data, "role"),
            member=User.from_json(data.get("member")),
            group_name=_word(part_of(data, "groupMember"), "name"),
            affiliation=_word(data, "affiliation"),
            created=parse_time(data.get("createTime")),
            raw=data,
        )

    @property
    def kind(self) -> str:
        """``person``, ``group`` or ``app``."""
        if self.group_name:
            return "group"
        return "app" if self.member.type == "BOT" or self.user_name == "users/app" else "person"

    @property
    def kind_words(self) -> str:
        """`kind` in words."""
        return {"group": t("Google group"), "app": t("app")}.get(self.kind, t("person"))

    @property
    def email(self) -> str:
        """The address, where Google gives it."""
        return self.member.email

    @property
    def display_name(self) -> str:
        """The name, where Google gives it."""
        return self.member.display_name

    @property
    def user_name(self) -> str:
        """``users/ID``, or "" for a group."""
        return self.member.name

    @property
    def label(self) -> str:
        """The best that is known to call it by."""
        return self.group_name or self.member.label or self.name

    @property
    def role_words(self) -> str:
        """The role as Chat's own interface calls it: ROLE_MANAGER is its Owner."""
        return role_words(self.role)

    @property
    def state_words(self) -> str:
        """Whether they are in, in words."""
        words = {
            "JOINED": t("joined"),
            "INVITED": t("invited"),
            "NOT_A_MEMBER": t("not a member"),
        }
        return words.get(self.state, "")
