"""What is told of a vault without opening it, and without asking a keyring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.context import Context
from chattui.secret import Secret
from chattui.vault import kernel_keyring, open_vault, vault_status
from chattui.vault.index import ClientEntry, IndexFile, Side
from chattui.vault.keeping import forget_key
from chattui.vault.sealed import FLOOR
from chattui.vault.status import VaultStatus, time_words
from tests.unit.vault.conftest import PASSPHRASE

CLIENT = ClientEntry("c" * 16, "Desk", "installed", "1", "p", 1.0)


@pytest.fixture
def made(here: Context) -> Context:
    """A sealed file that was written twice."""
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR, typed=True)
    for number in "12":
        vault.save_client("Desk", "installed", number, "p", Secret("{}"))
    return here


def test_nothing_is_kept_yet(here: Context) -> None:
    found = vault_status(here)
    assert found == VaultStatus(no_kernel="This system has no kernel keyring.")
    assert not here.paths.state.exists()


def test_a_sealed_file(made: Context) -> None:
    found = vault_status(made)
    file = made.paths.sealed_file
    assert (found.kind, found.path, found.size) == ("file", file, file.stat().st_size)
    assert str(file) in found.where
    assert (found.accounts, found.clients, found.generation) == (0, 2, 2)
    assert [slot.kind for slot in found.slots] == ["passphrase"]
    assert found.backup == file.with_name("vault.sealed.bak")
    assert (found.unlocked, found.seconds_left, found.problem) == (False, None, None)
    assert found.vault_id == IndexFile(made.paths.index).load().vault_id


def test_how_long_it_stays_open(kernel: None, made: Context) -> None:
    found = vault_status(made)
    assert (found.unlocked, found.no_kernel) == (True, "")
    assert found.seconds_left
    assert 0 < found.seconds_left <= 8 * 3600
    assert forget_key(made)
    assert not vault_status(made).unlocked


def test_a_keyring_is_not_asked(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = IndexFile(here.paths.index)
    side = Side("file", "", leaving=True)
    index = replace(ledger.load(), vault_id="0" * 32, kind="keyring", backend="SecretService")
    ledger.save(replace(index, clients=(CLIENT,), side=side))
    monkeypatch.setattr("chattui.vault.keyring_guard.reopen", None)
    monkeypatch.setattr("chattui.vault.keyring_guard.find_working", None)
    found = vault_status(here)
    assert (found.kind, found.where) == ("keyring", "the Secret Service keyring")
    assert (found.path, found.slots, found.size, found.clients) == (None, (), 0, 1)
    assert found.side == side


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("gone", "vault.file_gone"),
        ("garbage", "vault.damaged"),
        ("other", "vault.other_vault"),
        ("index", "vault.index_damaged"),
    ],
)
def test_what_is_wrong_is_a_part_of_the_answer(made: Context, damage: str, code: str) -> None:
    file, ledger = made.paths.sealed_file, IndexFile(made.paths.index)
    if damage == "gone":
        file.unlink()
    elif damage == "garbage":
        file.write_bytes(b"CTVLT\0\1\nxx")
    elif damage == "other":
        ledger.save(replace(ledger.load(), vault_id="0" * 32))
    else:
        made.paths.index.write_bytes(b"{")
    found = vault_status(made)
    assert found.problem
    assert found.problem.code == code
    assert (found.kind, found.path) == ("file", file)
    assert bool(found.slots) == (damage == "index")


@pytest.mark.parametrize("damage", ["file", "index"])
def test_the_key_of_what_is_damaged_is_forgotten_too(
    kernel: None, made: Context, damage: str
) -> None:
    vault_id = vault_status(made).vault_id
    assert kernel_keyring.find(vault_id)
    (made.paths.sealed_file if damage == "file" else made.paths.index).write_bytes(b"{")
    assert forget_key(made)
    assert not kernel_keyring.find(vault_id)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "1 minute"),
        (150, "2 minutes"),
        (3_599, "1 h 0 min"),
        (27_720, "7 h 42 min"),
        (28_799, "8 h 0 min"),
    ],
)
def test_times_are_told_in_hours_and_minutes(seconds: float, words: str) -> None:
    assert time_words(seconds) == words
