"""Administrator access: its switch, what it takes, and the organisation's spaces."""

from __future__ import annotations

import pytest

from tests.tui.harness import Stage, golden, opened, screen_text, until, until_page, until_shown
from tests.tui.test_home import FRESH, home

pytestmark = pytest.mark.anyio

ADMIN = ("chat.admin.spaces", "chat.admin.memberships", "chat.admin.delete")


@pytest.mark.parametrize("emulator", [{"spaces": 40}], indirect=True)
async def test_home_lists_the_spaces_of_the_organisation(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.memberships", *ADMIN)
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        assert "ADMINISTRATOR" not in screen_text(app)
        await pilot.press("A")
        await until_shown(pilot, "All spaces")
        await until(pilot, lambda: not home(app).asking and home(app).spaces.known)
        golden(app, "home_administrator")
        await pilot.press("f")
        await until_page(pilot, "search_google")
        assert "ADMINISTRATOR" in screen_text(app)
        await pilot.press("escape")
        await until_page(pilot, "home")
        await pilot.press("A")
        await until(pilot, lambda: "ADMINISTRATOR" not in screen_text(app))
        await until_shown(pilot, FRESH)
    assert stage.methods().count("chat.spaces.search") == 1


async def test_what_is_to_be_granted_is_told(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("A")
        await until_page(pilot, "administrator")
        golden(app, "administrator")
        await pilot.press("escape")
        await until_page(pilot, "home")
        assert not app.admin


async def test_who_is_no_administrator_is_told_why(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", *ADMIN)
    stage.send("POST", "/_emulator/settings", {"admins": []})
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("A")
        await until(pilot, lambda: home(app).notice.problem is not None)
        golden(app, "home_no_administrator")
