"""Asking Google again, or for more, in the name of an account that is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.scopes import least, missing
from chattui.tui.delegating import act_again, choose_key
from chattui.tui.flow import Finished, Request, SetUp, client_entry, open_vault
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chattui.clientfile import OAuthClient
    from chattui.tui.app import ChattuiApp
    from chattui.vault import AccountEntry

DELEGATED = "delegation"
"""The kind of an account for which a service account acts: nobody is asked for consent."""


async def sign_in_again(
    app: ChattuiApp, account: AccountEntry, resume: Callable[[Finished], None] | None = None
) -> None:
    """Ask Google again for what `account` was granted, with the same client; inside a worker.

    `resume` goes on where one was, if it is `account` that signed in.
    """
    if account.kind == DELEGATED:
        await act_again(app, account, resume=resume)
        return
    client = await _client_of(app, account)
    if client is not None:
        flow = SetUp(app)
        flow.resume = resume
        entry = client_entry(app, account.client_key)
        flow.sign_in(Request(entry, client, account.scopes, account.email))


async def grant_now(
    app: ChattuiApp,
    account: AccountEntry,
    scopes: Iterable[str],
    resume: Callable[[Finished], None] | None = None,
) -> None:
    """Ask Google for just those of `scopes` that `account` lacks; inside a worker."""
    if account.kind == DELEGATED:
        await act_again(app, account, scopes, resume)
        return
    client = await _client_of(app, account)
    if client is not None:
        flow = SetUp(app)
        flow.resume = resume
        flow.sign_in(_more(app, client, account, scopes))


async def ask_for_more(
    app: ChattuiApp,
    account: AccountEntry,
    ticks: Iterable[str] = (),
    resume: Callable[[Finished], None] | None = None,
) -> None:
    """Choose what `account` is to allow besides, with `ticks` ticked, and ask; inside a worker."""
    from chattui.tui.screens.choose_scopes import ChooseScopesPage

    client = None if account.kind == DELEGATED else await _client_of(app, account)
    if client is None and account.kind != DELEGATED:
        return

    def forward(scopes: tuple[str, ...]) -> None:
        if client is None:
            page.work(act_again(app, account, scopes, done))
            return
        flow = SetUp(app)
        flow.resume = done
        flow.sign_in(_more(app, client, account, scopes))

    def done(finished: Finished) -> None:
        page.dismiss(None)
        if resume is not None:
            resume(finished)

    title = t("What to allow")
    page = ChooseScopesPage(forward, ticks=ticks, title=title, had=account.scopes)
    app.push_screen(page)


def _more(
    app: ChattuiApp, client: OAuthClient, account: AccountEntry, scopes: Iterable[str]
) -> Request:
    wanted = least(missing(scopes, account.scopes))
    entry = client_entry(app, account.client_key)
    return Request(entry, client, wanted, account.email, account)


async def _client_of(app: ChattuiApp, account: AccountEntry) -> OAuthClient | None:
    """The client of `account`; None where the vault stays closed."""
    if not await open_vault(app):
        return None
    return await app.session.client(account.client_key)


def delegate(app: ChattuiApp) -> None:
    """Let a service account act for a person."""
    choose_key(app)
