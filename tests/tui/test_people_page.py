"""One person across the spaces."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from chattui.tui.screens.people import PeoplePage
from tests.tui.guide import paste
from tests.tui.harness import Stage, golden, opened, until, until_page, until_shown
from tests.tui.test_home import FRESH

pytestmark = pytest.mark.anyio


SAMPLES = pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)


async def to_people(pilot: Pilot[int], who: str) -> None:
    """Look where a person is."""
    await until_shown(pilot, FRESH)
    await pilot.press("p")
    await until_page(pilot, "people")
    paste(pilot.app, who)
    await pilot.press("enter")
    await until_shown(pilot, "Every space was looked at.")


@SAMPLES
async def test_where_a_person_is(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("p")
        await until_page(pilot, "people")
        golden(app, "people")
        await pilot.press(*"grace", "enter")
        await until_shown(pilot, "grace is no address")
        paste(app, "@example.com")
        await pilot.press("enter")
        await until_shown(pilot, "Every space was looked at.")
        golden(app, "people_found")
        await pilot.press("o")
        await until_page(pilot, "hand_over")
        golden(app, "hand_over")


@SAMPLES
async def test_a_person_is_taken_out_of_a_space(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_people(pilot, "grace@example.com")
        page = app.screen
        assert isinstance(page, PeoplePage)
        before = len(page.found)
        labels = [found.target.label for found in page.found]
        place = labels.index("Analytical Engine")
        first = page.found[place].target.space
        await pilot.press(*["down"] * place, "space", "x")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "people")
        await until_shown(pilot, "Every space was looked at.")
        assert first not in {found.target.space for found in page.found}
        assert len(page.found) == before - 1


@SAMPLES
async def test_nobody_is_taken_out_of_all_spaces_before_all_are_known(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_people(pilot, "ada@example.com")
        page = app.screen
        assert isinstance(page, PeoplePage)
        for looking, stopped, words in (
            (True, False, "Some spaces are not looked at yet."),
            (False, True, "Not every space was looked at."),
        ):
            page.looking, page.stopped = looking, stopped
            for key in ("x", "o"):
                page.notice.say("")
                await pilot.press(key)
                await until_shown(pilot, words)
                assert page.is_current
        await pilot.press("space", "x")
        await until_page(pilot, "plan_preview")


@pytest.mark.exhaustive
@SAMPLES
async def test_what_a_person_owns_is_handed_over(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_people(pilot, "ada@example.com")
        await pilot.press("o")
        await until_page(pilot, "hand_over")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "is no address")
        paste(app, "mary@example.com")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("escape")
        await until_page(pilot, "people")
    assert "chat.spaces.members.patch" not in stage.methods()


@SAMPLES
async def test_a_person_is_added_to_spaces_that_are_picked(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await to_people(pilot, "nobody@example.com")
        await until_shown(pilot, "n adds them to some")
        await pilot.press("n")
        await until_page(pilot, "pick")
        await until_shown(pilot, "^s goes on")
        await pilot.press("slash", *"design", "enter", "enter")
        await until_shown(pilot, "✓ 1 selected")
        golden(app, "pick")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: getattr(app.screen, "PAGE", "") != "pick")


@pytest.mark.exhaustive
async def test_looking_is_stopped(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        stage.send("POST", "/_emulator/settings", {"latency_ms": 20_000})
        await pilot.press("p")
        await until_page(pilot, "people")
        paste(app, "grace@example.com")
        await pilot.press("enter")
        await until_shown(pilot, "Asking Google")
        await pilot.press("escape")
        await until_shown(pilot, "Stopped; what was found stays.")
        stage.send("POST", "/_emulator/settings", {"latency_ms": 0})
