"""One person across the spaces."""

from __future__ import annotations

import pytest

from tests.tui.harness import Stage, golden, opened, until, until_page, until_shown
from tests.tui.test_home import FRESH

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_where_a_person_is(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("p")
        await until_page(pilot, "people")
        golden(app, "people")
        await pilot.press(*"grace", "enter")
        await until_shown(pilot, "grace is no address")
        await pilot.press(*"@example.com", "enter")
        await until_shown(pilot, "Every space was looked at.")
        golden(app, "people_found")
        await pilot.press("o")
        await until(
            pilot, lambda: app.screen.PAGE == "hand_over" or app.screen.query("#notice.shown")
        )
        golden(app, "hand_over")
