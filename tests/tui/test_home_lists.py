"""What a list of spaces can do: selection, columns, order, people in nameless spaces."""

from __future__ import annotations

import json

import pytest

from chattui.chat.cache import save_spaces
from chattui.chat.space_people import load_people
from tests.tui.harness import Stage, golden, opened, screen_text, until, until_page, until_shown
from tests.tui.test_home import home, known_spaces

pytestmark = pytest.mark.anyio


async def test_spaces_are_selected_by_one_by_range_and_all(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(12))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "12 spaces")
        await pilot.press("down", "space", "down", "down", "v", "down", "space")
        await until_shown(pilot, "✓ 4 selected · 12 spaces")
        golden(app, "home_selected")
        await pilot.press("slash", *"external", "enter")
        await until_shown(pilot, "✓ 4 selected · 3 of 12")
        await pilot.press("asterisk")
        await until_shown(pilot, "✓ 7 selected · 3 of 12")
        await pilot.press("space")
        await until_shown(pilot, "✓ 6 selected · 3 of 12")
        await pilot.press("minus")
        await until(pilot, lambda: "selected" not in screen_text(app))
        assert home(app).spaces.wanted == "external"


async def test_columns_are_chosen_and_remembered(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(4))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "4 spaces")
        await pilot.press("C")
        await until_page(pilot, "columns")
        await pilot.press("space", "down", "full_stop", "down", "space", "end", "space")
        golden(app, "columns")
        await pilot.press("enter")
        await until_page(pilot, "home")
        header = next(line for line in screen_text(app).splitlines() if "  Name" in line)
        assert header.split()[:5] == ["Name", "Last", "active", "Members", "Created"]
        await pilot.press("o")
        await until_shown(pilot, "by last activity")
    kept = stage.context.paths.state / "columns.json"
    assert json.loads(kept.read_bytes())["spaces"] == ["active", "members", "created", "id"]
    assert kept.stat().st_mode & 0o777 == 0o600
    async with opened(stage.app()) as pilot:
        await until_shown(pilot, "4 spaces")
        assert header in screen_text(pilot.app).splitlines()


async def test_an_order_is_turned_round(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(8))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "by name")
        await pilot.press("o", "o", "O", "home")
        await until_shown(pilot, "fewest first")
        here = home(app).here
        assert here is not None
        assert here.member_count == 2


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_direct_messages_are_called_by_who_is_in_them(stage: Stage) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"list_empty_conversations": True})
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Fresh from Google.")
        await pilot.press("slash", *"direct message", "enter")
        await until(pilot, lambda: "  Direct message  " not in screen_text(app))
        await pilot.press("o", "o", "o", "o")
        await until_shown(pilot, "by name")
        golden(app, "home_people")
        await pilot.press("slash", *" hopper", "enter")
        await until_shown(pilot, "1 of")
        key = home(app).account.key
    kept = load_people(stage.context, key)
    assert "Grace Hopper" in kept.values()
