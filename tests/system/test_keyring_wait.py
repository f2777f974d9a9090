"""A command whose keyring asks a question: the countdown on a real terminal, and its three ends."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui import context
from chattui.vault import open_vault
from chattui.vault.keyring_words import UNLOCK
from tests.conftest import need
from tests.system.keyring_session import (
    PASSWORD,
    PROGRAMS,
    PROMPTER,
    KeyringSession,
    keyring_session,
    unwatched_display,
)
from tests.system.test_doctor_command import Terminal, terminal
from tests.system.test_keyring_states import keep_one
from tests.system.typing_at_a_display import type_at
from tests.unit.clientfile.cases import GOOD

pytestmark = pytest.mark.system

LEFT = re.compile(r"Waiting for the keyring: ([0-9]+) s left\.")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    need("Xvfb", PROMPTER)
    with unwatched_display() as opened:
        yield opened


@pytest.fixture
def locked(display: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringSession]:
    """This process is in the session of a locked keyring, which asks on a screen elsewhere."""
    need(*PROGRAMS)
    with keyring_session(display=display) as session:
        for name, value in session.environ.items():
            monkeypatch.setenv(name, value)
        session.lock()
        yield session


@pytest.fixture
def client(tmp_path: Path) -> str:
    path = tmp_path / "client.json"
    path.touch(mode=0o600)
    path.write_bytes(GOOD)
    return str(path)


def waiting(ran: Terminal) -> None:
    """From here on the question is open, and the time that is left is told."""
    ran.until("It is locked, and asks for its password on a screen where nobody answers.")
    ran.until(" s left.")


def signing_in(client: str) -> list[str]:
    return ["--client", client, "--flow", "paste"]


def test_it_goes_on_when_somebody_answers_there(
    locked: KeyringSession, display: str, client: str
) -> None:
    with terminal(*signing_in(client), command="login") as ran:
        waiting(ran)
        assert f"{UNLOCK}\r\n" in ran.text
        assert "Enter takes a sealed file instead; Ctrl-C ends the command." in ran.text
        told = [int(number) for number in LEFT.findall(ran.text)]
        assert told == sorted(told, reverse=True)
        assert 15 <= told[-1] <= 29
        type_at(display, PASSWORD)
        ran.until("https://accounts.google.com")
        ran.type("\x03")
        ran.end()
    assert open_vault(context.make()).kind == "keyring"  # it was unlocked
    assert not context.make().paths.sealed_file.exists()


def test_enter_takes_a_sealed_file_only_where_nothing_is_kept(
    locked: KeyringSession, client: str
) -> None:
    with terminal(*signing_in(client), command="login") as ran:
        waiting(ran)
        ran.type("\n")
        ran.until("New passphrase for the sealed file", seconds=8.0)
        assert "The wait for its answer was ended from here." in ran.text
        ran.type("\x03")
        assert ran.end() == 130
    assert not context.make().paths.index.exists()
    assert not context.make().paths.sealed_file.exists()


def test_ctrl_c_ends_it_and_nothing_is_offered_where_something_is_kept(
    display: str, monkeypatch: pytest.MonkeyPatch, client: str
) -> None:
    with keyring_session(display=display) as session:
        for name, value in session.environ.items():
            monkeypatch.setenv(name, value)
        keep_one()
        session.lock()
        with terminal(*signing_in(client), command="login") as ran:
            waiting(ran)
            assert "Enter takes" not in ran.text
            ran.type("\n")
            before = len(LEFT.findall(ran.text))
            while len(LEFT.findall(ran.text)) < before + 2:
                assert ran._read()
            pressed = time.monotonic()
            ran.type("\x03")
            assert ran.end() == 130
            assert time.monotonic() - pressed < 5.0
    assert not context.make().paths.sealed_file.exists()
