"""What the tests of the app share: screens as text, waiting, hostile names, a stage to act on."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from textual._compositor import Compositor

from chattui import context as contexts
from chattui.context import Context
from chattui.session import Session
from chattui.tui.app import ChattuiApp
from chattui.tui.guard import unsafe_characters

if TYPE_CHECKING:
    from textual.app import App
    from textual.pilot import Pilot

    from chattui.clientfile import OAuthClient
    from chattui.emulator.server import Emulator
    from chattui.vault import AccountEntry

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("CHATTUI_UPDATE_GOLDEN") == "1"

SIZES = ((80, 24), (120, 40))
"""Columns and lines that every page is drawn at."""

USUAL_SIZE = pytest.mark.parametrize(
    "size", [SIZES[0], pytest.param(SIZES[1], marks=pytest.mark.exhaustive)], indirect=True
)
"""For what is compared with no golden file: CI draws it on the smaller one."""

NOW = 1_582_974_000.0
"""What `Session.clock` says in these tests: 2020-02-29, 11:00 UTC. What the emulator made is
of the machine's own time, later than that, and so "just now"."""

PASSPHRASE = "a passphrase for the tests"

HOSTILE_NAMES = (
    "[/",
    "[@click=app.quit()]x[/]",
    "[bold red on white]not red[/]",
    "\x1b]52;c;c3RvbGVu\x07clipboard",
    "\x1b[2J\x1b[Hcleared",
    "\x9b2Jc1 \x9d52;c;eA==\x9c",
    "\u202egnirts desrever\u202c",
    "\u2066isolate\u2069\u200e\u200f\u061c",
    "zero\u200bwidth\ufeff\u00ad\u2060",
    "lines\r\nand\ttabs\x00\x08",
    "Z" + "\u0300" * 200 + "algo",
    "\U000e0041tag\U000e007f \ufff9annotation\ufffb",
    "日本語のスペース 👩‍👩‍👧‍👦",
    "{braces} %s %(x)s ${y}",
    "x" * 10_000,
)
"""Names that other people may have chosen, to be drawn without harm."""

EACH_HOSTILE_NAME = [
    pytest.param(name, marks=[pytest.mark.exhaustive] if number % 5 else [])
    for number, name in enumerate(HOSTILE_NAMES)
]
"""For a test that opens an app for each: CI takes every fifth."""


@dataclass
class Stage:
    """An emulator, a home of its own and (after `sign_in`) an account to act as."""

    emulator: Emulator
    home: Path
    account: AccountEntry | None = None
    client_key: str = ""
    surroundings: dict[str, Any] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        """The context of an app on this stage; the sealed file opens by itself."""
        environ = {
            "CHATTUI_HOME": str(self.home),
            "CHATTUI_EMULATOR_HOST": self.emulator.host,
            "TERM": "xterm-256color",
        }
        made = contexts.make(environ, passphrase_file=str(self.passphrase_file))
        around = {"host": "host", "user": "user", "container": False, **self.surroundings}
        outside = replace(made.surroundings, **around)
        return replace(made, surroundings=outside)

    @property
    def passphrase_file(self) -> Path:
        """The file whose first line opens the vault; nothing of it is in the app's own hands."""
        path = self.home / "passphrase"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PASSPHRASE + "\n")
            path.chmod(0o600)
        return path

    def session(self, **changes: Any) -> Session:
        """A session on this stage, whose clock stands still at `NOW`."""
        return Session(self.context, **{"clock": lambda: NOW, **changes})

    def app(self, session: Session | None = None) -> ChattuiApp:
        """The app on this stage, as `chattui` opens it."""
        from chattui.vault import read_index

        used = session or self.session()
        return ChattuiApp(used, read_index(used.context))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control route of the emulator (``/_emulator/…``) and give its JSON."""
        import httpx

        with httpx.Client(base_url=self.emulator.base_url, trust_env=False) as http:
            reply = http.request(method, path, json=body)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def methods(self) -> list[str]:
        """The methods that the emulator was asked for, oldest first."""
        return [r["method"] for r in self.send("GET", "/_emulator/requests")["requests"]]

    async def sign_in(self, *scopes: str) -> AccountEntry:
        """Sign in for real: the consent page answers at once, and the redirect is pasted."""
        import httpx

        from chattui.oauth.scopes import DEFAULT_SCOPES, IDENTITY_SCOPES, expand

        wanted = (*expand(scopes or DEFAULT_SCOPES), *IDENTITY_SCOPES)
        client = await asyncio.to_thread(self.keep_client)
        async with (
            self.session() as session,
            session.sign_in(client, wanted, listen=False) as flow,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            reply = await http.get(flow.consent.url)
            await flow.paste(reply.headers["location"])
            self.account = await session.keep(self.client_key, await flow.wait())
        return self.account

    def keep_client(self) -> OAuthClient:
        """Make the sealed file, at the least cost that is legal, with a client in it."""
        from chattui.clientfile import diagnose_text
        from chattui.oauth.signin import store_client
        from chattui.vault import open_vault
        from chattui.vault.sealed import FLOOR

        client = diagnose_text(self.emulator.client_file(google=True)).client
        assert client is not None
        vault = open_vault(self.context, cost=FLOOR)
        self.client_key = store_client(vault, client, "billing-bot").key
        return client


def screen_text(app: App[Any]) -> str:
    """What the terminal shows, line by line, without trailing blanks."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(s.text for s in strip).rstrip() for strip in strips) + "\n"


def check_drawn(app: App[Any]) -> str:
    """The screen's text, after checking that none of it could harm a terminal.

    Nothing was left to the guard either: it marks what it finds by U+FFFD.
    """
    text = screen_text(app)
    found = unsafe_characters(text.replace("\n", ""))
    assert not found, f"unsafe characters on the screen: {found!r}"
    assert "\ufffd" not in text, "the guard had to replace what safe_text should have"
    lines = text.splitlines()
    assert len(lines) == app.size.height
    return text


def _masked_port(match: re.Match[str]) -> str:
    return match[1] + "PORTS"[: len(match[2])]


def golden(app: App[Any], name: str) -> None:
    """Compare the screen with its golden file; CHATTUI_UPDATE_GOLDEN=1 writes the file anew."""
    text = check_drawn(app)
    text = re.sub(r"127\.0\.0\.1:\d{4,5}", lambda m: "127.0.0.1:PORT".ljust(len(m[0]), "T"), text)
    text = re.sub(r"\b\d{4}-\d\d-\d\d\b", "DATE-OF-IT", text)
    text = re.sub(r"(EMULATOR :|ssh -L |Its port is not )(\d{4,5})", _masked_port, text)
    text = re.sub(r"AAQA[A-Za-z0-9_-]{7}", "AAQASPACEID", text)
    path = GOLDEN / f"{name}_{app.size.width}x{app.size.height}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if text != expected:
        diff = difflib.unified_diff(
            expected.splitlines(), text.splitlines(), f"golden/{path.name}", "screen", lineterm=""
        )
        raise AssertionError("\n".join(["the screen differs from its golden file:", *diff]))


async def golden_both(pilot: Pilot[Any], name: str) -> None:
    """`golden` at each of `SIZES`, of one app whose terminal is resized; it ends as it began."""
    app, before = pilot.app, (pilot.app.size.width, pilot.app.size.height)
    for columns, lines in (*SIZES, before):
        await pilot.resize_terminal(columns, lines)
        await until(pilot, lambda: len(screen_text(app).splitlines()) == app.size.height)
        await pilot.pause()
        if (columns, lines) in SIZES:
            golden(app, name)


async def until(
    pilot: Pilot[Any], predicate: Callable[[], object], what: str = "", limit: float = 20.0
) -> None:
    """Let the app work until `predicate` holds; fail with the screen after `limit` seconds."""
    end = time.monotonic() + limit
    while True:
        await pilot.pause()
        try:
            if predicate():
                return
        except LookupError:
            pass
        if time.monotonic() > end:
            shown = screen_text(pilot.app)
            raise AssertionError(f"waited {limit:g} s for {what or predicate}:\n{shown}")


async def until_shown(pilot: Pilot[Any], text: str, limit: float = 20.0) -> None:
    """Let the app work until `text` stands on the screen."""
    await until(pilot, lambda: text in screen_text(pilot.app), repr(text), limit)


_render_update = Compositor.render_update


def _sends_nothing(compositor: Compositor, full: bool = False, **how: Any) -> Any:
    """What changed is for a terminal, and there is none: `screen_text` asks for the whole.

    A picture of the screen is drawn all the same.
    """
    if "simplify" in how:
        return _render_update(compositor, full, **how)
    compositor._dirty_regions.clear()
    return None


@asynccontextmanager
async def opened(app: ChattuiApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """The app on a screen of `size`; afterwards it must have met no error of its own."""
    try:
        with patch.object(Compositor, "render_update", _sends_nothing):
            async with app.run_test(size=size, notifications=True) as pilot:
                yield pilot
                check_drawn(app)
    finally:
        await app.session.close()
    if app.own_errors:
        raise app.own_errors[0]


async def until_page(pilot: Pilot[Any], page: str, limit: float = 20.0) -> None:
    """Let the app work until the page called `page` is on top, and drawn."""
    await until(
        pilot,
        lambda: getattr(pilot.app.screen, "PAGE", "") == page and pilot.app.screen.is_mounted,
        f"page {page}",
        limit,
    )
