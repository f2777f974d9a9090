"""Everything that Google gives of a space, grouped and in words, for both faces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chattui.chat.audiences import audience_of, audience_words, principals_of
from chattui.chat.models import Space, part_of, text_of
from chattui.chat.permissions import POST, SETTABLE, may_words, permission_words
from chattui.chat.when import date_words, parse_time, relative_time
from chattui.safe_text import safe_text
from chattui.words import t, tn

TEXT_LIMIT: Final = 5000
"""Characters of a description or of guidelines, as many as Google allows."""
UNKNOWN_LIMIT: Final = 200

_TOLD: Final = frozenset(
    {
        *("name", "displayName", "spaceType", "spaceDetails", "spaceUri", "customer"),
        *("singleUserBotDm", "membershipCount", "externalUserAllowed", "accessSettings"),
        *("permissionSettings", "spaceHistoryState", "spaceThreadingState", "lastActiveTime"),
        *("createTime", "importMode", "importModeExpireTime", "adminInstalled"),
    }
)
LEFT_OUT: Final = frozenset({"type", "threaded", "predefinedPermissionSettings"})
"""Two that Google has replaced, whose successors are told, and one that it never gives back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a space: `label` is short, `words` are safe to show and may have lines."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things about a space that belong together."""

    title: str
    lines: tuple[Line, ...]


def details(space: Space, now: datetime) -> tuple[Group, ...]:
    """All that `space` holds, in words; `now` has the person's time zone.

    What Google did not give has no line; a field that is not known here has one with its own name.
    """
    groups = (
        (t("The space"), _about(space)),
        (t("Members"), _members(space)),
        (t("Who can come in"), _access(space)),
        (t("Who may do what"), _permissions(space)),
        (t("Messages"), _messages(space, now)),
        (t("Times"), _times(space, now)),
        (t("Besides"), _besides(space)),
    )
    made = ((title, tuple(Line(*pair) for pair in pairs if pair[1])) for title, pairs in groups)
    return tuple(Group(title, lines) for title, lines in made if lines)


Pairs = Iterator[tuple[str, str]]


def _about(space: Space) -> Pairs:
    told = part_of(space.raw, "spaceDetails")
    yield t("Name"), space.label
    yield t("Kind"), _first_large(space.kind_words)
    for label, key in ((t("Description"), "description"), (t("Guidelines"), "guidelines")):
        text = told.get(key)
        yield label, safe_text(text, limit=TEXT_LIMIT, lines=True) if isinstance(text, str) else ""
    yield t("Link"), space.uri
    yield t("Resource"), space.name
    yield t("Organisation"), text_of(space.raw, "customer")


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _members(space: Space) -> Pairs:
    if space.member_count is not None:
        count = space.member_count
        yield (
            t("People"),
            tn("{count} person has joined", "{count} people have joined", count),
        )
    if space.group_count:
        yield (
            t("Groups"),
            tn(
                "{count} Google group, whose people are not counted",
                "{count} Google groups, whose people are not counted",
                space.group_count,
            ),
        )


def _access(space: Space) -> Pairs:
    told = space.raw.get("externalUserAllowed")
    if isinstance(told, bool):
        yield (
            t("Outsiders"),
            t("People from outside may be added; that was chosen when it was made")
            if told
            else t("Only people of the organisation; that was chosen when it was made"),
        )
    state = text_of(part_of(space.raw, "accessSettings"), "accessState", 60)
    words = {
        "": "",
        "PRIVATE": t("Nobody but those who were added"),
        "DISCOVERABLE": t("Anybody of the target audience"),
    }
    yield t("Found by"), words.get(state, state)
    audience = audience_of(space.raw)
    yield t("Audience"), _first_large(audience_words(audience)) if audience else ""
    settings = (
        (t("May find it"), "discoverSpaceSetting"),
        (t("May join"), "joinSpaceSetting"),
        (t("May see who is in"), "viewSpaceMembershipSetting"),
    )
    for label, name in settings:
        yield label, _first_large(", ".join(map(audience_words, principals_of(space.raw, name))))


def _permissions(space: Space) -> Pairs:
    settings = part_of(space.raw, "permissionSettings")
    order = (POST, *SETTABLE)
    for name in (*order, *sorted(set(settings) - set(order), key=str)):
        if name in settings:
            yield permission_words(name), may_words(part_of(settings, name))


def _messages(space: Space, now: datetime) -> Pairs:
    history = text_of(space.raw, "spaceHistoryState", 60)
    kept = {
        "HISTORY_ON": t("Messages are kept, for as long as the organisation wants"),
        "HISTORY_OFF": t("Messages are kept for 24 hours"),
        "HISTORY_STATE_UNSPECIFIED": "",
    }
    yield t("History"), kept.get(history, history)
    threading = text_of(space.raw, "spaceThreadingState", 60)
    replies = {
        "THREADED_MESSAGES": t("Answers can stand in threads"),
        "GROUPED_MESSAGES": t("Messages are grouped by topic"),
        "UNTHREADED_MESSAGES": t("There are no threads"),
        "SPACE_THREADING_STATE_UNSPECIFIED": "",
    }
    yield t("Threads"), replies.get(threading, threading)
    yield t("Last message"), _day(space.last_active, now)


def _times(space: Space, now: datetime) -> Pairs:
    made = date_words(space.created, now)
    yield t("Made"), t("On {date}; Google does not say by whom", date=made) if made else ""
    ends = parse_time(space.raw.get("importModeExpireTime"))
    date = date_words(ends, now)
    yield (
        t("Import ends"),
        t("On {date}; Google deletes the space if it is not complete by then", date=date)
        if date
        else "",
    )


def _day(when: datetime | None, now: datetime) -> str:
    date = date_words(when, now)
    return t("{date}, {ago}", date=date, ago=relative_time(when, now)) if date else ""


def _besides(space: Space) -> Pairs:
    if space.raw.get("importMode") is True:
        yield t("Import mode"), t("It is being imported, and nobody sees it until that is complete")
    if space.raw.get("adminInstalled") is True:
        yield t("Installed by"), t("An administrator of the organisation")
    for name in sorted((n for n in space.raw if n not in _TOLD | LEFT_OUT), key=str):
        yield safe_text(str(name), limit=60), _unknown(space.raw[name])


def _unknown(value: Any) -> str:
    """A field that Google has added since: as it stands in the answer."""
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return safe_text(words[: 2 * UNKNOWN_LIMIT], limit=UNKNOWN_LIMIT)
