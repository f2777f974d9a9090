"""A space's own page, and the list of keys."""

from __future__ import annotations

import pytest

from chattui.chat.models import Membership
from chattui.oauth.scopes import short_name
from chattui.tui.member_list import MemberList, who
from chattui.tui.screens.space import SpacePage
from tests.tui import guide
from tests.tui.harness import (
    HOSTILE_NAMES,
    SIZES,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

FRESH = "Fresh from Google."


async def make_space(stage: Stage, name: str, members: tuple[str, ...]) -> None:
    """A space with people, made through the Chat API."""
    from chattui.chat.new_space import NewSpace
    from chattui.chat.setup import membership_body, space_body

    account = stage.account
    assert account is not None
    new = NewSpace(
        display_name=name,
        description="What we do\nuntil the launch.",
        guidelines="Be kind.",
        external=True,
        members=members,
    )
    async with stage.session() as session:
        body, people = space_body(new, account.email), list(map(membership_body, members))
        await (await session.chat(account)).setup_space(body, people, f"making {name}")


async def test_space_with_its_members(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    await make_space(stage, "Launch team", ("grace@example.com", "alan@example.com"))
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_page(pilot, "space")
        await until_shown(pilot, "3 members")
        await until_shown(pilot, FRESH)
        page = app.screen
        assert isinstance(page, SpacePage)
        assert page.members.all[0].email == "ada@example.com"
        golden(app, "space")
        assert page.space.uri in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == page.space.uri)
        await pilot.press("Y")
        await until(pilot, lambda: app.clipboard == page.space.name)
        await pilot.press("r")
        await until(pilot, lambda: stage.methods().count("chat.spaces.members.list") >= 2)
        await until_shown(pilot, FRESH)
        await pilot.press("i")
        await until_shown(pilot, "Who can come in")
        if size == SIZES[0]:
            golden(app, "space_details")
            await pilot.press("escape")
            await until_shown(pilot, "Grace Hopper")
        await pilot.press("escape")
        await until_page(pilot, "home")


async def test_members_are_filtered_ordered_and_selected(stage: Stage) -> None:
    await stage.sign_in()
    await make_space(stage, "Launch team", ("grace@example.com", "alan@example.com"))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_shown(pilot, "3 members · by role")
        await pilot.press("slash", *"member al")
        await until_shown(pilot, "1 of 3 · filter “member al”")
        assert "Grace Hopper" not in screen_text(app)
        await pilot.press("enter", "space")
        await until_shown(pilot, "▸✓Alan Turing")
        await pilot.press("escape", "o", "home", "v")
        await until_shown(pilot, "2 selected · 3 members · by name")
        await pilot.press("asterisk")
        await until_shown(pilot, "3 selected")
        golden(app, "space_selected")
        await pilot.press("minus")
        await until(pilot, lambda: "selected" not in screen_text(app))


async def test_members_need_a_scope(stage: Stage) -> None:
    await stage.sign_in("chat.spaces")
    await make_space(stage, "Launch team", ("grace@example.com",))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_shown(pilot, "Members cannot be seen or changed")
        golden(app, "space_without_members")
        assert "chat.spaces.members.list" not in stage.methods()
        await pilot.press("D")
        await until_shown(pilot, "Spaces cannot be deleted")
        await pilot.press("m")
        sign_in = await guide.waiting(pilot)
        assert [short_name(s) for s in sign_in.consent.scopes[2:]] == ["chat.delete"]


@pytest.mark.parametrize("granted", [(), ("directory.readonly",)], ids=["ids", "looked_up"])
async def test_who_google_gives_no_name_of(stage: Stage, granted: tuple[str, ...]) -> None:
    await stage.sign_in("chat.spaces", "chat.memberships", *granted)
    await make_space(stage, "Launch team", ("grace@example.com",))
    stage.send("POST", "/_emulator/settings", {"show_people": False})
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        if granted:
            await until_shown(pilot, "Grace Hopper  grace@example.com")
            assert "▸ Ada Lovelace  ada@example.com (you)" in screen_text(app)
        else:
            await until_shown(pilot, "m asks it to allow that names are looked up")
            assert screen_text(app).count(" users/") == 2
            assert "(you)" in screen_text(app)


async def test_an_administrator_sees_members_that_were_not_allowed(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.admin.memberships", "chat.admin.spaces.readonly")
    await make_space(stage, "Launch team", ("grace@example.com",))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_shown(pilot, "Members cannot be seen or changed")
        await pilot.press("A")
        await until_shown(pilot, "2 members")
        assert "ADMINISTRATOR" in screen_text(app)
        await pilot.press("e")
        await until_shown(pilot, "The organisation's spaces cannot be managed")


def test_ten_thousand_members_are_no_trouble() -> None:
    members = [
        Membership.from_json(
            {
                "name": f"spaces/A/members/{number}",
                "role": "ROLE_MEMBER",
                "member": {"name": f"users/{number}", "displayName": f"Person {number}"},
            }
        )
        for number in range(10_000)
    ]
    known = MemberList()
    known.filter("9999")
    known.add_below(members)
    assert len(known.shown) == 1
    known.clear()
    known.add(members)
    known.filter("person 99 member")
    assert known.words() == "280 of 10,000 · filter “person 99 member” · by role"
    known.toggle(0)
    known.select_range(9)
    known.filter("")
    assert len(known.chosen(None)) == 10
    assert len(known.nameless) == 10_000
    known.learn({"users/17": ("Grace Hopper", "grace@example.com")})
    known.filter("grace")
    assert [who(m, known.people) for m in known.shown] == ["Person 17  grace@example.com"]


async def test_space_that_is_gone(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    await make_space(stage, "Launch team", ())
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        fault = {"method": "chat.spaces.get", "status": 403, "times": 1}
        stage.send("POST", "/_emulator/faults", fault)
        await pilot.press("enter")
        await until_shown(pilot, "The members are not known")
        assert app.screen.query_one("#notice").has_class("shown")


async def test_hostile_members(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    await make_space(stage, "Launch team", ())
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_shown(pilot, "1 member")
        await until_shown(pilot, FRESH)
        page = app.screen
        assert isinstance(page, SpacePage)
        page.members.add(
            Membership.from_json({"member": {"displayName": name, "email": name, "name": name}})
            for name in HOSTILE_NAMES
        )
        page.show_members(None)
        for _ in HOSTILE_NAMES:
            await pilot.press("down")
            check_drawn(app)


@pytest.mark.parametrize("emulator", [{"spaces": 1}], indirect=True)
async def test_list_of_keys(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("question_mark")
        await until_page(pilot, "key_list")
        golden(app, "keys_of_home")
        await pilot.press("escape")
        await until_page(pilot, "home")


@pytest.mark.parametrize("emulator", [{"spaces": 1}], indirect=True)
async def test_palette_finds_an_action_by_its_name(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("ctrl+p")
        await until_shown(pilot, "Ask Google to allow more.")
        assert "Part of what an action is called" in screen_text(app)
        await pilot.press(*"quit")
        await until_shown(pilot, "Quit (^q)")
        assert screen_text(app).count("Quit (^q)") == 1
        await pilot.press(*["backspace"] * 4)
        assert "theme" not in screen_text(app).lower()
        await pilot.press(*"keys")
        await until_shown(pilot, "Keys (?)")
        await pilot.press("enter")
        await until_page(pilot, "key_list")
