"""spaces.search, with administrator privileges and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

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


OWN = 'space_type = "SPACE"'


def test_others_find_their_own(admin: User, other: User) -> None:
    both = f'(display_name:"lunch" OR display_name:"launch") AND {OWN}'
    assert search(other, both) == ["Launch team", "Lunch"]
    assert search(other, both, orderBy="create_time DESC") == ["Lunch", "Launch team"]
    assert "Lunch" not in search(admin, f'display_name:"lunch" AND {OWN}')
    answer = other.get("spaces:search", query=both)
    assert answer.keys() == {"results"}
    assert search(other, f'external_user_allowed = "true" AND display_name:"lunch" AND {OWN}') == []


def test_without_a_name_nobody_finds_anything(other: User) -> None:
    assert other.get("spaces:search", query=f'({OWN} AND external_user_allowed = "false")') == {}


def test_a_person_gets_a_hundred_at_most(admin: User) -> None:
    query = f'display_name:"space" AND {OWN}'
    assert len(search(admin, query, pageSize="1000")) == 100
    assert len(search(admin, f"{ALL} AND {query[:20]}", useAdminAccess="true", pageSize="1000")) > 9


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
        f'{ALL} OR display_name:"a"',
        f'{ALL} AND (space_type = "SPACE" OR space_type = "SPACE")',
        f'{ALL} AND display_name = "a"',
        f'{ALL} AND display_name:"a" AND display_name:"b"',
        f'{ALL} AND (display_name:"a" OR external_user_allowed = "true")',
        f'{ALL} AND external_user_allowed = "maybe"',
        f'{ALL} AND space_history_state = "ON"',
        f'{ALL} AND create_time > "2026-01-01"',
        f'{ALL} AND create_time > "2026-01-01T00:00:00"',
        f'{ALL} AND create_time > "yesterday"',
        f'{ALL} AND create_time:"2026-01-01T00:00:00Z"',
        f'{ALL} AND create_time > "2026-01-01T00:00:00Z" AND create_time > "2025-01-01T00:00:00Z"',
        f'{ALL} AND (display_name:"a"',
        f'{ALL} AND display_name:"a")',
        f"{ALL} AND",
        f'{ALL} display_name:"a"',
        f'{ALL} AND spaceType = "SPACE"',
    ],
)
def test_what_a_search_with_privileges_refuses(admin: User, query: str) -> None:
    reply = admin.call("GET", "spaces:search", query=query, useAdminAccess="true")
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    "query",
    [
        "",
        'display_name:"a"',
        f'{OWN} AND customer = "customers/my_customer"',
        f'{OWN} AND space_history_state = "HISTORY_ON"',
        f'{OWN} AND create_time > "2026-01-01T00:00:00Z"',
    ],
)
def test_what_a_search_of_a_person_refuses(other: User, query: str) -> None:
    assert failure(other.call("GET", "spaces:search", query=query))[0] == 400


NUMBERED = f'{ALL} AND display_name:"space"'


@pytest.fixture
def count(admin: User) -> Callable[[str], int]:
    """How many spaces an administrator finds with a part of a query."""

    def found(part: str) -> int:
        query = f"{NUMBERED} AND {part}"
        answer = admin.get("spaces:search", query=query, useAdminAccess="true", pageSize="1")
        total: int = answer.get("totalSize", 0)
        return total

    return found


def test_terms_of_one_field_make_the_whole(count: Callable[[str], int]) -> None:
    external, internal = (count(f'external_user_allowed = "{word}"') for word in ("true", "false"))
    assert external > 100
    assert external + internal == 2500
    history = 'space_history_state = "{}"'
    on, off = (count(history.format(word)) for word in ("HISTORY_ON", "HISTORY_OFF"))
    assert (on + off, off > 100) == (2500, True)
    either = f"({history.format('HISTORY_ON')} OR {history.format('HISTORY_OFF')})"
    assert count(either) == 2500


@pytest.mark.parametrize("field", ["create_time", "last_active_time"])
def test_times_split_and_enclose(google: Google, count: Callable[[str], int], field: str) -> None:
    now = datetime.fromisoformat(google.http.get("/_emulator/state").json()["now"])
    early, late = ((now - timedelta(days=days)).isoformat() for days in (200, 31))
    before, after = count(f'{field} < "{late}"'), count(f'{field} >= "{late}"')
    assert before + after == 2500
    assert before > 100
    inside = count(f'({field} > "{early}" AND {field} <= "{late}")')
    outside = count(f'({field} <= "{early}" OR {field} > "{late}")')
    assert inside + outside == 2500
    assert count(f'{field} > "{early}" AND {field} <= "{late}"') == inside


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("create_time", lambda s: s["createTime"]),
        ("last_active_time", lambda s: s["lastActiveTime"]),
        (
            "membership_count.joined_direct_human_user_count",
            lambda s: s["membershipCount"]["joinedDirectHumanUserCount"],
        ),
    ],
)
def test_orders(admin: User, field: str, value: Callable[[Any], Any]) -> None:
    def page(order: str) -> list[Any]:
        params = {"useAdminAccess": "true", "orderBy": order, "pageSize": "20"}
        found = admin.get("spaces:search", query=NUMBERED, **params)
        return [value(space) for space in found["spaces"]]

    up, down = page(f"{field} ASC"), page(f"{field} desc")
    assert up == sorted(up) == page(field)
    assert down == sorted(down, reverse=True)
    assert up[0] < down[0]


@pytest.mark.parametrize("order", ["display_name", "create_time UP", "create_time DESC, x"])
def test_orders_that_there_are_not(admin: User, order: str) -> None:
    reply = admin.call("GET", "spaces:search", query=ALL, useAdminAccess="true", orderBy=order)
    assert failure(reply)[0] == 400
    own = f'display_name:"a" AND {OWN}'
    assert (
        failure(admin.call("GET", "spaces:search", query=own, orderBy="create_time ASC"))[0] == 400
    )


def test_pages_fit_together_whatever_changes_meanwhile(google: Google, admin: User) -> None:
    def page(token: str) -> Any:
        params = {"useAdminAccess": "true", "pageSize": "400", "pageToken": token}
        return admin.get("spaces:search", query=f'{ALL} AND display_name:"space 00"', **params)

    first = page("")
    gone = first["spaces"][7]["name"], "spaces/AAAAb000555"
    remover = google.user("ada@example.com", "chat.delete")
    assert [remover.call("DELETE", name).status_code for name in gone] == [200, 200]
    second = page(first["nextPageToken"])
    third = page(second["nextPageToken"])
    names = [space["name"] for found in (first, second, third) for space in found["spaces"]]
    assert len(names) == len(set(names)) == 999
    assert page("")["totalSize"] == 998


def test_who_is_no_administrator_is_refused(google: Google, other: User) -> None:
    assert failure(other.call("GET", "spaces:search", query=ALL, useAdminAccess="true"))[0] == 403


def test_without_a_configured_app_only_administrators_are_refused(
    google: Google, admin: User
) -> None:
    google.control("settings", chat_app_configured=False)
    assert failure(admin.call("GET", "spaces:search", query=ALL, useAdminAccess="true"))[0] == 404
    assert search(admin, f'display_name:"lunch" AND {OWN}') == []
