"""What the cells of the matrix through the screen share: one app that stays open for many."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chattui.clientfile import client_from_json
from chattui.oauth.scopes import DEFAULT_SCOPES, expand
from chattui.oauth.service_account import key_from_text, store_key
from chattui.oauth.signin import store_client
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.tui.app import ChattuiApp
from chattui.tui.flow import Request
from chattui.vault import AccountEntry, ClientEntry, open_vault, read_index
from chattui.vault.sealed import FLOOR
from tests.outcomes.rows import SECRETS, Control, Said, settings
from tests.tui.harness import Stage, check_drawn, opened, screen_text, until, until_page

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

SOON = 10.0
"""Seconds after which what a cell waits for will not come any more."""

GLANCE = 0.004
"""Seconds between two looks at what is awaited. A pilot's pauses would make most of the time."""

KINDS = ("installed", "web", "tv")

ENOUGH = 3
"""Cells that may fail on one board: the app is in disorder then, and each would wait in vain."""


class Board:
    """An open app, an emulator that each cell sets up anew, a vault with each kind of client."""

    def __init__(self, stage: Stage, app: ChattuiApp, pilot: Pilot[int], web: Control) -> None:
        self.stage = stage
        self.app = app
        self.pilot = pilot
        self.entries: dict[str, ClientEntry] = {c.name: c for c in app.index.clients}
        self._web = web
        self._failed = 0

    @contextmanager
    def cell(self, subtests: pytest.Subtests, name: str) -> Iterator[None]:
        """One cell, which may fail without the others."""
        assert self._failed < ENOUGH, "too many cells have failed to go on"
        with subtests.test(name):
            try:
                yield
            except BaseException:
                self._failed += 1
                raise

    @property
    def page(self) -> Any:
        """The page on top."""
        return self.app.screen

    @property
    def drawn(self) -> str:
        """What the terminal shows, and nothing of it a secret."""
        text = check_drawn(self.app)
        assert not [secret for secret in SECRETS if secret in text]
        return text

    async def set_up(self, controls: Iterable[Control]) -> None:
        """Put the emulator back to its beginning, and then do this to it."""
        await self.send((("reset", {}), self._web, *controls))

    async def send(self, controls: Iterable[Control]) -> Any:
        """Do something to the emulator; what it answers to the last of it."""
        return await asyncio.to_thread(_post_all, self.stage.emulator.host, tuple(controls))

    async def until(self, predicate: Callable[[], object], what: str = "") -> None:
        """Let the app work until `predicate` holds, drawn or not."""
        end = time.monotonic() + SOON
        while not _holds(predicate):
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what or predicate}:\n{screen_text(self.app)}")
            await asyncio.sleep(GLANCE)

    async def until_page(self, *pages: str) -> None:
        """Let the app work until one of `pages` is on top."""
        await self.until(lambda: self.is_at(*pages), f"page {pages}")

    def is_at(self, *pages: str, state: str = "") -> bool:
        """Whether one of `pages` is on top, with its widgets, and in `state` where one is named."""
        page = self.page
        if getattr(page, "PAGE", "") not in pages or not page.is_mounted:
            return False
        return bool(page.query("#notice")) and (not state or page.state == state)

    async def until_over(self) -> None:
        """Let a sign-in end: with the page that tells what was granted, or by saying why not."""
        await self.until(
            lambda: self.is_at("done") or self.is_at("sign_in", "device", state="ended")
        )

    async def press(self, *keys: str) -> None:
        """Press keys, and let the app take them."""
        await self.pilot.press(*keys)

    async def request(self, kind: str, scopes: Iterable[str] = ()) -> Request:
        """What a sign-in through the client of `kind` asks for."""
        entry = self.entries[kind]
        client = await self.app.session.client(entry.key)
        return Request(entry, client, expand(tuple(scopes) or DEFAULT_SCOPES))

    async def clear(self) -> None:
        """The first run again: nobody is signed in, and only the first page is open."""
        session = self.app.session
        for account in read_index(session.context).accounts:
            await session.remove_account(account)
        self.app.choose_account(await session.index())
        with self.unseen():
            while len(self.app.screen_stack) > 1:
                self.app.pop_screen()
        if self.page.PAGE != "setup":
            self.app.show_home()
            await self.until_page("setup")

    async def sign_in(self, kind: str, scopes: Iterable[str] = ()) -> AccountEntry:
        """Somebody is signed in, below the screen, and chosen."""
        session, request = self.app.session, await self.request(kind, scopes)
        async with session.sign_in(request.client, request.scopes, listen=False) as flow:
            _, location, _ = await get(flow.consent.url)
            await flow.paste(location)
            account = await session.keep(request.entry.key, await flow.wait())
        self.app.choose_account(await session.index(), account.key)
        return account

    async def check(self, said: Said, offers: str, problem: Problem | None = None) -> None:
        """The Problem, whole, and its words; what is offered next; what is in the vault.

        `problem` is one that the page tells in words of its own.
        """
        told = problem or self.page.notice.problem
        assert (told.code if told else "") == said.code, self.drawn
        words = [said.seen or said.words, said.offers or offers]
        if told is not None and problem is None:
            words += [told.message, told.cause, told.remedy]
        await self.until_drawn(*words)
        assert bool(read_index(self.app.session.context).accounts) is said.kept
        assert not self.app.own_errors

    async def until_drawn(self, *words: str) -> None:
        """Let the app work until all of this is on the screen, however its lines are broken."""
        wanted = [squeezed(each) for each in words]
        await until(
            self.pilot,
            lambda: all(each in squeezed(self.drawn) for each in wanted),
            str(words),
            SOON,
        )

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Draw nothing until the end: only what a cell ends with is looked at."""
        with self.app.batch_update():
            yield


def _holds(predicate: Callable[[], object]) -> bool:
    try:
        return bool(predicate())
    except LookupError:
        return False


def squeezed(text: str) -> str:
    """`text` without blanks: a terminal breaks lines where it must."""
    return "".join(text.split())


@asynccontextmanager
async def board(stage: Stage) -> AsyncIterator[Board]:
    """The app at 80x24 with nobody signed in, its vault open."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    web = settings(web_redirect_uris=[f"http://127.0.0.1:{port}/callback"])
    await asyncio.to_thread(_post_all, stage.emulator.host, (web,))
    await asyncio.to_thread(_furnish, stage)
    app = stage.app(stage.session(clock=time.time))
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await app.session.vault()
        yield Board(stage, app, pilot, web)


def _furnish(stage: Stage) -> None:
    vault = open_vault(stage.context, cost=FLOOR)
    for kind in KINDS:
        text = Secret(stage.emulator.client_file(google=True, kind=kind))
        store_client(vault, client_from_json(text), kind)
    store_key(vault, key_from_text(Secret(stage.emulator.key_file(google=True))), "service_account")


def _post_all(host: str, controls: tuple[Control, ...]) -> Any:
    answers: list[Any] = []
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        for route, body in controls:
            connection.request("POST", f"/_emulator/{route}", json.dumps(body))
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200, text
            answers.append(json.loads(text))
    finally:
        connection.close()
    return answers[-1] if answers else None


async def get(url: str) -> tuple[int, str, str]:
    """Status, location and text of one answer; no redirect is followed."""
    return await asyncio.to_thread(partial(_get, url))


def _get(url: str) -> tuple[int, str, str]:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.request("GET", f"{address.path}?{address.query}")
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", ""), answer.read().decode()
    finally:
        connection.close()
