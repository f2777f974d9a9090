"""The main job in the app: the form, the preview, the request, the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from chattui.plans.creating import SpaceWanted
from chattui.plans.wanted import GROUP, PERSON
from chattui.problem import ProblemError
from chattui.tui.screens.add_members import people_in
from chattui.tui.screens.new_space import NewSpacePage
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.test_home import FRESH, home

pytestmark = pytest.mark.anyio

PASTED = "Grace Hopper <grace@example.com>; alan@example.com\n• edsger@example.com\n"


async def open_form(pilot: Pilot[Any]) -> NewSpacePage:
    """Home, then n."""
    await until_shown(pilot, "n New")
    await pilot.press("n")
    await until_page(pilot, "new_space")
    page = pilot.app.screen
    assert isinstance(page, NewSpacePage)
    return page


async def paste(pilot: Pilot[Any], text: str) -> None:
    """What the terminal sends for a paste goes to the field that has the focus."""
    from textual import events

    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()


async def fill(pilot: Pilot[Any], name: str = "Launch team", people: str = PASTED) -> None:
    """A named space with people, by the keyboard alone."""
    await open_form(pilot)
    await fill_form(pilot, name, people)


async def fill_form(pilot: Pilot[Any], name: str = "Launch team", people: str = PASTED) -> None:
    """The name and the people, on the form that is open."""
    await pilot.press(*name)
    await pilot.press(*["tab"] * 7)
    await paste(pilot, people)


def posts(stage: Stage) -> list[str]:
    """The requests that make a space."""
    return [m for m in stage.methods() if m in {"chat.spaces.setup", "chat.spaces.create"}]


async def test_main_job(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot)
        await until_shown(pilot, "3 people")
        await until(pilot, lambda: "Import mode" not in screen_text(app))
        golden(app, "new_space")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        golden(app, "new_space_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await until_shown(pilot, "✓ 3 people were added")
        golden(app, "new_space_report")
        assert "https://chat.google.com/" in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard.startswith("https://chat.google.com/"))
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, "▸ Launch team")
        await until_shown(pilot, "Fresh from Google.")
    assert posts(stage) == ["chat.spaces.setup"]


async def test_owners_a_message_and_the_default_audience(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.memberships", "chat.messages.create")
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        await pilot.press("tab", "tab", *"grace@example.com", "tab", *"Hi", *["shift+tab"] * 5)
        await until_shown(pilot, "Who may find")
        app.screen.query_one("#audience").focus()
        await pilot.press("right", "ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("enter")
        await until_page(pilot, "space")
        await until_shown(pilot, "4 members")
        assert screen_text(app).count("Owner ") == 2
        await pilot.press("i")
        await until_shown(pilot, "default audience")
    writes = [m for m in stage.methods() if m.endswith((".patch", "messages.create"))]
    assert sorted(writes) == ["chat.spaces.members.patch", "chat.spaces.messages.create"]


def test_a_few_addresses_are_read_as_a_mail_program_gives_them() -> None:
    pasted = 'grace@example.com "Turing, Alan" <alan@example.com>; Mary <mary@example.com>'
    found = [one.address for one in people_in(pasted, PERSON)]
    assert found == ["grace@example.com", "alan@example.com", "mary@example.com"]
    assert [one.who for one in people_in("groups/ab1, eng@example.com", GROUP)] == [
        "groups/ab1",
        "eng@example.com",
    ]
    for nobody in ("Alan Turing", "Alan <alan@>", "groups/"):
        with pytest.raises(ProblemError):
            people_in(nobody, PERSON)


async def test_the_same_form_is_the_same_request(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        form = app.screen
        assert isinstance(form, NewSpacePage)
        first = form._wanted(())
        assert form._wanted(()) == first
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("escape")
        await until_page(pilot, "new_space")
        assert "Launch team" in screen_text(app)
        form.query_one("#name").focus()
        await pilot.press("end", "2")
        assert form._wanted(()).request_id != first.request_id


async def test_many_spaces_of_a_table(stage: Stage, tmp_path: Path) -> None:
    table = tmp_path / "spaces.csv"
    table.write_text("name,members\nOne,grace@example.com\nTwo,alan@\nThree,\n")
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        form = await open_form(pilot)
        assert form.pattern() == SpaceWanted()
        form.query_one("#history").focus()
        await pilot.press("right", "right", "ctrl+o")
        await until_page(pilot, "name_file")
        golden(app, "many_spaces")
        await paste(pilot, str(table))
        await pilot.press("enter")
        await until_shown(pilot, "Make 2 spaces of this file?")
        assert "line 3" in screen_text(app)
        assert "is as it stands in the form" in screen_text(app)
        await pilot.press("y")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, " One ")
        await until_shown(pilot, " Three ")
        await until_shown(pilot, FRESH)
        made = [s for s in home(app).spaces.shown if s.display_name in {"One", "Three"}]
        assert [space.history for space in made] == [False, False]
    assert sorted(posts(stage)) == ["chat.spaces.create", "chat.spaces.setup"]


async def test_people_who_were_left_out_are_named(stage: Stage) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"blocked": ["alan@example.com"]})
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await until_shown(pilot, "✗ 1 person was not added")
        assert "alan@example.com" in screen_text(app).partition("✓ 2 people")[0]


async def test_without_the_scope_to_make_it_cannot_be_done(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.readonly")
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "n (New)")
        await pilot.press("n")
        await until_shown(pilot, "Spaces cannot be created")
        assert posts(stage) == []


async def test_bad_rows_are_named_while_one_types(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot, people="grace@example.com\nGrace\nalan@\nedsger@@example.com\n@x\n")
        await until_shown(pilot, "✗ line 2: Grace")
        await until(pilot, lambda: "Import mode" not in screen_text(app))
        golden(app, "new_space_bad_rows")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "4 rows cannot be understood. Go on without them?")
        assert "line 4: @x" in screen_text(app) or "line 5: @x" in screen_text(app)
        await pilot.press("n")
        await until_page(pilot, "new_space")


async def test_kinds_have_their_own_fields(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await open_form(pilot)
        await pilot.press("shift+tab", "right")
        await until(pilot, lambda: "Who posts" not in screen_text(app))
        golden(app, "new_group_chat")
        await pilot.press("right")
        await until_shown(pilot, "One address")
        golden(app, "new_direct_message")
        await pilot.press("tab", "tab", *"grace@example.com", "ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await until_shown(pilot, "✓ 1 person was added")


@pytest.mark.exhaustive
async def test_a_direct_message_with_the_app(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await open_form(pilot)
        await pilot.press("shift+tab", "left")
        await until_shown(pilot, "the Chat app of this client")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
    assert posts(stage) == ["chat.spaces.setup"]


async def test_esc_asks_before_typed_text_is_lost(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await open_form(pilot)
        await pilot.press("escape")
        await until_page(pilot, "home")
        await open_form(pilot)
        await pilot.press(*"Launch", "escape")
        await until_shown(pilot, "Leave this form?")
        await pilot.press("escape")
        await until_page(pilot, "new_space")
        assert "Launch" in screen_text(app)
        await pilot.press("escape")
        await until_shown(pilot, "Leave this form?")
        await pilot.press("y")
        await until_page(pilot, "home")


async def test_single_letters_are_text_in_a_field(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await open_form(pilot)
        await pilot.press(*"naqdyr?/")
        assert isinstance(app.screen, NewSpacePage)
        assert app.screen.new_space().display_name == "naqdyr?/"
        assert "f1 Keys" in screen_text(app)


@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(4, len(HOSTILE_NAMES), 4))],
)
@pytest.mark.parametrize(
    "turn", [0, *(pytest.param(turn, marks=pytest.mark.exhaustive) for turn in (1, 2, 3))]
)
async def test_hostile_text_in_the_form(stage: Stage, first: int, turn: int) -> None:
    """Each name in one of the fields; the whole is each name in each of them."""
    names = [HOSTILE_NAMES[(first + at) % len(HOSTILE_NAMES)] for at in range(4)]
    names = names[turn:] + names[:turn]
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        form = await open_form(pilot)
        for name in names[:3]:
            await paste(pilot, name)
            await pilot.press("tab")
        form.query_one("#people").focus()
        await paste(pilot, names[3])
        check_drawn(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        check_drawn(app)


async def test_a_complaint_about_one_kind_goes_with_it(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await open_form(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A named space needs a name.")
        await pilot.press("shift+tab", "right")
        await until_shown(pilot, "◉ Group chat")
        assert "needs a name" not in screen_text(app)
