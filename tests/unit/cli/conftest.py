"""The command line in this process, with an emulator and a vault that opens by itself."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chattui import context as contexts
from chattui.cli import main
from chattui.clientfile import client_from_json
from chattui.context import Context
from chattui.emulator import Emulator
from chattui.oauth.rehearsal import answer_as
from chattui.oauth.scopes import DEFAULT_SCOPES, expand, with_identity
from chattui.oauth.service_account import key_from_text, store_key
from chattui.oauth.signin import store_client
from chattui.secret import Secret
from chattui.session import Session
from chattui.vault import open_vault, passphrase_slot
from chattui.vault.sealed import FLOOR, Cost

ADA = "ada@example.com"


def wait_for_readers() -> None:
    """Wait for the threads that read standard input; its other end is closed already.

    A thread that came back to its descriptor later would read what the next test writes: the
    number is given out again.
    """
    for thread in threading.enumerate():
        if thread.name == "standard-input":
            thread.join(20)
            assert not thread.is_alive(), "standard input is read though its other end is closed"


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


class Desk:
    """Runs commands as a script does, without a process for each."""

    def __init__(self, emulator: Emulator, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.emulator = emulator
        self.home = home
        self._capsys = capsys

    @property
    def context(self) -> Context:
        """What a command makes of the environment."""
        return contexts.make(os.environ)

    def run(self, *arguments: str) -> Ran:
        """The status and the streams of ``chattui ARGUMENTS``."""
        self._capsys.readouterr()
        status = main(list(arguments))
        out, err = self._capsys.readouterr()
        assert "error of its own" not in err, err
        return Ran(status, out, err)

    def json(self, *arguments: str, status: int = 0) -> Any:
        """The JSON document of ``chattui ARGUMENTS --format json``."""
        ran = self.run(*arguments, "--format", "json")
        assert ran.status == status, ran
        return ran.json

    def control(self, route: str, **body: Any) -> Any:
        """Send a control request to the emulator."""
        request = urllib.request.Request(
            f"{self.emulator.base_url}/_emulator/{route}",
            data=json.dumps(body).encode() if body else None,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with closing(opener.open(request)) as answer:
            return json.load(answer)

    def requests(self) -> list[str]:
        """The methods that were asked for, oldest first."""
        return [entry["method"] for entry in self.control("requests")["requests"]]

    def sign_in(self, *scopes: str, email: str = ADA) -> None:
        """Sign somebody in through the parts below the command line."""
        asyncio.run(self._sign_in(scopes, email))

    async def _sign_in(self, scopes: tuple[str, ...], email: str) -> None:
        client = client_from_json(Secret(self.emulator.client_file(google=True)))
        store_client(open_vault(self.context, cost=FLOOR), client, "desk")
        async with Session(self.context) as session:
            entry = await session.client_entry("desk")
            wanted = with_identity(expand(scopes or DEFAULT_SCOPES))
            async with session.sign_in(client, wanted, listen=False) as sign_in:
                endpoints = self.context.endpoints
                await sign_in.paste(answer_as(endpoints, sign_in.consent.url, email))
                signed_in = await sign_in.wait()
            await session.keep(entry.key, signed_in)


class Shelf:
    """Vaults with one client each: made once, copied for every test, since sealing takes long."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def furnish(self, desk: Desk, kind: str) -> None:
        """Give `desk` a vault with the emulator's client, or its key, of `kind`."""
        kept, home = self.place / kind, desk.home / "home"
        if not kept.exists():
            vault = open_vault(desk.context, cost=FLOOR)
            if kind == "service_account":
                store_key(vault, key_from_text(Secret(desk.emulator.key_file(google=True))), "desk")
            else:
                text = Secret(desk.emulator.client_file(google=True, kind=kind))
                store_client(vault, client_from_json(text), "desk")
            shutil.copytree(home, kept)
        else:
            shutil.copytree(kept, home)


@pytest.fixture(scope="session")
def shared_emulator() -> Iterator[Emulator]:
    with Emulator(auto_consent=ADA, people=60, spaces=3) as emulator:
        yield emulator


@pytest.fixture
def desk(
    shared_emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    """A desk where nobody is signed in."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase for the tests\n")
    passphrase.chmod(0o600)
    monkeypatch.setenv("CHATTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CHATTUI_EMULATOR_HOST", shared_emulator.host)
    monkeypatch.setenv("CHATTUI_PASSPHRASE_FILE", str(passphrase))
    made = Desk(shared_emulator, tmp_path, capsys)
    made.control("reset", nothing=0)
    return made


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    """A desk where Ada is signed in with the default scopes."""
    desk.sign_in()
    return desk


@pytest.fixture(scope="session")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the vaults are that are made once and copied."""
    return tmp_path_factory.mktemp("vaults")


@pytest.fixture
def shelf(vaults: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Vaults that are made once and copied; a key that was derived before is not again."""
    monkeypatch.setattr(passphrase_slot, "_derive", _derived_before)
    return Shelf(vaults)


_derive = passphrase_slot._derive
_keys: dict[tuple[str, bytes, Cost], bytes] = {}


def _derived_before(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    known = passphrase.reveal(), salt, cost
    if known not in _keys:
        _keys[known] = _derive(passphrase, salt, cost)
    return _keys[known]
