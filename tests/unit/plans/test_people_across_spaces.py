"""One person across spaces: found, added, removed, and what they own handed over."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.plans.directory import Reads
from chattui.plans.model import Kind, Plan
from chattui.plans.people import (
    Found,
    Looked,
    NotLooked,
    find_person,
    plan_add_person,
    plan_hand_over,
    plan_remove_person,
)
from chattui.plans.wanted import Target, Wanted
from chattui.problem import ProblemError
from tests.unit.plans.google import FreePace
from tests.unit.plans.world import ME, NOW, OWNER, World, codes, told

pytestmark = pytest.mark.anyio
GRACE, ALAN = "grace@example.com", "alan@example.com"


@pytest.fixture
def world() -> World:
    found = World()
    found.space("spaces/A", f"{ME}=owner", f"{GRACE}=owner", label="Apollo")
    found.space("spaces/B", f"{ME}=owner", GRACE, label="Berlin")
    found.space("spaces/C", ME, f"{GRACE}=owner", f"{ALAN}=invited", label="Cobol")
    found.space("spaces/D", f"{ME}=owner", label="Delta")
    found.space("spaces/E", ME, GRACE, spaceType="DIRECT_MESSAGE", label="")
    return found


async def find(world: World, who: str, **more: Any) -> tuple[list[str], list[object]]:
    """The spaces where somebody was found, and all else that was told."""
    events = [e async for e in find_person(world.chat, world.acting, who, **more)]
    found = sorted(e.target.label for e in events if isinstance(e, Found))
    return found, [e for e in events if not isinstance(e, Found)]


async def problem_of(work: Any) -> str:
    with pytest.raises(ProblemError) as refused:
        await work
    return refused.value.problem.code.removeprefix("plans.")


async def test_one_request_looks_into_one_space(world: World) -> None:
    found, others = await find(world, GRACE)
    assert found == ["Apollo", "Berlin", "Cobol", "Direct message"]
    assert others == [*(Looked(n) for n in range(1, 6)), Looked(5, 5)]
    assert (world.count("spaces/"), world.sent.count("spaces")) == (5, 3)
    number = world.ids[GRACE]
    assert (await find(world, f"users/{number}"))[0] == found


async def test_administrators_look_into_all_named_spaces_within_the_limits(world: World) -> None:
    world.acts = {"admin": True}
    pace: Any = FreePace()
    found, others = await find(world, ALAN, reads=Reads(pace=pace))
    assert found == ["Cobol"]
    assert others[-1] == Looked(5, 5) == others[-2]
    assert world.sent.count("spaces:search") == 3
    assert pace.turns[0] == ("123", "chat.spaces.members.get", "spaces/A")


async def test_spaces_that_cannot_be_looked_into_are_told(world: World) -> None:
    world.refuses = {"spaces/B/": (400, "Something is odd.")}
    targets = [Target("spaces/A", "Apollo"), Target("spaces/B", "Berlin")]
    found, others = await find(world, GRACE, spaces=targets)
    assert found == ["Apollo"]
    (missed,) = [e for e in others if isinstance(e, NotLooked)]
    assert (missed.target.label, missed.problem.code) == ("Berlin", "chat.invalid_argument")
    assert Looked(2, 2) in others
    plan = await plan_remove_person(world.chat, world.acting, GRACE, now=NOW)
    assert codes(plan.warnings)[:2] == ["not_looked", "direct_messages_stay"]
    world.refuses = {"spaces/B/": (401, "")}
    assert await problem_of(find(world, GRACE)) == "chat.sign_in_ended"


async def test_an_address_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(ProblemError) as refused:
        find_person(world.chat, world.acting, "nobody")
    assert refused.value.problem.code == "plans.bad_address"


async def test_a_person_is_added_to_many_spaces(world: World) -> None:
    targets = [Target(f"spaces/{letter}") for letter in "ABD"]
    wanted = Wanted(GRACE, OWNER)
    plan = await plan_add_person(world.chat, world.acting, wanted, targets, now=NOW)
    assert told(plan) == ["owner grace", "add grace", "owner grace <2"]
    assert [row.space_label for row in plan.rows] == ["Berlin", "Delta", "Delta"]
    assert (plan.kind, plan.title) == (Kind.ADD_PERSON, f"Add {GRACE} to 2 spaces")
    world.apply(plan)


async def test_a_person_is_taken_out_of_all_spaces(world: World) -> None:
    heard: list[object] = []
    reads = Reads(tell=heard.append)
    plan = await plan_remove_person(world.chat, world.acting, GRACE, now=NOW, reads=reads)
    assert [row.space_label for row in plan.rows] == ["Apollo", "Berlin", "Cobol"]
    assert plan.kind is Kind.REMOVE_PERSON
    assert codes(plan.warnings) == ["direct_messages_stay", "last_owner"]
    assert heard[0] == Looked(1)
    some = [Target("spaces/D")]
    plan = await plan_remove_person(world.chat, world.acting, GRACE, some, now=NOW)
    assert (plan.rows, codes(plan.warnings)) == ((), ["no_members"])
    work = plan_remove_person(world.chat, world.acting, "barbara@example.com", now=NOW)
    assert await problem_of(work) == "nowhere"


async def hand_over(world: World, old: str, new: str, *spaces: str, **more: Any) -> Plan:
    targets = [Target(f"spaces/{letter}") for letter in spaces] or None
    return await plan_hand_over(world.chat, world.acting, old, new, targets, now=NOW, **more)


async def test_what_one_owns_is_handed_over(world: World) -> None:
    plan = await hand_over(world, ME, GRACE)
    assert [(row.space_label, words) for row, words in zip(plan.rows, told(plan), strict=True)] == [
        ("Apollo", "member ada"),
        ("Berlin", "owner grace"),
        ("Berlin", "member ada <2"),
        ("Delta", "add grace"),
        ("Delta", "owner grace <4"),
        ("Delta", "member ada <5"),
    ]
    assert plan.title == f"Hand over 3 spaces of {ME} to {GRACE}"
    world.apply(plan)
    assert [world.roles(f"spaces/{s}")[GRACE] for s in "ABD"] == ["owner"] * 3


async def test_the_old_owner_may_go(world: World) -> None:
    plan = await hand_over(world, ME, "barbara@example.com", "D", remove=True)
    assert told(plan) == ["add barbara", "owner barbara <1", "remove ada <2"]
    assert plan.title == f"Hand over Delta of {ME} to barbara@example.com"
    world.apply(plan)
    assert world.roles("spaces/D") == {"barbara@example.com": "owner"}


async def test_what_cannot_be_handed_over_is_told(world: World) -> None:
    plan = await hand_over(world, GRACE, "x@elsewhere.org", "A", "B", "C", "E")
    assert [row.space_label for row in plan.rows] == ["Apollo"] * 3
    assert codes(plan.warnings) == ["no_owner_there", "not_an_owner", "closed", "outside"]
    world.acts = {"admin": True}
    plan = await hand_over(world, GRACE, ALAN, "C")
    assert (plan.rows, codes(plan.warnings)) == ((), ["role_of_invited"])


async def test_a_handover_that_makes_no_sense_is_refused(world: World) -> None:
    assert await problem_of(hand_over(world, GRACE, GRACE.upper())) == "same_person"
    world.aliases = {"g.hopper@example.com": GRACE}
    assert await problem_of(hand_over(world, GRACE, "g.hopper@example.com")) == "same_person"
    assert await problem_of(hand_over(world, ALAN, GRACE)) == "owns_nothing"
    nothing = plan_hand_over(world.chat, world.acting, GRACE, ALAN, [], now=NOW)
    assert await problem_of(nothing) == "no_space"
    assert await problem_of(hand_over(world, GRACE, ALAN, "Z")) == "chat.not_allowed_or_absent"
    world.refuses = {"spaces/A/": (400, "odd"), "spaces/B/": (401, "")}
    some = [Target("spaces/A", "Apollo", "SPACE", False)]
    work = plan_hand_over(world.chat, world.acting, GRACE, ALAN, some, now=NOW)
    with pytest.raises(ProblemError) as refused:
        await work
    assert refused.value.problem.message.startswith("Apollo: ")
    assert await problem_of(hand_over(world, GRACE, ALAN, "B")) == "chat.sign_in_ended"
