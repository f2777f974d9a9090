"""Sync: whatever the space and the list are like, the plan leads from one to the other."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chattui.plans.directory import Reads
from chattui.plans.model import Kind, Plan
from chattui.plans.people_input import read_people
from chattui.plans.planning import plan_add, plan_remove, plan_roles, plan_sync, wanted_from_space
from chattui.plans.wanted import APP, GROUP, Target, Wanted
from chattui.problem import ProblemError
from tests.unit.plans.world import (
    MANAGER,
    ME,
    MEMBER,
    NOW,
    OWNER,
    A,
    FakeDirectory,
    World,
    codes,
    told,
    with_groups,
)

pytestmark = pytest.mark.anyio
GRACE, ALAN, EDSGER, BARBARA = (f"{n}@example.com" for n in ("grace", "alan", "edsger", "barbara"))
ROLE_OF = {"owner": OWNER, "manager": MANAGER, "member": MEMBER, "": ""}


def world_of(*who: str, **more: Any) -> World:
    world = World(**more)
    world.space(A, *who, label="Launch")
    return world


def listed(*who: str) -> list[Wanted]:
    """``ADDRESS`` or ``ADDRESS=role``; groups as ``groups/ID``."""
    found = []
    for text in who:
        name, _, role = text.partition("=")
        kind = GROUP if name.startswith("groups/") else APP if name == "app" else "person"
        found.append(Wanted(name, ROLE_OF[role], kind))
    return found


async def sync(world: World, *who: str, **more: Any) -> Plan:
    return await plan_sync(world.chat, world.acting, Target(A), listed(*who), now=NOW, **more)


async def test_a_space_becomes_what_the_list_says() -> None:
    world = world_of(
        f"{ME}=owner", f"{GRACE}=manager", ALAN, f"{EDSGER}=owner", "app", "groups/0ab"
    )
    plan = await sync(
        world,
        f"{ME}=member",
        f"{GRACE}=owner",
        f"{BARBARA}=manager",
        "z@example.com=owner",
        "x@example.com=member",
    )
    assert told(plan) == [
        "add barbara",
        "manager barbara <1",
        "add z",
        "owner z <3",
        "add x",
        "owner grace",
        "remove alan",
        "remove edsger <4 <6",
        "member ada <1 <2 <3 <4 <5 <6 <7 <8",
    ]
    assert (plan.kind, plan.title) == (Kind.SYNC_MEMBERS, "Match Launch to a list of 5 members")
    assert plan.warnings == ()
    world.apply(plan)
    assert world.roles() == {
        ME: "",
        GRACE: "owner",
        BARBARA: "manager",
        "z@example.com": "owner",
        "x@example.com": "",
        "app": "",
        "groups/0ab": "",
    }
    assert (
        await sync(world, *(f"{w}={r or 'member'}" for w, r in world.roles().items() if "@" in w))
    ).rows == ()


@pytest.mark.parametrize(
    ("more", "rows", "warned"),
    [
        ({}, [], ["kept_yourself"]),
        ({"remove_me": True}, [], ["kept_last_owner"]),
        ({"remove_last_owner": True}, [], ["kept_yourself"]),
        ({"remove_me": True, "remove_last_owner": True}, ["remove ada"], ["last_owner"]),
        ({"remove": False}, [], []),
    ],
)
async def test_nobody_locks_themselves_out_unasked(
    more: dict[str, bool], rows: list[str], warned: list[str]
) -> None:
    plan = await sync(world_of(f"{ME}=owner", GRACE), GRACE, **more)
    assert (told(plan), codes(plan.warnings)) == (rows, warned)


async def test_the_last_owner_stays_who_is_somebody_else() -> None:
    world = world_of(f"{EDSGER}=owner", ME, f"{ALAN}=owner", BARBARA)
    plan = await sync(world, ME, f"{ALAN}=member")
    assert told(plan) == ["remove barbara", "member alan"] or told(plan) == [
        "member alan",
        "remove barbara",
    ]
    assert (
        plan.warnings[0].message
        == "edsger@example.com stays an owner, although the list says otherwise."
    )
    plan = await sync(world, f"{ME}=member", f"{EDSGER}=member", f"{ALAN}=manager", BARBARA)
    assert told(plan) == ["manager alan"]
    plan = await sync(world, ME, EDSGER, f"{ALAN}=member", BARBARA, roles=False)
    assert plan.rows == ()


async def test_another_owner_of_the_list_makes_up_for_one_who_goes() -> None:
    world = world_of(f"{ME}=owner", f"{EDSGER}=owner")
    plan = await sync(world, f"{GRACE}=owner", remove_me=True)
    assert told(plan) == ["add grace", "owner grace <1", "remove edsger <2", "remove ada <1 <2 <3"]
    assert plan.warnings == ()


async def test_a_list_of_another_space_is_told() -> None:
    world = world_of(f"{ME}=owner", GRACE, ALAN)
    assert codes((await sync(world, EDSGER)).warnings) == ["nobody_stays", "kept_yourself"]
    assert codes((await sync(world, EDSGER, ALAN)).warnings) == ["kept_yourself"]


async def test_whoever_acts_and_is_no_member_has_no_id_there() -> None:
    plan = await sync(world_of(f"{GRACE}=owner", acts={"user_id": "", "admin": True}), GRACE)
    assert (plan.rows, plan.user_id) == ((), "")


async def test_whoever_acts_is_known_by_their_address_where_nobody_said_their_id() -> None:
    world = world_of(f"{ME}=owner", f"{GRACE}=owner", hides=True, acts={"user_id": ""})
    plan = await sync(world, GRACE)
    assert (told(plan), codes(plan.warnings)) == ([], ["kept_yourself"])
    last = await plan_remove(
        world.chat, world.acting, [Target(A)], listed(ME, GRACE, ALAN), now=NOW
    )
    assert last.rows[-1].who_label == ME


async def test_an_address_that_two_seem_to_have_is_asked_for() -> None:
    world = world_of(f"{ME}=owner", GRACE, ALAN)
    world.says = {ALAN: GRACE}
    (row,) = (await sync(world, ME, GRACE)).rows
    assert row.who == f"users/{world.id_of(ALAN)}"


async def test_groups_are_left_alone_where_none_is_named() -> None:
    world = world_of(f"{ME}=owner", "groups/0ab", "groups/0cd", "app")
    assert (await sync(world, ME)).rows == ()
    assert told(await sync(world, ME, "groups/0ab", "groups/0ef")) == [
        "add groups/0ef",
        "remove groups/0cd",
    ]
    eng = [Wanted(ME), Wanted("eng@example.com", kind=GROUP)]
    reads = with_groups(eng="groups/0ab")
    plan = await plan_sync(world.chat, world.acting, Target(A), eng, now=NOW, reads=reads)
    assert told(plan) == ["remove groups/0cd"]


async def test_apps_are_added_where_named_and_never_removed() -> None:
    world = world_of(f"{ME}=owner", GRACE)
    other = Wanted("users/77", kind=APP)
    plan = await plan_sync(
        world.chat, world.acting, Target(A), [*listed(ME, GRACE, "app"), other], now=NOW
    )
    assert told(plan) == ["add the app itself"]
    world.apply(plan)
    assert (await sync(world, ME, GRACE, "app")).rows == ()
    assert (await sync(world, ME, GRACE)).rows == ()


async def test_invited_people_count_as_wanted() -> None:
    world = world_of(f"{ME}=owner", f"{GRACE}=invited", f"{ALAN}=invited")
    plan = await sync(world, ME, f"{GRACE}=owner")
    assert (told(plan), codes(plan.warnings)) == (["remove alan"], ["role_of_invited"])
    assert plan.rows[0].before == {"role": MEMBER, "state": "INVITED"}
    world.members[A][GRACE] = ("", "INVITED")
    assert (await sync(world, ME, f"{GRACE}=member", ALAN)).warnings == ()
    plan = await sync(world, ME, f"{GRACE}=member", f"{ALAN}=owner", roles=False)
    assert (plan.rows, plan.warnings) == ((), ())


@pytest.mark.parametrize("hides", [False, True])
async def test_a_second_address_is_the_same_person(hides: bool) -> None:
    world = world_of(f"{ME}=owner", GRACE, ALAN, hides=hides, aliases={"g.h@example.com": GRACE})
    plan = await sync(world, ME, "g.h@example.com=manager", BARBARA)
    assert [row.action.value for row in plan.rows] == ["add_member", "set_role", "remove_member"]
    world.apply(plan)
    assert world.roles() == {ME: "owner", GRACE: "manager", BARBARA: ""}


async def test_with_nobody_to_remove_only_the_hidden_are_asked_for() -> None:
    world = world_of(f"{ME}=owner", GRACE)
    await sync(world, ME, GRACE, *(f"p{n}@example.com" for n in range(9)))
    assert world.count("/members/") == 0
    await sync(world, GRACE, *(f"p{n}@example.com" for n in range(9)))
    assert world.count("/members/") == 0, "nor where only the acting person is too many, and stays"
    world.hides = True
    assert told(await sync(world, ME, GRACE, BARBARA)) == ["add barbara"]
    assert world.count("/members/") == 2


async def test_where_google_is_vague_nobody_hidden_is_removed() -> None:
    world = world_of(f"{ME}=owner", GRACE, ALAN, hides=True, vague=True)
    plan = await sync(world, ME, GRACE, BARBARA)
    assert told(plan) == ["add barbara"]
    assert [w.message for w in plan.warnings] == ["1 member whose address Google hides stays."]
    # The People API tells who they are.
    found = {f"users/{world.id_of(who)}": who for who in (GRACE, ALAN)}
    plan = await sync(world, ME, GRACE, BARBARA, reads=Reads(FakeDirectory(found)))
    assert told(plan) == ["add barbara", "remove alan"]
    plan = await sync(world, ME, reads=Reads(FakeDirectory(found)))
    assert [row.who_label for row in plan.rows] == [GRACE, ALAN]
    assert (await sync(world, ME, GRACE, BARBARA, add=False, remove=False)).warnings == ()


async def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ProblemError) as refused:
        await sync(world_of(f"{ME}=owner", GRACE))
    assert refused.value.problem.code == "plans.nobody"


@pytest.mark.parametrize("hides", [False, True])
async def test_another_space_is_the_list(hides: bool) -> None:
    world = world_of(f"{ME}=owner", GRACE, hides=hides)
    other = ("app", "groups/0ab", f"{ALAN}=manager", f"{EDSGER}=invited", f"{ME}=owner")
    world.space("spaces/B", *other, label="Other")
    wanted = await wanted_from_space(world.chat, "spaces/B", acting=world.acting)
    assert [w.role for w in wanted] == ["", MANAGER, MEMBER, OWNER]
    plan = await plan_sync(world.chat, world.acting, Target(A), wanted, now=NOW)
    world.apply(plan, invites=[EDSGER])
    assert world.roles() == {ME: "owner", "groups/0ab": "", ALAN: "manager", EDSGER: "invited"}
    # Without the acting person known, a hidden address is an id.
    ids = await wanted_from_space(world.chat, "spaces/B")
    assert (ids == wanted) is not hides
    assert ids[3].address == (f"users/{world.ids[ME]}" if hides else ME)


MEMBERS = st.dictionaries(
    st.sampled_from([f"p{n}@example.com" for n in range(6)]),
    st.sampled_from(["owner", "manager", ""]),
    max_size=6,
)


@settings(max_examples=60)
@given(MEMBERS, MEMBERS, *(st.booleans() for _ in range(6)))
def test_parse_plan_apply_gives_the_wanted_set(
    before: dict[str, str],
    wanted: dict[str, str],
    add: bool,
    remove: bool,
    roles: bool,
    remove_me: bool,
    hides: bool,
    i_own: bool,
) -> None:
    assume(wanted)
    world = world_of(f"{ME}={'owner' if i_own else ''}", *(f"{w}={r}" for w, r in before.items()))
    world.hides = hides
    table = "email,role\n" + "".join(f"{w},{r or 'member'}\n" for w, r in wanted.items())
    people = read_people(table).required()
    flags: dict[str, Any] = {"add": add, "remove": remove, "roles": roles, "remove_me": remove_me}
    plan = asyncio.run(
        plan_sync(
            world.chat, world.acting, Target(A), people, now=NOW, remove_last_owner=True, **flags
        )
    )
    world.apply(plan)
    mine = {} if remove and remove_me else {ME: "owner" if i_own else ""}
    expected = mine | {
        who: wanted[who] if who in wanted and (roles or who not in before) else before[who]
        for who in {**before, **wanted}
        if (who in before or add) and (who in wanted or not remove)
    }
    assert world.roles() == expected


@settings(max_examples=40)
@given(MEMBERS, MEMBERS, st.sampled_from(["add", "remove", "roles"]), st.booleans())
def test_parse_plan_apply_for_the_single_changes(
    before: dict[str, str], wanted: dict[str, str], what: str, hides: bool
) -> None:
    assume(wanted)
    world = world_of(f"{ME}=owner", *(f"{w}={r}" for w, r in before.items()))
    world.hides = hides
    people = read_people("; ".join(wanted)).required()
    rank = ["owner", "manager", ""]
    named = [Wanted(w.address, ROLE_OF[wanted[w.address] or "member"]) for w in people]
    if what == "add":
        work = plan_add(world.chat, world.acting, [Target(A)], named, now=NOW)
        expected = before | {
            who: min(role, before.get(who, ""), key=rank.index) for who, role in wanted.items()
        }
    elif what == "remove":
        work = plan_remove(world.chat, world.acting, [Target(A)], people, now=NOW)
        expected = {who: role for who, role in before.items() if who not in wanted}
    else:
        work = plan_roles(world.chat, world.acting, [Target(A)], named, now=NOW)
        expected = {who: wanted.get(who, role) for who, role in before.items()}
    world.apply(asyncio.run(work))
    assert world.roles() == {ME: "owner", **expected}


@pytest.mark.parametrize("hides", [False, True])
def test_the_time_is_linear_in_the_number_of_members(hides: bool) -> None:
    def seconds(count: int) -> float:
        people = [f"p{n}@example.com" for n in range(count)]
        world = world_of(f"{ME}=owner", *people, hides=hides)
        wanted = [Wanted(ME), *(Wanted(f"p{n}@example.com") for n in range(count // 2, count * 2))]
        began = time.process_time()
        plan = asyncio.run(plan_sync(world.chat, world.acting, Target(A), wanted, now=NOW))
        assert len(plan.rows) == count // 2 + count
        return time.process_time() - began

    small = min(seconds(50) for _ in range(3))
    # Sixteen times as many: quadratic would be 256 times as long.
    assert seconds(800) < 100 * max(small, 0.001)
