"""The way to an account that a service account acts for: the key, what to allow, the person."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chattui.oauth.delegation_problems import UNAUTHORIZED
from chattui.oauth.scopes import DEFAULT_SCOPES, least, short_name
from chattui.safe_text import safe_text
from chattui.tui.flow import Finished, client_entry, open_vault
from chattui.tui.text import plain, styled
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from textual.content import Content

    from chattui.oauth.delegation import Probed
    from chattui.tui.app import ChattuiApp
    from chattui.tui.flow import HandedOver
    from chattui.tui.widgets.bars import Notice
    from chattui.vault import AccountEntry, ClientEntry

    Resume = Callable[[Finished], None]

KIND = "delegation"
KEY_KIND = "service_account"


def choose_key(app: ChattuiApp) -> None:
    """Ask which service account should act."""
    from chattui.tui.screens.delegation_key import DelegationKeyPage

    app.push_screen(DelegationKeyPage())


async def take_key(app: ChattuiApp, handed: HandedOver) -> None:
    """Keep a key that was handed over, and go on; inside a worker."""
    from chattui.oauth.service_account import key_from_diagnosis

    key = await asyncio.to_thread(key_from_diagnosis, handed.diagnosis)
    if not await open_vault(app):
        return
    entry = await app.session.import_key(key)
    app.index = await app.session.index()
    await use_key(app, entry.key, handed.path)


async def use_key(app: ChattuiApp, client_key: str, path: Path | None = None) -> None:
    """Go on with a key of the vault: what should be allowed, then for whom; inside a worker."""
    from chattui.tui.screens.choose_scopes import ChooseScopesPage

    if not await open_vault(app):
        return
    await app.session.key(client_key)  # a damaged one is told here, and not at the end
    entry = client_entry(app, client_key)

    def forward(scopes: tuple[str, ...]) -> None:
        _open(app, entry, scopes or DEFAULT_SCOPES, path=path)

    app.push_screen(ChooseScopesPage(forward))


async def act_again(
    app: ChattuiApp,
    account: AccountEntry,
    more: Iterable[str] = (),
    resume: Resume | None = None,
) -> None:
    """Try again what `account` may, and `more`; inside a worker. `resume` goes on where one was."""
    if await open_vault(app):
        scopes = least((*account.scopes, *more))
        entry = client_entry(app, account.client_key)
        _open(app, entry, scopes, subject=account.email, resume=resume)


def scope_words(scope: str, found: Probed | None, *, asked: bool) -> Content:
    """What is known of one scope; `asked` says that Google is being asked."""
    name = short_name(scope)
    if found is not None and found.authorized:
        return plain("✓ " + t("{scope}: authorized", scope=name))
    if found is not None:
        return styled("✗ " + t("{scope}: not authorized", scope=name), "bold")
    if asked:
        return plain("· " + t("{scope}: Google is asked", scope=name))
    return plain("· " + t("{scope}: not tried yet", scope=name))


def tell_missing(notice: Notice, probed: Iterable[Probed]) -> None:
    """Say why scopes are missing, where some are; what the page shows already is not repeated."""
    problems = [found.problem for found in probed if found.problem]
    if any(problem.code != UNAUTHORIZED for problem in problems):
        notice.show_problem(next(p for p in problems if p.code != UNAUTHORIZED))
    elif problems:
        notice.say(
            tn(
                "✗ {count} scope is not authorized for this client id. After a change in the Admin"
                " console it can take up to 24 hours; r tries again.",
                "✗ {count} scopes are not authorized for this client id. After a change in the"
                " Admin console it can take up to 24 hours; r tries again.",
                len(problems),
            )
        )


def about_key_file(path: Path | None) -> str:
    """That the plain key file is still there, where it is."""
    if path is None:
        return ""
    return t(
        "The key file is still at {path}. chattui does not need it any more, since the vault"
        " holds what is in it. x deletes it.",
        path=safe_text(str(path), limit=300),
    )


async def delete_key_file(app: ChattuiApp, path: Path, client_key: str) -> bool:
    """Ask, and delete the plain key file; False where that was not wanted; inside a worker."""
    from chattui.oauth.service_account import discard_key_file
    from chattui.tui.screens.confirm import confirm

    question = t("Delete the key file {path}?", path=safe_text(str(path), limit=300))
    details = t("The vault keeps the key; other programs that read this file would miss it.")
    if not await confirm(app, question, details):
        return False
    kept = await app.session.key(client_key)
    await asyncio.to_thread(discard_key_file, path, kept)
    return True


def _open(
    app: ChattuiApp,
    entry: ClientEntry,
    scopes: tuple[str, ...],
    *,
    subject: str = "",
    path: Path | None = None,
    resume: Resume | None = None,
) -> None:
    from chattui.tui.screens.delegation import DelegationPage

    page = DelegationPage(entry, scopes, subject=subject, path=path, leaves=resume is not None)

    def done(finished: Finished | None) -> None:
        if finished is not None and resume is not None:
            resume(finished)

    app.push_screen(page, done)
