"""What one wants to do, and the scopes that follow."""

from __future__ import annotations

import pytest

from chattui.oauth.scopes import CHAT_CREATES, CHAT_DELETES, CHAT_MEMBERS, CHAT_READS, CHAT_SPACES
from chattui.tui.screens.choose_scopes import ChooseScopesPage
from tests.tui.harness import Stage, check_drawn, golden, opened, until, until_page, until_shown

pytestmark = pytest.mark.anyio

Chosen = list[tuple[str, ...]]


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        app.push_screen(ChooseScopesPage(lambda scopes: None))
        await until_page(pilot, "choose_scopes")
        golden(app, "choose_scopes")


async def test_the_main_job_is_ticked_to_begin_with(stage: Stage) -> None:
    chosen: Chosen = []
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(ChooseScopesPage(chosen.append))
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        await until(pilot, lambda: chosen)
    assert chosen == [(CHAT_CREATES, CHAT_READS, CHAT_MEMBERS)]


async def test_space_and_numbers_tick_and_a_broader_scope_replaces_narrower_ones(
    stage: Stage,
) -> None:
    chosen: Chosen = []
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(ChooseScopesPage(chosen.append))
        await until_page(pilot, "choose_scopes")
        await pilot.press("4", "down", "space")
        text = check_drawn(app)
        assert "[x]  Delete spaces" in text
        assert "chat.spaces.create" not in text
        await pilot.press("enter")
        await until(pilot, lambda: chosen)
    assert chosen == [(CHAT_MEMBERS, CHAT_SPACES, CHAT_DELETES)]


async def test_nothing_ticked_asks_for_nothing(stage: Stage) -> None:
    chosen: Chosen = []
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(ChooseScopesPage(chosen.append))
        await until_page(pilot, "choose_scopes")
        await pilot.press("1", "2", "3")
        await until_shown(pilot, "Nothing is ticked")
        await pilot.press("enter")
        await until_shown(pilot, "Tick at least one thing")
        await pilot.press("1")
        await until(pilot, lambda: "Tick at least" not in check_drawn(app))
    assert chosen == []
