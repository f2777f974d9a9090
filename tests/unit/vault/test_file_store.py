"""The sealed file as a store: replaced whole, re-read, opened once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.vault import passphrase_slot, sealed
from chattui.vault.file_store import FileStore, look
from chattui.vault.index import IndexFile, Pointer
from chattui.vault.sealed import FLOOR, SealedError
from chattui.vault.sealed_problem import sealed_problem
from tests.unit.vault.conftest import PASSPHRASE

Caught = Callable[[Callable[[], object]], Problem]

NAME, OTHER = "grant:" + "a" * 16, "grant:" + "b" * 16


@pytest.fixture
def store(here: Context, ledger: IndexFile) -> FileStore:
    return FileStore(here.paths.sealed_file, ledger, Secret(PASSPHRASE), FLOOR)


@pytest.fixture
def filled(store: FileStore) -> FileStore:
    store.prepare()
    store.write(NAME, Secret("one"))
    return store


def another(store: FileStore, passphrase: str = PASSPHRASE) -> FileStore:
    return FileStore(store.path, IndexFile(store._ledger.path), Secret(passphrase), FLOOR)


def test_keeps_reads_replaces_and_forgets(filled: FileStore, ledger: IndexFile) -> None:
    assert filled.read(NAME) == Secret("one")
    assert filled.read(OTHER) is None
    filled.write(NAME, Secret("two"))
    filled.write(OTHER, Secret("three"))
    assert another(filled).read(NAME) == Secret("two")
    filled.delete(NAME)
    filled.delete(NAME)
    ledger.save(replace(ledger.load(), items={**ledger.load().items, NAME: Pointer()}))
    filled.delete(NAME)  # by one that was killed before it was noted
    filled.sweep()
    assert filled.read(NAME) is None
    assert filled.read(OTHER) == Secret("three")
    assert list(ledger.load().items) == [OTHER]


def test_nothing_is_there_before_the_first_write(store: FileStore) -> None:
    assert store.unlock() is False
    assert store.vault_id() == ""
    assert store.read(NAME) is None
    store.delete(NAME)
    store.prepare()
    assert store.vault_id()
    assert not store.path.exists()


def test_the_generation_grows_with_every_write(filled: FileStore) -> None:
    for expected in (2, 3):
        filled.write(NAME, Secret(f"value {expected}"))
        found = look(filled.path)
        assert found
        assert found.generation == expected


def test_the_key_is_derived_once(filled: FileStore) -> None:
    reader = another(filled)
    assert reader.unlock()
    assert reader._passphrase is None  # with nothing left to derive from, all that follows is cheap
    reader.prepare()
    reader.write(OTHER, Secret("x"))
    assert filled.read(OTHER) == Secret("x")


def test_two_processes_that_both_make_the_file_keep_both_secrets(store: FileStore) -> None:
    first, second = another(store), another(store)
    first.prepare()
    second.prepare()  # neither sees the other's file yet
    first.write(NAME, Secret("one"))
    second.write(OTHER, Secret("two"))
    for reader in (first, second, another(store)):
        assert (reader.read(NAME), reader.read(OTHER)) == (Secret("one"), Secret("two"))


def test_the_second_maker_with_another_passphrase_is_refused(
    store: FileStore, problem: Caught
) -> None:
    first, second = another(store), another(store, "different")
    first.prepare()
    second.prepare()
    first.write(NAME, Secret("one"))
    assert problem(lambda: second.write(OTHER, Secret("x"))).code == "vault.wrong_passphrase"
    assert another(store).read(NAME) == Secret("one")


def test_threads_share_one_store(store: FileStore) -> None:
    failures: list[BaseException] = []

    def prepare() -> None:
        try:
            store.prepare()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store.write(NAME, Secret("one"))
    assert another(store).read(NAME) == Secret("one")


def test_a_wrong_passphrase(filled: FileStore, problem: Caught) -> None:
    assert problem(another(filled, "wrong").unlock).code == "vault.wrong_passphrase"


def test_an_empty_passphrase(filled: FileStore, problem: Caught) -> None:
    assert problem(lambda: another(filled, "")).code == "vault.passphrase_empty"


def test_damage_is_told_and_left_as_it_is(filled: FileStore, problem: Caught) -> None:
    data = bytearray(filled.path.read_bytes())
    data[-1] ^= 1
    filled.path.write_bytes(data)
    for reader in (filled, another(filled)):
        assert problem(lambda reader=reader: reader.read(NAME)).code == "vault.damaged"  # type: ignore[misc]
    assert problem(lambda: filled.write(NAME, Secret("x"))).code == "vault.damaged"
    assert filled.path.read_bytes() == bytes(data)


def test_a_file_that_was_cut_or_emptied(filled: FileStore, problem: Caught) -> None:
    filled.path.write_bytes(b"")
    assert problem(lambda: filled.read(NAME)).code == "vault.damaged"
    assert problem(another(filled).unlock).code == "vault.damaged"


def test_a_changed_passphrase_with_the_same_key_goes_on(filled: FileStore, problem: Caught) -> None:
    found, key = look(filled.path), filled._data_key
    assert found
    assert key
    slot = passphrase_slot.new_passphrase_slot(Secret("new words"), key, found.id, FLOOR)
    filled.path.write_bytes(sealed.seal(found.id, 9, (slot,), key, {NAME: "moved on"}))
    assert filled.read(NAME) == Secret("moved on")
    filled.write(NAME, Secret("and written"))
    assert problem(lambda: another(filled).unlock()).code == "vault.wrong_passphrase"
    assert another(filled, "new words").read(NAME) == Secret("and written")


def test_another_key_is_told(filled: FileStore, problem: Caught) -> None:
    found = look(filled.path)
    assert found
    key = sealed.new_data_key()
    slot = passphrase_slot.new_passphrase_slot(Secret(PASSPHRASE), key, found.id, FLOOR)
    filled.path.write_bytes(sealed.seal(found.id, 9, (slot,), key, {NAME: "rotated"}))
    assert problem(lambda: filled.read(NAME)).code == "vault.key_changed"
    assert another(filled).read(NAME) == Secret("rotated")


def test_a_file_that_went_away(filled: FileStore, problem: Caught) -> None:
    filled.path.unlink()
    assert problem(lambda: filled.read(NAME)).code == "vault.file_gone"
    assert problem(lambda: filled.write(NAME, Secret("x"))).code == "vault.file_gone"
    assert not filled.path.exists()


def test_a_link_in_its_place(filled: FileStore, tmp_path: Path, problem: Caught) -> None:
    filled.path.rename(tmp_path / "moved")
    filled.path.symlink_to(tmp_path / "moved")
    found = problem(another(filled).unlock)
    assert (found.code, str(tmp_path / "moved") in found.message) == ("disk.symlink", True)


def test_too_much(filled: FileStore, problem: Caught) -> None:
    big = Secret("x" * sealed.FILE_LIMIT)
    assert problem(lambda: filled.write(OTHER, big)).code == "vault.too_big"
    assert filled.read(NAME) == Secret("one")


def test_a_full_disk_keeps_the_old(
    here: Context,
    full_disk: Path,
    fill: Callable[[Path], Path],
    problem: Caught,
) -> None:
    ledger = IndexFile(full_disk / "accounts.json")
    store = FileStore(full_disk / "vault.sealed", ledger, Secret(PASSPHRASE), FLOOR)
    store.prepare()
    store.write(NAME, Secret("old"))
    ballast = fill(full_disk)
    assert problem(lambda: store.write(NAME, Secret("n" * 9000))).code == "disk.full"
    assert store.read(NAME) == Secret("old")
    assert not [name for name in os.listdir(full_disk) if name.endswith(".tmp")]
    ballast.unlink()
    store.write(NAME, Secret("new"))
    assert store.read(NAME) == Secret("new")


@pytest.mark.parametrize(
    ("fault", "code"),
    [("newer", "vault.newer"), ("memory", "vault.no_memory"), ("no_slot", "vault.no_slot")],
)
def test_rare_faults_have_words(fault: sealed.Fault, code: str, tmp_path: Path) -> None:
    found = sealed_problem(SealedError(fault), tmp_path / "vault.sealed")
    assert found.code == code
    assert found.remedy


def test_the_index_is_not_needed_to_know_the_id(filled: FileStore, ledger: IndexFile) -> None:
    ledger.save(replace(ledger.load(), items={}))
    assert len(another(filled).vault_id()) == 32


def test_a_disk_that_does_not_give_back_what_it_took(filled: FileStore, problem: Caught) -> None:
    class Forgetful(FileStore):
        def read(self, name: str) -> Secret | None:
            return None

    store = Forgetful(filled.path, filled._ledger, Secret(PASSPHRASE), FLOOR)
    assert problem(lambda: store.write(NAME, Secret("x"))).code == "vault.not_kept"
