"""Taking over what another program signed in with: the list of what there is, and the one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chattui.oauth.exporting import authorized_user
from chattui.oauth.foreign_files import ForeignGrant, Place
from chattui.secret import Secret
from chattui.tui.screens.take_over import TakeOverPage
from chattui.vault import open_vault, read_index
from tests.tui.guide import type_fast, until_problem
from tests.tui.harness import HOSTILE_NAMES, Stage, check_drawn, golden_both, opened, until_page
from tests.tui.harness import until_shown as shown
from tests.unit.oauth.foreign import AUTHORIZED_USER, CLIENT, FILES, write

pytestmark = pytest.mark.anyio

ADA = "ada@example.com"
GCLOUD = "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that other programs keep their files in."""
    for name in ("CLOUDSDK_CONFIG", "GAMCFGDIR", "GAMUSERCONFIGDIR", "OLDGAMPATH"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GOOGLE_WORKSPACE_CLI_CONFIG_DIR", "GOOGLE_WORKSPACE_CLI_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "h"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    return tmp_path / "h"


async def left_behind(stage: Stage) -> dict[str, str]:
    """What another program has of Ada, who is not signed in here any more."""
    account = await stage.sign_in()
    vault = open_vault(stage.context)
    document: dict[str, str] = json.loads(authorized_user(vault, account).reveal())
    vault.remove_account(account.key)
    vault.remove_client(stage.client_key)
    return document


async def test_a_first_run_begins_with_what_gcloud_has(stage: Stage, home: Path) -> None:
    folder = home / ".config/gcloud"
    adc = folder / "application_default_credentials.json"
    write(adc, await left_behind(stage))
    own = {**AUTHORIZED_USER, "client_id": GCLOUD}
    write(folder / "legacy_credentials/grace@example.com/adc.json", own)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        asked = stage.methods().count("oauth2.token")
        await pilot.press("i")
        await until_page(pilot, "take_over")
        await shown(pilot, "✓ can be used")
        await pilot.press("down")
        await shown(pilot, "This sign-in was made with the client of gcloud.")
        check_drawn(app)
        await pilot.press("enter")
        await until_problem(pilot, "import.public_client")
        await pilot.press("up", "enter")
        await until_page(pilot, "import")
        text = " ".join(check_drawn(app).split())
        assert "revoking it in one ends it in both" in text
        assert "may have a copy" in text
        assert stage.methods().count("oauth2.token") == asked
        await pilot.press("enter")
        await until_page(pilot, "home")
    account = read_index(stage.context).find_account("")
    assert (account.email, account.how) == (ADA, "import")
    assert adc.exists()


async def test_a_named_file_whose_client_is_chosen(stage: Stage, home: Path) -> None:
    document = await left_behind(stage)
    stage.keep_client()
    bare = {"refresh_token": document["refresh_token"]}
    path = write(home / "token.json", bare)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(TakeOverPage())
        await until_page(pilot, "take_over")
        await shown(pilot, "left no sign-in on this machine")
        await golden_both(pilot, "take_over_none")
        await pilot.press("enter")
        await until_page(pilot, "path_client")
        type_fast(app, f"{write(home / 'no.json', {'a': 1})}\n")
        await until_problem(pilot, "import.not_a_sign_in")
        await pilot.press("ctrl+u")
        type_fast(app, f"{path}\n")
        await until_page(pilot, "import")
        await shown(pilot, "Which client was it made with?")
        await pilot.press("enter")
        await until_page(pilot, "setup")
    assert read_index(stage.context).find_account("").email == ADA


async def test_one_that_is_here_is_given_up_only_after_a_yes(stage: Stage, home: Path) -> None:
    document = await left_behind(stage)
    account = await stage.sign_in()
    before = open_vault(stage.context).grant(account.key).refresh_token
    write(home / ".config/gcloud/application_default_credentials.json", document)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("i")
        await shown(pilot, "✓ can be used")
        await pilot.press("enter")
        await until_page(pilot, "import")
        type_fast(app, "nobody\n")
        await until_problem(pilot, "import.no_address")
        await shown(pilot, "Type it as in ada@example.com.")
        await pilot.press("ctrl+u")
        type_fast(app, "grace@example.com\n")
        await until_problem(pilot, "import.other_account")
        for answer in ("n", "y"):
            await pilot.press("ctrl+u", "enter")
            await shown(pilot, "Give up the sign-in that is here for this one?")
            assert open_vault(stage.context).grant(account.key).refresh_token == before
            await pilot.press(answer)
        await until_page(pilot, "accounts")
        await shown(pilot, "✓ ada@example.com is signed in here; Google has taken the token.")
        await shown(pilot, "application_default_credentials.json was left as it is.")
        check_drawn(app)
    kept = open_vault(stage.context).grant(account.key).refresh_token
    assert kept == Secret(document["refresh_token"])


async def test_the_pages_look_like_this(stage: Stage, home: Path) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        page = TakeOverPage()
        await app.push_screen(page)
        await app.workers.wait_for_complete()
        place = Place("gcloud", "/home/ada/.config/gcloud/application_default_credentials.json")
        one = ForeignGrant("authorized_user", "1-x.apps.googleusercontent.com", place=place)
        await _show(page, one, _without_a_client())
        await golden_both(pilot, "take_over")
        await pilot.press("enter")
        await until_page(pilot, "import")
        await golden_both(pilot, "import")
        await pilot.press("escape", "down", "enter")
        await until_problem(pilot, "import.no_client")
        await shown(pilot, "Import its client file first")
        await pilot.press("enter")
        await until_problem(pilot, "import.no_client")
        await pilot.press("escape")
        for name in HOSTILE_NAMES[::4]:
            await _show(page, ForeignGrant("x", name, email=name, place=Place("gam", name, name)))
            check_drawn(app)


def _without_a_client() -> ForeignGrant:
    from chattui.oauth.foreign_problems import no_client

    return ForeignGrant("gam_token", problem=no_client(), place=Place("gam", "/home/ada/.gam/x"))


async def _show(page: TakeOverPage, *found: ForeignGrant) -> None:
    page.found = found
    page._cells(0)
    page.query_one("#found", _rows()).show_rows(len(found) + 1, 0)
    page._show_detail()
    await page.app.workers.wait_for_complete()


def _rows() -> Any:
    from chattui.tui.widgets.rows import RowList

    return RowList


def test_a_file_has_its_clients_beside_it(tmp_path: Path) -> None:
    from chattui.oauth.foreign_places import everything, named_file

    gam = {k: v for k, v in FILES["GAM oauth2.txt"][0].items() if not k.startswith("client")}
    path = write(tmp_path / "g/oauth2.txt", gam)
    first = named_file(str(path), {})
    assert first.problem
    assert first.problem.code == "import.no_client"
    write(tmp_path / "g/client_secrets.json", {"installed": CLIENT})
    assert named_file(str(path), {}).problem is None
    folder = tmp_path / ".config/gcloud"
    for name in ("application_default_credentials.json", "legacy_credentials/a@x.y/adc.json"):
        write(folder / name, AUTHORIZED_USER)
    broken = write(tmp_path / ".config/gws/credentials.json", AUTHORIZED_USER)
    broken.unlink()
    found = everything({"HOME": str(tmp_path)})
    assert [one.place.program for one in found] == ["gcloud"]
