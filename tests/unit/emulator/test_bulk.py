"""The spaces and conversations that are made by their number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from chattui.emulator import Emulator
from chattui.emulator.bulk import Bulk, facts_of
from chattui.emulator.directory import COLLEAGUES, Directory
from chattui.emulator.space_model import INVITED, MANAGER, is_joined
from tests.unit.emulator.conftest import Google, User

NOW = 1.8e9


def bulk(people: int = 0, count: int = 3000, conversations: int = 1000) -> Bulk:
    directory = Directory(people, COLLEAGUES)
    return Bulk(directory.ensure("ada@example.com"), count, NOW, directory, conversations)


@pytest.mark.parametrize("people", [0, 25])
def test_what_is_told_of_a_space_is_what_it_is(people: int) -> None:
    made = bulk(people, count=1010, conversations=430)
    directory = made.directory
    asked = [made.owner, directory.ensure("grace@example.com")]
    asked += [person for one in (3, 24, 17) if (person := directory.by_id(f"118{one:018d}"))]
    asked += [person for one in (3, 24, 17) if (person := directory.by_id(f"117{one:018d}"))]
    asked += [person for one in (3, 24, 17) if (person := directory.guest(one))]
    for index in range(made.total):
        space = made.space(index)
        if index < made.count:
            assert facts_of(space, index) == made.facts(index)
        assert made.index_of(space.id) == index
        for person in asked:
            assert made.has_joined(index, person) is is_joined(space, person), (index, person)
        assert all(directory.by_id(member) for member in space.members)


def test_the_first_ten_are_plain() -> None:
    for index in range(10):
        space = bulk().space(index)
        assert [member.role for member in space.members.values()] == [MANAGER]
        assert space.display_name == f"Space {index:05d}"
        assert (space.external, space.announcement, space.audience) == (False, False, "")


def test_the_others_differ_as_in_an_organization() -> None:
    spaces = [bulk().space(index) for index in range(3000)]
    people = [space.joined("human") for space in spaces]
    assert (min(people), max(people)) == (1, 201)
    assert len(set(people)) > 10
    for wanted in (
        [space for space in spaces if space.external],
        [space for space in spaces if any(m.startswith("116") for m in space.members)],
        [space for space in spaces if space.announcement],
        [space for space in spaces if space.audience],
        [space for space in spaces if space.history == "HISTORY_OFF"],
        [space for space in spaces if MANAGER not in {m.role for m in space.members.values()}],
        [space for space in spaces if INVITED in {m.state for m in space.members.values()}],
        [space for space in spaces if space.last_active < NOW - 86400 * 365],
    ):
        assert 20 < len(wanted) < 1000
    assert all(space.created < space.last_active <= NOW for space in spaces)


@pytest.fixture
def talker() -> Iterator[User]:
    with Emulator(auto_consent="ada@example.com", spaces=20, conversations=500) as emulator:
        google = Google(emulator.base_url)
        google.control("settings", quota_scale=100)
        yield google.user("ada@example.com", "chat.spaces", "chat.memberships")
        google.http.close()


def test_conversations_stand_beside_spaces(talker: User) -> None:
    listed: list[Any] = talker.get("spaces", pageSize=1000)["spaces"]
    kinds = Counter(space["spaceType"] for space in listed)
    assert kinds == {"SPACE": 20, "GROUP_CHAT": 300, "DIRECT_MESSAGE": COLLEAGUES}
    direct = [space for space in listed if space["spaceType"] == "DIRECT_MESSAGE"]
    for space in direct[:3]:
        (other,) = [e for e in talker.emails(space) if e != "ada@example.com"]
        found = talker.get("spaces:findDirectMessage", name=f"users/{other}")
        assert found["name"] == space["name"]
        assert talker.setup(other, kind="DIRECT_MESSAGE")["name"] == space["name"]
    chat = next(space for space in listed if space["spaceType"] == "GROUP_CHAT")
    emails = talker.emails(chat)
    assert len(emails) == chat["membershipCount"]["joinedDirectHumanUserCount"] > 2
    body = {"spaceType": "SPACE", "displayName": "Grown"}
    mask = {"updateMask": "spaceType,displayName"}
    assert talker.call("PATCH", chat["name"], body, **mask).status_code == 200
    query = 'display_name:"grown" AND space_type = "SPACE"'
    (result,) = talker.get("spaces:search", query=query)["results"]
    assert result["space"]["name"] == chat["name"]


def test_only_what_was_changed_is_kept(google: Google, ada: User) -> None:
    member = {"member": {"name": "users/grace@example.com", "type": "HUMAN"}}
    ada.get("spaces", pageSize=1000)
    ada.get("spaces/AAAAb000020/members")
    assert google.http.get("/_emulator/state").json()["spaces"] == []
    assert ada.call("POST", "spaces/AAAAb000003/members", member).status_code == 200
    (kept,) = google.http.get("/_emulator/state").json()["spaces"]
    assert kept["name"] == "spaces/AAAAb000003"
    assert [one["member"]["email"] for one in kept["members"]][-1] == "grace@example.com"
    assert "AAAAb000003" in json.dumps(google.user("grace@example.com").get("spaces"))


@pytest.fixture
def large() -> Iterator[Google]:
    with Emulator(auto_consent="ada@example.com", spaces=100_000) as emulator:
        google = Google(emulator.base_url)
        google.control("settings", admins=["grace@example.com"])
        yield google
        google.http.close()


def test_who_is_in_none_of_a_hundred_thousand_spaces_finds_the_idlest(large: Google) -> None:
    admin = large.user("grace@example.com", "chat.admin.spaces.readonly", "chat.spaces")
    assert admin.get("spaces") == {}
    query = 'customer = "customers/my_customer" AND space_type = "SPACE"'
    asked = {"useAdminAccess": "true", "orderBy": "last_active_time ASC", "pageSize": "5"}
    found = admin.get("spaces:search", query=query, **asked)
    assert found["totalSize"] == 100_000
    times = [space["lastActiveTime"] for space in found["spaces"]]
    assert times == sorted(times)


@pytest.mark.exhaustive
def test_a_hundred_thousand_spaces_page_by_page(large: Google) -> None:
    ada = large.user("ada@example.com")
    seen: list[str] = []
    token = ""
    while len(seen) < 100_000:
        page = ada.get("spaces", pageSize=1000, pageToken=token, fields="spaces/name,nextPageToken")
        seen += [space["name"] for space in page["spaces"]]
        token = page.get("nextPageToken", "")
    assert token == ""
    assert seen == [f"spaces/AAAAb{index:06d}" for index in range(100_000)]
    assert large.http.get("/_emulator/state").json()["spaces"] == []
