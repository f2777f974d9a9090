"""Acting for a person by a service account: the key, the person, each scope, the account."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from chattui.oauth.scopes import PREFIX
from chattui.oauth.service_account import key_from_text, store_key
from chattui.secret import Secret
from chattui.tui.standing import Standing
from chattui.tui.widgets.bars import fit_standing
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.tui.guide import paste
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

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from chattui.tui.app import ChattuiApp

pytestmark = pytest.mark.anyio

ADA = "ada@example.com"
NUMBER = "104857600042104857600"
CREATE, READ, MEMBERS = (
    PREFIX + f"chat.{name}" for name in ("spaces.create", "spaces.readonly", "memberships")
)


@pytest.fixture
def keeping(stage: Stage) -> Stage:
    """A stage whose vault holds the emulator's key, and whose administrator allowed spaces."""
    key = key_from_text(Secret(stage.emulator.key_file(True)))
    store_key(open_vault(stage.context, cost=FLOOR), key, "sync")
    authorize(stage, CREATE, READ)
    return stage


def authorize(stage: Stage, *scopes: str) -> None:
    stage.send("POST", "/_emulator/settings", {"delegated_scopes": list(scopes) or None})


async def to_person(pilot: Pilot[Any]) -> None:
    """From the first page to the page that asks for the person, with the usual scopes."""
    await until_page(pilot, "setup")
    await pilot.press("1")
    await until_page(pilot, "choose_scopes")
    await pilot.press("enter")
    await until_page(pilot, "delegation")


def has_copied(app: ChattuiApp, text: str) -> bool:
    return app.clipboard == text


async def act_for(pilot: Pilot[Any], person: str) -> None:
    """Name the person, and try."""
    pilot.app.screen.query_one(Input).value = person
    await pilot.press("enter")


async def test_each_scope_is_told_and_what_is_authorized_is_kept(
    keeping: Stage, size: tuple[int, int]
) -> None:
    app = keeping.app()
    async with opened(app, size) as pilot:
        await to_person(pilot)
        await until(pilot, lambda: app.screen.query_one(Input).has_focus)
        golden(app, "delegation")
        assert NUMBER in screen_text(app)
        await act_for(pilot, ADA)
        await until_shown(pilot, "chat.memberships: not authorized")
        await until_shown(pilot, "Keep")
        assert "✓ chat.spaces.create: authorized" in screen_text(app)
        golden(app, "delegation_partly")
        await pilot.press("enter")
        await until_shown(pilot, "are in your vault")
        golden(app, "delegation_kept")
        await pilot.press("enter")
        await until_page(pilot, "home")
        await until_shown(pilot, "Space")
        assert f"as {ADA} by the service account sync" in screen_text(app)


async def test_nothing_authorized_then_all_of_it(keeping: Stage) -> None:
    authorize(keeping)
    app = keeping.app()
    async with opened(app) as pilot:
        await to_person(pilot)
        await act_for(pilot, ADA)
        await until_shown(pilot, "24 hours")
        assert "Keep" not in screen_text(app)
        await pilot.press("v")
        await until_shown(pilot, "has authorized these scopes")
        await pilot.press("r")
        await until_shown(pilot, "chat.memberships: authorized")
        await until_shown(pilot, "Keep")
        await pilot.press("enter")
        await until_shown(pilot, "are in your vault")
        assert app.account is not None
        assert (app.account.kind, app.account.email) == ("delegation", ADA)
        assert set(app.account.scopes) == {CREATE, READ, MEMBERS}


async def test_a_problem_that_is_not_about_a_scope_can_be_put_right(keeping: Stage) -> None:
    app = keeping.app()
    async with opened(app) as pilot:
        await to_person(pilot)
        await act_for(pilot, "nobody@example.com")
        await until_shown(pilot, "finds nobody with the address")
        assert "not tried yet" in screen_text(app)
        await pilot.press("p")
        await until(pilot, lambda: app.screen.query_one(Input).has_focus)
        await act_for(pilot, ADA)
        await until_shown(pilot, "chat.spaces.create: authorized")


async def test_what_is_no_address_is_not_sent(keeping: Stage) -> None:
    app = keeping.app()
    async with opened(app) as pilot:
        await to_person(pilot)
        await act_for(pilot, "ada")
        await until_shown(pilot, "is not the e-mail address of a person")
        paste(app, "\x1b]52;c;eA==\x07@example.com")
        await until_shown(pilot, "control characters")
        assert "oauth2.token" not in keeping.methods()


async def test_letters_copy_what_the_administrator_needs(keeping: Stage) -> None:
    app = keeping.app()
    async with opened(app) as pilot:
        await to_person(pilot)
        await pilot.press("escape")
        for letter, text in (
            ("c", NUMBER),
            ("y", f"{CREATE},{READ},{MEMBERS}"),
            ("l", "https://admin.google.com/ac/owl/domainwidedelegation"),
        ):
            await pilot.press(letter)
            await until(pilot, partial(has_copied, app, text))
        await pilot.press("escape")
        await until_page(pilot, "choose_scopes")


async def test_a_key_that_is_pasted_is_reviewed_and_kept(
    keeping: Stage, size: tuple[int, int]
) -> None:
    from chattui.tui.delegating import choose_key

    app = keeping.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        choose_key(app)
        await until_page(pilot, "delegation_key")
        golden(app, "delegation_key")
        paste(app, keeping.emulator.key_file(True))
        await until_page(pilot, "review_client")
        golden(app, "review_key")
        assert "PRIVATE KEY" not in screen_text(app)
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        assert [client.client_id for client in app.index.clients] == [NUMBER]


async def test_the_emulators_key_from_a_path_is_deleted_when_asked(
    stage: Stage, tmp_path: Path
) -> None:
    authorize(stage)
    path = tmp_path / "k.json"
    path.write_text(stage.emulator.key_file(True))
    path.chmod(0o600)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("3")
        await until_page(pilot, "path_client")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        await until_page(pilot, "delegation")
        await act_for(pilot, ADA)
        await until_shown(pilot, "The key file is still at")
        await pilot.press("x")
        await until_shown(pilot, "Delete the key file")
        await pilot.press("n")
        await until_page(pilot, "delegation")
        assert path.exists()
        authorize(stage, CREATE, READ, MEMBERS)
        await pilot.press("r")
        await until_shown(pilot, "Keep")
        assert "The key file is still at" not in screen_text(app)
        await pilot.press("enter")
        await until_shown(pilot, "The key file is still at")
        await pilot.press("x")
        await until_shown(pilot, "Delete the key file")
        await pilot.press("y")
        await until(pilot, lambda: not path.exists())
        await until_shown(pilot, "deleted.")
        await pilot.press("escape")
        await until_page(pilot, "home")


async def test_the_doctor_goes_on_with_a_sound_key(keeping: Stage, tmp_path: Path) -> None:
    from chattui.tui.screens.doctor import DoctorPage

    path = tmp_path / "k.json"
    path.write_text(keeping.emulator.key_file(True))
    path.chmod(0o600)
    app = keeping.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(DoctorPage(path))
        await until_shown(pilot, "enter Use it")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "Act for a person with it?")


async def test_the_key_is_chosen_or_the_emulators_taken(keeping: Stage) -> None:
    from chattui.tui.delegating import choose_key

    app = keeping.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        choose_key(app)
        await until_page(pilot, "delegation_key")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        await pilot.press("escape")
        await until_page(pilot, "delegation_key")
        await pilot.press("5")
        await until_page(pilot, "review_client")
        assert "the emulator" in screen_text(app)


async def test_signing_in_again_tries_again_and_comes_back(keeping: Stage) -> None:
    from chattui.tui.asking import sign_in_again

    async with keeping.session() as session:
        entry = await session.client_entry("sync", ("service_account",))
        account = await session.delegate(entry.key, ADA, (CREATE, READ))
    authorize(keeping, CREATE, READ, MEMBERS)
    app = keeping.app()
    came: list[str] = []
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        page = app.screen
        page.work(  # type: ignore[attr-defined]
            sign_in_again(app, account, lambda finished: came.append(finished.account.key))
        )
        await until_page(pilot, "delegation")
        await until_shown(pilot, "Keep")
        check_drawn(app)
        await pilot.press("enter")
        await until_page(pilot, "home")
        assert came == [account.key]


async def test_removing_it_says_what_stays(keeping: Stage) -> None:
    async with keeping.session() as session:
        entry = await session.client_entry("sync", ("service_account",))
        await session.delegate(entry.key, ADA, (CREATE, READ))
    app = keeping.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("x")
        await until_shown(pilot, "the key stays in the vault")
        app.screen.query_one(Input).value = ADA
        await pilot.press("enter")
        await until_shown(pilot, "stays authorized")
        assert not app.index.accounts


@pytest.mark.parametrize("width", range(60, 120, 7))
def test_the_acting_identity_is_never_that_of_a_user(width: int) -> None:
    """However narrow the line, it says "as", and what acts."""
    standing = Standing("ada@example.com", "sync-of-the-calendars", "127.0.0.1:38221", True)
    line = fit_standing(standing, "Spaces", width)
    assert " as ada" in line
    assert "by" in line
    assert "service account" in line


def test_by_oneself_nothing_is_said_of_a_service_account() -> None:
    line = Standing("ada@example.com", "billing-bot", "").words()
    assert line == "chattui · ada@example.com · client billing-bot"
