"""The way from a client file to an account: which page follows which.

Each page lies on the one before it, so that esc finds everything as it was left. The vault is
opened before the browser is needed: after consent nothing can be lost any more.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from chattui.oauth.joining import LESS, not_joined
from chattui.oauth.scopes import least
from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chattui.clientfile import Diagnosis, OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn
    from chattui.secret import Secret
    from chattui.tui.app import ChattuiApp
    from chattui.vault import AccountEntry, ClientEntry

PASSPHRASE_CODES = frozenset(
    {"vault.passphrase_needed", "vault.new_passphrase_needed", "vault.wrong_passphrase"}
)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A client file as it was read, and where it lies; pasted text lies nowhere."""

    diagnosis: Diagnosis
    path: Path | None = None
    sample: bool = False
    """Whether it is the one that the emulator gives."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A sign-in whose tokens are kept."""

    account: AccountEntry
    signed_in: SignedIn
    where: str


@dataclass(frozen=True, slots=True)
class Request:
    """What Google is asked for, through which client, and for whom."""

    entry: ClientEntry
    client: OAuthClient
    scopes: tuple[str, ...]
    hint: str = ""
    """The address that is expected to sign in, else empty."""
    account: AccountEntry | None = None
    """Whose permissions `scopes` are to be added to."""

    @property
    def incremental(self) -> bool:
        """Whether this adds to what was allowed before."""
        return self.account is not None

    def whole(self) -> Self:
        """The same, asking for all of it at once."""
        had = self.account.scopes if self.account else ()
        return replace(self, scopes=least((*had, *self.scopes)), account=None)


def next_request(request: Request, failed: Problem) -> Request:
    """What to ask for after `failed`: all of it at once, where Google did not add to the rest."""
    return request.whole() if failed.code == LESS else request


async def keep(app: ChattuiApp, request: Request, signed_in: SignedIn) -> Finished:
    """Store what a sign-in gave, and act as that account.

    Raises ProblemError of `NOT_JOINED`, with nothing stored, where it does not add to what was
    allowed before: it would take its place.
    """
    if request.account is not None:
        problem = not_joined(request.account, signed_in)
        if problem is not None and problem.code == LESS:
            problem = replace(problem, remedy=t("r asks for all of it at once."))
        if problem is not None:
            raise ProblemError(problem)
    account = await app.session.keep(request.entry.key, signed_in)
    vault = await app.session.vault()
    app.choose_account(await app.session.index(), account.key)
    return Finished(account, signed_in, vault.where)


async def open_vault(app: ChattuiApp) -> bool:
    """Open the vault, asking for what it needs; False when that was cancelled.

    A passphrase is asked for, or a keyring waited for that asks its person. What the vault has to
    tell then stands on a page of its own, once. Only inside a worker. Raises ProblemError where
    nothing that is asked would help.
    """
    from chattui.tui.screens.keyring_wait import waited_vault

    if not app.session.vault_is_open:
        try:
            vault, file = await waited_vault(app)
            if vault is None and not file:
                return False
            asks = Problem("vault.new_passphrase_needed", "") if file else None
        except ProblemError as error:
            named = app.session.context.surroundings.passphrase_file
            if error.problem.code not in PASSPHRASE_CODES or named:
                raise
            asks = error.problem
        if asks is not None and not await _passphrase(app, asks):
            return False
    await _tell_notices(app, (await app.session.vault()).notices)
    return True


async def _passphrase(app: ChattuiApp, problem: Problem) -> bool:
    """Whether a passphrase opened the vault, or made its file."""
    from chattui.tui.screens.passphrase import PassphrasePage

    opened = await app.push_screen_wait(PassphrasePage(problem))
    return bool(opened)


async def _tell_notices(app: ChattuiApp, notices: Iterable[Problem]) -> None:
    """Show what was not shown yet; a code is told once in a run."""
    new = [notice for notice in notices if notice.code not in app.told]
    if not new:
        return
    from chattui.tui.screens.vault_notices import NoticesPage
    from chattui.tui.text import problem_text

    app.told.update(notice.code for notice in new)
    title = t("The vault is open, and has something to tell.")
    await app.push_screen_wait(NoticesPage(title, [problem_text(notice) for notice in new]))


class SetUp:
    """One walk through the guide, begun on SetupPage or AccountsPage."""

    def __init__(self, app: ChattuiApp) -> None:
        self.app = app
        self.path: Path | None = None
        self.expected = ""
        """The address that is signed in again, else empty."""
        self.resume: Callable[[Finished], None] | None = None
        """Goes on with what the expected person was doing, in place of the page that ends this."""

    def hand_over(self, way: str) -> None:
        """Open the page of one way to hand over a client file."""
        if way == "paste":
            from chattui.tui.screens.paste_client import PasteClientPage

            self.app.push_screen(PasteClientPage(self.review))
        elif way == "pick":
            from chattui.tui.screens.pick_client import PickClientPage

            self.app.push_screen(PickClientPage(self.review))
        elif way == "path":
            from chattui.tui.screens.path_client import PathClientPage

            self.app.push_screen(PathClientPage(self.review))
        else:
            from chattui.tui.guiding import open_guide

            open_guide(self.app)

    def pasted(self, text: Secret) -> None:
        """Read what was pasted before the page for it was opened."""
        from chattui.tui.screens.paste_client import PasteClientPage

        self.app.push_screen(PasteClientPage(self.review, text=text))

    async def take_sample(self) -> None:
        """Take the client file that the emulator gives; there is none where this is Google."""
        diagnosis = await asyncio.to_thread(_sample, self.app.session.context)
        self.review(HandedOver(diagnosis, sample=True))

    def review(self, handed: HandedOver) -> None:
        """Show what was handed over."""
        from chattui.tui.screens.review_client import ReviewClientPage

        self.app.push_screen(ReviewClientPage(handed, self.keep_client))

    async def keep_client(self, handed: HandedOver) -> None:
        """Put the client into the vault, and go on to what one wants to do."""
        if handed.diagnosis.usable_for == "delegation":
            from chattui.tui.delegating import take_key

            await take_key(self.app, handed)
            return
        client = handed.diagnosis.client
        if client is None or not await open_vault(self.app):
            return
        entry = await self.app.session.import_client(client)
        self.app.index = await self.app.session.index()
        self.path = handed.path
        self.choose(entry, client)

    async def use_client(self, key: str) -> None:
        """Go on with a client or a key that the vault holds."""
        if client_entry(self.app, key).kind == "service_account":
            from chattui.tui.delegating import use_key

            await use_key(self.app, key)
        elif await open_vault(self.app):
            client = await self.app.session.client(key)
            self.choose(client_entry(self.app, key), client)

    def choose(self, entry: ClientEntry, client: OAuthClient) -> None:
        """Ask what one wants to do."""
        from chattui.tui.screens.choose_scopes import ChooseScopesPage

        self.app.push_screen(
            ChooseScopesPage(lambda scopes: self.sign_in(Request(entry, client, scopes)))
        )

    def sign_in(self, request: Request) -> None:
        """Ask Google."""
        from chattui.tui.screens.sign_in import SignInPage

        self.expected = request.hint
        self.app.push_screen(SignInPage(request), self.finish)

    def finish(self, finished: Finished | None) -> None:
        """Tell what was granted, where something was."""
        if finished is None:
            return
        if self.resume and finished.account.email.casefold() == self.expected.casefold():
            self.resume(finished)
            return
        from chattui.tui.screens.done import DonePage

        self.app.push_screen(DonePage(finished, self.path, self.expected))


def _sample(context: Context) -> Diagnosis:
    from chattui.clientfile import diagnose_text
    from chattui.oauth.rehearsal import sample_client_file

    return diagnose_text(sample_client_file(context.endpoints))


def client_entry(app: ChattuiApp, key: str) -> ClientEntry:
    """The client that the vault holds under `key`. Raises ProblemError where it is gone."""
    found = next((client for client in app.index.clients if client.key == key), None)
    if found is None:
        raise ProblemError(
            Problem(
                "client.unknown",
                t("This client is no longer in the vault."),
                t("It was removed while this page was open."),
                t("Import its file again."),
            )
        )
    return found
