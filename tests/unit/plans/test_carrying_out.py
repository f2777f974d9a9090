"""Carrying out plans against a model of Google: every kind of row, every kind of failure."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.chat.events import Waiting
from chattui.plans import failures
from chattui.plans.engine import carry_out
from chattui.plans.events import Began, Ended, RowEnded
from chattui.plans.limits import Rates
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.problem import Problem, ProblemError
from tests.unit.plans.google import (
    FAULTS,
    HALF,
    LATE,
    LOST,
    MEMBER,
    OWNER,
    RESET,
    Bench,
    adds,
    plan_of,
    refusal,
    row,
)

pytestmark = pytest.mark.anyio

GRACE, ALAN = "grace@example.com", "alan@example.com"
SPACE = "spaces/A"
NEW = {"role": "", "state": ""}


@pytest.fixture
def bench(own_home: Path) -> Bench:
    found = Bench(own_home / "state")
    found.google.space(SPACE)
    return found


def creation(number: int, *who: str, kind: str = "SPACE", **more: Any) -> Row:
    space = {"spaceType": kind, **({"displayName": "New"} if kind == "SPACE" else {})}
    memberships = [{"member": {"name": f"users/{w}", "type": "HUMAN"}} for w in who]
    return Row(
        number,
        Action.CREATE_SPACE,
        space_label="New",
        body={"space": space, "memberships": memberships},
        request_id=f"r{number}",
        **more,
    )


REMOVAL = row(1, Action.REMOVE_MEMBER, GRACE, before={"role": MEMBER, "state": "JOINED"})
PROMOTION = row(
    1, Action.SET_ROLE, GRACE, body={"role": OWNER}, before={"role": MEMBER, "state": "JOINED"}
)
EDIT = row(
    1,
    Action.EDIT_SPACE,
    body={"displayName": "B"},
    mask="display_name",
    before={"displayName": "A"},
)
DELETION = row(1, Action.DELETE_SPACE)
MESSAGE = row(1, Action.POST_MESSAGE, body={"text": "hello"}, request_id="m1")
ADD = next(adds(GRACE))


async def test_what_is_told_and_kept(bench: Bench) -> None:
    plan = plan_of(*adds(GRACE, ALAN))
    told = await bench.run(plan)
    assert [type(event) for event in told] == [Began, RowEnded, RowEnded, Ended]
    assert [event.counts.done for event in told] == [0, 1, 2, 2]  # type: ignore[attr-defined]
    assert bench.journal.list()[0].is_ended
    assert {o.result for o in bench.journal.outcomes(plan.id).values()} == {Result.ADDED}
    assert {(o.attempts, o.at) for o in bench.journal.outcomes(plan.id).values()} == {(1, 2000.0)}
    assert await bench.run(plan) == [told[0].__class__(plan, told[-1].counts), told[-1]]  # type: ignore[attr-defined,call-arg]
    assert bench.google.count("POST") == 2


@pytest.mark.parametrize(
    ("asked", "result", "method"),
    [
        (ADD, Result.ADDED, "members.create"),
        (REMOVAL, Result.REMOVED, "members.delete"),
        (PROMOTION, Result.CHANGED, "members.patch"),
        (EDIT, Result.CHANGED, "patch"),
        (DELETION, Result.DELETED, "delete"),
        (MESSAGE, Result.POSTED, "messages.create"),
        (creation(1), Result.CREATED, "create"),
        (creation(1, GRACE), Result.CREATED, "setup"),
        (creation(1, GRACE, kind="DIRECT_MESSAGE"), Result.CREATED, "setup"),
    ],
    ids=lambda value: getattr(value, "action", None),
)
@pytest.mark.parametrize("fault", ["", *FAULTS])
async def test_every_row_is_done_exactly_once_whatever_becomes_of_its_request(
    asked: Row, result: Result, method: str, fault: str, bench: Bench
) -> None:
    if asked in (REMOVAL, PROMOTION):
        bench.google.space(SPACE, GRACE)
    bench.google.faults = [fault, fault]
    (outcome,) = await bench.outcomes(asked)
    assert (outcome.state, outcome.result) == (State.DONE, result)
    assert outcome.problem is None
    assert max([*bench.google.changes.values(), len(bench.google.messages)]) <= 1
    turn = ("123", f"chat.spaces.{method}", asked.space)
    assert turn in bench.pace.turns
    after = {"429+2": ("chat.spaces." + method, 2.0), "503+1": ("chat.spaces." + method, 1.0)}
    assert bench.pace.held[:1] == ([after[fault]] if fault in after else [])


@pytest.mark.parametrize(
    ("asked", "members"),
    [(ADD, (GRACE,)), (REMOVAL, ()), (replace(PROMOTION, before={"role": OWNER}), (GRACE,))],
    ids=lambda value: getattr(value, "action", None),
)
async def test_what_is_so_already_is_done(
    asked: Row, members: tuple[str, ...], bench: Bench
) -> None:
    bench.google.space(SPACE, *members)
    (outcome,) = await bench.outcomes(asked)
    assert (outcome.state, outcome.result) == (State.DONE, Result.ALREADY)


async def test_a_membership_in_place_of_a_conflict_is_already_there(bench: Bench) -> None:
    bench.google.space(SPACE, GRACE)
    bench.google.existing_member = "membership"
    known = replace(ADD, before={"role": MEMBER, "state": "JOINED"})
    (outcome,) = await bench.outcomes(known)
    assert outcome.result is Result.ALREADY


@pytest.mark.parametrize("fault", ["", LOST, LATE])
async def test_an_invitation_is_told_apart(fault: str, bench: Bench) -> None:
    bench.google.invites = {GRACE}
    bench.google.faults = [fault]
    (outcome,) = await bench.outcomes(ADD)
    assert outcome.result is Result.INVITED


@pytest.mark.parametrize("state", [None, "JOINED"])
async def test_who_was_there_or_may_have_been_is_not_claimed_after_a_lost_answer(
    state: str | None, bench: Bench
) -> None:
    bench.google.faults = [LOST]
    before = {} if state is None else {"state": state}
    (outcome,) = await bench.outcomes(replace(ADD, before=before))
    assert outcome.result is Result.ALREADY


async def test_a_deletion_that_finds_nothing_is_done(bench: Bench) -> None:
    bench.google.refuse = lambda verb, path: (404, "gone") if verb == "DELETE" else None
    (outcome,) = await bench.outcomes(DELETION)
    assert outcome.result is Result.ALREADY


@pytest.mark.parametrize(
    ("who", "body"),
    [
        ("users/app", {"member": {"name": "users/app", "type": "BOT"}}),
        ("groups/g1", {"groupMember": {"name": "groups/g1"}}),
        (GRACE, {"member": {"name": f"users/{GRACE}", "type": "HUMAN"}}),
    ],
)
@pytest.mark.parametrize("given", [True, False])
async def test_people_groups_and_the_app(
    who: str, body: dict[str, Any], given: bool, bench: Bench
) -> None:
    (outcome,) = await bench.outcomes(
        row(1, Action.ADD_MEMBER, who, before=NEW, body=body if given else {})
    )
    assert outcome.result is Result.ADDED
    assert [w.removeprefix("users/") for w in bench.google.who(SPACE)] == [
        who.removeprefix("users/")
    ]


async def test_a_space_with_its_people_roles_and_message(bench: Bench) -> None:
    bench.google.drops = {ALAN}
    rows = (
        creation(1, GRACE, ALAN),
        row(2, Action.ADD_MEMBER, "alonzo@example.com", space="row:1"),
        row(3, Action.SET_ROLE, GRACE, space="row:1", body={"role": OWNER}),
        replace(MESSAGE, number=4, space="row:1", after=(2,)),
    )
    outcomes = await bench.outcomes(*rows)
    assert {outcome.state for outcome in outcomes} == {State.DONE}
    made = outcomes[0].space
    assert bench.google.who(made) == {GRACE: OWNER, "alonzo@example.com": MEMBER}
    assert bench.google.messages == [(made, "hello")]
    assert [m["result"] for m in outcomes[0].answer["members"]] == ["added", "dropped"]
    assert outcomes[0].problem
    assert outcomes[0].problem.code == "chat.person_dropped"
    assert ALAN in outcomes[0].problem.message


async def test_several_people_left_out_are_all_named(bench: Bench) -> None:
    bench.google.drops = {ALAN, GRACE}
    (outcome,) = await bench.outcomes(creation(1, GRACE, ALAN))
    assert outcome.problem
    assert outcome.problem.code == "plans.people_dropped"
    assert "New" in outcome.problem.message
    assert all(who in outcome.problem.cause for who in (ALAN, GRACE))


async def test_who_may_not_look_is_not_told_who_is_in(bench: Bench) -> None:
    bench.scopes = ()
    (outcome,) = await bench.outcomes(creation(1, GRACE))
    assert outcome.state is State.DONE
    assert outcome.problem
    assert outcome.problem.code == "chat.scope_missing"


DENIED = (403, "Permission denied to perform the requested action on the specified resource")


@pytest.mark.parametrize(
    "asked",
    [ADD, REMOVAL, PROMOTION, EDIT, DELETION, MESSAGE, creation(1)],
    ids=lambda value: value.action,
)
async def test_a_refusal_names_the_person_and_the_space(asked: Row, bench: Bench) -> None:
    bench.google.refuse = lambda verb, path: DENIED if verb != "GET" else None
    (outcome,) = await bench.outcomes(replace(asked, before={}))
    assert outcome.state is State.FAILED
    assert outcome.problem
    assert outcome.problem.code == "chat.not_allowed_or_absent"
    assert asked.space_label in outcome.problem.message
    assert asked.who_label in outcome.problem.message
    assert "or there is no such space" in outcome.problem.cause
    assert bench.journal.list()[0].is_ended


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (f"users/{GRACE}", "blocks you"),
        ("groups/0ab", "no groups"),
        ("users/app", "no apps"),
    ],
)
async def test_a_refusal_in_a_space_that_was_seen_tells_what_is_likely(
    who: str, words: str, bench: Bench
) -> None:
    bench.google.refuse = lambda verb, path: DENIED if verb != "GET" else None
    asked = replace(ADD, who=who, before=NEW), replace(PROMOTION, number=2), replace(EDIT, number=3)
    outcomes = await bench.outcomes(*asked)
    likely = (words, "you are no owner", "your role there")
    for outcome, expected in zip(outcomes, likely, strict=True):
        assert outcome.problem
        assert outcome.problem.message.endswith((" was not added to Launch.", " was not changed."))
        assert expected in outcome.problem.cause
        assert "no such space" not in outcome.problem.cause


def test_an_administrator_is_told_of_roles_and_not_of_owners() -> None:
    said = Problem("chat.not_allowed_or_absent", "", "Your role.", link="https://admin.google.com")
    problem = failures.failed(replace(PROMOTION, before={"state": "JOINED"}), said)
    assert (problem.code, problem.cause) == (said.code, "Your role.")


async def test_an_unknown_person_is_named(bench: Bench) -> None:
    bench.google.people = {ALAN}
    outcome, other = await bench.outcomes(*adds(GRACE, ALAN))
    assert other.state is State.DONE
    assert outcome.problem
    assert outcome.problem.code == "chat.unknown_person"
    assert outcome.problem.cause.startswith(f"Google knows no such person: {GRACE}.")


async def test_who_is_not_added_although_google_says_yes_is_told(bench: Bench) -> None:
    bench.google.drops = {GRACE}
    (outcome,) = await bench.outcomes(ADD)
    assert (outcome.state, outcome.problem and outcome.problem.code) == (
        State.FAILED,
        "chat.person_dropped",
    )


async def test_what_needs_a_failed_row_is_not_tried(bench: Bench) -> None:
    bench.google.people = {ALAN}
    grace, alan = adds(GRACE, ALAN)
    role = row(3, Action.SET_ROLE, GRACE, body={"role": OWNER}, after=(1,))
    message = replace(MESSAGE, number=4, after=(3, 2))
    _, second, third, fourth = await bench.outcomes(grace, alan, role, message)
    assert second.state is State.DONE
    assert {third.state, fourth.state} == {State.SKIPPED}
    assert third.problem
    assert third.problem.code == "plans.skipped"
    assert f"The role of {GRACE}" in third.problem.message
    assert f"row 1 has to be done first. {GRACE} was not added" in third.problem.cause
    assert not [m for m, _ in bench.google.sent if m == "PATCH"]
    # Mended, and tried once more.
    bench.google.people = set()
    assert bench.journal.begin_again("p7k2m9") == 3
    await bench.run(plan_of(grace, alan, role, message))
    assert bench.google.who(SPACE) == {GRACE: OWNER, ALAN: MEMBER}


async def test_rows_that_wait_for_each_other_are_told(bench: Bench) -> None:
    first, second = adds(GRACE, ALAN)
    third = next(adds("x@example.com", start=3))
    outcomes = await bench.outcomes(replace(first, after=(2,)), replace(second, after=(1,)), third)
    assert [outcome.state for outcome in outcomes] == [State.SKIPPED, State.SKIPPED, State.DONE]
    assert {o.problem.code for o in outcomes if o.problem} == {"plans.never_ready"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((403, "Request had insufficient authentication scopes."), "chat.scope_missing"),
        ((401, "no"), "chat.sign_in_ended"),
        ((404, "Google Chat app not found."), "chat.app_not_configured"),
        (
            (403, "Google Chat API has not been used or it is disabled. Enable it"),
            "chat.api_disabled",
        ),
        ((400, "Google Chat is turned off."), "chat.turned_off"),
    ],
)
async def test_what_meets_every_row_alike_stops_the_plan(
    answer: tuple[int, str], code: str, bench: Bench
) -> None:
    plan = plan_of(*adds(GRACE, ALAN, "x@example.com"))
    bench.width = 2
    bench.google.refuse = lambda verb, path: answer
    with pytest.raises(ProblemError) as raised:
        await bench.run(plan)
    assert raised.value.problem.code == code
    assert bench.journal.counts(plan.id).waiting == 3
    assert State.SENT not in {o.state for o in bench.journal.outcomes(plan.id).values()}
    bench.google.refuse = lambda verb, path: None
    await bench.run(plan)
    assert bench.journal.counts(plan.id).done == 3
    assert bench.google.count("GET") == 0


@pytest.mark.parametrize("fault", ["unreachable", "503", "429", LOST, HALF])
async def test_where_nobody_gets_through_the_plan_stops_and_its_rows_wait(
    fault: str, bench: Bench
) -> None:
    plan = plan_of(ADD)
    bench.google.faults = [fault] * 50
    with pytest.raises(ProblemError) as raised:
        await bench.run(plan)
    codes = {"unreachable": "net.unreachable", "429": "chat.quota", LOST: "net.lost_answer"}
    assert raised.value.problem.code in {codes.get(fault, "chat.unavailable"), "chat.bad_answer"}
    assert bench.journal.counts(plan.id).waiting == 1
    sent = bench.journal.outcomes(plan.id)[1].state is State.SENT
    assert sent == (fault in {"503", LOST, HALF})
    assert ("looks first at what is there" in raised.value.problem.remedy) is sent
    bench.google.faults = []
    await bench.run(plan)
    assert bench.google.who(SPACE) == {GRACE: MEMBER}
    assert bench.journal.outcomes(plan.id)[1].result is Result.ADDED


@pytest.mark.parametrize(
    ("status", "lasts", "done_at", "looks", "state"),
    [
        (500, 99, 0, 200, State.FAILED),
        (500, 99, 0, 503, State.FAILED),
        (500, 99, 5, 200, State.DONE),
        (0, 99, 0, 200, State.FAILED),
        (429, 8, 0, 200, State.DONE),
    ],
    ids=["fails", "fails blindly", "was done", "unreachable", "quota"],
)
async def test_where_only_one_row_does_not_get_through(
    status: int, lasts: int, done_at: int, looks: int, state: State, bench: Bench
) -> None:
    """It fails, unless it turns out to be done; a quota is not the row's fault."""
    others = list(adds(*(f"p{n}@example.com" for n in range(60)), start=2))
    real, tried = bench.google._add, [0]

    def add(name: str, body: Any) -> Any:
        if GRACE not in body["member"]["name"]:
            return real(name, body)
        tried[0] += 1
        if tried[0] > lasts:
            return real(name, body)
        if tried[0] == done_at:
            bench.google._join(name, GRACE)
        if not status:
            raise ProblemError(Problem("net.unreachable", "not there"))
        return refusal(status, "no")

    def refuse(verb: str, path: str) -> tuple[int, str] | None:
        return (looks, "no") if verb == "GET" and tried[0] == 5 and looks != 200 else None

    bench.google._add = add  # type: ignore[method-assign]
    bench.google.refuse = refuse
    bench.width = 2
    outcomes = await bench.outcomes(ADD, *others)
    assert outcomes[0].state is state
    assert {o.state for o in outcomes[1:]} == {State.DONE}
    if state is State.FAILED:
        assert outcomes[0].problem
        code = "chat.unavailable" if status else "net.unreachable"
        assert outcomes[0].problem.code == code


async def test_what_is_left_says_how_long_it_takes_at_least(bench: Bench) -> None:
    plan = plan_of(*adds(*(f"p{n}@example.com" for n in range(700))))

    async def told() -> float:
        async with aclosing(bench.events(plan)) as events:
            began: Began = await anext(events)
            return began.seconds

    assert await told() == 120.0
    bench.journal.note_all(plan.id, {n: Outcome(State.DONE) for n in range(1, 351)})
    assert await told() == 60.0
    bench.pace.rates = Rates(membership_writes=350)
    assert await told() == 0.0


@pytest.mark.parametrize(
    ("fault", "quota_seconds", "least", "most"),
    [("unreachable", 0.0, 7.5, 40.0), ("503+0", 0.0, 0.0, 0.0), ("429", 60.0, 60.0, 100.0)],
)
async def test_an_outage_is_borne_as_long_however_the_dice_fall(
    fault: str, quota_seconds: float, least: float, most: float, bench: Bench
) -> None:
    """As long as the longest waits between five tries, and a quota for its minute."""
    bench.dice, bench.quota_seconds = 0.1, quota_seconds
    bench.google.faults = [fault] * 500
    with pytest.raises(ProblemError):
        await bench.run(plan_of(ADD))
    assert least <= sum(bench.slept) <= most
    assert len(bench.google.faults) > 400


async def test_waiting_is_told_and_doubles(bench: Bench) -> None:
    bench.google.faults = ["503", "", "503", "503", "429+7"]
    events = await bench.run(plan_of(ADD))
    waits = [event.seconds for event in events if isinstance(event, Waiting)]
    assert waits == [0.5, 1.0, 2.0, 7.0]
    assert bench.slept == [0.5, 1.0, 2.0]
    assert bench.pace.held == [("chat.spaces.members.get", 7.0)]


@pytest.mark.parametrize(("before", "result"), [(NEW, Result.ADDED), ({}, Result.ALREADY)])
async def test_a_state_that_may_not_be_looked_at_is_sent_again(
    before: dict[str, str], result: Result, bench: Bench
) -> None:
    bench.google.faults = [LOST]
    scope = (403, "Request had insufficient authentication scopes.")
    bench.google.refuse = lambda verb, path: scope if verb == "GET" else None
    (outcome,) = await bench.outcomes(replace(ADD, before=before))
    assert outcome.result is result
    assert bench.google.count("POST") == 2


async def test_a_look_that_fails_after_a_conflict_changes_nothing(bench: Bench) -> None:
    """Lost, not there yet when it is looked at, and there when it is sent again."""
    bench.google.faults = [RESET, ""]
    looks: list[str] = []

    def refuse(verb: str, path: str) -> tuple[int, str] | None:
        if verb == "GET":
            looks.append(path)
            bench.google._join(SPACE, GRACE)
            return (404, "no") if len(looks) == 1 else (503, "no")
        return None

    bench.google.refuse = refuse
    (outcome,) = await bench.outcomes(ADD)
    assert (outcome.result, len(looks)) == (Result.ADDED, 2)


async def test_a_look_that_is_refused_for_good_lets_the_row_be_sent(bench: Bench) -> None:
    bench.google.space(SPACE, GRACE)
    bench.google.faults = [RESET]
    bench.google.refuse = lambda verb, path: (400, "odd") if verb == "GET" else None
    (outcome,) = await bench.outcomes(REMOVAL)
    assert outcome.result is Result.REMOVED


@pytest.mark.parametrize(
    ("who", "state"), [(GRACE, State.FAILED), ("Ada@example.com", State.DONE), ("7", State.DONE)]
)
async def test_who_has_removed_themselves_may_not_look_any_more(
    who: str, state: State, bench: Bench
) -> None:
    bench.google.faults = [RESET]
    bench.google.refuse = lambda verb, path: DENIED
    plan = plan_of(replace(REMOVAL, who=f"users/{who}", who_label=who))
    assert [event async for event in bench.events(plan, own_id="7")]
    assert bench.journal.outcomes(plan.id)[1].state is state


@pytest.mark.parametrize(
    ("mask", "body", "now", "is_so"),
    [
        ("display_name", {"displayName": "B"}, {"displayName": "B"}, True),
        ("display_name", {"displayName": "B"}, {"displayName": "A"}, False),
        ("access_settings.audience", {"accessSettings": {}}, {}, True),
        (
            "access_settings.audience",
            {"accessSettings": {}},
            {"accessSettings": {"audience": "audiences/default"}},
            False,
        ),
        (
            "space_details",
            {"spaceDetails": {"description": "", "guidelines": "G"}},
            {"spaceDetails": {"guidelines": "G"}},
            True,
        ),
        (
            "permission_settings.toggleHistory",
            {"permissionSettings": {"toggleHistory": {"managersAllowed": True}}},
            {"permissionSettings": {"toggleHistory": {"membersAllowed": True}}},
            False,
        ),
    ],
)
async def test_an_edit_is_sent_again_only_where_its_fields_are_not_so(
    mask: str, body: dict[str, Any], now: dict[str, Any], is_so: bool, bench: Bench
) -> None:
    bench.google.faults = [RESET]
    bench.google.spaces[SPACE] |= now
    (outcome,) = await bench.outcomes(row(1, Action.EDIT_SPACE, body=body, mask=mask))
    assert outcome.result is Result.CHANGED
    assert bench.google.count("PATCH") == (1 if is_so else 2)


async def test_a_role_of_nobody_fails(bench: Bench) -> None:
    bench.google.faults = [RESET]
    (outcome,) = await bench.outcomes(PROMOTION)
    assert outcome.problem
    assert outcome.problem.code == "chat.not_found"


async def test_an_edit_of_a_space_that_is_gone_fails(bench: Bench) -> None:
    bench.google.faults = [RESET]
    (outcome,) = await bench.outcomes(replace(EDIT, space="spaces/none"))
    assert outcome.state is State.FAILED


@pytest.mark.parametrize("asked", [EDIT, DELETION], ids=["edit", "deletion"])
async def test_a_space_that_cannot_be_looked_at_is_sent_again(asked: Row, bench: Bench) -> None:
    bench.google.faults = [RESET]
    bench.google.refuse = lambda verb, path: (400, "odd") if verb == "GET" else None
    (outcome,) = await bench.outcomes(asked)
    assert outcome.state is State.DONE


@pytest.mark.parametrize("asked", [ADD, PROMOTION, EDIT], ids=lambda value: value.action)
async def test_an_answer_that_holds_nothing_is_no_answer(asked: Row, bench: Bench) -> None:
    bench.google.space(SPACE, GRACE)
    real, empties = bench.google._carried_out, [1]

    def empty(*arguments: Any) -> Any:
        found = real(*arguments)
        if arguments[0] != "GET" and empties:
            empties.pop()
            return replace(found, status=200, body=b"{}")
        return found

    bench.google._carried_out = empty  # type: ignore[method-assign,assignment]
    (outcome,) = await bench.outcomes(asked)
    assert outcome.state is State.DONE


async def test_nobody_is_asked_about_twice_at_once_and_all_go_in_their_order(bench: Bench) -> None:
    """Add, promote, demote, remove the same person without a word on what comes first."""
    bench.width = 8
    roles = [row(n, Action.SET_ROLE, GRACE, body={"role": r}) for n, r in ((2, OWNER), (3, MEMBER))]
    last = row(4, Action.REMOVE_MEMBER, GRACE)
    outcomes = await bench.outcomes(ADD, *roles, last)
    assert [o.state for o in outcomes] == [State.DONE] * 4
    assert [verb for verb, _ in bench.google.sent] == ["POST", "PATCH", "PATCH", "DELETE"]


async def test_a_plan_that_is_stopped_waits_for_what_is_on_its_way(bench: Bench) -> None:
    plan = plan_of(*adds(*(f"p{n}@example.com" for n in range(30))))
    async with aclosing(bench.events(plan)) as events:
        async for event in events:
            if isinstance(event, RowEnded):
                break
    outcomes = bench.journal.outcomes(plan.id)
    done = [o for o in outcomes.values() if o.state is State.DONE]
    assert State.SENT not in {o.state for o in outcomes.values()}
    assert len(bench.google.who(SPACE)) == len(done) == bench.google.count("POST") < 30
    assert not bench.journal.list()[0].is_running
    assert not bench.journal.list()[0].is_ended
    await bench.run(plan)
    assert bench.google.count("POST") == 30


async def test_a_request_that_does_not_come_back_is_not_waited_for_for_ever(bench: Bench) -> None:
    plan, begun = plan_of(ADD), asyncio.Event()
    real = bench.google.send

    async def never(*arguments: Any, **named: Any) -> Any:
        await real(*arguments, **named)
        begun.set()
        await asyncio.Event().wait()

    bench.google.send = never  # type: ignore[method-assign]
    events = bench.events(plan, grace_seconds=0.01)
    assert isinstance(await anext(events), Began)
    waiting = asyncio.ensure_future(anext(events))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await events.aclose()
    assert bench.journal.outcomes(plan.id)[1].state is State.SENT
    bench.google.send = real  # type: ignore[method-assign]
    await bench.run(plan)
    assert bench.journal.outcomes(plan.id)[1].result is Result.ADDED
    assert bench.google.count("POST") == 1


async def test_who_is_stopped_while_stopping_waits_no_longer(bench: Bench) -> None:
    plan, begun = plan_of(ADD), asyncio.Event()

    async def never(*arguments: Any, **named: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    bench.google.send = never  # type: ignore[method-assign]
    events = bench.events(plan, grace_seconds=60.0)
    assert isinstance(await anext(events), Began)
    waiting = asyncio.ensure_future(anext(events))
    await begun.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert bench.journal.outcomes(plan.id)[1].state is State.SENT
    assert not bench.journal.is_running(plan.id)


async def test_what_fails_in_passing_while_stopping_is_left_as_it_is(bench: Bench) -> None:
    plan, begun, answer = plan_of(ADD), asyncio.Event(), asyncio.Event()
    real = bench.google.send

    async def slow(*arguments: Any, **named: Any) -> Any:
        begun.set()
        await answer.wait()
        return await real(*arguments, **named)

    bench.google.send = slow  # type: ignore[method-assign]
    bench.google.faults = ["503"]
    events = bench.events(plan)
    assert isinstance(await anext(events), Began)
    waiting = asyncio.ensure_future(anext(events))
    await begun.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    answer.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert bench.journal.outcomes(plan.id)[1].state is State.SENT
    assert len(bench.google.sent) == 1


@pytest.mark.parametrize("sent_before", [True, False])
async def test_who_is_stopped_before_the_request_leaves_has_not_sent_it(
    sent_before: bool, bench: Bench
) -> None:
    plan, noting, go_on = plan_of(MESSAGE), asyncio.Event(), threading.Event()
    loop, real = asyncio.get_running_loop(), bench.journal.note_all
    bench.journal.save(plan)
    if sent_before:
        bench.journal.note(plan.id, 1, Outcome(State.SENT, attempts=1))

    def note_all(plan_id: str, outcomes: Any) -> None:
        loop.call_soon_threadsafe(noting.set)
        assert go_on.wait(20)
        real(plan_id, outcomes)

    bench.journal.note_all = note_all  # type: ignore[method-assign]
    events = bench.events(plan)
    assert isinstance(await anext(events), Began)
    waiting = asyncio.ensure_future(anext(events))
    await noting.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert bench.google.sent == []
    state = bench.journal.outcomes(plan.id)[1].state
    assert state is (State.SENT if sent_before else State.WAITING)


async def test_who_waits_for_a_pause_is_stopped_at_once(bench: Bench) -> None:
    plan, pausing = plan_of(ADD), asyncio.Event()
    bench.google.faults = ["503"]

    async def for_ever(seconds: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    patience = replace(bench.patience, sleep=for_ever)
    bench.journal.save(plan)
    pace: Any = bench.pace
    events = carry_out(plan.id, bench.journal, bench.chat, pace, patience=patience)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Waiting):
                await pausing.wait()
                break
    assert bench.google.count("POST") == 1


async def test_a_mistake_of_our_own_is_not_swallowed(bench: Bench) -> None:
    def refuse(verb: str, path: str) -> None:
        raise LookupError("a mistake")

    bench.google.refuse = refuse
    with pytest.raises(LookupError, match="a mistake"):
        await bench.run(plan_of(*adds(GRACE, ALAN)))


async def test_a_loop_that_is_ended_leaves_its_rows_as_they_are(bench: Bench) -> None:
    plan = plan_of(*adds(GRACE, ALAN))

    async def cancelled(*arguments: Any, **named: Any) -> Any:
        raise asyncio.CancelledError

    bench.google.send = cancelled  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await bench.run(plan)
    (saved,) = bench.journal.list()
    assert (saved.counts.waiting, saved.is_ended, saved.is_running) == (2, False, False)


@pytest.mark.parametrize("at", [1, 2])
async def test_nothing_is_sent_that_could_not_be_noted(at: int, bench: Bench) -> None:
    """The first note is that the row is sent, the second what came of it."""
    plan = plan_of(ADD)
    real, notes = bench.journal.note_all, [0]

    def note_all(plan_id: str, outcomes: Any) -> None:
        notes[0] += 1
        if notes[0] == at:
            raise ProblemError(Problem("plans.disk_full", "full"))
        real(plan_id, outcomes)

    bench.journal.note_all = note_all  # type: ignore[method-assign]
    with pytest.raises(ProblemError) as raised:
        await bench.run(plan)
    assert raised.value.problem.code == "plans.disk_full"
    assert bench.google.count("POST") == at - 1
    assert bench.journal.counts(plan.id).waiting == 1
    await bench.run(plan)
    assert bench.google.who(SPACE) == {GRACE: MEMBER}
    assert bench.google.count("POST") == 1


async def test_a_row_that_cannot_be_put_back_stays_noted_as_sent(bench: Bench) -> None:
    plan = plan_of(ADD)
    real = bench.journal.note_all
    bench.google.refuse = lambda verb, path: (401, "no")

    def note_all(plan_id: str, outcomes: Any) -> None:
        if outcomes[1].state is State.WAITING:
            raise ProblemError(Problem("plans.disk_full", "full"))
        real(plan_id, outcomes)

    bench.journal.note_all = note_all  # type: ignore[method-assign]
    with pytest.raises(ProblemError) as raised:
        await bench.run(plan)
    assert raised.value.problem.code == "chat.sign_in_ended"
    assert bench.journal.outcomes(plan.id)[1].state is State.SENT


async def test_an_administrators_plan_is_marked_in_every_request(bench: Bench) -> None:
    marked: list[bool] = []
    real = bench.google.send

    async def send(method: str, url: str, *, params: Any = (), **named: Any) -> Any:
        marked.append(("useAdminAccess", "true") in list(params))
        return await real(method, url, params=params, **named)

    bench.google.send = send  # type: ignore[method-assign]
    await bench.run(plan_of(ADD, admin=True))
    assert marked == [True]


async def test_two_at_once_are_kept_apart(bench: Bench) -> None:
    plan = plan_of(*adds(GRACE, ALAN))
    async with aclosing(bench.events(plan)) as events:
        await anext(events)
        assert bench.journal.is_running(plan.id)
        with pytest.raises(ProblemError) as raised:
            await bench.run(plan)
        assert raised.value.problem.code == "plans.running"
    assert not bench.journal.is_running(plan.id)
