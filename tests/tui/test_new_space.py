"""The main job in the app: the form, the preview, the request, the result."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from chattui.oauth.scopes import short_name
from chattui.tui.screens.new_space import NewSpacePage
from chattui.tui.screens.preview import PreviewPage
from tests.tui import guide
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
    await pilot.press(*["tab"] * 6)
    await paste(pilot, people)


def posts(stage: Stage) -> list[str]:
    """The requests that make a space."""
    return [m for m in stage.methods() if m in {"chat.spaces.setup", "chat.spaces.create"}]


async def test_main_job(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot)
        await until_shown(pilot, "3 people.")
        golden(app, "new_space")
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        golden(app, "preview")
        await pilot.press("v")
        await until_shown(pilot, "edsger@example.com")
        await pilot.press("enter")
        await until_page(pilot, "result")
        await until_shown(pilot, "✓ 3 people were added")
        golden(app, "result")
        assert "https://chat.google.com/" in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard.startswith("https://chat.google.com/"))
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, "▸ Launch team")
        await until_shown(pilot, "Fresh from Google.")
    assert posts(stage) == ["chat.spaces.setup"]


async def test_lost_answer_and_the_same_request_again(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    fault = {"method": "chat.spaces.setup", "status": 403, "times": 1}
    stage.send("POST", "/_emulator/faults", fault)
    async with opened(app) as pilot:
        await fill(pilot)
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        page = app.screen
        assert isinstance(page, PreviewPage)
        first = page.plan.request_id
        await pilot.press("enter")
        await until_shown(pilot, "enter sends the same request again")
        await pilot.press("escape")
        await until_page(pilot, "new_space")
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        page = app.screen
        assert isinstance(page, PreviewPage)
        assert page.plan.request_id == first
        await pilot.press("enter")
        await until_page(pilot, "result")
    assert len(posts(stage)) == 2


async def test_changed_form_is_another_request(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        form = app.screen
        assert isinstance(form, NewSpacePage)
        first = form._plan()
        assert form._plan() is first
        await pilot.press("enter", *"barbara@example.com")
        await until_shown(pilot, "4 people.")
        assert form._plan().request_id != first.request_id


async def test_people_who_were_left_out_are_named(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"blocked": ["alan@example.com"]})
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot)
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        await pilot.press("enter")
        await until_page(pilot, "result")
        await until_shown(pilot, "✗ 1 person was not added")
        assert "alan@example.com" in screen_text(app).partition("✓ 2 people")[0]
        golden(app, "result_left_out")


async def test_without_the_scope_to_look_it_says_so(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "cannot look afterwards")
        await pilot.press("enter")
        await until_page(pilot, "result")
        await until_shown(pilot, "Whether 3 people were added is not known")
        golden(app, "result_not_known")


async def test_without_the_scope_to_make_it_cannot_be_done(
    stage: Stage, size: tuple[int, int]
) -> None:
    await stage.sign_in("chat.spaces.readonly")
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, "n (New)")
        await pilot.press("n")
        await until_shown(pilot, "Spaces cannot be created")
        assert posts(stage) == []
        assert app.account is not None
        app.push_screen(NewSpacePage(app.account))
        await until_page(pilot, "new_space")
        await fill_form(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✗ chat.spaces.create (not allowed yet)")
        golden(app, "preview_not_allowed")
        await pilot.press("enter")
        await until_shown(pilot, "g asks for just that.")
        assert posts(stage) == []
        await pilot.press("g")
        sign_in = await guide.waiting(pilot)
        assert [short_name(s) for s in sign_in.consent.scopes[2:]] == ["chat.spaces.create"]
        guide.paste(app, await guide.redirect_of(sign_in))
        await until_shown(pilot, "✓ chat.spaces.create")
        await pilot.press("down", "enter")
        await until(pilot, lambda: posts(stage) == ["chat.spaces.setup"])
        await until(pilot, lambda: getattr(app.screen, "PAGE", "") != "preview")


async def test_bad_rows_are_named_while_one_types(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await fill(pilot, people="grace@example.com\nGrace\nalan@\nedsger@@example.com\n@x\n")
        await until_shown(pilot, "✗ line 2: Grace")
        golden(app, "new_space_bad_rows")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "4 entries in the list of people cannot be read.")
        assert isinstance(app.screen, NewSpacePage)


async def test_kinds_have_their_own_fields(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await open_form(pilot)
        await pilot.press("shift+tab", "right")
        await until(pilot, lambda: "Who posts" not in screen_text(app))
        golden(app, "new_group_chat")
        await pilot.press("right")
        await until_shown(pilot, "One address")
        golden(app, "new_direct_message")
        await pilot.press("tab", "tab", *"grace@example.com", "ctrl+s")
        await until_shown(pilot, "Open a direct message with grace@example.com")
        await pilot.press("enter")
        await until_page(pilot, "result")
        await until_shown(pilot, "✓ 1 person was added")


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


@pytest.mark.parametrize("first", range(0, len(HOSTILE_NAMES), 4))
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


async def test_the_sign_in_may_end_at_the_preview(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        stage.send("POST", "/_emulator/revoke", {"email": "ada@example.com"})
        await pilot.press("enter")
        await until_shown(pilot, "s signs in again and comes back here.")
        assert "s Sign in again" in screen_text(app)
        await pilot.press("s")
        guide.paste(app, await guide.redirect_of(await guide.waiting(pilot)))
        await until_page(pilot, "preview")
        await until_shown(pilot, "Signed in again. enter makes the space.")
        await pilot.press("down", "enter")
        await until_page(pilot, "result")


async def test_what_the_form_says_wrong_is_not_sent_again(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot, people="nobody@elsewhere.example")
        await pilot.press("ctrl+s")
        await until_page(pilot, "preview")
        await pilot.press("enter")
        await until_shown(pilot, "esc goes back to the form")
        assert "sends the same request again" not in screen_text(app)


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
