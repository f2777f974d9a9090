"""The live checks on a page: rows that come out, advice below, the same from three pages."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.session import Session
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.health import HealthPage
from chattui.vault import read_index
from tests.tui.guide import type_fast
from tests.tui.harness import (
    PASSPHRASE,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"chat_app_configured": False})
    app = stage.app(stage.session(clock=time.time))
    async with opened(app, size) as pilot:
        await until_page(pilot, "home")
        await pilot.press("h")
        await until_page(pilot, "health")
        await until_shown(pilot, "1 check failed.")
        await until_shown(pilot, "✗ Chat app · failed")
        golden(app, "health")


async def test_it_can_be_run_again_and_as_an_administrator(stage: Stage) -> None:
    await stage.sign_in("chat.spaces", "chat.admin.spaces.readonly")
    app = stage.app(stage.session(clock=time.time))
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("h")
        await until_shown(pilot, "All is well.")
        assert "not asked" in screen_text(app)
        await pilot.press("down")
        stage.send("POST", "/_emulator/settings", {"chat_api_enabled": False})
        await pilot.press("r")
        await until_shown(pilot, "1 check failed.")
        assert "✓ Hosts · passed" in screen_text(app)  # chosen by hand, and kept
        stage.send("POST", "/_emulator/settings", {"chat_api_enabled": True})
        await pilot.press("a")
        await until_shown(pilot, "may use administrator")
        await pilot.press("escape")
        await until_page(pilot, "home")


async def test_the_link_is_copied_and_can_be_opened(stage: Stage) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"chat_api_enabled": False})
    app = stage.app(stage.session(clock=time.time))
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "home")
        await pilot.press("h")
        await until_shown(pilot, "1 check failed.")
        page = app.screen
        assert isinstance(page, HealthPage)
        await pilot.press("home")
        assert page.to_copy == ""
        await pilot.press("y")
        await pilot.press(*["down"] * 5)
        await until_shown(pilot, "?project=104857600042")
        await pilot.press("y")
        assert app.clipboard == page.to_copy
        assert app.clipboard.startswith("https://console.cloud.google.com/")
        links = [
            segment.style.link
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.style is not None and segment.style.link
        ]
        assert app.clipboard in links


async def test_without_an_account_a_file_of_the_doctor_is_asked_about(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "client.json"
    path.touch(mode=0o600)
    path.write_text(stage.emulator.client_file(google=True))
    app = stage.app(stage.session(clock=time.time))
    app.start, app.subject = "doctor", path
    async with opened(app) as pilot:
        await until_page(pilot, "doctor")
        await until_shown(pilot, "Use it")
        await pilot.press("h")
        await until_shown(pilot, "For the rest somebody has to sign in.")
        await pilot.press("down", "down")
        await until_shown(pilot, "✓ Client · passed")
        check_drawn(app)


async def test_the_accounts_page_examines_the_account_under_the_cursor(stage: Stage) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"auto_consent": "grace@example.com"})
    await stage.sign_in()
    app = stage.app(stage.session(clock=time.time))
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("down", "h")
        await until_page(pilot, "health")
        await until_shown(pilot, "grace@example.com belongs")


async def test_the_passphrase_is_asked_for_and_may_be_refused(stage: Stage) -> None:
    await stage.sign_in()
    context = stage.context
    outside = replace(context.surroundings, passphrase_file="")
    asking = Session(replace(context, surroundings=outside), clock=time.time)
    app = ChattuiApp(asking, read_index(asking.context))
    app.start = "doctor"
    async with opened(app) as pilot:
        await until_page(pilot, "doctor")
        await pilot.press("h")
        await until_page(pilot, "passphrase")
        await pilot.press("escape")
        await until_page(pilot, "health")
        await until_shown(pilot, "1 check failed.")
        await pilot.press("r")
        await until_page(pilot, "passphrase")
        type_fast(app, f"{PASSPHRASE}\n")
        await until_page(pilot, "health")
        await until_shown(pilot, "All is well.")


async def test_a_vault_that_stays_closed_is_told_by_the_checks(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app(stage.session(clock=time.time))
    stage.passphrase_file.write_text("another passphrase than that\n")
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("h")
        await until_shown(pilot, "1 check failed.")
        await until_shown(pilot, "✗ Sign-in · failed")
        check_drawn(app)
