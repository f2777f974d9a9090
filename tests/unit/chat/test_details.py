"""All that Google gives of a space, in words; roles and permissions by their names in Chat."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.chat.audiences import audience_name, audience_words, check_audience
from chattui.chat.details import LEFT_OUT, Group, details
from chattui.chat.models import Membership, Space
from chattui.chat.permissions import (
    LEVELS,
    POST,
    SETTABLE,
    level_of,
    level_words,
    may_words,
    permission_words,
    setting_of,
)
from chattui.chat.roles import ROLES, plain_role, rank, role_from_words, role_words
from chattui.chat.when import date_words
from chattui.problem import Exit, ProblemError
from chattui.safe_text import is_safe

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AUDIENCE = {"principals": [{"audience": {"name": "audiences/default"}}]}
ALL = {"managersAllowed": True, "assistantManagersAllowed": True, "membersAllowed": True}
FULL: dict[str, Any] = {
    "name": "spaces/AAAA",
    "type": "ROOM",
    "spaceType": "SPACE",
    "displayName": "Launch team",
    "spaceDetails": {"description": "What\nwe launch", "guidelines": "Be kind"},
    "spaceUri": "https://chat.google.com/room/AAAA?cls=11",
    "customer": "customers/C0123",
    "membershipCount": {"joinedDirectHumanUserCount": 1400, "joinedGroupCount": 1},
    "externalUserAllowed": True,
    "accessSettings": {
        "accessState": "DISCOVERABLE",
        "audience": "audiences/default",
        "accessPermissionSettings": {
            "discoverSpaceSetting": AUDIENCE,
            "joinSpaceSetting": AUDIENCE,
            "viewSpaceMembershipSetting": {},
        },
    },
    "permissionSettings": {POST: ALL, "manageApps": {"managersAllowed": True}, "useTeleport": {}},
    "spaceHistoryState": "HISTORY_ON",
    "spaceThreadingState": "THREADED_MESSAGES",
    "threaded": True,
    "lastActiveTime": "2026-11-20T12:00:00Z",
    "createTime": "2026-03-02T23:30:00.5Z",
    "importMode": True,
    "importModeExpireTime": "2027-01-01T00:00:00Z",
    "adminInstalled": True,
    "hologram": {"depth": 3},
}


def told(raw: dict[str, Any], now: datetime = NOW) -> dict[str, dict[str, str]]:
    groups = details(Space.from_json(raw), now)
    return {group.title: {line.label: line.words for line in group.lines} for group in groups}


def test_a_space_is_told_in_words() -> None:
    assert told(FULL) == {
        "The space": {
            "Name": "Launch team",
            "Kind": "Space, external",
            "Description": "What\nwe launch",
            "Guidelines": "Be kind",
            "Link": "https://chat.google.com/room/AAAA?cls=11",
            "Resource": "spaces/AAAA",
            "Organisation": "customers/C0123",
        },
        "Members": {
            "People": "1,400 people have joined",
            "Groups": "1 Google group, whose people are not counted",
        },
        "Who can come in": {
            "Outsiders": "People from outside may be added; that was chosen when it was made",
            "Found by": "Anybody of the target audience",
            "Audience": "The organisation's default audience",
            "May find it": "The organisation's default audience",
            "May join": "The organisation's default audience",
        },
        "Who may do what": {
            "Post messages": "Owners, managers and all members",
            "Add and remove apps": "Owners",
            "useTeleport": "Nobody",
        },
        "Messages": {
            "History": "Messages are kept, for as long as the organisation wants",
            "Threads": "Answers can stand in threads",
            "Last message": "20 November 2026, yesterday",
        },
        "Times": {
            "Made": "On 2 March 2026; Google does not say by whom",
            "Import ends": (
                "On 1 January 2027; Google deletes the space if it is not complete by then"
            ),
        },
        "Besides": {
            "Import mode": "It is being imported, and nobody sees it until that is complete",
            "Installed by": "An administrator of the organisation",
            "hologram": '{"depth": 3}',
        },
    }


def test_a_day_is_one_of_the_persons_time_zone() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=2)))
    assert told(FULL, east)["Times"]["Made"].startswith("On 3 March 2026;")
    assert date_words(datetime.max.replace(tzinfo=UTC), east) == ""


def test_every_field_of_googles_is_told_or_left_out_on_purpose() -> None:
    """Each field of the discovery schema changes what is told, save those of `LEFT_OUT`."""
    folder = resources.files("googleapiclient.discovery_cache").joinpath("documents")
    schemas = json.loads(folder.joinpath("chat.v1.json").read_text("utf-8"))["schemas"]
    fields = set(schemas["Space"]["properties"])
    # A direct message with an app is a kind of its own.
    changed = {"singleUserBotDm"}
    today = {key: value for key, value in FULL.items() if key not in LEFT_OUT}
    for name in fields & set(today):
        if told({key: value for key, value in today.items() if key != name}) != told(today):
            changed.add(name)
    assert told(today) == told(FULL)
    assert fields - changed == LEFT_OUT
    assert told({"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": True}) != told(
        {"spaceType": "DIRECT_MESSAGE"}
    )
    permissions = set(schemas["PermissionSettings"]["properties"])
    assert permissions == {POST, *SETTABLE}
    assert all(permission_words(name) != name for name in permissions)


def test_what_is_not_given_has_no_line() -> None:
    assert told({"spaceType": "SPACE"}) == {
        "The space": {"Name": "Space without a name", "Kind": "Space"}
    }
    closed = {"externalUserAllowed": False, "accessSettings": {"accessState": "PRIVATE"}}
    off = {"spaceHistoryState": "HISTORY_OFF", "lastActiveTime": "never"}
    some = told({"spaceType": "SPACE", **closed, **off})
    assert some["Who can come in"] == {
        "Outsiders": "Only people of the organisation; that was chosen when it was made",
        "Found by": "Nobody but those who were added",
    }
    assert some["Messages"] == {"History": "Messages are kept for 24 hours"}


def test_words_that_google_adds_later_are_shown_as_they_are() -> None:
    new = told(
        {
            "spaceType": "HOLOGRAM",
            "spaceHistoryState": "HISTORY_FADING",
            "spaceThreadingState": "WOVEN_MESSAGES",
            "accessSettings": {"accessState": "ALIENS"},
        }
    )
    assert new["The space"]["Kind"] == "Unknown kind"
    assert new["Messages"] == {"History": "HISTORY_FADING", "Threads": "WOVEN_MESSAGES"}
    assert new["Who can come in"] == {"Found by": "ALIENS"}


TEXT = st.text("aé\x1b\u202e\n", max_size=5) | st.sampled_from(["audiences/a", "audience", "name"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*FULL, "x\x1b"]), JSON, max_size=6))
def test_whatever_google_answers_is_safe_to_show(raw: dict[str, Any]) -> None:
    found: tuple[Group, ...] = details(Space.from_json(raw), NOW)
    for group in found:
        for line in group.lines:
            assert is_safe(line.label)
            assert all(map(is_safe, line.words.split("\n")))


@pytest.mark.parametrize(
    ("typed", "role", "words"),
    [
        ("owner", "ROLE_MANAGER", "Owner"),
        (" Managers ", "ROLE_ASSISTANT_MANAGER", "Manager"),
        ("ROLE_MANAGER", "ROLE_MANAGER", "Owner"),
        ("assistant_manager", "ROLE_ASSISTANT_MANAGER", "Manager"),
        ("member", "ROLE_MEMBER", "Member"),
    ],
)
def test_a_role_is_called_as_chats_own_pages_do(typed: str, role: str, words: str) -> None:
    assert role_from_words(typed) == role
    assert role_words(role) == Membership.from_json({"role": role}).role_words == words
    assert role_from_words(plain_role(role)) == role


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(ProblemError) as caught:
        role_from_words("king\x1b")
    assert (caught.value.problem.code, caught.value.problem.exit) == (
        "chat.role_unknown",
        Exit.USAGE,
    )
    assert (role_words("ROLE_KING"), plain_role(""), rank("ROLE_KING")) == ("", "", 3)
    assert [rank(role) for role in ROLES] == [0, 1, 2]


def test_a_permission_has_a_level_where_chats_pages_offer_it() -> None:
    for level in LEVELS:
        assert level_of(setting_of(level)) == level
        assert level_words(level) == may_words(setting_of(level))
    flags = list(ALL)
    every = [{f: bool(bits >> i & 1) for i, f in enumerate(flags)} for bits in range(8)]
    assert len({may_words(setting) for setting in every}) == 8
    assert level_of({}) == level_words("some") == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [("default", "audiences/default"), ("none", ""), ("audiences/7", "audiences/7"), ("a b", "")],
)
def test_an_audience_is_named_in_short(typed: str, name: str) -> None:
    found = audience_name(typed)
    if check_audience(found, "edit"):
        assert name == ""
    else:
        assert found == name
    assert is_safe(audience_words(found))
