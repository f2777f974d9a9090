"""The guide: every page as it is drawn, ticks, the project, the live checks, and the ways in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from chattui.guide.checklist import Facts, remember_project
from chattui.guide.model import Standing
from chattui.guide.ticks import read_ticks
from chattui.session import Session
from chattui.tui.guiding import Progress, order
from chattui.tui.screens.browser_error import BrowserErrorPage
from chattui.tui.screens.guide_page import GuidePagePage
from chattui.tui.screens.rule import Text
from chattui.vault import AccountEntry, ClientEntry
from tests.tui.harness import (
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

PROJECT = "chattui-471809"


@asynccontextmanager
async def guide(
    stage: Stage, session: Session | None = None, *, signed_in: bool = False
) -> AsyncIterator[Pilot[int]]:
    """The app with the guide open."""
    async with opened(stage.app(session)) as pilot:
        await until_page(pilot, "home" if signed_in else "setup")
        await pilot.press("g")
        await until_page(pilot, "guide")
        await until(pilot, lambda: pilot.app.screen.progress.facts.now)  # type: ignore[attr-defined]
        yield pilot


async def page(pilot: Pilot[int], page_id: str) -> GuidePagePage:
    """A page of the guide on top, and drawn."""
    await until_page(pilot, "guide_page")
    shown = pilot.app.screen
    assert isinstance(shown, GuidePagePage)
    await until(pilot, lambda: shown.page_id == page_id)
    return shown


def standings(pilot: Pilot[int]) -> dict[str, Standing]:
    """How far each step is."""
    return {step.id: step.standing for step in pilot.app.screen.progress.steps}  # type: ignore[attr-defined]


async def test_every_page_looks_like_this(stage: Stage) -> None:
    remember_project(stage.context.paths.guide, PROJECT)
    async with guide(stage) as pilot:
        golden(pilot.app, "guide")
        await pilot.press("enter")
        for page_id in order():
            text = (await page(pilot, page_id)).query_one(Text)
            for part in range(1, 9):
                golden(pilot.app, f"guide_{page_id}" + (f"_{part}" if part > 1 else ""))
                if text.scroll_offset.y >= text.max_scroll_y:
                    break
                await pilot.press("pagedown")
            await pilot.press("n")
        await pilot.press("escape", "end", *["up"] * 4, "enter")
        await page(pilot, "clients")
        await pilot.press("enter")
        await until_page(pilot, "guide_kinds")
        golden(pilot.app, "guide_kinds")
        await pilot.press("down", "enter")
        await page(pilot, "client-web-server")


def test_nothing_is_said_before_it_is_known_and_what_is_not_needed_is_not_counted() -> None:
    progress = Progress()
    assert progress.words == ""
    key = ClientEntry("c", "desk", "service_account", "1", PROJECT, 0.0)
    acted = AccountEntry("a", "ada@example.com", "1", "c", (), kind="delegation")
    progress.take(Facts(PROJECT, (key,), (acted,), created_at=1.0, now=2.0))
    assert progress.words == "8 of 8 done"


async def test_steps_are_ticked_by_hand_and_the_project_is_named_once(stage: Stage) -> None:
    kept = stage.context.paths.guide
    async with guide(stage) as pilot:
        await pilot.press("space")
        await until_shown(pilot, "You ticked it")
        assert "1 of 12 done" in screen_text(pilot.app)
        await pilot.press("space")
        await until_shown(pilot, "0 of 12 done")
        await pilot.press("end", "space")  # that is a page to read
        await pilot.press("home", "down", "enter")
        await page(pilot, "project")
        await pilot.press("space", "enter")
        await until_page(pilot, "guide_project")
        await pilot.press(*"My_chat", "enter")
        await until_shown(pilot, "is not the id of a project")
        await pilot.resize_terminal(50, 16)
        await until_shown(pilot, "Its name does not.")
        await pilot.resize_terminal(80, 24)
        await pilot.press("ctrl+u", *PROJECT, "enter")
        await page(pilot, "project")
        await until_shown(pilot, PROJECT)
        await pilot.press("escape")
        await until_shown(pilot, f"The project {PROJECT}")
        assert standings(pilot)["project"] is Standing.TICKED
        assert read_ticks(kept).project == PROJECT
        kept.write_text("{}")
        await pilot.press("p")
        await until_page(pilot, "guide_project")
        assert PROJECT in screen_text(pilot.app)
        await pilot.press("ctrl+u", *"another-one", "enter")  # it serves once
        await until_shown(pilot, "What was ticked in the guide cannot be read.")
        assert "The project another-one" in screen_text(pilot.app)
        await pilot.press("space")
        await until_shown(pilot, "0 of 12 done")
        assert kept.read_text() == "{}"


async def test_what_is_on_a_page_is_copied_scanned_and_linked(stage: Stage) -> None:
    remember_project(stage.context.paths.guide, PROJECT)
    async with guide(stage) as pilot:
        app = pilot.app
        await pilot.press(*["down"] * 6, "enter")
        await page(pilot, "scopes")
        await pilot.press("y")
        link = f"https://console.cloud.google.com/auth/scopes?project={PROJECT}"
        assert app.clipboard == link
        drawn = [
            segment.style.link
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.style is not None
        ]
        assert link in drawn
        await pilot.press("tab", "y")
        await until_shown(pilot, "members, 3 lines")
        assert app.clipboard.splitlines()[0] == "https://www.googleapis.com/auth/chat.spaces"
        await pilot.press("9")
        assert app.clipboard == "https://www.googleapis.com/auth/chat.messages.create"
        await until_shown(pilot, "▸ 9")  # it was below what is seen
        await pilot.press("o")
        await until_page(pilot, "scan")
        await until_shown(pilot, "█ ▄▄▄▄▄ █")
        await pilot.press("escape")
        await pilot.resize_terminal(60, 24)
        check_drawn(app)
        await pilot.press("u")
        await until_shown(pilot, "This terminal cannot be left")
        for key, page_id, leads in (
            ("n", "client", "guide_kinds"),
            ("right", "file", "setup"),
            ("n", "import", "setup"),
            ("n", "sign-in", "setup"),
        ):
            await pilot.press(key)
            await page(pilot, page_id)
            await pilot.press("enter")
            await until_page(pilot, leads)
            await pilot.press("escape")
        await pilot.press("n")
        await page(pilot, "first-space")
        await pilot.press("enter")
        await until_shown(pilot, "Nobody is signed in yet")
        await pilot.press("left")
        await page(pilot, "sign-in")


async def test_what_google_says_is_checked_can_be_stopped_and_leads_to_its_step(
    stage: Stage,
) -> None:
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"chat_api_enabled": False})
    async with opened(stage.app(stage.session(clock=time.time))) as pilot:
        await until_page(pilot, "home")
        await until_shown(pilot, "✗ ")
        await pilot.press("g")
        await page(pilot, "chat-api")
        await pilot.press("g")  # the guide does not open on itself
        await pilot.press("escape")
        await until_page(pilot, "guide")
        await until_shown(pilot, "The project chattui-emulator")
        await pilot.press("p", "ctrl+u", *PROJECT, "enter")
        await until_shown(pilot, "Your sign-in is of chattui-emulator.")
        await pilot.press("p", "enter")
        await until_shown(pilot, "The project chattui-emulator")
        await pilot.press("home", *["down"] * 10)
        await until_shown(pilot, "ada@example.com is signed in")
        await pilot.press("space")
        await until_shown(pilot, "This is known to be done")
        await pilot.press("r")
        await until_shown(pilot, "needs a look.")
        golden(pilot.app, "guide_checked")
        await pilot.press("space")
        await until_shown(pilot, "Ticked, but: ")
        assert "needs a look." not in screen_text(pilot.app)  # of the steps as they were
        await pilot.press("space")
        await until_shown(pilot, "The tick is taken away.")
        stage.send("POST", "/_emulator/settings", {"chat_api_enabled": True})
        await pilot.press("enter")
        await page(pilot, "chat-api")
        await pilot.press("r")
        await until_shown(pilot, "─ ✓ done ─")
        stage.send("POST", "/_emulator/settings", {"latency_ms": 3_000})
        await pilot.press("r")
        await until_shown(pilot, "Checking ")
        assert "esc Stop" in screen_text(pilot.app)
        await pilot.press("escape")
        await until_shown(pilot, "Stopped. What was checked stays.")
        stage.send("POST", "/_emulator/settings", {"latency_ms": 0, "chat_api_enabled": False})
        await pilot.press("escape", *["down"] * 8, "enter")
        await page(pilot, "sign-in")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        await pilot.press("escape", "escape", "escape")
        await until_page(pilot, "home")
        await pilot.press("h")
        await until_shown(pilot, "1 check failed.")
        await pilot.press("g")
        await page(pilot, "chat-api")


async def test_it_opens_from_google_s_errors_the_palette_and_the_keys_and_checks_for_nobody(
    stage: Stage,
) -> None:
    async with opened(stage.app(stage.session(clock=time.time))) as pilot:
        await until_page(pilot, "setup")
        pilot.app.push_screen(BrowserErrorPage())
        await until_page(pilot, "browser_error")
        await pilot.press(*"org_internal", "ctrl+g")
        await page(pilot, "audience")
        await pilot.press("escape")
        await until_page(pilot, "guide")
        await pilot.press("r")
        await until_shown(pilot, "Nobody is signed in: only the way to Google")
        stage.emulator.stop()
        await pilot.press("r")
        await until_shown(pilot, "✗ ")
        await pilot.press("escape", "escape", "question_mark")
        await until_shown(pilot, "Open the guide: from a Google account")
        await pilot.press("escape", "ctrl+p", *"guide")
        await until_shown(pilot, "Open the guide")
