"""Making spaces, against the emulator: one request, no second space, and who is in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import httpx
import pytest

from chattui.chat.api import ChatClient
from chattui.chat.creation import (
    Created,
    CreationPlan,
    Finished,
    Looking,
    NewSpace,
    SpaceMade,
    Started,
    carry_out,
    plan_creation,
)
from chattui.chat.events import Retrying, Waiting
from chattui.chat.models import Space
from chattui.chat.outcome import look_who_is_in
from chattui.problem import Exit, ProblemError
from tests.unit.chat.harness import ME, Google, MakeChat, scripted

pytestmark = pytest.mark.anyio

GRACE, ALAN, HOWARD = "grace@example.com", "alan@example.com", "howard@example.com"
EMILY, HEDY = "emily@example.com", "hedy@partner.example"
LAUNCH = NewSpace("SPACE", "Launch team", members=(GRACE, ALAN))


def plan_of(new: NewSpace, chat: ChatClient) -> CreationPlan:
    return plan_creation(new, chat.scopes, ME)


async def events_of(plan: CreationPlan, chat: ChatClient) -> list[object]:
    return [event async for event in carry_out(plan, chat)]


async def make(new: NewSpace, chat: ChatClient) -> Created:
    return created(await events_of(plan_of(new, chat), chat))


def created(events: Iterable[object]) -> Created:
    *_, last = events
    assert isinstance(last, Finished)
    return last.created


def results(made: Created) -> dict[str, str]:
    return {member.email: member.result for member in made.members}


async def test_a_space_with_people_is_one_request_that_writes(
    chat: ChatClient, google: Google
) -> None:
    events = await events_of(plan_of(LAUNCH, chat), chat)
    assert [type(event) for event in events] == [Started, SpaceMade, Looking, Finished]
    made = created(events)
    assert results(made) == {GRACE: "added", ALAN: "added"}
    assert made.exit is Exit.DONE
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
    made = await make(NewSpace("DIRECT_MESSAGE", members=(GRACE,)), chat)
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
    assert made.exit is Exit.PARTLY
    assert [m.email for m in made.having("dropped")] == [HOWARD, HEDY]
    problem = made.as_json()["members"][1]["problem"]
    assert (problem["code"], HOWARD in problem["message"]) == ("chat.person_dropped", True)
    # Where the list shows addresses, only those who are not in it are asked for.
    asked = len(google.statuses("spaces.members.get"))
    assert asked == (2 if show_people else 4)


async def test_an_address_in_other_letters_is_the_same_person(chat: ChatClient) -> None:
    made = await make(replace(LAUNCH, members=("Grace@Example.com",)), chat)
    assert results(made) == {"Grace@Example.com": "added"}


async def test_without_the_right_to_look_it_is_not_known_who_was_added(
    make_chat: MakeChat, google: Google
) -> None:
    chat = await make_chat("chat.spaces.create")
    plan = plan_of(replace(LAUNCH, members=(GRACE, HOWARD)), chat)
    assert any("cannot look afterwards" in sentence for sentence in plan.sentences)
    events = await events_of(plan, chat)
    assert not any(isinstance(event, Looking) for event in events)
    made = created(events)
    assert results(made) == {GRACE: "unknown", HOWARD: "unknown"}
    assert made.exit is Exit.DONE
    problem = made.members[0].problem
    assert problem is not None
    assert "chat.memberships.readonly" in problem.remedy
    assert google.statuses("spaces.members.list") == google.statuses("spaces.get") == []


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


@pytest.mark.parametrize("method", ["setup", "create"])
@pytest.mark.parametrize("times", [1, 3, 4])
async def test_a_lost_answer_makes_no_second_space(
    chat: ChatClient, google: Google, method: str, times: int
) -> None:
    new = LAUNCH if method == "setup" else NewSpace("SPACE", "Alone")
    google.fault(f"spaces.{method}", lost_answer=True, times=times)
    events = await events_of(plan_of(new, chat), chat)
    waits = [event for event in events if isinstance(event, Waiting)]
    assert [wait.reason.code for wait in waits] == ["net.lost_answer"] * times
    assert [e for e in events if isinstance(e, Retrying)] == [
        Retrying(attempt) for attempt in range(2, times + 2)
    ]
    assert [space["displayName"] for space in google.spaces()] == [new.display_name]
    # The repeated answer is a bare echo: the link is read from the space itself.
    assert created(events).space.uri.startswith("https://chat.google.com/room/")


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_passing_failures_are_waited_out(
    chat: ChatClient, google: Google, status: int
) -> None:
    google.fault("spaces.setup", status=status, times=2, retry_after=3)
    assert results(await make(LAUNCH, chat)) == {GRACE: "added", ALAN: "added"}
    assert google.slept == [3.0, 3.0]
    assert len(google.spaces()) == 1


async def test_carrying_a_plan_out_again_makes_no_second_space(
    chat: ChatClient, google: Google
) -> None:
    plan = plan_of(LAUNCH, chat)
    google.fault("spaces.setup", lost_answer=True, times=5)
    with pytest.raises(ProblemError) as caught:
        await events_of(plan, chat)
    assert caught.value.problem.code == "net.lost_answer"
    first = created(await events_of(plan, chat))
    second = created(await events_of(plan, chat))
    assert first.space.name == second.space.name
    assert results(second) == {GRACE: "added", ALAN: "added"}
    assert len(google.spaces()) == 1


async def test_leaving_in_the_middle_stops_the_waiting(chat: ChatClient, google: Google) -> None:
    from contextlib import aclosing

    plan = plan_of(LAUNCH, chat)
    google.fault("spaces.setup", lost_answer=True, times=5)
    async with aclosing(carry_out(plan, chat)) as events:
        async for event in events:
            if isinstance(event, Waiting):
                break
    sent = len(google.statuses("spaces.setup"))
    assert sent <= 2
    google.control("reset")


async def test_an_unknown_person_is_named_where_there_is_only_one(chat: ChatClient) -> None:
    with pytest.raises(ProblemError) as caught:
        await make(replace(LAUNCH, members=("nobody@example.com",)), chat)
    assert "nobody@example.com" in caught.value.problem.message
    with pytest.raises(ProblemError) as caught:
        await make(replace(LAUNCH, members=("nobody@example.com", GRACE)), chat)
    assert caught.value.problem.code == "chat.unknown_person"


async def test_a_duplicate_name_is_told(chat: ChatClient) -> None:
    await make(LAUNCH, chat)
    with pytest.raises(ProblemError) as caught:
        await make(LAUNCH, chat)
    assert caught.value.problem.code == "chat.duplicate_name"


async def test_nothing_is_sent_where_a_scope_is_missing(
    make_chat: MakeChat, google: Google
) -> None:
    chat = await make_chat("chat.spaces.readonly")
    plan = plan_of(LAUNCH, chat)
    assert plan.missing == plan.needs
    with pytest.raises(ProblemError) as caught:
        await events_of(plan, chat)
    assert caught.value.problem.exit is Exit.NOT_SIGNED_IN
    assert google.statuses("spaces.setup") == []


async def test_an_app_that_is_not_configured_is_told(chat: ChatClient, google: Google) -> None:
    google.control("settings", chat_app_configured=False)
    with pytest.raises(ProblemError) as caught:
        await make(LAUNCH, chat)
    assert caught.value.problem.code == "chat.app_not_configured"


def test_a_plan_refuses_the_first_mistake() -> None:
    with pytest.raises(ProblemError) as caught:
        plan_creation(NewSpace("SPACE", "a\x1bb"), (), ME)
    assert (caught.value.problem.code, caught.value.problem.exit) == (
        "creation.name_unsafe",
        Exit.USAGE,
    )


def test_the_preview_says_what_will_happen() -> None:
    people = (GRACE, ALAN, "x@example.com", "y@example.com", ME)
    scopes = ("https://www.googleapis.com/auth/chat.spaces", "…/chat.memberships")
    plan = plan_creation(replace(LAUNCH, members=people, history=True), scopes, ME)
    assert plan.sentences == (
        "Create the space “Launch team”.",
        "History is on.",
        "Only people of the organisation can be added.",
        "Add 4 people in the same request: grace@example.com, alan@example.com, x@example.com, ….",
        "chattui cannot look afterwards who was added, because chat.memberships.readonly is not"
        " granted; Google leaves people out silently.",
        "If the answer is lost on the way, trying again will not make a second space.",
    )
    assert [warning.code for warning in plan.warnings] == ["creation.acting_person"]
    assert (plan.missing, plan.can_read_space, plan.can_look) == ((), True, False)


def test_a_plan_as_json_is_the_request() -> None:
    plan = plan_creation(replace(LAUNCH, members=(GRACE, ME)), (), ME, request_id="r-1")
    told = plan.as_json()
    assert told["method"] == "chat.spaces.setup"
    assert told["body"] == {
        "space": {"spaceType": "SPACE", "displayName": "Launch team"},
        "requestId": "r-1",
        "memberships": [{"member": {"name": "users/grace@example.com", "type": "HUMAN"}}],
    }
    alone = plan_creation(NewSpace("SPACE", "Alone"), (), ME, request_id="r-2").as_json()
    assert (alone["method"], alone["query"]) == ("chat.spaces.create", {"requestId": "r-2"})
    assert alone["body"] == {"spaceType": "SPACE", "displayName": "Alone"}


def test_an_account_without_an_organisation_does_not_send_who_may_come() -> None:
    new = replace(LAUNCH, external=True)
    plan = plan_creation(new, (), "ada@gmail.com")
    assert "externalUserAllowed" not in plan.space
    assert "Anyone with Google Chat can be added." in plan.sentences
    assert plan_creation(new, (), ME).space["externalUserAllowed"] is True


def test_every_plan_has_a_request_id_of_its_own() -> None:
    ids = {plan_creation(LAUNCH, (), ME).request_id for _ in range(20)}
    assert len(ids) == 20
