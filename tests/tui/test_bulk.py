"""Selected spaces, changed in bulk: by keys, through the plan and its report."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from chattui.chat.audiences import DEFAULT
from chattui.chat.edits import SpaceEdit
from chattui.tui.screens.bulk import BulkPage
from chattui.tui.screens.bulk_edit import BulkEditPage
from tests.tui.guide import paste
from tests.tui.harness import Stage, golden, opened, until, until_page, until_shown
from tests.tui.test_home import FRESH, home

pytestmark = pytest.mark.anyio

SAMPLES = pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)


async def to_bulk(pilot: Pilot[int], wanted: str) -> None:
    """Filter Home, select all that is shown, and open the page of what to do."""
    await until_shown(pilot, FRESH)
    await pilot.press("slash", *wanted, "enter", "asterisk", "b")
    await until_page(pilot, "bulk")


@SAMPLES
async def test_people_are_added_to_many_spaces(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_bulk(pilot, "design")
        assert isinstance(app.screen, BulkPage)
        count = len(app.screen.spaces)
        await pilot.press("1")
        await until_page(pilot, "bulk_people")
        paste(app, "Annie <annie@example.com>; mary@example.com")
        await until_shown(pilot, "2 people")
        golden(app, "bulk_people")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until(pilot, lambda: not home(app).spaces.selected)
    sent = [method for method in stage.methods() if method == "chat.spaces.members.create"]
    assert 0 < len(sent) <= 2 * count


@pytest.mark.exhaustive
@SAMPLES
async def test_settings_of_many_spaces_are_changed(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_bulk(pilot, "reading")
        await pilot.press("4")
        await until_page(pilot, "bulk_edit")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing is to be changed yet.")
        await pilot.press("right", "right", "tab", "right", "right")
        golden(app, "bulk_edit")
        form = app.screen
        assert isinstance(form, BulkEditPage)
        assert form.edit() == SpaceEdit(history=False, audience=DEFAULT)
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("escape")
        await until_page(pilot, "bulk")
    assert "chat.spaces.patch" not in stage.methods()


@pytest.mark.exhaustive
@SAMPLES
async def test_deleting_is_off_until_it_is_granted(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_bulk(pilot, "design")
        await pilot.press("5")
        await until_shown(pilot, "Spaces cannot be deleted")
        assert app.screen.check_action("grant_now", ())
        golden(app, "bulk_may_not_delete")
