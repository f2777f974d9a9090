"""The whole way from nothing to Home, by keys alone."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from chattui.emulator.server import Emulator
from chattui.vault import read_index
from tests.tui.guide import (
    AskingStage,
    paste,
    redirect_of,
    to_review,
    to_scopes,
    to_sign_in,
    type_fast,
    type_passphrase,
    waiting,
)
from tests.tui.harness import Stage, check_drawn, opened, screen_text, until_page, until_shown

pytestmark = pytest.mark.anyio


async def test_pasted_file_and_pasted_redirect_lead_home(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "done")
        assert "You are signed in as ada@example.com." in check_drawn(app)
        await pilot.press("down", "enter")  # an Enter right after a paste is taken for its own
        await until_page(pilot, "home")
        assert "ada@example.com" in screen_text(app)
        assert len(app.screen_stack) == 1
    index = read_index(stage.context)
    assert [a.email for a in index.accounts] == ["ada@example.com"]
    assert [c.project_id for c in index.clients] == ["chattui-emulator"]


async def test_the_loopback_listener_answers_first(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
            page = await browser.get(sign_in.short_url)
        assert page.status_code == 200
        await until_page(pilot, "done")
    assert [a.email for a in read_index(stage.context).accounts] == ["ada@example.com"]


async def test_a_redirect_typed_without_bracketed_paste_is_read(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        type_fast(app, await redirect_of(sign_in))
        await pilot.press("enter")
        await until_page(pilot, "done")


async def test_the_client_file_by_its_path_is_offered_for_deletion(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text(stage.emulator.client_file(google=True))
    path.chmod(0o600)
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("3")
        await until_page(pilot, "path_client")
        paste(app, f"{path}\n")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        paste(app, await redirect_of(await waiting(pilot)))
        await until_page(pilot, "done")
        assert "x deletes it" in check_drawn(app)
        await pilot.press("x")
        await until_shown(pilot, "Delete the client file")
        assert path.exists()
        await pilot.press("n")
        await until_page(pilot, "done")
        assert path.exists()
        await pilot.press("x")
        await until_shown(pilot, "Delete the client file")
        await pilot.press("y")
        await until_shown(pilot, "is deleted.")
        assert not path.exists()
        assert "x deletes it" not in check_drawn(app)


async def test_without_a_keyring_a_passphrase_is_chosen_before_the_browser(
    emulator: Emulator, tmp_path: Path
) -> None:
    stage = AskingStage(emulator, tmp_path / "chattui")
    app = stage.app()
    async with opened(app) as pilot:
        await to_review(pilot, stage)
        await pilot.press("enter")
        await until_page(pilot, "passphrase")
        assert "Choose a passphrase" in check_drawn(app)
        await type_passphrase(pilot)
        await type_passphrase(pilot)
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        paste(app, await redirect_of(await waiting(pilot)))
        await until_page(pilot, "done")
    for file in (tmp_path / "chattui").rglob("*"):
        if file.is_file():
            assert b"GOCSPX" not in file.read_bytes()
            assert b"ya29" not in file.read_bytes()


async def test_a_cancelled_passphrase_leads_back_and_keeps_nothing(
    emulator: Emulator, tmp_path: Path
) -> None:
    stage = AskingStage(emulator, tmp_path / "chattui")
    app = stage.app()
    async with opened(app) as pilot:
        await to_review(pilot, stage)
        await pilot.press("enter")
        await until_page(pilot, "passphrase")
        await pilot.press("escape")
        await until_page(pilot, "review_client")
    assert read_index(stage.context).clients == ()


async def test_escape_goes_back_page_by_page(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_scopes(pilot, stage)
        for page in ("review_client", "paste_client", "setup"):
            await pilot.press("escape")
            await until_page(pilot, page)
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_a_client_in_the_vault_is_offered(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("n")
        await until_page(pilot, "setup")
        assert "Use billing-bot" in check_drawn(app)
        await pilot.press("1")
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        paste(app, await redirect_of(await waiting(pilot)))
        await until_page(pilot, "done")
        await pilot.press("down", "enter")
        await until_page(pilot, "home")
