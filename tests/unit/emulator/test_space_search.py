"""spaces.search, with administrator privileges and without."""

from __future__ import annotations

import pytest

from tests.unit.emulator.conftest import Google, User, failure

ALL = 'customer = "customers/my_customer" AND space_type = "SPACE"'


def search(user: User, query: str = ALL, **params: str) -> list[str]:
    found = user.get("spaces:search", query=query, **params).get("results", [])
    return [result["space"]["displayName"] for result in found]


@pytest.fixture
def admin(google: Google) -> User:
    return google.user("ada@example.com", "chat.admin.spaces.readonly", "chat.spaces")


@pytest.fixture
def other(google: Google) -> User:
    user = google.user("grace@example.com", "chat.admin.spaces.readonly", "chat.spaces")
    for name in ("Launch team", "Lunch"):
        user.call("POST", "spaces", {"spaceType": "SPACE", "displayName": name})
    return user


def test_an_administrator_finds_what_others_made(admin: User, other: User) -> None:
    found = admin.get("spaces:search", query=ALL, useAdminAccess="true")
    assert {"Launch team", "Lunch"} <= {s["displayName"] for s in found["spaces"]}
    assert found["totalSize"] > len(found["results"]) == 100
    named = f'{ALL} AND display_name:"lau te"'
    assert search(admin, named, useAdminAccess="true") == ["Launch team"]
    first = admin.get("spaces:search", query=ALL, useAdminAccess="true", pageSize="1")
    assert len(first["results"]) == 1
    assert first["nextPageToken"]


def test_others_find_their_own(admin: User, other: User) -> None:
    assert search(other, 'display_name:"lunch" OR display_name:"launch"') == [
        "Launch team",
        "Lunch",
    ]
    assert "Lunch" not in search(admin, 'display_name:"lunch"')
    assert "totalSize" not in other.get("spaces:search", query='display_name:"lunch"')
    assert search(other, 'external_user_allowed = "true" AND display_name:"lunch"') == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        'space_type = "SPACE"',
        'customer = "customers/other" AND space_type = "SPACE"',
        'customer = "customers/my_customer" AND space_type = "GROUP_CHAT"',
        f"{ALL} AND nonsense",
        f'{ALL} AND colour = "red"',
        f'{ALL} AND space_type = "SPACE"',
        f'{ALL} AND display_name:"{"x" * 1000}"',
    ],
)
def test_what_a_search_with_privileges_refuses(admin: User, query: str) -> None:
    reply = admin.call("GET", "spaces:search", query=query, useAdminAccess="true")
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")


def test_who_is_no_administrator_is_refused(google: Google, other: User) -> None:
    assert failure(other.call("GET", "spaces:search", query=ALL, useAdminAccess="true"))[0] == 403


def test_without_a_configured_app_only_administrators_are_refused(
    google: Google, admin: User
) -> None:
    google.control("settings", chat_app_configured=False)
    assert failure(admin.call("GET", "spaces:search", query=ALL, useAdminAccess="true"))[0] == 404
    assert search(admin, 'display_name:"lunch"') == []
