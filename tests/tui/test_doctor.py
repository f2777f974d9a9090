"""The doctor's page: findings, the masked file with its marks, and the advice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chattui.clientfile import diagnose_text
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.doctor import DoctorPage
from chattui.tui.widgets.file_view import FileView
from tests.tui.guide import SAVED_SIGN_IN, paste, type_fast
from tests.tui.harness import (
    HOSTILE_NAMES,
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

SECRETS = ("GOCSPX-thisIsTheSecret", "thisIsTheRefreshToken")

BROKEN = """{
  "installed": {
    "client_id": "YOUR_CLIENT_ID",
    "auth_uri": "https://accounts.example.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "client_secret": "",
    "redirect_uris": ["http://localhost"]
  }
}
"""


async def on_doctor(stage: Stage, app: ChattuiApp) -> None:
    """Open the page on what gcloud saves."""
    await app.push_screen(DoctorPage(diagnose_text(SAVED_SIGN_IN)))
    await app.workers.wait_for_complete()


async def test_empty_it_says_what_to_do(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        golden(app, "doctor_empty")


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, SAVED_SIGN_IN)
        await until_shown(pilot, "^^^")
        golden(app, "doctor")
        assert not any(secret in screen_text(app) for secret in SECRETS)


async def test_each_finding_has_its_mark_and_its_advice(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, BROKEN)
        await until_shown(pilot, "^^^")
        count = len(diagnose_text(BROKEN).findings)
        assert count >= 3
        seen = {screen_text(app)}
        for _ in range(count - 1):
            await pilot.press("j")
            await pilot.pause()
            seen.add(check_drawn(app))
        assert len(seen) == count
        golden(app, "doctor_last_finding")


async def test_a_good_file_is_told_so(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, stage.emulator.client_file(google=True))
        await until_shown(pilot, "Nothing is wrong with it")


async def test_o_looks_at_a_file_by_its_path_and_p_at_pasted_text(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_text(SAVED_SIGN_IN)
    path.chmod(0o600)
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await pilot.press("o")
        await until_page(pilot, "path_client")
        type_fast(app, f"{path}\n")
        await until_page(pilot, "doctor")
        await until_shown(pilot, "t.json: a saved sign-in")
        await pilot.press("p")
        await until_page(pilot, "paste_client")
        paste(app, "AIzaSyA1234567890abcdefghijklmnopqrstuv")
        await until_page(pilot, "doctor")
        await until_shown(pilot, "pasted text: an API key")
        assert "1234567890abcdef" not in screen_text(app)
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_a_path_given_at_the_start_is_read(stage: Stage, tmp_path: Path) -> None:
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(DoctorPage(tmp_path / "missing.json"))
        await until_page(pilot, "doctor")
        await until(pilot, lambda: app.screen.query_one("#notice").has_class("shown"))
        assert "✗" in check_drawn(app)


async def test_hostile_files_are_drawn_harmlessly(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        for name in HOSTILE_NAMES:
            text = json.dumps({"installed": {"client_id": name, name: name}}, ensure_ascii=False)
            for document in (name, text):
                paste(app, document)
                await app.workers.wait_for_complete()
                await pilot.pause()
                check_drawn(app)


async def test_a_long_file_scrolls_to_the_mark(stage: Stage) -> None:
    lines = ["{", '"installed": {', *(f'"x{n}": {n},' for n in range(300)), '"client_id": 5', "}}"]
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, "\n".join(lines))
        await until_shown(pilot, "CS")
        for _ in range(len(diagnose_text("\n".join(lines)).findings)):
            if '"client_id"' in screen_text(app):
                break
            await pilot.press("down")
            await pilot.pause()
        assert '"client_id"' in screen_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.focused, FileView))
        await pilot.press("home")
        await until(pilot, lambda: '"installed"' in screen_text(app))
