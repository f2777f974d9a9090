"""Spaces, memberships and people, read from anything that looks like Google's JSON."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.chat.models import Membership, Space, User
from chattui.safe_text import is_safe

WIRE = {
    "name": "spaces/AAAAtestRoom",
    "type": "ROOM",
    "displayName": "Test Room",
    "spaceThreadingState": "THREADED_MESSAGES",
    "spaceType": "SPACE",
    "spaceHistoryState": "HISTORY_ON",
    "lastActiveTime": "2026-07-29T17:50:23.086351Z",
    "membershipCount": {"joinedDirectHumanUserCount": 14, "joinedGroupCount": 1},
    "customer": "customers/C0123",
    "spaceUri": "https://chat.google.com/room/AAAAtestRoom?cls=11",
}
HOSTILE = ["[/", "[@click=app.quit()]x[/]", "\x1b]52;c;eA==\x07", "\u202egnol", "x" * 10_000]


def test_a_space_as_google_gives_it() -> None:
    space = Space.from_json(WIRE)
    assert (space.name, space.id) == ("spaces/AAAAtestRoom", "AAAAtestRoom")
    assert (space.display_name, space.label) == ("Test Room", "Test Room")
    assert (space.kind_words, space.history_words) == ("space", "history on")
    assert (space.member_count, space.group_count) == (14, 1)
    assert space.last_active == datetime(2026, 7, 29, 17, 50, 23, 86351, UTC)
    assert space.uri == "https://chat.google.com/room/AAAAtestRoom?cls=11"
    assert space.raw is WIRE
    lean = space.with_raw({})
    assert (lean, lean.raw) == (space, {})


@pytest.mark.parametrize(
    ("raw", "kind", "label"),
    [
        ({"spaceType": "SPACE", "displayName": "A"}, "space", "A"),
        (
            {"spaceType": "SPACE", "displayName": "A", "externalUserAllowed": True},
            "space, external",
            "A",
        ),
        (
            {
                "spaceType": "SPACE",
                "permissionSettings": {"postMessages": {"managersAllowed": True}},
            },
            "announcement",
            "Space without a name",
        ),
        (
            {
                "spaceType": "SPACE",
                "permissionSettings": {"postMessages": {"membersAllowed": True}},
            },
            "space",
            "Space without a name",
        ),
        ({"spaceType": "GROUP_CHAT"}, "group chat", "Group chat"),
        (
            {"spaceType": "GROUP_CHAT", "externalUserAllowed": True},
            "group chat, external",
            "Group chat",
        ),
        ({"spaceType": "DIRECT_MESSAGE", "type": "DM"}, "direct message", "Direct message"),
        (
            {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": True},
            "direct message, app",
            "Direct message with an app",
        ),
        ({"type": "ROOM"}, "space", "Space without a name"),
        ({"type": "DM"}, "direct message", "Direct message"),
        ({"spaceType": "HOLOGRAM"}, "unknown kind", "Space without a name"),
    ],
)
def test_kinds_in_words(raw: dict[str, Any], kind: str, label: str) -> None:
    space = Space.from_json(raw)
    assert (space.kind_words, space.label) == (kind, label)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_safe_to_draw(name: str) -> None:
    space = Space.from_json({"spaceType": "SPACE", "displayName": name})
    member = Membership.from_json({"member": {"displayName": name, "email": name, "name": name}})
    for shown in (space.display_name, member.label, member.email, member.user_name):
        assert is_safe(shown)
        assert len(shown) <= 500


@pytest.mark.parametrize(
    "uri",
    [
        "http://chat.google.com/room/A",
        "https://chat.google.com.evil.example/room/A",
        "https://evil.example/https://chat.google.com/",
        "https://chat.google.com@evil.example/",
        "https://chat.google.com:444/",
        "https://chat.google.com/\x1b]8;;x",
        "https://chat.google.com/a b",
        "https://chat.google.com/\n",
        "javascript:alert(1)",
        "https://chat.google.com/" + "a" * 5000,
        7,
        None,
    ],
)
def test_no_link_comes_from_data(uri: object) -> None:
    assert Space.from_json({"spaceUri": uri}).uri == ""


def test_links_into_gmail_are_links_to_chat() -> None:
    uri = "https://mail.google.com/chat/u/0/#chat/space/AAAA"
    assert Space.from_json({"spaceUri": uri}).uri == uri


@pytest.mark.parametrize("name", ["spaces/../x", "AAAA", "spaces/A/members/B", 3, None, "\x1b"])
def test_a_name_that_is_none_is_empty(name: object) -> None:
    assert Space.from_json({"name": name}).name == ""


@pytest.mark.parametrize(
    ("counts", "members"),
    [
        ({}, 0),
        ({"joinedDirectHumanUserCount": 3}, 3),
        ({"joinedDirectHumanUserCount": "3"}, 3),
        ({"joinedDirectHumanUserCount": -3}, 0),
        ({"joinedDirectHumanUserCount": True}, 0),
        ({"joinedDirectHumanUserCount": [1]}, 0),
        (None, None),
        (7, None),
    ],
)
def test_counts_of_odd_types(counts: object, members: int | None) -> None:
    assert Space.from_json({"membershipCount": counts}).member_count == members


@pytest.mark.parametrize(
    ("raw", "kind", "role", "state"),
    [
        ({"role": "ROLE_MANAGER", "state": "JOINED"}, "person", "Owner", "joined"),
        ({"role": "ROLE_ASSISTANT_MANAGER", "state": "INVITED"}, "person", "Manager", "invited"),
        ({"role": "ROLE_MEMBER", "state": "NOT_A_MEMBER"}, "person", "Member", "not a member"),
        ({"groupMember": {"name": "groups/9"}, "role": "ROLE_X"}, "Google group", "", ""),
        ({"member": {"name": "users/app"}}, "app", "", ""),
        ({"member": {"name": "users/5", "type": "BOT"}}, "app", "", ""),
    ],
)
def test_memberships_in_the_words_of_chat(
    raw: dict[str, Any], kind: str, role: str, state: str
) -> None:
    membership = Membership.from_json(raw)
    assert (membership.kind_words, membership.role_words, membership.state_words) == (
        kind,
        role,
        state,
    )


def test_a_person_is_called_by_the_best_that_is_known() -> None:
    assert User.from_json({"name": "users/1"}).label == "users/1"
    assert User.from_json({"name": "users/1", "email": "a@example.com"}).label == "a@example.com"
    assert Membership.from_json({"groupMember": {"name": "groups/9"}}).label == "groups/9"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        *("name", "displayName", "spaceType", "type", "membershipCount", "lastActiveTime"),
        *("spaceUri", "permissionSettings", "member", "groupMember", "role", "state", "email"),
        *("joinedDirectHumanUserCount", "postMessages", "spaceHistoryState", "createTime"),
    ]
)


@given(JSON | st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON)))
def test_reading_never_raises_and_shows_only_safe_text(raw: object) -> None:
    space, membership = Space.from_json(raw), Membership.from_json(raw)
    shown = [space.name, space.label, space.kind_words, space.uri, membership.name]
    shown += [membership.label, membership.email, membership.kind_words, membership.role_words]
    assert all(is_safe(text) for text in shown)


def test_the_models_and_the_cache_are_light_to_import() -> None:
    program = (
        "import sys; import chattui.chat.models, chattui.chat.cache, chattui.chat.lists;"
        "heavy = {'httpx', 'asyncio', 'requests', 'email', 'hashlib', 'ssl', 'platformdirs'};"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
