"""Home: the list of spaces, from the cache and from Google."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chattui.chat.cache import save_spaces
from chattui.chat.models import Space
from chattui.problem import Problem
from chattui.session import Session
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.home import HomePage
from tests.tui.harness import (
    HOSTILE_NAMES,
    NOW,
    USUAL_SIZE,
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

FRESH = "Fresh from Google."


def known_spaces(count: int = 5, names: tuple[str, ...] = ()) -> list[Space]:
    """Spaces as a cache holds them, with times before `NOW`."""
    now = datetime.fromtimestamp(NOW, UTC)
    kinds = (("SPACE", False), ("SPACE", True), ("GROUP_CHAT", False), ("DIRECT_MESSAGE", False))
    spaces = []
    for number in range(len(names) or count):
        kind, external = kinds[number % 4] if not names else ("SPACE", False)
        name = names[number] if names else f"Project {number:02}" if kind == "SPACE" else ""
        raw = {
            "name": f"spaces/AAAA{number:07}",
            "spaceType": kind,
            "displayName": name,
            "externalUserAllowed": external,
            "membershipCount": {"joinedDirectHumanUserCount": number * 37 + 2},
            "lastActiveTime": (now - timedelta(hours=number * number)).isoformat(),
            "createTime": "2019-05-06T07:08:09Z",
            "spaceUri": f"https://chat.google.com/room/AAAA{number:07}?cls=11",
        }
        spaces.append(Space.from_json(raw))
    return spaces


def home(app: ChattuiApp) -> HomePage:
    """Home, which has to be on top."""
    assert isinstance(app.screen, HomePage)
    return app.screen


@pytest.mark.parametrize("emulator", [{"spaces": 12}], indirect=True)
async def test_spaces_come_from_google(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, FRESH)
        golden(app, "home")
        await pilot.press("j", "down", "k")
        assert home(app).rows.cursor == 1
        await pilot.press("end")
        assert home(app).rows.cursor == 11


async def test_last_known_spaces_stand_there_before_google_answers(
    stage: Stage, size: tuple[int, int]
) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(9))
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, "Project 08")
        await until_shown(pilot, "Google was not asked")
        await pilot.press("end")
        await until_shown(pilot, "▸ Project 08")
        golden(app, "home_cached")
    assert "chat.spaces.list" not in stage.methods()


async def test_fresh_spaces_replace_the_last_known_ones(stage: Stage) -> None:
    account = await stage.sign_in()
    save_spaces(stage.context, account.key, known_spaces(9))
    stage.send("POST", "/_emulator/settings", {"latency_ms": 300})
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Project 08")
        assert home(app).asking
        await until_shown(pilot, FRESH)
        assert "Project 08" not in screen_text(app)


async def test_empty_home_says_what_to_do(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, "n makes the first one")
        golden(app, "home_empty")


async def test_without_the_scope_it_says_so(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, "may not see your spaces")
        golden(app, "home_may_not_see")


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_the_cursor_begins_at_the_top(stage: Stage) -> None:
    """They arrive in Google's order, in which another one is the first."""
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH)
        await until_shown(pilot, "by name")
        assert home(app).rows.cursor == 0


@USUAL_SIZE
async def test_hostile_names_are_drawn_without_harm(stage: Stage, size: tuple[int, int]) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(names=HOSTILE_NAMES))
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, f"{len(HOSTILE_NAMES)} spaces")
        for _ in HOSTILE_NAMES:
            check_drawn(app)
            await pilot.press("down")
        await pilot.press("enter")
        await until_page(pilot, "space")
        check_drawn(app)


async def test_filter_while_typing(stage: Stage, size: tuple[int, int]) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(40))
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_shown(pilot, "40 spaces")
        await pilot.press("slash", *"ext n3")
        await until_shown(pilot, "No space matches")
        await pilot.press("backspace", "backspace", *"1")
        await until_shown(pilot, "4 of 40")
        golden(app, "home_filter")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.focused is home(app).rows)
        assert "4 of 40 · filter “ext 1”" in screen_text(app)
        assert not app.screen.query("FilterBar")
        await pilot.press("escape")
        await until_shown(pilot, "40 spaces")
        await pilot.press("slash", *"n", "escape")
        await until_shown(pilot, "40 spaces")
        assert home(app).spaces.wanted == ""


async def test_order_keeps_the_space(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(8))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "by name")
        await pilot.press("end")
        here = home(app).here
        for words in ("by type", "by members", "by last activity", "by name"):
            await pilot.press("o")
            await until_shown(pilot, words)
            assert home(app).here == here
        await pilot.press("o", "o", "home")
        assert home(app).here == max(known_spaces(8), key=lambda s: s.member_count or 0)


@pytest.mark.parametrize("emulator", [{"spaces": 10_000}], indirect=True)
async def test_ten_thousand_spaces(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, FRESH, limit=60)
        assert "10,000 spaces" in screen_text(app)
        await pilot.press("end")
        await until_shown(pilot, "▸ Space 09999")
        await pilot.press("slash", *"0777")
        await until_shown(pilot, "11 of 10,000")
    assert stage.methods().count("chat.spaces.list") == 10


async def test_problem_is_shown_with_the_next_step(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    fault = {"method": "chat.spaces.list", "status": 401, "times": 9}
    stage.send("POST", "/_emulator/faults", fault)
    async with opened(app, size) as pilot:
        await until_shown(pilot, "no longer accepts this sign-in")
        golden(app, "home_sign_in_ended")
        assert "sign_in_again" in {a.id for a in home(app).page_actions()}
        stage.send("POST", "/_emulator/reset")


async def test_esc_stops_asking(stage: Stage) -> None:
    account = await stage.sign_in()
    save_spaces(stage.context, account.key, known_spaces(3))
    stage.send("POST", "/_emulator/settings", {"latency_ms": 20_000})
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Asking Google")
        await pilot.press("escape")
        await until_shown(pilot, "last known spaces: Google gave no newer")
        assert not home(app).asking
        stage.send("POST", "/_emulator/settings", {"latency_ms": 0})


async def test_end_of_a_sign_in_of_an_app_in_testing(stage: Stage, size: tuple[int, int]) -> None:
    account = await stage.sign_in("chat.spaces.create")
    app = stage.app()
    consented, ends = NOW - 1.8 * 86_400, NOW + 5.2 * 86_400
    app.account = replace(account, consented_at=consented, refresh_expires_at=ends)
    async with opened(app, size) as pilot:
        await until_shown(pilot, "ends in 6 days")
        await pilot.press("w")
        await until_shown(pilot, "Publish app")
        golden(app, "home_testing")


async def test_a_token_that_could_not_be_kept_is_told(stage: Stage) -> None:
    class ReadOnly(Session):
        """Says what a home that cannot be written makes it say."""

        def unsaved(self) -> tuple[Problem, ...]:
            return (Problem("disk.read_only", "Nothing can be written here.", "", "Ask for it."),)

    await stage.sign_in()
    app = stage.app(ReadOnly(stage.context))
    async with opened(app) as pilot:
        await until_shown(pilot, "Fresh from Google.")
        assert "Nothing can be written here." in check_drawn(app)
