"""The accounts page: use, add, sign in again, remove."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.oauth.scopes import CHAT_CREATES, CHAT_READS, IDENTITY_SCOPES, with_identity
from chattui.tui import flow
from chattui.tui.account_words import detail_lines, ends_words, revoke_words
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.accounts import AccountsPage
from chattui.vault import AccountEntry, ClientEntry, Index, read_index
from tests.tui.guide import paste, redirect_of, type_fast, until_problem, waiting
from tests.tui.harness import (
    HOSTILE_NAMES,
    NOW,
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

DAY = 86_400


def made_up(emails: tuple[str, ...], client: str = "billing-bot") -> Index:
    """An index of made-up accounts through one client."""
    scopes = with_identity((CHAT_CREATES,))
    accounts = tuple(
        AccountEntry(
            key=f"k{number}",
            email=email,
            subject=str(number),
            client_key="c",
            scopes=scopes if number % 2 else with_identity(("chat.spaces", "chat.memberships")),
            consented_at=NOW - number * DAY,
            refresh_expires_at=NOW + (7 - 4 * number) * DAY if number < 3 else None,
            last_used_at=NOW - 3600 if number != 1 else None,
            where="the Secret Service keyring",
        )
        for number, email in enumerate(emails)
    )
    entry = ClientEntry("c", client, "installed", "1-x.apps.googleusercontent.com", "p", NOW)
    return Index("v", "keyring", "SecretService", "k0", (entry,), accounts)


async def shown(app: ChattuiApp, index: Index) -> AccountsPage:
    """The page with this index in place of the one on disk."""
    page = AccountsPage()
    await app.push_screen(page)
    await app.workers.wait_for_complete()
    app.choose_account(index, index.default or "")
    page.refresh_standing()
    page.show_entries()
    return page


async def signed_in_twice(stage: Stage) -> None:
    """Ada and grace are signed in; ada is used."""
    await stage.sign_in()
    stage.send("POST", "/_emulator/settings", {"auto_consent": "grace@example.com"})
    await stage.sign_in()


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        emails = ("ada@example.com", "grace.hopper@navy.example.com", "alan@example.com", "x@y.z")
        await shown(app, made_up(emails))
        await until_page(pilot, "accounts")
        await pilot.press("down")
        await until_shown(pilot, "Signed in yesterday by their own consent.")
        golden(app, "accounts")


async def test_without_accounts_it_says_what_to_do(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(AccountsPage())
        await until_page(pilot, "accounts")
        await until_shown(pilot, "n signs the first one in")
        golden(app, "accounts_none")
        for key in ("enter", "s", "x"):
            await pilot.press(key)
        await until_page(pilot, "accounts")
        await pilot.press("n")
        await until_page(pilot, "setup")


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.exhaustive)])
async def test_hostile_names_are_drawn_harmlessly(stage: Stage, step: int) -> None:
    """Every third name; all of them among the long proofs."""
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        for name in HOSTILE_NAMES[::step]:
            await shown(app, made_up((name, name), client=name))
            await until_page(pilot, "accounts")
            check_drawn(app)
            await pilot.press("x")
            await until_shown(pilot, "Its tokens are deleted here")
            check_drawn(app)
            await pilot.press("escape")
            await until_page(pilot, "accounts")
            app.pop_screen()


async def cancelled(app: ChattuiApp) -> bool:
    return False


async def test_enter_uses_another_account_and_goes_home(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signed_in_twice(stage)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        assert app.account is not None
        assert app.account.email == "ada@example.com"
        app.session.forget_vault()
        monkeypatch.setattr(flow, "open_vault", cancelled)  # the list is all that it takes
        await pilot.press("down", "enter")
        await until_page(pilot, "home")
        await until(pilot, lambda: app.account and app.account.email == "grace@example.com")
        assert "grace@example.com" in screen_text(app)
    index = read_index(stage.context)
    assert index.find_account("").email == "grace@example.com"


async def test_signing_in_again_asks_for_the_same(stage: Stage) -> None:
    account = await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("s")
        sign_in = await waiting(pilot)
        assert set(sign_in.consent.scopes) == set(account.scopes)
        assert "login_hint=ada" in sign_in.consent.url
        assert "Sign in again" in screen_text(app)
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "done")
    assert len(read_index(stage.context).accounts) == 1


async def test_removing_asks_for_the_address(stage: Stage, size: tuple[int, int]) -> None:
    await stage.sign_in()
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("x")
        await until_shown(pilot, "Type the address")
        golden(app, "accounts_remove")
        type_fast(app, "grace@example.com\n")
        await until_shown(pilot, "That is not the name")
        await pilot.press("escape")
        await until_page(pilot, "accounts")
        assert read_index(stage.context).accounts
        await pilot.press("x")
        await until_shown(pilot, "Type the address")
        type_fast(app, "ada@example.com\n")
        await until_shown(pilot, "is removed here")
        assert "No account is signed in" in check_drawn(app)
        await pilot.press("escape")
        await until_page(pilot, "setup")
        assert len(app.screen_stack) == 1
    assert read_index(stage.context).accounts == ()


async def test_removing_the_account_in_use_leaves_another_in_use(stage: Stage) -> None:
    await signed_in_twice(stage)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("x")
        await until_shown(pilot, "Type the address")
        type_fast(app, "ada@example.com\n")
        await until_shown(pilot, "is removed here")
        await until(pilot, lambda: app.account and app.account.email == "grace@example.com")
        await pilot.press("escape")
        await until_page(pilot, "home")
        assert "grace@example.com" in screen_text(app)
    assert [a.email for a in read_index(stage.context).accounts] == ["grace@example.com"]


async def test_asking_for_more_starts_from_what_is_allowed(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("m")
        await until_page(pilot, "choose_scopes")
        text = check_drawn(app)
        assert "[x]  Create spaces, with their first members               allowed already" in text
        assert "[x]  See my spaces                                         sensitive" in text
        assert "Set up" not in text
        await pilot.press("1")
        await until_shown(pilot, "This is allowed already.")
        await pilot.press("2")
        await until_shown(pilot, "Nothing is ticked that is not allowed already.")
        await pilot.press("2", "enter")
        sign_in = await waiting(pilot)
        assert "login_hint=ada" in sign_in.consent.url
        assert "include_granted_scopes=true" in sign_in.consent.url
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_READS}
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "home")
        await until_shown(pilot, "Allowed: make, see spaces.")
    account = read_index(stage.context).find_account("")
    assert {CHAT_CREATES, CHAT_READS} <= set(account.scopes)


async def test_revoking_says_what_ends_and_asks_for_the_address(
    stage: Stage, size: tuple[int, int]
) -> None:
    await signed_in_twice(stage)
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("r")
        await until_shown(pilot, "enter Revoke")
        golden(app, "accounts_revoke")
        type_fast(app, "ada\n")
        await until_shown(pilot, "That is not the name")
        assert "oauth2.revoke" not in stage.methods()
        await pilot.press("escape")
        await until_page(pilot, "accounts")
        await pilot.press("r")
        await until_shown(pilot, "enter Revoke")
        type_fast(app, "ada@example.com\n")
        await until_shown(pilot, "✓ ada@example.com is revoked, and deleted here.")
        assert "oauth2.revoke" in stage.methods()
        await until(pilot, lambda: app.account and app.account.email == "grace@example.com")
        check_drawn(app)
    assert [a.email for a in read_index(stage.context).accounts] == ["grace@example.com"]


async def test_what_could_not_be_revoked_stays(stage: Stage) -> None:
    await stage.sign_in()
    fault = {"method": "oauth2.revoke", "status": 503, "times": 1}
    stage.send("POST", "/_emulator/faults", fault)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("r")
        await until_shown(pilot, "enter Revoke")
        type_fast(app, "ada@example.com\n")
        await until_problem(pilot, "oauth.not_revoked")
        check_drawn(app)
        assert len(read_index(stage.context).accounts) == 1


def test_what_revoking_ends_is_told_before() -> None:
    index = made_up(("ada@example.com", "ada@example.com", "grace@example.com"))
    other = ClientEntry("d", "other", "installed", "2-y.apps.googleusercontent.com", "p", NOW)
    first = replace(index.accounts[0], subject="1")
    second = replace(index.accounts[1], subject="1", client_key="d")
    index = replace(
        index, accounts=(first, second, index.accounts[2]), clients=(*index.clients, other)
    )
    words = revoke_words(index, first)
    assert "these accounts here: ada@example.com." in words
    assert "other programs with it stop working" in words
    assert "these accounts" not in revoke_words(index, index.accounts[2])
    delegated = replace(first, kind="delegation")
    assert "Admin console" in revoke_words(index, delegated)


def test_how_an_account_is_signed_in_is_told() -> None:
    account = made_up(("ada@example.com",)).accounts[0]
    assert "Signed in just now by their own consent, last used 1 hour ago." in (
        detail_lines(account, NOW)
    )
    delegated = replace(account, kind="delegation", refresh_expires_at=None)
    assert ends_words(delegated, NOW) == "delegation"
    assert "A service account acts for them" in "\n".join(detail_lines(delegated, NOW))
    unused = replace(delegated, last_used_at=None)
    assert "A service account acts for them, set up just now." in detail_lines(unused, NOW)
    imported = replace(account, consented_at=0.0, how="import")
    assert "Last used 1 hour ago. It was taken over from another program." in (
        detail_lines(imported, NOW)
    )
    assert "1970" not in "".join(detail_lines(replace(imported, last_used_at=None), NOW))
    ended = replace(account, refresh_expires_at=NOW - 1)
    assert "! This sign-in has ended: s signs in again, w says why." in detail_lines(ended, NOW)
