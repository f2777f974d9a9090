"""The first page, and the page for those who have no client file yet."""

from __future__ import annotations

import pytest

from chattui.tui.app import ChattuiApp
from tests.tui.guide import paste
from tests.tui.harness import Stage, check_drawn, golden, opened, until, until_page, until_shown

pytestmark = pytest.mark.anyio


async def test_setup_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        golden(app, "setup")


async def test_arrows_and_enter_choose_too(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("down", "j", "enter")
        await until_page(pilot, "path_client")
        await pilot.press("escape")
        await until_page(pilot, "setup")
        await pilot.press("k", "enter")
        await until_page(pilot, "pick_client")


async def test_a_number_without_a_row_does_nothing(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("9", "0", "up")
        await until_page(pilot, "setup")
        assert "▸ 1  Paste its text" in check_drawn(app)


async def test_the_doctor_is_one_key_away(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_the_first_page_of_all_has_no_way_back_and_says_how_to_leave(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        text = check_drawn(app)
        assert "esc Back" not in text
        assert "^q Quit" in text
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_ctrl_q_leaves(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running or app._exit, "the end")


async def test_who_has_no_client_yet_is_led_to_the_guide_and_back_with_the_file(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("4")
        await until_page(pilot, "guide")
        await pilot.press("i")
        await until_page(pilot, "setup")
        for page in ("guide", "setup"):
            await pilot.press("escape")
            await until_page(pilot, page)


async def test_accounts_are_offered_where_there_are_some(stage: Stage) -> None:
    await stage.sign_in()
    session = stage.session()
    app = ChattuiApp(session, await session.index(), start="setup")
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        assert "ada@example.com" in check_drawn(app)


async def test_the_emulator_offers_its_own_file(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Take the emulator's file")
        await pilot.press("5")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "Nothing is wrong with it.")


async def test_an_emulator_that_is_gone_is_told(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        stage.emulator.stop()
        await pilot.press("5")
        await until_shown(pilot, "did not answer")


async def test_a_paste_on_the_first_page_is_taken_as_the_file(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        paste(app, stage.emulator.client_file(google=True))
        await until_page(pilot, "review_client")
        await pilot.press("escape", "escape")
        await until_page(pilot, "setup")
        paste(app, "{}")
        await until_shown(pilot, "This cannot be used to sign in")
