"""The Chat API, against the emulator."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from chattui import endpoints, net
from chattui.chat.api import ChatClient
from chattui.chat.events import Retrying, Waiting
from chattui.chat.models import Membership, Space
from chattui.emulator import Emulator
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.chat.harness import ME, Google, MakeChat, added, person, scripted

pytestmark = pytest.mark.anyio

NAMED = {"spaceType": "SPACE", "displayName": "Launch team"}


async def all_spaces(chat: ChatClient, filter: str = "") -> list[Space]:  # noqa: A002
    return [space async for page in chat.space_pages(filter) for space in page]


async def all_members(chat: ChatClient, space: str, **options: Any) -> list[Membership]:
    return [m async for page in chat.member_pages(space, **options) for m in page]


async def problem_of(call: Awaitable[object]) -> Problem:
    with pytest.raises(ProblemError) as caught:
        await call
    return caught.value.problem


async def test_nothing_there_is_an_empty_page(chat: ChatClient) -> None:
    assert await all_spaces(chat) == []


async def test_a_space_from_its_making_to_its_end(chat: ChatClient) -> None:
    made = await chat.create_space(NAMED, "request-1")
    assert (made.label, made.kind_words, made.id in made.uri) == ("Launch team", "space", True)
    assert await chat.get_space(made.id) == await chat.get_space(made.name)
    changed = await chat.patch_space(made.name, {"displayName": "Landing team"}, "display_name")
    assert changed.display_name == "Landing team"
    assert [space.display_name for space in await all_spaces(chat)] == ["Landing team"]
    problem = await problem_of(chat.delete_space(made.name))
    assert problem.code == "chat.scope_missing"
    assert "chat.delete" in problem.remedy


async def test_deleting_with_the_right_to(make_chat: MakeChat) -> None:
    chat = await make_chat("chat.spaces", "chat.delete")
    made = await chat.create_space(NAMED, "request-1")
    await chat.delete_space(made.name)
    assert await all_spaces(chat) == []


async def test_the_same_request_id_makes_one_space(chat: ChatClient, google: Google) -> None:
    names = {(await chat.create_space(NAMED, "again")).name for _ in range(3)}
    assert len(names) == len(google.spaces()) == 1


async def test_members_from_their_adding_to_their_end(chat: ChatClient) -> None:
    space = (await chat.setup_space(NAMED, added("grace@example.com"), "r")).name
    alan = await chat.add_member(space, person("alan@example.com"))
    assert (alan.kind, alan.state, alan.role_words) == ("person", "JOINED", "Member")
    promoted = await chat.set_role(space, "alan@example.com", "ROLE_MANAGER")
    assert promoted.role_words == "Owner"
    found = await chat.get_member(space, "grace@example.com")
    assert found.display_name == "Grace Hopper"
    await chat.remove_member(space, found.user_name.removeprefix("users/"))
    assert {m.email for m in await all_members(chat, space)} == {
        "ada@example.com",
        "alan@example.com",
    }


async def test_the_invited_and_groups_are_listed_too(chat: ChatClient) -> None:
    space = (await chat.setup_space(NAMED, added("emily@example.com"), "r")).name
    await chat.add_member(space, {"groupMember": {"name": "groups/01opuxuh1emulat"}})
    listed = {m.label: (m.kind, m.state_words) for m in await all_members(chat, space)}
    assert listed == {
        "Ada Lovelace": ("person", "joined"),
        "Emily Dickinson": ("person", "invited"),
        "groups/01opuxuh1emulat": ("group", "joined"),
    }
    plain = await all_members(chat, space, groups=False, invited=False)
    assert [m.label for m in plain] == ["Ada Lovelace"]


async def test_lists_are_read_to_their_end_a_thousand_at_a_time() -> None:
    with (
        Emulator(auto_consent=ME, spaces=2300) as big,
        httpx.Client(base_url=big.base_url, trust_env=False) as http,
    ):
        google = Google(big, http)
        async with await net.connect(endpoints.emulator(big.host)) as client:
            pages = google.chat(client).space_pages('space_type = "SPACE"')
            sizes = [len(page) async for page in pages]
    assert sizes == [1000, 1000, 300]


@pytest.mark.parametrize(
    ("token", "requests"), [("again", 2), (7, 1), (["x"], 1), ("\ud800", 1), ("a" * 70_000, 1)]
)
async def test_a_list_that_does_not_lead_on_is_no_shorter_list(token: Any, requests: int) -> None:
    page = json.dumps({"spaces": [], "nextPageToken": token})
    chat, sent = scripted(httpx.Response(200, text=page))
    assert (await problem_of(all_spaces(chat))).code == "chat.bad_answer"
    assert len(sent) == requests


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Sign in to the network</html>"),
        httpx.Response(200, text=""),
        httpx.Response(200, json=[]),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(204),
    ],
)
async def test_an_answer_that_is_none_is_a_problem(answer: httpx.Response) -> None:
    for call in ("get_space", "delete_space"):
        chat, _ = scripted(answer)
        assert (await problem_of(getattr(chat, call)("AAAA"))).code == "chat.bad_answer"


async def test_a_space_without_a_name_is_no_success() -> None:
    chat, _ = scripted(httpx.Response(200, json={"displayName": "x"}))
    assert (await problem_of(chat.create_space(NAMED, "r"))).code == "chat.bad_answer"


async def test_rows_of_odd_types_are_left_out_or_empty() -> None:
    chat, _ = scripted(httpx.Response(200, json={"spaces": {"x": 1}}))
    assert await all_spaces(chat) == []
    chat, _ = scripted(httpx.Response(200, json={"spaces": [7, None, {"name": "spaces/A"}]}))
    assert [space.name for space in await all_spaces(chat)] == ["", "", "spaces/A"]


@pytest.mark.parametrize("name", ["", "spaces/B", "spaces/B/members/1", "spaces/A/other/1"])
async def test_an_answer_about_something_else_is_none(name: str) -> None:
    chat, _ = scripted(httpx.Response(200, json={"name": name}))
    for asked in (chat.get_space("spaces/A"), chat.get_member("spaces/A", "1")):
        with pytest.raises(ProblemError) as raised:
            await asked
        assert raised.value.problem.code == "chat.bad_answer"


async def test_requests_go_to_google_chat_and_nowhere_else() -> None:
    names = ("spaces/A", "spaces/A/members/1")
    chat, sent = scripted(*(httpx.Response(200, json={"name": name}) for name in names))
    await chat.setup_space(NAMED, added("ada+x@example.com"), "r-1")
    await chat.get_member("A", "ada+x@example.com")
    await chat.set_role("spaces/A", "1", "ROLE_MANAGER")
    assert [f"{request.method} {request.url}" for request in sent] == [
        "POST https://chat.googleapis.com/v1/spaces:setup",
        "GET https://chat.googleapis.com/v1/spaces/A/members/ada%2Bx@example.com",
        "PATCH https://chat.googleapis.com/v1/spaces/A/members/1?updateMask=role",
    ]
    assert json.loads(sent[0].content) == {
        "space": NAMED,
        "requestId": "r-1",
        "memberships": [{"member": {"name": "users/ada+x@example.com", "type": "HUMAN"}}],
    }


@pytest.mark.parametrize(
    "plan",
    [
        {"status": 503},
        {"status": 500},
        {"status": 429},
        {"status": 408},
        {"reset": True},
        {"lost_answer": True},
    ],
)
async def test_reads_are_sent_again(chat: ChatClient, google: Google, plan: dict[str, Any]) -> None:
    google.fault("spaces.list", times=2, **plan)
    assert await all_spaces(chat) == []
    assert google.slept == [0.5, 1.0]
    assert [type(event) for event in google.told] == [Waiting, Retrying] * 2


@pytest.mark.parametrize("written", ["seconds", "date"])
async def test_retry_after_is_honoured(chat: ChatClient, google: Google, written: str) -> None:
    google.fault("spaces.list", status=429, retry_after=7, retry_after_as=written)
    await all_spaces(chat)
    assert google.slept == [pytest.approx(7, abs=1)]


async def test_after_five_tries_the_problem_is_told(chat: ChatClient, google: Google) -> None:
    google.fault("spaces.list", status=503, times=9)
    assert (await problem_of(all_spaces(chat))).code == "chat.unavailable"
    assert google.statuses("spaces.list") == [503] * 5


@pytest.mark.parametrize("plan", [{"status": 503}, {"status": 429}, {"lost_answer": True}])
async def test_writes_without_a_request_id_are_sent_once(
    chat: ChatClient, google: Google, plan: dict[str, Any]
) -> None:
    space = (await chat.create_space(NAMED, "r")).name
    google.fault("spaces.members.create", times=3, **plan)
    google.fault("spaces.patch", times=3, **plan)
    await problem_of(chat.add_member(space, person("grace@example.com")))
    await problem_of(chat.patch_space(space, {"displayName": "x"}, "display_name"))
    assert len(google.statuses("spaces.members.create")) == 1
    assert len(google.statuses("spaces.patch")) == 1


@pytest.mark.parametrize(
    ("scopes", "call", "named"),
    [
        (("chat.memberships",), lambda c: all_spaces(c), "chat.spaces.readonly"),
        (("chat.memberships",), lambda c: c.create_space(NAMED, "r"), "chat.spaces.create"),
        (("chat.spaces",), lambda c: all_members(c, "AAAA"), "chat.memberships.readonly"),
        (("chat.spaces",), lambda c: c.add_member("AAAA", person(ME)), "chat.memberships"),
    ],
)
async def test_a_missing_scope_is_named(
    make_chat: MakeChat, scopes: tuple[str, ...], call: Any, named: str
) -> None:
    problem = await problem_of(call(await make_chat(*scopes)))
    assert (problem.code, problem.exit) == ("chat.scope_missing", Exit.NOT_SIGNED_IN)
    assert f"`chattui login --add --scope {named}`" in problem.remedy


async def test_a_refused_token_ends_the_sign_in(make_chat: MakeChat) -> None:
    problem = await problem_of(all_spaces(await make_chat(token="ya29.not-a-token")))
    assert (problem.code, problem.exit) == ("chat.sign_in_ended", Exit.NOT_SIGNED_IN)


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("chat_app_configured", "chat.app_not_configured"),
        ("chat_api_enabled", "chat.api_disabled"),
        ("chat_turned_on", "chat.turned_off"),
    ],
)
async def test_what_is_off_in_the_project_is_told(
    chat: ChatClient, google: Google, setting: str, code: str
) -> None:
    google.control("settings", **{setting: False})
    problem = await problem_of(chat.create_space(NAMED, "r"))
    assert problem.code == code
    assert problem.link.startswith(("https://console.cloud.google.com/", "https://support.google."))


async def test_a_duplicate_name_is_told(chat: ChatClient) -> None:
    await chat.create_space(NAMED, "one")
    assert (await problem_of(chat.create_space(NAMED, "two"))).code == "chat.duplicate_name"


async def test_a_second_adding_is_told(chat: ChatClient) -> None:
    space = (await chat.setup_space(NAMED, added("grace@example.com"), "r")).name
    problem = await problem_of(chat.add_member(space, person("grace@example.com")))
    assert problem.code == "chat.already_member"


async def test_an_unknown_person_is_told(chat: ChatClient) -> None:
    call = chat.setup_space(NAMED, added("nobody@example.com", "grace@example.com"), "r")
    assert (await problem_of(call)).code == "chat.unknown_person"


async def test_an_unknown_space_is_told_as_google_does(chat: ChatClient) -> None:
    assert (await problem_of(chat.get_space("AAAAnothing"))).code == "chat.not_allowed_or_absent"


async def test_the_quota_is_told(chat: ChatClient, google: Google) -> None:
    google.fault("spaces.members.create", status=429)
    problem = await problem_of(chat.add_member("AAAA", person("grace@example.com")))
    assert (problem.code, "300" in problem.cause) == ("chat.quota", True)


@pytest.mark.parametrize("name", ["../v1/spaces", "A/members", "A?x=y", "A\x1b"])
async def test_no_request_leaves_for_a_name_that_is_none(
    chat: ChatClient, google: Google, name: str
) -> None:
    for call in (chat.get_space(name), all_members(chat, name), chat.delete_space(name)):
        assert (await problem_of(call)).exit is Exit.USAGE
    assert google.statuses("spaces.get") == google.statuses("spaces.delete") == []
