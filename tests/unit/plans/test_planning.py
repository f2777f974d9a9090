"""Plans that add people, remove them and give them roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chattui.plans.directory import Reads
from chattui.plans.model import Kind, Plan
from chattui.plans.planning import plan_add, plan_remove, plan_roles
from chattui.plans.wanted import APP, GROUP, Target, Wanted
from chattui.problem import Exit, ProblemError
from tests.unit.plans.world import (
    DENIED,
    ME,
    NO_SCOPE,
    NOW,
    OWNER,
    A,
    FakeDirectory,
    World,
    all_codes,
    codes,
    told,
    with_groups,
)

pytestmark = pytest.mark.anyio
HERE = Target(A)
ROLES = {"owner": OWNER, "manager": "ROLE_ASSISTANT_MANAGER", "member": "ROLE_MEMBER", "": ""}


def wants(*names: str) -> list[Wanted]:
    """``grace``, ``grace=owner``, ``group:eng``, ``app``, ``users/5``; each on its own line."""
    found = []
    for line, text in enumerate(names, start=2):
        who, _, role = text.partition("=")
        kind = GROUP if who.startswith("group") else APP if who == "app" else "person"
        bare = who.removeprefix("group:")
        plain = "/" in bare or "@" in bare or who == "app"
        found.append(Wanted(bare if plain else f"{bare}@example.com", ROLES[role], kind, line))
    return found


@pytest.fixture
def world() -> World:
    found = World()
    found.space(A, f"{ME}=owner", "grace@example.com", "alan@example.com=manager", label="Launch")
    found.members[A]["edsger@example.com"] = ("", "INVITED")
    return found


async def refusal(work: Any) -> list[str]:
    """The codes of everything that a plan is refused for."""
    with pytest.raises(ProblemError) as refused:
        await work
    return all_codes(refused.value)


async def add(world: World, *names: str, **more: Any) -> Plan:
    return await plan_add(world.chat, world.acting, [HERE], wants(*names), now=NOW, **more)


async def test_people_are_added_with_their_roles(world: World) -> None:
    plan = await add(
        world, "barbara", "donald=owner", "grace", "edsger", "alan=owner", "ada=member"
    )
    assert told(plan) == ["add barbara", "add donald", "owner donald <2", "owner alan"]
    assert (plan.kind, plan.title) == (Kind.ADD_MEMBERS, "Add 2 members to Launch")
    assert codes(plan.warnings) == ["already_members", "already_invited", "higher_role"]
    assert plan.warnings[0].message == "2 are members already: grace@example.com, ada@example.com."
    assert all(warning.exit is Exit.DONE for warning in plan.warnings)
    first, _, third, fourth = plan.rows
    assert (first.who, first.line) == ("users/barbara@example.com", 2)
    assert first.body == {"member": {"name": "users/barbara@example.com", "type": "HUMAN"}}
    assert first.before == third.before == {"role": "", "state": ""}
    assert fourth.who == f"users/{world.ids['alan@example.com']}"
    assert fourth.before == {"role": "ROLE_ASSISTANT_MANAGER", "state": "JOINED"}
    assert (plan.account, plan.email, plan.project, plan.created_at) == ("1", ME, "123", NOW)
    assert (len(plan.id), plan.id[0], plan.admin) == (6, "p", False)
    world.apply(plan)
    assert world.roles()["donald@example.com"] == world.roles()["alan@example.com"] == "owner"
    titles = [(await add(world, *names)).title for names in (["grace=owner", "edsger"], ["grace"])]
    assert titles == [
        "Change the role of grace@example.com in Launch",
        "Add grace@example.com to Launch",
    ]


async def test_one_person_in_one_space_takes_one_look(world: World) -> None:
    plan = await add(world, "barbara")
    assert (plan.title, told(plan)) == ("Add barbara@example.com to Launch", ["add barbara"])
    assert world.sent == [A, f"{A}/members/barbara@example.com"]
    world.sent.clear()
    target = Target(A, "Launch", "SPACE", False)
    assert told(await plan_add(world.chat, world.acting, [target], wants("grace"), now=NOW)) == []
    assert world.sent == [f"{A}/members/grace@example.com"]


async def test_groups_are_looked_up_and_the_app_is_added(world: World) -> None:
    world.members[A]["groups/0ab"] = ("", "JOINED")
    plan = await add(
        world,
        "group:eng",
        "group:ops",
        "app",
        "groups/0cd",
        reads=with_groups(eng="groups/0ab", ops="groups/0ef"),
    )
    assert [row.who for row in plan.rows] == ["groups/0ef", "users/app", "groups/0cd"]
    assert plan.rows[0].body == {"groupMember": {"name": "groups/0ef"}}
    assert plan.rows[1].body == {"member": {"name": "users/app", "type": "BOT"}}
    assert plan.rows[1].who_label == "the app itself"
    assert codes(plan.warnings) == ["already_members"]


async def test_everything_that_is_wrong_is_said_at_once(world: World) -> None:
    wanted = [
        Wanted("nobody", line=2),
        Wanted("group@example.com", OWNER, GROUP, 3),
        Wanted("grace@example.com", OWNER, line=4),
        Wanted("GRACE@example.com", "ROLE_MEMBER", line=5),
        Wanted("users/77", kind=APP, line=6),
    ]
    work = plan_add(world.chat, world.acting, [HERE, Target("spaces/B")], wanted, now=NOW)
    with pytest.raises(ProblemError) as refused:
        await work
    problems = (refused.value.problem, *refused.value.others)
    assert codes(problems) == [
        "bad_address",
        "role_of_group",
        "two_roles",
        "other_app",
        "chat.not_allowed_or_absent",
        "groups_not_granted",
    ]
    messages = [problem.message for problem in problems]
    assert [m.partition(":")[0] for m in messages] == [
        "Line 2",
        "Line 3",
        "Line 5",
        "Line 6",
        "spaces/B",
        "Line 3",
    ]
    assert problems[0].exit is Exit.USAGE


@pytest.mark.parametrize(
    ("more", "names", "code"),
    [
        ({"spaceType": "DIRECT_MESSAGE"}, ["grace"], "direct_message"),
        ({"spaceType": "GROUP_CHAT"}, ["grace=owner"], "no_roles"),
        ({"spaceType": "GROUP_CHAT"}, ["groups/0ab"], "no_groups"),
        ({}, [], "nobody"),
    ],
)
async def test_what_a_space_cannot_have_is_refused(
    world: World, more: dict[str, Any], names: list[str], code: str
) -> None:
    world.spaces[A] |= more
    assert await refusal(add(world, *names)) == [code]


async def test_no_space_is_a_mistake(world: World) -> None:
    for make in (plan_add, plan_remove, plan_roles):
        work = make(world.chat, world.acting, [], wants("grace=owner"), now=NOW)
        assert await refusal(work) == ["no_space"]


async def test_administrators_add_no_apps_and_nobody_from_outside(world: World) -> None:
    world.acts = {"admin": True}
    assert await refusal(add(world, "app", "grace")) == ["app_as_admin"]
    plan = await add(world, "x@elsewhere.org")
    assert plan.admin
    assert codes(plan.warnings) == ["closed", "outside_as_admin", "outside"]


@pytest.mark.parametrize(
    ("external", "names", "expected"),
    [
        (True, ["x@elsewhere.org", "y@else.org", "z@a.b"], ["outside"]),
        (False, ["x@elsewhere.org"], ["closed", "outside"]),
        (True, ["x@exmaple.com"], ["typo"]),
        (True, ["x@example.co", "y@elsewhere.org"], ["typo", "outside"]),
        (True, ["users/5", "x@example.com", "app"], []),
    ],
)
async def test_addresses_from_outside_are_weighed(
    world: World, external: bool, names: list[str], expected: list[str]
) -> None:
    world.spaces[A]["externalUserAllowed"] = external
    assert codes((await add(world, *names)).warnings) == expected


async def test_a_person_without_an_organisation_is_not_warned(world: World) -> None:
    acting = replace(world.acting, email="ada@gmail.com")
    plan = await plan_add(world.chat, acting, [HERE], wants("x@elsewhere.org"), now=NOW)
    assert plan.warnings == ()


async def test_where_addresses_are_hidden_few_are_asked_for(world: World) -> None:
    world.hides = True
    plan = await add(
        world,
        "grace",
        "barbara",
        "donald",
        "ada=member",
        "group:eng",
        reads=with_groups(eng="groups/0ab"),
    )
    assert told(plan) == ["add barbara", "add donald", "add eng"]
    assert world.count("/members/") == 3
    assert codes(plan.warnings) == ["already_members", "higher_role"]


async def test_where_addresses_are_hidden_many_are_added_blindly(world: World) -> None:
    world.hides = True
    names = [f"person{n}" for n in range(101)]
    plan = await add(world, *names, "grace")
    assert len(plan.rows) == 102
    assert world.count("/members/") == 0
    assert [w.message for w in plan.warnings] == ["102 of them may be members already."]


async def test_the_people_api_knows_who_is_hidden(world: World) -> None:
    world.hides = True
    directory = FakeDirectory(
        {f"users/{world.id_of(a)}": a for a in ("grace@example.com", "x@y.z")}
    )
    directory.known["users/999"] = "stranger@example.com"
    plan = await add(world, "grace", "barbara", "alan", reads=Reads(directory))
    assert told(plan) == ["add barbara"]
    # Grace is known by it, and the other two are asked for.
    assert world.count("/members/") == 2


async def test_people_are_removed(world: World) -> None:
    world.members[A]["groups/0ab"] = ("", "JOINED")
    names = ("ada", "grace", "edsger", "barbara", "groups/0ab")
    plan = await plan_remove(world.chat, world.acting, [HERE], wants(*names), now=NOW)
    assert told(plan) == [
        "remove grace",
        "remove edsger",
        "remove groups/0ab",
        "remove ada <1 <2 <3",
    ]
    assert codes(plan.warnings) == ["no_members", "last_owner", "yourself"]
    assert plan.title == "Remove 4 members from Launch"
    assert plan.rows[1].before == {"role": "", "state": "INVITED"}
    assert plan.rows[2].who == "groups/0ab"
    world.apply(plan)
    assert world.roles() == {"alan@example.com": "manager"}


async def test_one_owner_of_two_is_removed_without_a_word(world: World) -> None:
    world.members[A]["grace@example.com"] = (OWNER, "JOINED")
    target = Target(A, "Launch", "SPACE", False)
    plan = await plan_remove(world.chat, world.acting, [target], wants("grace"), now=NOW)
    assert (told(plan), plan.warnings) == (["remove grace"], ())
    assert plan.title == "Remove grace@example.com from Launch"
    assert len(world.sent) == 2


async def test_roles_are_given_owners_first(world: World) -> None:
    wanted = wants("ada=manager", "grace=owner", "alan=member", "edsger=owner", "barbara=owner")
    plan = await plan_roles(world.chat, world.acting, [HERE], wanted, now=NOW)
    assert told(plan) == ["owner grace", "member alan", "manager ada <1 <2"]
    assert codes(plan.warnings) == ["no_members", "role_of_invited"]
    assert plan.title == "Change the roles of 3 members in Launch"
    world.apply(plan)
    assert world.roles()[ME] == "manager"


async def test_roles_that_take_the_last_owner_are_warned_of(world: World) -> None:
    world.members[A]["barbara@example.com"] = (OWNER, "JOINED")
    plan = await plan_roles(
        world.chat,
        world.acting,
        [HERE],
        wants("ada=member", "barbara=member", "grace=member"),
        now=NOW,
    )
    assert told(plan) == ["member barbara", "member ada <1"]
    assert codes(plan.warnings) == ["already_so", "last_owner", "yourself"]
    both = wants("alan=owner", "barbara=member")
    plan = await plan_roles(world.chat, world.acting, [HERE], both, now=NOW)
    assert (told(plan), plan.warnings) == (["owner alan", "member barbara <1"], ())


async def test_who_owns_nothing_there_is_told_so(world: World) -> None:
    world.members[A][ME] = ("ROLE_MEMBER", "JOINED")
    world.members[A]["barbara@example.com"] = (OWNER, "JOINED")
    wanted = wants("grace=owner", "alan=member", "barbara=member")
    plan = await plan_roles(world.chat, world.acting, [HERE], wanted, now=NOW)
    assert codes(plan.warnings) == ["not_an_owner"]
    admin = replace(world.acting, admin=True)
    assert (await plan_roles(world.chat, admin, [HERE], wanted, now=NOW)).warnings == ()


async def test_roles_want_to_be_named(world: World) -> None:
    work = plan_roles(world.chat, world.acting, [HERE], wants("grace", "alan=owner"), now=NOW)
    assert await refusal(work) == ["no_role"]


async def test_many_spaces_and_people(world: World) -> None:
    world.space("spaces/B", f"{ME}=owner", label="Other")
    both = [HERE, Target("spaces/B", "Other", "SPACE", False), HERE]
    plan = await plan_add(world.chat, world.acting, both, wants("grace"), now=NOW)
    assert (plan.title, [row.space for row in plan.rows]) == (
        "Add grace@example.com to Other",
        ["spaces/B"],
    )
    world.members["spaces/B"]["alan@example.com"] = ("", "JOINED")
    plan = await plan_add(world.chat, world.acting, both, wants("alan"), now=NOW)
    assert plan.warnings[0].message == "1 is a member already: alan@example.com."
    assert plan.warnings[0].cause.startswith("Counted by space that is so 2 times.")
    plan = await plan_remove(world.chat, world.acting, both, wants("grace"), now=NOW)
    assert (plan.title, [row.space for row in plan.rows]) == (
        "Remove grace@example.com from Launch",
        [A],
    )


async def test_spaces_that_cannot_be_read_are_named(world: World) -> None:
    known = [Target("spaces/B", "Other", "SPACE", False), Target(A, "Launch", "SPACE", False)]
    many: Sequence[Wanted] = wants("grace", "alan", "barbara")
    for make in (plan_add, plan_remove):
        work = make(world.chat, world.acting, known, many, now=NOW)
        with pytest.raises(ProblemError) as refused:
            await work
        assert refused.value.problem.message.startswith("Other: ")


@pytest.mark.parametrize("part", ["spaces/A", "/members"])
async def test_what_hits_all_spaces_is_said_once(world: World, part: str) -> None:
    world.refuses = {part: (401, "Request had invalid authentication credentials.")}
    targets = [HERE, Target("spaces/B")] if part == A else [HERE]
    for make in (plan_add, plan_remove):
        work = make(world.chat, world.acting, targets, wants("grace"), now=NOW)
        assert await refusal(work) == ["chat.sign_in_ended"]


@pytest.mark.parametrize("names", [["grace"], ["grace", "alan", "barbara"]])
async def test_a_missing_scope_is_that_of_the_change(world: World, names: list[str]) -> None:
    world.refuses = {"spaces/A": (403, NO_SCOPE)}
    with pytest.raises(ProblemError) as refused:
        await add(world, *names)
    assert "chat.memberships`" in refused.value.problem.remedy


async def test_a_space_that_may_not_be_read_is_called_by_its_id(world: World) -> None:
    real = world.send

    async def send(method: str, url: str, **more: Any) -> Any:
        world.refuses = {} if "/members" in url else {"spaces/A": (403, NO_SCOPE)}
        return await real(method, url, **more)

    world.send = send  # type: ignore[method-assign]
    assert (await add(world, "barbara")).title == "Add barbara@example.com to spaces/A"


async def test_a_person_whom_google_does_not_know_is_none_here(world: World) -> None:
    world.vague = True
    assert told(await add(world, "barbara")) == ["add barbara"]
    world.refuses = {"/members/": (403, DENIED)}
    assert told(await add(world, "barbara")) == ["add barbara"]


def only(*levels: str) -> dict[str, bool]:
    """A PermissionSetting."""
    flags = {"owner": "managersAllowed", "manager": "assistantManagersAllowed"}
    return {flags.get(level, "membersAllowed"): True for level in levels}


@pytest.mark.parametrize(
    ("mine", "setting", "told"),
    [
        ("", only("owner", "manager"), "Who may: Owners and managers. Your role there: Member."),
        ("manager", only("owner"), "Who may: Owners. Your role there: Manager."),
        ("manager", only("owner", "manager"), ""),
        ("owner", only("owner"), ""),
        ("", only("owner", "manager", "member"), ""),
        ("", {}, ""),
        ("invited", only("owner"), ""),
    ],
)
async def test_who_may_add_nobody_is_told_beforehand(
    mine: str, setting: dict[str, bool], told: str, world: World
) -> None:
    settings = {"permissionSettings": {"manageMembersAndGroups": setting}}
    world.space(A, f"{ME}={mine}", "grace@example.com", label="Launch", **settings)
    plan = await add(world, "barbara", "donald", "edsger")
    assert len(plan.rows) == 3
    assert codes(plan.warnings) == (["not_let_add"] if told else [])
    if told:
        assert plan.warnings[0].message == "You may add nobody to Launch."
        assert plan.warnings[0].cause == f"{told} Google will refuse it."
    asked = world.count(f"members/{world.id_of(ME)}")
    assert asked == (0 if not setting or len(setting) == 3 else 1)
    # Who is a member already is not added, so that nobody has to be allowed to.
    assert codes((await add(world, "grace")).warnings) == ["already_members"]
    world.acts = {"admin": True}
    assert codes((await add(world, "barbara")).warnings) == []


async def test_apps_and_several_spaces_are_told_apart(world: World) -> None:
    names = [f"spaces/{letter}" for letter in "BCD"]
    for name in names:
        barred = {name: only("owner") for name in ("manageMembersAndGroups", "manageApps")}
        world.space(name, ME, permissionSettings=barred)
    world.refuses = {f"spaces/D/members/{world.id_of(ME)}": (400, "odd")}
    targets = [Target(name) for name in names]
    wanted = wants("barbara", "app")
    plan = await plan_add(world.chat, world.acting, targets, wanted, now=NOW)
    assert [warning.message for warning in plan.warnings] == [
        "You may add nobody to 2 of them: B, C.",
        "You may add no apps to 2 of them: B, C.",
    ]
    assert {warning.exit for warning in plan.warnings} == {Exit.DONE}
