"""The clients' page, and what is done with an account besides: naming and exporting it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chattui.tui.account_words import how_words
from chattui.tui.screens.clients import ClientsPage, kind_words
from chattui.tui.screens.export import suggested_name
from chattui.vault import read_index
from tests.tui.guide import type_fast, until_problem
from tests.tui.harness import HOSTILE_NAMES, Stage, check_drawn, golden_both, opened, until_page
from tests.tui.harness import until_shown as shown
from tests.tui.test_accounts import made_up

pytestmark = pytest.mark.anyio


async def test_clients_look_like_this(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        page = ClientsPage()
        await app.push_screen(page)
        await shown(pilot, "The vault holds no client.")
        await app.workers.wait_for_complete()
        app.choose_account(made_up(("ada@example.com", "grace@example.com")), "k0")
        page.refresh_standing()
        page.show_entries()
        await shown(pilot, "Signed in through it: ada@example.com, grace@example.com.")
        await golden_both(pilot, "clients")
        for name in HOSTILE_NAMES:
            app.choose_account(made_up((name,), client=name), "k0")
            page.show_entries()
            check_drawn(app)


async def test_a_client_is_renamed_and_kept_while_it_is_used(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("c")
        await until_page(pilot, "clients")
        await pilot.press("e")
        await shown(pilot, "What do you call this client?")
        await pilot.press("ctrl+u")
        type_fast(app, "payroll\n")
        await shown(pilot, "✓ The client is called payroll now.")
        assert "client payroll" in check_drawn(app).splitlines()[0]
        await pilot.press("x")
        await until_problem(pilot, "vault.client_in_use")
        vault = await app.session.vault()
        vault.remove_account(read_index(stage.context).accounts[0].key)
        await pilot.press("escape", "c")
        await shown(pilot, "Nobody is signed in through it.")
        await pilot.press("x")
        await shown(pilot, "Remove the client payroll?")
        type_fast(app, "payroll\n")
        await shown(pilot, "✓ The client payroll is removed.")
    assert read_index(stage.context).clients == ()


async def test_an_account_is_named_and_exported_once(stage: Stage, tmp_path: Path) -> None:
    await stage.sign_in()
    target = tmp_path / "ada.json"
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("e")
        await shown(pilot, "What do you call ada@example.com?")
        await golden_both(pilot, "accounts_rename")
        type_fast(app, "work\n")
        await shown(pilot, "✓ ada@example.com is called work now.")
        assert "work · ada@example.com" in check_drawn(app)
        await pilot.press("o")
        await until_page(pilot, "export")
        await golden_both(pilot, "export")
        for code in ("", "export.exists"):
            await pilot.press("ctrl+u")
            type_fast(app, f"{target}\n")
            if not code:
                await shown(pilot, "✓ ada@example.com is written to")
                await pilot.press("o")
                await until_page(pilot, "export")
            else:
                await until_problem(pilot, code)
        await pilot.press("escape")
        await until_page(pilot, "accounts")
    written = json.loads(target.read_text())
    assert written["type"] == "authorized_user"
    assert target.stat().st_mode & 0o777 == 0o600
    assert read_index(stage.context).find_account("work").name == "work"


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ada@example.com", "~/chattui-ada@example.com.json"),
        ("../../etc/passwd", "~/chattui-etc-passwd.json"),
        ("\u202e/", "~/chattui-account.json"),
    ],
)
def test_the_name_that_is_offered(email: str, name: str) -> None:
    assert suggested_name(email) == name


def test_words_of_ways_and_kinds() -> None:
    assert all(how_words(how) for how in ("loopback", "paste", "device", "import"))
    assert how_words("delegation") == how_words("") == ""
    assert kind_words("web") == "web app"
    assert kind_words("else") == "else"
