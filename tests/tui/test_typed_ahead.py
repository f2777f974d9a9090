"""Keys that arrive in one packet go where a person meant them, each after what the one before it
opened."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input
from textual.worker import WorkerState

from chattui.chat.cache import save_spaces
from chattui.tui.app import ChattuiApp
from chattui.tui.page import Page
from chattui.tui.palette import Palette
from chattui.tui.typed_ahead import TypedAhead
from tests.tui.harness import Stage, opened, until, until_page, until_shown
from tests.tui.test_home import home, known_spaces

pytestmark = pytest.mark.anyio


def type_in_one_go(app: ChattuiApp, *keys: str, pasted: str = "") -> None:
    """As if they came over the line together."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        driver.send_message(events.Key(key, key if len(key) == 1 else None))
    if pasted:
        driver.send_message(events.Paste(pasted))


async def test_a_filter_gets_what_is_typed_with_its_key(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(40))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "40 spaces")
        type_in_one_go(app, "slash", *"external", "enter", "down", "down", "space")
        await until(pilot, lambda: home(app).spaces.wanted == "external")
        await until_shown(pilot, "1 selected")
        assert app.screen is home(app)


async def test_a_form_gets_what_is_typed_with_the_key_that_opens_it(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        type_in_one_go(app, "n", *"Deploys", pasted="-Friday")
        await until_page(pilot, "new_space")
        await until(pilot, lambda: app.screen.query(Input).first().value == "Deploys-Friday")
        type_in_one_go(app, "ctrl+p", *"zz", "escape")
        await until_page(pilot, "new_space")
        assert app.screen.query(Input).first().value == "Deploys-Friday"


async def test_what_was_chosen_for_a_page_does_nothing_to_the_one_below(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("g")
        await until_page(pilot, "guide")
        page = app.screen
        assert isinstance(page, Page)
        back = next(each for each in app.get_system_commands(page) if "(esc)" in each.title)
        await pilot.press("escape")
        await until_page(pilot, "home")
        await back.callback()
        page.action_back()
        assert app.screen is home(app)


async def test_a_palette_may_be_left_while_it_looks_for_what_it_offers(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        palette = app.screen
        assert isinstance(palette, Palette)
        await pilot.press("escape")
        await until_page(pilot, "home")
        looking = palette._gather_commands("a")
        await until(pilot, lambda: looking.is_finished)
        assert looking.state is WorkerState.ERROR
        await pilot.pause()
        assert app.own_errors == []
        type_in_one_go(app, "ctrl+p", *"keys", "enter")
        await until_shown(pilot, "On this page")


async def test_what_never_gets_ready_holds_no_key_for_long(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chattui.tui.typed_ahead.LIMIT_SECONDS", 0.01)
    monkeypatch.setattr(TypedAhead, "_climb", lambda *_: None)
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(40))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "40 spaces")
        type_in_one_go(app, "down", "down", "space", "down", "space")
        await until_shown(pilot, "2 selected")
