"""People by their ids, and groups by their addresses, against the emulator and odd answers."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from chattui import endpoints, net
from chattui.chat.retry import Patience
from chattui.net import Client, Reply
from chattui.oauth.scopes import expand
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe
from chattui.workspace.answers import problem_from, scope_missing
from chattui.workspace.groups import GROUPS, group_id
from chattui.workspace.people import AT_ONCE, PEOPLE, Person, look_up
from tests.unit.chat.harness import ME, Google, OneToken

pytestmark = pytest.mark.anyio

ONCE = Patience(tries=1)


def tokens(google: Google, *scopes: str) -> OneToken:
    return OneToken(google.access_token(expand(scopes)))


def scripted(*documents: Any, status: int = 200) -> tuple[Client, list[httpx.Request]]:
    """A client whose answers are these documents, the last one for ever, and what it sent."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json=documents[min(len(sent), len(documents)) - 1])

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Client(http, endpoints.GOOGLE), sent


def ids_of(google: Google) -> dict[str, str]:
    people = google.http.get("/_emulator/state").json()["people"]
    return {person["email"]: person["id"] for person in people}


async def test_people_are_looked_up_by_their_ids(google: Google, client: net.Client) -> None:
    ids = ids_of(google)
    ada, grace = ids[ME], ids["grace@example.com"]
    asked = [f"users/{ada}", grace, f"users/{ada}", "users/7", "users/app", "spaces/AAAA", ""]
    found = await look_up(client, tokens(google, "directory.readonly"), asked)
    assert found == {
        f"users/{ada}": Person("Ada Lovelace", ME, f"users/{ada}"),
        f"users/{grace}": Person("Grace Hopper", "grace@example.com", f"users/{grace}"),
    }


async def test_nobody_is_asked_for_nobody() -> None:
    client, sent = scripted({})
    assert await look_up(client, OneToken("t"), ["users/app"]) == {}
    assert sent == []


async def test_two_hundred_are_asked_for_at_once() -> None:
    client, sent = scripted({})
    await look_up(client, OneToken("t"), [f"users/{n}" for n in range(AT_ONCE + 1)])
    assert [len(request.url.params.get_list("resourceNames")) for request in sent] == [200, 1]
    assert str(sent[0].url).startswith("https://people.googleapis.com/v1/people:batchGet?")
    # The scope that is asked for does not show contacts, which Google adds where nothing is said.
    assert sent[0].url.params.get_list("sources") == ["READ_SOURCE_TYPE_PROFILE"]


async def test_odd_answers_are_nobody() -> None:
    named = [{"displayName": "A\x1b"}, {"displayName": "B", "metadata": {"primary": True}}]
    responses = [
        7,
        {},
        {"person": {"names": "x", "resourceName": "people/3"}},
        {"requestedResourceName": 7, "person": {"names": named}},
        {"requestedResourceName": "people/1", "person": {"names": named}},
        {"person": {"resourceName": "people/2", "emailAddresses": [7, {"value": "b@example.com"}]}},
    ]
    client, _ = scripted({"responses": responses})
    found = await look_up(client, OneToken("t"), ["1", "2"])
    assert found == {
        "users/1": Person("B"),
        "users/2": Person("", "b@example.com", "users/2"),
    }
    nothing, _ = scripted({"responses": None})
    assert await look_up(nothing, OneToken("t"), ["1"]) == {}


async def test_a_group_is_looked_up_by_its_address(google: Google, client: net.Client) -> None:
    mine = tokens(google, "cloud-identity.groups.readonly")
    assert await group_id(client, mine, "engineering@example.com") == "groups/01opuxuh1emulat"
    for unknown in ("nobody@example.com", "group@elsewhere.example"):
        with pytest.raises(ProblemError) as caught:
            await group_id(client, mine, unknown)
        assert caught.value.problem.code == "groups.unknown"
        assert unknown in caught.value.problem.message
    with pytest.raises(ProblemError) as caught:
        await group_id(client, mine, "eng@")
    assert (caught.value.problem.code, caught.value.problem.exit) == (
        "groups.bad_address",
        Exit.USAGE,
    )


async def test_what_is_not_granted_is_named(google: Google, client: net.Client) -> None:
    mine = tokens(google, "chat.spaces")
    with pytest.raises(ProblemError) as caught:
        await group_id(client, mine, "eng@example.com")
    assert caught.value.problem == scope_missing(GROUPS)
    assert "cloud-identity.groups.readonly" in caught.value.problem.remedy
    client, _ = scripted(refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), status=403)
    with pytest.raises(ProblemError) as caught:
        await look_up(client, mine, ["1"], patience=ONCE)
    assert caught.value.problem == scope_missing(PEOPLE)
    assert caught.value.problem.exit is Exit.NOT_SIGNED_IN


async def test_passing_failures_are_waited_out(google: Google) -> None:
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if len(sent) == 1:
            return httpx.Response(503, json={})
        return httpx.Response(200, json={"name": "groups/0x-y"})

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    told: list[object] = []
    patience = Patience(sleep=google.sleep)
    found = await group_id(
        Client(http, endpoints.GOOGLE),
        OneToken("t"),
        "eng@example.com",
        patience=patience,
        tell=told.append,
    )
    assert (found, len(sent), len(told)) == ("groups/0x-y", 2, 2)
    assert str(sent[0].url).startswith("https://cloudidentity.googleapis.com/v1/groups:lookup?")


@pytest.mark.parametrize("name", [None, 7, "", "groups/a/b", "users/1"])
async def test_an_answer_that_names_no_group_is_no_group(name: object) -> None:
    client, _ = scripted({"name": name})
    with pytest.raises(ProblemError) as caught:
        await group_id(client, OneToken("t"), "eng@example.com", patience=ONCE)
    assert caught.value.problem.code == "groups.unknown"


def refusal(status: int, reason: str = "", message: str = "No.") -> dict[str, Any]:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    return {"error": {"code": status, "message": message, "details": details}}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, refusal(401), "chat.sign_in_ended"),
        (403, refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "people.scope_missing"),
        (
            403,
            refusal(403, message="Request had insufficient authentication scopes."),
            "people.scope_missing",
        ),
        (403, refusal(403, "SERVICE_DISABLED"), "people.api_disabled"),
        (403, refusal(403, message="\x1b]52;c;x\x07"), "people.refused"),
        (400, refusal(400), "people.refused"),
        (429, refusal(429), "people.quota"),
        (403, {"error": {"status": "RESOURCE_EXHAUSTED"}}, "people.quota"),
        (500, refusal(500), "people.unavailable"),
        (408, refusal(408), "people.unavailable"),
        (403, None, "people.unavailable"),
        (200, None, "people.unavailable"),
    ],
)
async def test_every_refusal_is_a_problem_in_words(status: int, body: object, code: str) -> None:
    problem = problem_from(Reply(status, {}, json.dumps(body).encode()), PEOPLE)
    assert problem.code == code
    assert all(is_safe(words) for words in problem.as_json().values())
    assert not problem.link or problem.link == PEOPLE.link


async def test_any_other_problem_of_a_group_is_told_as_it_is() -> None:
    client, _ = scripted(refusal(403, "SERVICE_DISABLED"), status=403)
    with pytest.raises(ProblemError) as caught:
        await group_id(client, OneToken("t"), "eng@example.com", patience=ONCE)
    problem: Problem = caught.value.problem
    assert (problem.code, problem.link) == ("groups.api_disabled", GROUPS.link)
