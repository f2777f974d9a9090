"""chattui vault move, restore, rebuild and destroy."""

from __future__ import annotations

from pathlib import Path

import pytest

from chattui.cli import ask
from chattui.secret import Secret
from chattui.vault import keyring_guard, moving, read_index
from chattui.vault.keyring_guard import KeyringFault
from chattui.vault.keyring_words import State
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.vault.fakes import MemoryKeyring

INTO = ("vault", "move", "keyring")
WORDS = "a passphrase for the tests"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The keyring of this machine, in memory; files that are made cost the least."""
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring_guard, "find_working", lambda *_, **__: ("SecretService", memory))
    monkeypatch.setattr(keyring_guard, "reopen", lambda *_, **__: memory)
    real = moving.move
    monkeypatch.setattr(moving, "move", lambda *a, **k: real(*a, **k, cost=FLOOR))
    return memory


@pytest.fixture
def filled(desk: Desk, shelf: Shelf, keyring: MemoryKeyring) -> Desk:
    """A desk with a client in its sealed file."""
    shelf.furnish(desk, "installed")
    return desk


@pytest.fixture
def in_keyring(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a client in its keyring."""
    filled.json("vault", "move", "keyring", "--yes")
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    return filled


def kind(desk: Desk) -> str:
    return read_index(desk.context).kind


def test_into_the_keyring_and_back(
    filled: Desk, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = filled.json("vault", "move", "keyring", "--dry-run")
    assert "1 secret would be moved into the keyring" in filled.run(*INTO, "--dry-run").err
    assert told == {"to": "keyring", "items": 1, "where": None, "emptied": True, "dryRun": True}
    assert kind(filled) == "file"
    ran = filled.run("vault", "move", "keyring")
    assert (ran.status, kind(filled)) == (2, "file")  # nobody is there to say yes
    done = filled.json("vault", "move", "keyring", "--yes")
    assert done["where"] == "the Secret Service keyring"
    assert (kind(filled), len(keyring.items)) == ("keyring", 1)
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    new = filled.home / "new"
    new.write_text(WORDS)
    new.chmod(0o600)
    ran = filled.run("vault", "move", "file", "--yes", "--new-passphrase-file", str(new))
    assert ran.status == 0, ran
    assert "vault.sealed now." in ran.err
    assert (kind(filled), len(keyring.items)) == ("file", 0)


def test_a_move_needs_a_new_passphrase(in_keyring: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: False)
    answer = in_keyring.json("vault", "move", "file", "--yes", status=2)
    assert answer["problem"]["code"] == "vault.no_new_passphrase"
    assert kind(in_keyring) == "keyring"


def test_moving_to_where_it_is(filled: Desk) -> None:
    for way in ("--yes", "--dry-run"):
        answer = filled.json("vault", "move", "file", way, status=2)
        assert answer["problem"]["code"] == "vault.moved_already"


def test_what_stays_at_google_is_told_before_all_goes(signed_in: Desk) -> None:
    assert "Google keeps the grants until" in signed_in.run("vault", "destroy", "--dry-run").err


def test_what_is_left_behind_is_told(
    in_keyring: Desk, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = in_keyring.home / "new"
    new.write_text(WORDS)
    new.chmod(0o600)

    def stop(step: object) -> None:
        def stopped(*_: object, **__: object) -> None:
            raise KeyringFault(State.NO_SERVICE)

        monkeypatch.setattr(keyring_guard, "reopen", stopped)

    real = moving.move
    monkeypatch.setattr(moving, "move", lambda *a, **k: real(*a, **{**k, "tell": stop}))
    ran = in_keyring.run("vault", "move", "file", "--yes", "--new-passphrase-file", str(new))
    assert ran.status == 4
    assert "`chattui vault status`" in ran.err
    assert (kind(in_keyring), len(keyring.items)) == ("file", 1)


def test_restoring(filled: Desk) -> None:
    answer = filled.json("vault", "restore", "--dry-run", status=1)
    assert answer["problem"]["code"] == "vault.no_backup"
    sealed = filled.context.paths.sealed_file
    before = sealed.read_bytes()
    copy = sealed.with_name("vault.sealed.bak")
    copy.write_bytes(before)
    copy.chmod(0o600)
    sealed.write_bytes(b"damage")
    assert filled.json("vault", "restore", "--dry-run")["dryRun"] is True
    assert filled.run("vault", "restore").status == 2
    done = filled.json("vault", "restore", "--yes")
    assert sealed.read_bytes() == before
    assert Path(done["aside"]).read_bytes() == b"damage"


def damage(desk: Desk) -> bytes:
    index = desk.context.paths.index
    index.write_bytes(index.read_bytes()[:-9])
    return index.read_bytes()


def test_rebuilding(filled: Desk) -> None:
    answer = filled.json("vault", "rebuild", "--dry-run", status=2)
    assert answer["problem"]["code"] == "vault.index_sound"
    damaged = damage(filled)
    told = filled.json("vault", "rebuild", "--dry-run")
    assert (told["clients"], told["aside"]) == (["desk"], None)
    assert filled.run("vault", "rebuild").status == 2
    done = filled.json("vault", "rebuild", "--yes")
    assert Path(done["aside"]).read_bytes() == damaged
    assert [client.name for client in read_index(filled.context).clients] == ["desk"]


@pytest.mark.parametrize("typed", [True, False])
def test_rebuilding_asks_for_the_passphrase(
    typed: bool, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(filled)
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: typed)
    monkeypatch.setattr(ask, "passphrase", lambda _: Secret(WORDS))
    ran = filled.run("vault", "rebuild", "--dry-run")
    assert ran.status == (0 if typed else 2), ran


def test_destroying(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    state = filled.context.paths.state
    told = filled.json("vault", "destroy", "--dry-run")
    assert any("vault.sealed" in words for words in told["removed"])
    assert filled.run("vault", "destroy").status == 2
    assert filled.context.paths.sealed_file.exists()
    done = filled.json("vault", "destroy", "--yes")
    assert (done["left"], state.exists()) == ([], False)
    ran = filled.run("vault", "destroy")
    assert (ran.status, ran.err) == (0, "Nothing is kept here.\n")


def test_what_could_not_be_destroyed_is_told(
    in_keyring: Desk, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyringFault(State.NO_SERVICE)

    with monkeypatch.context() as patch:
        patch.setattr(keyring_guard, "reopen", stopped)
        ran = in_keyring.run("vault", "destroy", "--yes")
    assert ran.status == 4
    assert "1 secret in the Secret Service keyring" in ran.err
    done = in_keyring.json("vault", "destroy", "--yes")
    assert (done["left"], keyring.items) == ([], {})


@pytest.mark.parametrize("part", [("move", "keyring"), ("restore",), ("rebuild",), ("destroy",)])
def test_no_is_no(part: tuple[str, ...], filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if part == ("rebuild",):
        damage(filled)
    monkeypatch.setattr(ask, "confirm", lambda *_, **__: False)
    before = filled.context.paths.index.read_bytes()
    ran = filled.run("vault", *part)
    assert ran.status == 1, ran
    assert filled.context.paths.index.read_bytes() == before
