"""The form of a search at Google, and what it found."""

from __future__ import annotations

import pytest

from tests.tui.guide import paste
from tests.tui.harness import Stage, golden, opened, screen_text, until, until_page, until_shown
from tests.tui.test_administrator import ADMIN
from tests.tui.test_home import FRESH

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_spaces_are_found_by_their_names(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("f")
        await until_page(pilot, "search_google")
        await pilot.press(*"book, des", "tab", "right", "right")
        await until_shown(pilot, '"false" AND space_type')
        golden(app, "search_google")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "That is all that Google finds.")
        golden(app, "found")
        await pilot.press("space", "b")
        await until_page(pilot, "bulk")
        golden(app, "bulk")
        await pilot.press("escape", "escape")
        await until_page(pilot, "search_google")
        assert "book, des" in screen_text(app)
        await pilot.press("escape")  # it was searched for, so nothing is lost
        await until_page(pilot, "home")


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_what_was_deleted_is_no_longer_found(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.memberships", *ADMIN)
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("A", "f")
        await until_page(pilot, "search_google")
        await pilot.press(*"book", "ctrl+s")
        await until_shown(pilot, "That is all that Google finds.")
        assert "Book club" in screen_text(app)
        await pilot.press("space", "b")
        await until_page(pilot, "bulk")
        await pilot.press("5")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_shown(pilot, "for ever")
        paste(app, "Book club")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "found")
        await until_shown(pilot, "Nothing was found.")


async def test_a_search_without_a_name_is_told_before_it_is_sent(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("f")
        await until_page(pilot, "search_google")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "There is no word of a name")
    assert "chat.spaces.search" not in stage.methods()


@pytest.mark.exhaustive
@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_a_conversation_is_found_by_its_people(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("f")
        await until_page(pilot, "search_google")
        await pilot.press("shift+tab", "right", "tab", *"grace@example.com", "ctrl+s")
        await until_page(pilot, "found")
        await until_shown(pilot, "Grace Hopper")
        golden(app, "found_conversation")


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_an_administrator_finds_spaces_that_nobody_owns(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.memberships", *ADMIN)
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("A", "f")
        await until_page(pilot, "search_google")
        await pilot.press(*["tab"] * 3, *"2999-12-31", *["tab"] * 4, "right")
        await until_shown(pilot, "last_active_time <")
        golden(app, "search_google_administrator")
        await pilot.press("ctrl+s")
        await until_page(pilot, "found")
        await until_shown(pilot, "spaces were looked at")
        golden(app, "found_ownerless")


@pytest.mark.exhaustive
async def test_a_day_that_is_none_is_told(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", *ADMIN)
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("A", "f")
        await until_page(pilot, "search_google")
        await pilot.press(*["tab"] * 3, *"may")
        await until_shown(pilot, "may is no day")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen_text(app).count("may is no day") == 2)
