"""Signing in with a real gnome-keyring: the tokens are found there, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.system.keyring_session import PROGRAMS, KeyringSession, keyring_session
from tests.system.test_command_line import Desk

pytestmark = pytest.mark.system


@pytest.fixture
def keyring() -> Iterator[KeyringSession]:
    need(*PROGRAMS)
    with keyring_session() as session:
        yield session


@pytest.fixture
def desk(tmp_path: Path, keyring: KeyringSession) -> Iterator[Desk]:
    """A home without a passphrase file, in a session with a keyring."""
    made = Desk(tmp_path)
    del made.environ["CHATTUI_PASSPHRASE_FILE"]
    home = made.environ["CHATTUI_HOME"]
    made.environ = {**made.environ, **keyring.environ, "CHATTUI_HOME": home}
    yield made
    made.stop()


def test_the_tokens_are_in_the_keyring_and_nowhere_else(
    desk: Desk, keyring: KeyringSession
) -> None:
    ran = desk.login("--format", "json")
    assert ran.returncode == 0, ran.stderr
    assert "keyring" in json.loads(ran.stdout)["account"]["where"]

    token = desk.run("token").stdout.strip()
    assert token.startswith("ya29.")
    secret = json.loads(desk.client.read_text())["installed"]["client_secret"]
    held = json.dumps(list(map(str, keyring.items())))
    assert token in held
    assert secret in held
    assert "1//" in held

    home = Path(desk.environ["CHATTUI_HOME"])
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not [p for p in files if p.name == "vault.sealed"]
    for path in files:
        for canary in (token, secret, "1//0"):
            assert canary.encode() not in path.read_bytes(), path

    made = desk.json("spaces", "create", "--name", "Kept", "--member", "grace@example.com")
    assert made["members"][0]["result"] == "added"


def test_a_keyring_that_falls_silent_is_told_within_seconds_and_nothing_is_downgraded(
    desk: Desk, keyring: KeyringSession
) -> None:
    assert desk.login().returncode == 0
    keyring.freeze()
    try:
        ran = desk.run("spaces", "list")
    finally:
        keyring.thaw()
    assert ran.returncode == 1, ran.stderr
    assert "keyring" in ran.stderr
    assert not list(Path(desk.environ["CHATTUI_HOME"]).rglob("vault.sealed"))
    assert desk.run("spaces", "list").returncode == 0


def test_removing_the_account_takes_its_secrets_out_of_the_keyring(
    desk: Desk, keyring: KeyringSession
) -> None:
    assert desk.login().returncode == 0
    token = desk.run("token").stdout.strip()
    assert token in json.dumps(list(map(str, keyring.items())))
    assert desk.run("accounts", "remove", "ada@example.com", "--yes").returncode == 0
    left = json.dumps(list(map(str, keyring.items())))
    assert token not in left
    assert "1//0" not in left
