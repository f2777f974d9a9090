"""A new space with somebody whom Google does not know, and a space that goes in the middle."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.plans.log_lines import lines_of_log
from chattui.plans.model import ONE_BY_ONE, Action, Outcome, Result, Row, State
from chattui.plans.report import Report
from chattui.problem import Exit, ProblemError
from tests.unit.plans.google import FAULTS, MEMBER, OWNER, Bench, Killed, adds, plan_of, row

pytestmark = pytest.mark.anyio

GRACE, ALAN, NOBODY = "grace@example.com", "alan@example.com", "nobody@nowhere.example"
ELSE = "else@nowhere.example"
DENIED = "Permission denied to perform the requested action on the specified resource"
SPACE = "spaces/A"


@pytest.fixture
def bench(own_home: Path) -> Bench:
    found = Bench(own_home / "state")
    found.google.space(SPACE)
    found.google.people = {GRACE, ALAN}
    return found


def creation(*who: str, kind: str = "SPACE", groups: tuple[str, ...] = ()) -> Row:
    named = {"displayName": "New"} if kind == "SPACE" else {}
    memberships = [
        *({"groupMember": {"name": group}} for group in groups),
        *({"member": {"name": f"users/{w}", "type": "HUMAN"}} for w in who),
    ]
    body = {"space": {"spaceType": kind, **named}, "memberships": memberships}
    return Row(1, Action.CREATE_SPACE, space_label="New", body=body, request_id="r1")


def results(outcome: Outcome) -> list[str]:
    return [member["result"] for member in outcome.answer["members"]]


def made(bench: Bench) -> list[str]:
    return [name for name in bench.google.spaces if name.startswith("spaces/new")]


def is_right(bench: Bench, outcome: Outcome) -> None:
    """One space with those whom Google knows, each added once; the other one is named."""
    assert (outcome.state, outcome.result, outcome.space) == (
        State.DONE,
        Result.CREATED,
        *made(bench),
    )
    assert bench.google.who(outcome.space) == {GRACE: MEMBER, ALAN: MEMBER}
    assert results(outcome) == ["added", "unknown", "added"]
    told = outcome.answer["members"][1]["problem"]
    assert (told["code"], NOBODY in told["cause"]) == ("chat.unknown_person", True)
    assert outcome.problem
    assert outcome.problem.message == f"{NOBODY} was not added to New."
    assert max(bench.google.changes.values()) == 1


async def test_a_space_is_made_although_google_does_not_know_one_of_its_people(
    bench: Bench,
) -> None:
    role = row(2, Action.SET_ROLE, ALAN, space="row:1", body={"role": OWNER}, after=(1,))
    plan = plan_of(creation(GRACE, NOBODY, ALAN, groups=("groups/g",)), role)
    await bench.run(plan)
    outcomes = bench.journal.outcomes(plan.id)
    name = outcomes[1].space
    assert bench.google.who(name) == {"groups/g": MEMBER, GRACE: MEMBER, ALAN: OWNER}
    assert results(outcomes[1]) == ["added", "unknown", "added"]
    assert outcomes[1].attempts == 5
    assert [path for verb, path in bench.google.sent if verb == "POST"] == [
        *["spaces:setup"] * 2,
        *[f"{name}/members"] * 3,
    ]
    assert [turn[1:] for turn in bench.pace.turns if turn[1] == "chat.spaces.members.create"] == [
        ("chat.spaces.members.create", name)
    ] * 3
    report = Report(plan, outcomes)
    assert (report.exit, report.can_be_tried) == (Exit.PARTLY, False)
    lines = lines_of_log(report, replace(role, number=3), [1], 1)
    assert [line[7].partition(":")[0] for line in lines] == [
        *("created", "asked for", "added", "failed", "added"),
    ]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("before", [0, 1, 2])
async def test_whatever_becomes_of_its_requests_there_is_one_space(
    before: int, fault: str, bench: Bench
) -> None:
    bench.google.faults = [""] * before + [fault, fault]
    (outcome,) = await bench.outcomes(creation(GRACE, NOBODY, ALAN))
    is_right(bench, outcome)


async def until_done(bench: Bench, *points: int) -> Outcome:
    """Carried out by processes that die at these points, and then by one that does not."""
    plan = plan_of(creation(GRACE, NOBODY, ALAN))
    for point in (*points, 0):
        bench.live_until(point)
        try:
            await bench.run(plan)
        except Killed:
            continue
        break
    return bench.journal.outcomes(plan.id)[1]


@pytest.mark.parametrize("point", [3, 6, 8, 9, 11, 13, 15, 17, 19, 21, 23, 26])
async def test_killed_at_any_moment_there_is_one_space(point: int, bench: Bench) -> None:
    is_right(bench, await until_done(bench, point))


@pytest.mark.exhaustive
async def test_killed_at_any_two_moments_there_is_one_space(own_home: Path) -> None:
    for first in range(1, 32):
        for second in range(1, 24):
            bench = Bench(own_home / f"state-{first}-{second}")
            bench.google.people = {GRACE, ALAN}
            is_right(bench, await until_done(bench, first, second))


async def test_a_plan_that_is_stopped_between_two_people_goes_on_behind_them(bench: Bench) -> None:
    plan = plan_of(creation(GRACE, NOBODY, ALAN))
    flying, go_on, real = asyncio.Event(), asyncio.Event(), bench.google.send

    async def slow(method: str, url: str, **named: Any) -> Any:
        if method == "POST" and url.endswith("/members"):
            flying.set()
            await go_on.wait()
        return await real(method, url, **named)

    bench.google.send = slow  # type: ignore[method-assign]
    async with aclosing(bench.events(plan)) as events:
        await anext(events)
        waiting = asyncio.ensure_future(anext(events))
        await flying.wait()
        waiting.cancel()
        asyncio.get_running_loop().call_later(0.01, go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await waiting
    outcome = bench.journal.outcomes(plan.id)[1]
    assert (outcome.state, outcome.space) == (State.SENT, *made(bench))
    assert results(outcome) == ["added", "unknown", "unknown"]
    assert outcome.answer["members"][1]["problem"]["code"] == "plans.not_added_yet"
    bench.google.send = real  # type: ignore[method-assign]
    await bench.run(plan)
    is_right(bench, bench.journal.outcomes(plan.id)[1])
    assert bench.google.count("POST") == 5


async def test_without_the_right_to_add_people_the_plan_stops_and_the_space_stays(
    bench: Bench,
) -> None:
    plan = plan_of(creation(GRACE, NOBODY, ALAN))
    scope = (403, "Request had insufficient authentication scopes.")
    bench.google.refuse = lambda verb, path: scope if path.endswith("/members") else None
    with pytest.raises(ProblemError) as raised:
        await bench.run(plan)
    assert raised.value.problem.code == "chat.scope_missing"
    outcome = bench.journal.outcomes(plan.id)[1]
    assert (outcome.state, [outcome.space]) == (State.SENT, made(bench))
    assert outcome.answer[ONE_BY_ONE] == {"ended": 0, "sent": False}
    bench.google.refuse = lambda verb, path: None
    await bench.run(plan)
    is_right(bench, bench.journal.outcomes(plan.id)[1])


async def test_each_has_an_answer_of_their_own(bench: Bench) -> None:
    bench.google.invites, bench.google.drops = {GRACE}, {ALAN}
    plan = plan_of(creation(GRACE, NOBODY, ALAN, ELSE))
    await bench.run(plan)
    outcome = bench.journal.outcomes(plan.id)[1]
    assert results(outcome) == ["invited", "unknown", "dropped", "unknown"]
    assert outcome.problem
    assert outcome.problem.code == "plans.people_not_added"
    assert outcome.problem.message == "3 people were not added to New."
    assert all(who in outcome.problem.cause for who in (NOBODY, ALAN, ELSE))
    assert Report(plan, {1: outcome}).exit is Exit.PARTLY


async def test_where_they_are_known_by_then_nothing_is_amiss(bench: Bench) -> None:
    """Google knew somebody only after the space was made."""
    real = bench.google._make

    def make(path: str, params: dict[str, str], body: Any) -> Any:
        reply = real(path, params, body)
        bench.google.people = set()
        return reply

    bench.google._make = make  # type: ignore[method-assign]
    (outcome,) = await bench.outcomes(creation(GRACE, NOBODY))
    assert (outcome.problem, results(outcome)) == (None, ["added", "added"])
    assert Report(plan_of(creation(GRACE)), {1: outcome}).exit is Exit.DONE


@pytest.mark.parametrize("kind", ["DIRECT_MESSAGE", "GROUP_CHAT"])
async def test_a_conversation_is_its_people_and_stays_refused(kind: str, bench: Bench) -> None:
    (outcome,) = await bench.outcomes(creation(GRACE, NOBODY, kind=kind))
    assert outcome.state is State.FAILED
    assert outcome.problem
    assert outcome.problem.code == "chat.unknown_person"
    assert (made(bench), bench.google.count("POST")) == ([], 1)


@pytest.mark.parametrize(("others", "is_named"), [((), True), ((GRACE,), False)])
async def test_who_must_be_the_unknown_one_is_named(
    others: tuple[str, ...], is_named: bool, bench: Bench
) -> None:
    """Google never says who it is; of a direct message there is only one."""
    kind = "GROUP_CHAT" if others else "DIRECT_MESSAGE"
    (outcome,) = await bench.outcomes(creation(*others, NOBODY, kind=kind))
    assert outcome.problem
    assert (NOBODY in outcome.problem.cause) is is_named


async def test_a_space_without_people_that_is_refused_fails_and_can_be_tried_again(
    bench: Bench,
) -> None:
    taken = [None, (409, "taken")]
    bench.google.refuse = lambda verb, path: taken.pop(0) if taken else None
    plan = plan_of(creation(GRACE, NOBODY, ALAN))
    await bench.run(plan)
    outcome = bench.journal.outcomes(plan.id)[1]
    assert (outcome.state, outcome.answer) == (
        State.FAILED,
        {ONE_BY_ONE: {"ended": 0, "sent": False}},
    )
    assert bench.journal.begin_again(plan.id) == 1
    await bench.run(plan)
    is_right(bench, bench.journal.outcomes(plan.id)[1])


@pytest.mark.parametrize("ended", ["two", -3, None, 99])
async def test_what_is_kept_of_it_is_not_trusted_blindly(ended: object, bench: Bench) -> None:
    plan = plan_of(creation(GRACE, NOBODY, ALAN))
    bench.google.space("spaces/new0")
    bench.journal.save(plan)
    answer = {ONE_BY_ONE: {"ended": ended, "sent": "yes"}, "members": []}
    bench.journal.note(plan.id, 1, Outcome(State.SENT, space="spaces/new0", answer=answer))
    await bench.run(plan)
    is_right(bench, bench.journal.outcomes(plan.id)[1])


def goes_after(bench: Bench, count: int) -> None:
    """The space is deleted once so many have been added."""
    real = bench.google._add

    def add(name: str, body: Any) -> Any:
        reply = real(name, body)
        if len(bench.google.who(name)) == count:
            del bench.google.spaces[name]
        return reply

    bench.google._add = add  # type: ignore[method-assign]


@pytest.mark.parametrize("width", [1, 4])
async def test_a_space_that_goes_in_the_middle_takes_its_other_rows_along(
    width: int, bench: Bench
) -> None:
    bench.google.people, bench.width = set(), width
    bench.google.space("spaces/B")
    goes_after(bench, 3)
    people = [f"p{n}@example.com" for n in range(40)]
    last = 40
    rows = [
        *adds(*people),
        row(last + 1, Action.POST_MESSAGE, body={"text": "hi"}, request_id="m", after=(3,)),
        row(last + 2, Action.EDIT_SPACE, body={"displayName": "B"}, mask="display_name",
            space="spaces/B"),
    ]  # fmt: skip
    outcomes = await bench.outcomes(*rows)
    problems = [outcome.problem for outcome in outcomes[3:last]]
    assert {problem.code for problem in problems if problem} == {"plans.space_gone"}
    assert len(list(filter(None, problems))) == last - 3
    assert outcomes[2].state is outcomes[-1].state is State.DONE
    assert all("Launch" in problem.cause for problem in problems if problem)
    assert people[10] in (outcomes[10].problem or problems[0]).message  # type: ignore[union-attr]
    sent = [path for _, path in bench.google.sent if path.startswith(SPACE)]
    assert len(sent) <= 3 + 3 * width + 1


async def test_a_space_that_is_there_is_looked_at_now_and_then_only(bench: Bench) -> None:
    bench.width = 1
    bench.google.refuse = lambda verb, path: (403, DENIED) if verb == "POST" else None
    outcomes = await bench.outcomes(*adds(*(f"p{n}@example.com" for n in range(20))))
    assert {o.problem.code for o in outcomes if o.problem} == {"chat.not_let_in"}
    assert (bench.google.count("POST"), bench.google.count("GET")) == (20, 5)


@pytest.mark.parametrize("look", ["unreachable", "400", "no scope"])
async def test_where_a_look_tells_nothing_the_rows_go_on(look: str, bench: Bench) -> None:
    bench.width = 1
    if look == "no scope":
        bench.scopes = ()
    elif look == "unreachable":
        bench.google.faults_at = {SPACE: ["", "unreachable"]}
    refused = [(403, DENIED), *([(400, "odd")] if look == "400" else [])]
    bench.google.refuse = lambda verb, path: refused.pop(0) if refused else None
    bench.google.people = set()
    first, second = await bench.outcomes(*adds(GRACE, ALAN))
    assert first.problem
    assert (first.problem.code, second.state) == ("chat.not_let_in", State.DONE)
