"""Making spaces, against the emulator: one request, no second space, and who is in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import httpx
import pytest

from chattui.chat.api import ChatClient
from chattui.chat.events import Retrying, Waiting
from chattui.chat.models import DIRECT_MESSAGE, Space
from chattui.chat.new_space import NewSpace, check_request_id, people_to_add
from chattui.chat.outcome import Created, look_who_is_in
from chattui.chat.preview import sentences
from chattui.chat.setup import first_and_later, membership_body, space_body
from chattui.problem import Exit, ProblemError
from tests.unit.chat.harness import ME, Google, MakeChat, scripted

pytestmark = pytest.mark.anyio

GRACE, ALAN, HOWARD = "grace@example.com", "alan@example.com", "howard@example.com"
EMILY, HEDY = "emily@example.com", "hedy@partner.example"
REQUESTS = count()
LAUNCH = NewSpace("SPACE", "Launch team", members=(GRACE, ALAN))


async def ask(new: NewSpace, chat: ChatClient, request_id: str = "r") -> Space:
    """Make `new` by the one request that makes it."""
    first, later = first_and_later(new, ME)
    assert not later
    body = space_body(new, ME)
    if new.space_type == "SPACE" and not first:
        return await chat.create_space(body, request_id)
    return await chat.setup_space(body, [membership_body(who) for who in first], request_id)


async def make(new: NewSpace, chat: ChatClient, *, can_look: bool = True) -> Created:
    space = await ask(new, chat, f"request {next(REQUESTS)}")
    people = people_to_add(new, ME)
    certain = new.space_type == DIRECT_MESSAGE
    return Created(
        space, await look_who_is_in(chat, space, people, can_look=can_look, certain=certain)
    )


def results(made: Created) -> dict[str, str]:
    return {member.email: member.result for member in made.members}


async def test_a_space_with_people_is_one_request_that_writes(
    chat: ChatClient, google: Google
) -> None:
    made = await make(LAUNCH, chat)
    assert results(made) == {GRACE: "added", ALAN: "added"}
    assert made.space.uri.startswith("https://chat.google.com/room/")
    assert google.statuses("spaces.setup") == [200]
    assert google.statuses("spaces.create") == google.statuses("spaces.members.create") == []


async def test_forty_nine_people_are_one_request_that_writes(
    chat: ChatClient, google: Google
) -> None:
    people = tuple(f"person{i:03}@example.com" for i in range(49))
    made = await make(replace(LAUNCH, members=people), chat)
    assert set(results(made).values()) == {"added"}
    assert [m.email for m in made.members] == list(people)
    assert google.statuses("spaces.setup") == [200]


async def test_without_people_it_is_one_request_too(chat: ChatClient, google: Google) -> None:
    made = await make(NewSpace("SPACE", "Alone"), chat)
    assert (made.space.label, made.members) == ("Alone", ())
    assert google.statuses("spaces.create") == [200]
    assert google.statuses("spaces.setup") == google.statuses("spaces.members.list") == []


async def test_all_that_was_asked_for_is_there(chat: ChatClient, google: Google) -> None:
    new = NewSpace(
        "SPACE",
        "[/] Launch",
        description="What\nfor",
        guidelines="Be kind",
        history=False,
        external=True,
        announcement=True,
        members=(HEDY,),
    )
    made = await make(new, chat)
    assert results(made) == {HEDY: "added"}
    (space,) = google.spaces()
    assert space["displayName"] == "[/] Launch"
    assert space["spaceDetails"] == {"description": "What\nfor", "guidelines": "Be kind"}
    assert (space["spaceHistoryState"], space["externalUserAllowed"]) == ("HISTORY_OFF", True)
    assert made.space.announcement
    assert made.space.raw["spaceType"] == "SPACE"


async def test_a_group_chat_and_a_direct_message(chat: ChatClient, google: Google) -> None:
    group = await make(NewSpace("GROUP_CHAT", members=(GRACE, ALAN)), chat)
    assert (group.space.label, results(group)) == ("Group chat", {GRACE: "added", ALAN: "added"})
    direct = await make(NewSpace("DIRECT_MESSAGE", members=(GRACE,)), chat)
    assert (direct.space.label, results(direct)) == ("Direct message", {GRACE: "added"})
    again = await make(NewSpace("DIRECT_MESSAGE", members=(GRACE,)), chat)
    assert again.space.name == direct.space.name
    assert len(google.spaces()) == 2


async def test_a_direct_message_with_someone_who_blocks_fails_as_a_whole(
    chat: ChatClient, google: Google
) -> None:
    with pytest.raises(ProblemError) as caught:
        await make(NewSpace("DIRECT_MESSAGE", members=(HOWARD,)), chat)
    assert caught.value.problem.code == "chat.not_allowed_or_absent"
    assert google.spaces() == []


async def test_a_direct_message_needs_no_look_to_know_who_is_in_it(make_chat: MakeChat) -> None:
    chat = await make_chat("chat.spaces.create")
    made = await make(NewSpace("DIRECT_MESSAGE", members=(GRACE,)), chat, can_look=False)
    assert results(made) == {GRACE: "added"}


@pytest.mark.parametrize("show_people", [True, False])
async def test_dropped_and_invited_people_are_told(
    chat: ChatClient, google: Google, show_people: bool
) -> None:
    google.control("settings", show_people=show_people)
    made = await make(replace(LAUNCH, members=(GRACE, HOWARD, EMILY, HEDY)), chat)
    assert results(made) == {
        GRACE: "added",
        HOWARD: "dropped",
        EMILY: "invited",
        HEDY: "dropped",
    }
    assert [m.email for m in made.having("dropped")] == [HOWARD, HEDY]
    problem = made.having("dropped")[0].as_json()["problem"]
    assert (problem["code"], HOWARD in problem["message"]) == ("chat.person_dropped", True)
    # Where the list shows addresses, only those who are not in it are asked for.
    asked = len(google.statuses("spaces.members.get"))
    assert asked == (2 if show_people else 4)


async def test_an_address_in_other_letters_is_the_same_person(chat: ChatClient) -> None:
    made = await make(replace(LAUNCH, members=("Grace@Example.com",)), chat)
    assert results(made) == {"Grace@Example.com": "added"}


async def test_a_look_that_fails_is_told_and_the_space_stays(
    chat: ChatClient, google: Google
) -> None:
    google.fault("spaces.members.list", status=500, times=9)
    made = await make(LAUNCH, chat)
    assert results(made) == {GRACE: "unknown", ALAN: "unknown"}
    assert [m.problem.code for m in made.members if m.problem] == ["chat.unavailable"] * 2


async def test_one_person_whose_look_up_fails_is_unknown_alone(
    chat: ChatClient, google: Google
) -> None:
    google.fault("spaces.members.get", status=400, message="Broken.")
    made = await make(replace(LAUNCH, members=(GRACE, HOWARD)), chat)
    assert results(made) == {GRACE: "added", HOWARD: "unknown"}
    problem = made.members[1].problem
    assert problem is not None
    assert problem.code == "chat.invalid_argument"


@pytest.mark.parametrize("state", ["NOT_A_MEMBER", "MEMBERSHIP_STATE_UNSPECIFIED", "", None])
async def test_who_has_a_membership_but_is_not_in_was_dropped(state: str | None) -> None:
    member = {"state": state, "member": {"name": "users/1", "email": GRACE}}
    chat, _ = scripted(httpx.Response(200, json={"memberships": [member]}))
    space = Space.from_json({"name": "spaces/A", "spaceType": "SPACE"})
    (result,) = await look_who_is_in(chat, space, (GRACE,), can_look=True)
    assert (result.email, result.result) == (GRACE, "dropped")


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_passing_failures_are_waited_out(
    chat: ChatClient, google: Google, status: int
) -> None:
    google.fault("spaces.setup", status=status, times=2, retry_after=3)
    assert results(await make(LAUNCH, chat)) == {GRACE: "added", ALAN: "added"}
    assert google.slept == [3.0, 3.0]
    assert len(google.spaces()) == 1


async def test_a_duplicate_name_is_told(chat: ChatClient) -> None:
    await make(LAUNCH, chat)
    with pytest.raises(ProblemError) as caught:
        await ask(LAUNCH, chat, "another")
    assert caught.value.problem.code == "chat.duplicate_name"


async def test_an_app_that_is_not_configured_is_told(chat: ChatClient, google: Google) -> None:
    google.control("settings", chat_app_configured=False)
    with pytest.raises(ProblemError) as caught:
        await make(LAUNCH, chat)
    assert caught.value.problem.code == "chat.app_not_configured"


async def test_an_unknown_person_is_told(chat: ChatClient) -> None:
    with pytest.raises(ProblemError) as caught:
        await make(replace(LAUNCH, members=("nobody@example.com", GRACE)), chat)
    assert caught.value.problem.code == "chat.unknown_person"


async def test_without_the_right_to_look_it_is_not_known_who_was_added(
    make_chat: MakeChat, google: Google
) -> None:
    chat = await make_chat("chat.spaces.create")
    made = await make(replace(LAUNCH, members=(GRACE, HOWARD)), chat, can_look=False)
    assert results(made) == {GRACE: "unknown", HOWARD: "unknown"}
    problem = made.members[0].problem
    assert problem is not None
    assert "chat.memberships.readonly" in problem.remedy
    assert google.statuses("spaces.members.list") == google.statuses("spaces.get") == []


@pytest.mark.parametrize("method", ["setup", "create"])
@pytest.mark.parametrize("times", [1, 4])
async def test_a_lost_answer_makes_no_second_space(
    chat: ChatClient, google: Google, method: str, times: int
) -> None:
    new = LAUNCH if method == "setup" else NewSpace("SPACE", "Alone")
    google.fault(f"spaces.{method}", lost_answer=True, times=times)
    told: list[object] = []
    space = await ask(new, chat.telling(told.append))
    waits = [event for event in told if isinstance(event, Waiting)]
    assert [wait.reason.code for wait in waits] == ["net.lost_answer"] * times
    assert [e for e in told if isinstance(e, Retrying)] == [
        Retrying(attempt) for attempt in range(2, times + 2)
    ]
    (there,) = google.spaces()
    assert (there["name"], there["displayName"]) == (space.name, new.display_name)
    # The repeated answer is a bare echo: the link is read from the space itself.
    assert space.uri == ""
    assert (await chat.get_space(space.name)).uri.startswith("https://chat.google.com/room/")


def said(new: NewSpace, acting: str = ME, *, blind: bool = False) -> list[str]:
    return sentences(new, acting, people_to_add(new, acting), blind)


def test_the_preview_says_what_will_happen() -> None:
    people = (GRACE, ALAN, "x@example.com", "y@example.com", ME)
    assert said(replace(LAUNCH, members=people, history=True), blind=True) == [
        "Create the space “Launch team”.",
        "History is on.",
        "Only people of the organisation can be added.",
        "Add 4 people in the same request: grace@example.com, alan@example.com, x@example.com, ….",
        "chattui cannot look afterwards who was added, because chat.memberships.readonly is not"
        " granted; Google leaves people out silently.",
        "If the answer is lost on the way, trying again will not make a second space.",
    ]
    assert said(NewSpace("DIRECT_MESSAGE", with_app=True)) == [
        "Open a direct message with the app; one that is there already is used again.",
        "If the answer is lost on the way, trying again does no harm.",
    ]
    news = said(NewSpace("SPACE", "News", announcement=True, external=True, history=False))
    assert "only managers post" in news[0]
    assert news[1:3] == ["History is off.", "People outside of the organisation can be added."]
    group = said(NewSpace("GROUP_CHAT", members=(GRACE, ALAN)))
    assert group[0] == "Create a group chat."
    assert "Google lists it among the spaces once somebody has written in it." in group
    direct = said(NewSpace("DIRECT_MESSAGE", members=(GRACE,)))
    assert direct[0].startswith("Open a direct message with grace@example.com")


def test_an_account_without_an_organisation_does_not_send_who_may_come() -> None:
    new = replace(LAUNCH, external=True)
    assert "externalUserAllowed" not in space_body(new, "ada@gmail.com")
    assert "Anyone with Google Chat can be added." in said(new, "ada@gmail.com")
    assert space_body(new, ME)["externalUserAllowed"] is True


@pytest.mark.parametrize("wrong", ["two words", "x" * 101, "é", "a\nb"])
def test_a_request_id_is_plain(wrong: str) -> None:
    assert check_request_id("x" * 100) == check_request_id("") == ()
    (problem,) = check_request_id(wrong)
    assert (problem.code, problem.exit) == ("creation.request_id", Exit.USAGE)
