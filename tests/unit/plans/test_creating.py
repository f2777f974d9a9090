"""Plans that make, change and delete spaces."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.chat.edits import SpaceEdit
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, Space
from chattui.chat.new_space import NewSpace
from chattui.chat.template import Template, TemplatePerson
from chattui.plans.creating import SpaceWanted, plan_create, plan_delete, plan_edit
from chattui.plans.model import Action, Kind, Plan
from chattui.plans.wanted import APP, GROUP, Wanted
from chattui.problem import Problem, ProblemError
from tests.unit.plans.world import (
    ME,
    MEMBER,
    NOW,
    OWNER,
    A,
    World,
    all_codes,
    codes,
    told,
    with_groups,
)

pytestmark = pytest.mark.anyio
GRACE, ALAN = "grace@example.com", "alan@example.com"


@pytest.fixture
def world() -> World:
    found = World()
    found.space(A, f"{ME}=owner", label="Launch")
    return found


async def create(world: World, *spaces: SpaceWanted | NewSpace, **more: Any) -> Plan:
    return await plan_create(world.acting, spaces, now=NOW, **more)


async def problems_of(work: Any) -> list[Problem]:
    with pytest.raises(ProblemError) as refused:
        await work
    return [refused.value.problem, *refused.value.others]


async def test_a_space_comes_with_its_people_in_one_request(world: World) -> None:
    world.acts = {"admin": True}
    plan = await create(world, NewSpace(display_name="Launch", members=(GRACE, ALAN, ME)))
    (row,) = plan.rows
    assert (row.action, row.space, row.space_label) == (Action.CREATE_SPACE, "", "Launch")
    assert row.body["space"] == {"spaceType": "SPACE", "displayName": "Launch"}
    assert [m["member"]["name"] for m in row.body["memberships"]] == [
        f"users/{GRACE}",
        f"users/{ALAN}",
    ]
    assert len(row.request_id) == 36
    assert (plan.kind, plan.title, plan.admin) == (Kind.CREATE_SPACES, "Make Launch", False)
    assert codes(plan.warnings) == ["creation.acting_person"]
    assert world.sent == []


async def test_who_does_not_fit_comes_later_then_roles_permissions_and_message(
    world: World,
) -> None:
    people = [f"p{n:02}@example.com" for n in range(50)]
    new = NewSpace(
        display_name="Launch",
        members=tuple(people),
        permissions=(("manageApps", "owners"),),
        message="Hello",
        groups=("groups/0ab",),
    )
    roles = (
        Wanted("p49@example.com", "ROLE_ASSISTANT_MANAGER"),
        Wanted(GRACE, OWNER),
        Wanted("eng@example.com", kind=GROUP),
        Wanted("app", kind=APP),
        Wanted("users/5", OWNER),
        Wanted("users/6", MEMBER),
    )
    wanted = SpaceWanted(new, roles, request_id="mine")
    plan = await create(world, wanted, reads=with_groups(eng="groups/0cd"))
    first, *others = plan.rows
    names = [next(iter(m.values()))["name"] for m in first.body["memberships"]]
    assert (names[:4], len(names), first.request_id) == (
        ["groups/0cd", "groups/0ab", "users/p49@example.com", f"users/{GRACE}"],
        49,
        "mine",
    )
    assert told(plan)[1:] == [
        "add p45 <1",
        "add p46 <1",
        "add p47 <1",
        "add p48 <1",
        "add the app itself <1",
        "add users/5 <1",
        "add users/6 <1",
        "owner grace <1",
        "owner users/5 <7",
        "manager p49 <1",
        "edit_space  <1",
        "post_message  <1",
    ]
    assert {row.space for row in others} == {"row:1"}
    assert (others[-2].mask, others[-1].body) == (
        "permission_settings.manageApps",
        {"text": "Hello"},
    )
    assert others[-1].request_id != first.request_id
    assert others[0].before == {"role": "", "state": ""}


async def test_many_groups_leave_some_for_later(world: World) -> None:
    new = NewSpace(display_name="Launch", groups=tuple(f"groups/{n}" for n in range(50)))
    plan = await create(world, new)
    assert told(plan)[1:] == ["add groups/49 <1"]
    assert plan.rows[1].body == {"groupMember": {"name": "groups/49"}}


async def test_many_spaces_are_one_plan(world: World) -> None:
    spaces = [SpaceWanted(NewSpace(display_name=f"Team {n}"), line=n + 2) for n in range(3)]
    chat = NewSpace(GROUP_CHAT, members=(GRACE, ALAN))
    app = NewSpace(DIRECT_MESSAGE, with_app=True)
    plan = await create(world, *spaces, chat, app)
    assert plan.title == "Make 5 spaces"
    assert [(row.space_label, row.line) for row in plan.rows] == [
        ("Team 0", 2),
        ("Team 1", 3),
        ("Team 2", 4),
        ("Group chat", 0),
        ("Direct message with an app", 0),
    ]


async def test_everything_that_is_wrong_is_said_with_its_line(world: World) -> None:
    spaces = [
        SpaceWanted(NewSpace(display_name=""), line=2),
        SpaceWanted(NewSpace(display_name="A", members=("nobody",)), line=3),
        SpaceWanted(NewSpace(display_name="a "), (Wanted("eng@example.com", kind=GROUP),), line=4),
        SpaceWanted(NewSpace(GROUP_CHAT, members=(GRACE, ALAN)), (Wanted(GRACE, OWNER),), line=5),
        SpaceWanted(NewSpace(DIRECT_MESSAGE), (Wanted(GRACE, OWNER),), line=6),
        SpaceWanted(NewSpace(GROUP_CHAT, members=(GRACE,)), line=7, request_id="a b"),
        SpaceWanted(NewSpace(GROUP_CHAT, members=(GRACE,)), line=8),
    ]
    found = await problems_of(create(world, *spaces))
    assert [(p.message.partition(":")[0], p.code.rpartition(".")[2]) for p in found] == [
        ("“a ” is to be made twice.", "same_name"),
        ("Line 2", "name_missing"),
        ("Line 3", "bad_address"),
        ("Line 4", "groups_not_granted"),
        ("Line 5", "no_roles"),
        ("Line 6", "direct_message"),
        ("Line 7", "request_id"),
        ("Line 8", "group_chat_members"),
    ]
    assert found[0].cause == "Lines 3 and 4 have the same name; Google wants them to differ."
    twice = [NewSpace(display_name="A")] * 2
    assert (
        "differ"
        in (await problems_of(create(world, twice[0], NewSpace(display_name="A"))))[0].cause
    )
    assert codes(await problems_of(create(world))) == ["no_space"]


async def test_people_from_outside_are_weighed(world: World) -> None:
    plan = await create(world, NewSpace(display_name="A", members=("x@elsewhere.org",)))
    assert codes(plan.warnings) == ["closed", "outside"]


async def test_an_owner_among_the_members_is_not_named_twice(world: World) -> None:
    new = NewSpace(display_name="A", members=(GRACE, ALAN))
    plan = await create(world, SpaceWanted(new, (Wanted(GRACE, OWNER),)))
    assert plan.warnings == ()


async def test_a_template_is_a_space_that_is_wanted(world: World) -> None:
    people = (TemplatePerson(GRACE, OWNER), TemplatePerson(ALAN), TemplatePerson("app", kind=APP))
    wanted = SpaceWanted.of(Template(NewSpace(display_name="Again"), people))
    assert told(await create(world, wanted)) == [
        "create_space ",
        "add the app itself <1",
        "owner grace <1",
    ]


async def test_an_edit_is_a_row_for_each_request(world: World) -> None:
    world.space("spaces/B", f"{ME}=owner", label="Other", spaceHistoryState="HISTORY_ON")
    edit = SpaceEdit(description="x" * 200, history=True)
    spaces = [Space.from_json(raw) for raw in world.spaces.values()]
    plan = await plan_edit(world.chat, world.acting, [*spaces, spaces[0]], edit, now=NOW)
    assert [(row.space, row.mask, row.after) for row in plan.rows] == [
        (A, "space_details", ()),
        (A, "space_history_state", (1,)),
        ("spaces/B", "space_details", ()),
    ]
    assert plan.rows[0].body["spaceDetails"]["description"] == "x" * 200
    assert plan.rows[2].before == {"spaceDetails": {"description": "", "guidelines": ""}}
    assert plan.title == "Change 2 spaces"
    assert [w.message.partition(":")[0] for w in plan.warnings] == ["Launch", "Other"]


async def test_what_is_so_already_is_not_sent(world: World) -> None:
    space = Space.from_json(world.spaces[A])
    plan = await plan_edit(world.chat, world.acting, space, SpaceEdit("Launch"), now=NOW)
    assert (plan.rows, codes(plan.warnings), plan.title) == ((), ["already_so"], "Change Launch")
    long = SpaceEdit(description="x" * 200)
    plan = await plan_edit(world.chat, world.acting, space, long, now=NOW)
    assert codes(plan.warnings) == ["edit.description_long"]


async def test_an_edit_that_google_would_refuse_is_refused(world: World) -> None:
    space, gone = Space.from_json(world.spaces[A]), Space.from_json({"name": "spaces/B"})

    async def codes_of(spaces: list[Space], edit: SpaceEdit) -> list[str]:
        with pytest.raises(ProblemError) as refused:
            await plan_edit(world.chat, world.acting, spaces, edit, now=NOW)
        return all_codes(refused.value)

    assert await codes_of([], SpaceEdit("X")) == ["no_space"]
    assert await codes_of([space, gone], SpaceEdit("X")) == [
        "same_name",
        "chat.not_allowed_or_absent",
    ]
    assert await codes_of([space], SpaceEdit(description="x" * 5000)) == [
        "edit.description_too_long"
    ]
    world.refuses = {A: (401, "")}
    assert await codes_of([space], SpaceEdit("X")) == ["chat.sign_in_ended"]


def test_spaces_are_deleted(world: World) -> None:
    world.space("spaces/B", label="Other")
    spaces = [Space.from_json(raw) for raw in world.spaces.values()]
    plan = plan_delete(world.acting, [*spaces, spaces[0]], now=NOW)
    assert [(row.action, row.space) for row in plan.rows] == [
        (Action.DELETE_SPACE, A),
        (Action.DELETE_SPACE, "spaces/B"),
    ]
    assert (plan.title, codes(plan.warnings)) == ("Delete 2 spaces", ["no_way_back"])
    assert plan_delete(world.acting, spaces[:1], now=NOW).title == "Delete Launch"


def test_only_named_spaces_can_be_deleted(world: World) -> None:
    chat = Space.from_json({"name": "spaces/C", "spaceType": "GROUP_CHAT"})
    for spaces, code in (([], "no_space"), ([chat], "only_named")):
        with pytest.raises(ProblemError) as refused:
            plan_delete(world.acting, spaces, now=NOW)
        assert all_codes(refused.value) == [code]
