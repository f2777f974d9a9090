"""The generation before, and noticing that an older one is in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.vault import backup, sealed
from chattui.vault.backup import restore_backup
from chattui.vault.file_store import FileStore, look
from chattui.vault.index import IndexFile
from tests.unit.vault.conftest import PASSPHRASE

Caught = Callable[[Callable[[], object]], Problem]

NAME, OTHER = "grant:" + "a" * 16, "grant:" + "b" * 16
KEY, ID = bytes(range(32)), "ab" * 16


@pytest.fixture
def path(here: Context) -> Path:
    return here.paths.sealed_file


@pytest.fixture
def store(path: Path, ledger: IndexFile) -> FileStore:
    """A file that a key opens at once."""
    path.parent.mkdir(mode=0o700, parents=True)
    path.write_bytes(sealed.seal(ID, 1, (), KEY, {}))
    path.chmod(0o600)
    ledger.save(replace(ledger.load(), vault_id=ID, kind="file"))
    return opened(path, ledger)


def opened(path: Path, ledger: IndexFile, seen: int = 0) -> FileStore:
    store = FileStore(path, ledger, opener=lambda found: KEY, seen=seen)
    assert store.unlock()
    return store


def generation(path: Path) -> int:
    found = look(path)
    assert found
    return found.generation


def test_a_save_keeps_the_generation_before(store: FileStore, path: Path) -> None:
    before = backup.backup_path(path)
    assert not before.exists()
    for number in (2, 3):
        store.write(NAME, Secret(f"value {number}"))
        assert (generation(before), generation(path)) == (number - 1, number)
        assert not path.samefile(before)
        assert store.generation == number
    assert before.stat().st_mode & 0o777 == 0o600


def test_what_takes_something_away_removes_it(store: FileStore, path: Path) -> None:
    before = backup.backup_path(path)
    store.write(NAME, Secret("x"))
    store.write(OTHER, Secret("x"))
    assert before.exists()
    store.delete(NAME)
    assert not before.exists()
    store.write(OTHER, Secret("y"))
    store.replace_slots(({"type": "tpm"},), KEY)
    assert not before.exists()
    store.delete(NAME)  # it is not there: nothing is written


def test_a_full_disk_does_not_stop_it_from_going(
    store: FileStore, path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    """The generation before goes first: what was taken away is never left in it."""
    store.write(NAME, Secret("x"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert problem(lambda: store.delete(NAME)).code == "disk.full"
    monkeypatch.undo()
    assert not backup.backup_path(path).exists()
    assert store.read(NAME) == Secret("x")


def test_where_it_cannot_be_removed_nothing_is_changed(
    store: FileStore, path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    store.write(NAME, Secret("x"))
    unlink = os.unlink

    def refuse(target: str | Path) -> None:
        if str(target).endswith(".bak"):
            raise PermissionError(13, "Permission denied")
        unlink(target)

    monkeypatch.setattr(os, "unlink", refuse)
    for change in (lambda: store.delete(NAME), lambda: store.write(NAME, Secret("y"))):
        assert problem(change).code == "disk.denied"
    assert generation(path) == 2
    assert [name for name in os.listdir(path.parent) if name.endswith(".tmp")] == []


def test_without_hard_links_there_is_none(
    store: FileStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    store.write(NAME, Secret("x"))
    assert not backup.backup_path(path).exists()
    assert store.read(NAME) == Secret("x")


def damage(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)
    return bytes(data)


def test_it_is_put_back_when_asked(
    store: FileStore, path: Path, here: Context, ledger: IndexFile, problem: Caught
) -> None:
    store.write(NAME, Secret("one"))
    store.write(NAME, Secret("two"))
    damaged = damage(path)
    told = problem(lambda: opened(path, ledger))
    assert told.code == "vault.damaged"
    assert "`chattui vault restore`" in told.remedy
    restored = restore_backup(here)
    assert restored.generation == 2
    assert restored.aside == path.with_name("vault.sealed.damaged")
    assert restored.aside.read_bytes() == damaged
    again = opened(path, ledger)
    assert again.read(NAME) == Secret("one")
    assert [notice.code for notice in again.notices] == ["vault.older_generation"]
    again.write(NAME, Secret("three"))
    damage(path)
    aside = restore_backup(here).aside
    assert aside
    assert aside.name == "vault.sealed.damaged-2"
    opened(path, ledger).delete(NAME)  # they hold it too
    assert {p.name for p in path.parent.glob("vault.sealed*")} == {"vault.sealed"}


def test_an_attempt_that_was_killed_is_taken_up(
    store: FileStore, path: Path, here: Context
) -> None:
    store.write(NAME, Secret("one"))
    damage(path)
    os.link(path, path.with_name("vault.sealed.damaged"))
    restored = restore_backup(here)
    assert restored.aside == path.with_name("vault.sealed.damaged")
    assert len(list(path.parent.glob("*.damaged*"))) == 1


def test_without_one_the_remedy_is_another(
    store: FileStore, path: Path, here: Context, ledger: IndexFile, problem: Caught
) -> None:
    damage(path)
    assert "restore`" not in problem(lambda: opened(path, ledger)).remedy
    assert problem(lambda: restore_backup(here)).code == "vault.no_backup"


def test_a_file_that_is_gone_is_put_back(
    store: FileStore, path: Path, here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(NAME, Secret("one"))
    path.unlink()
    synced: list[tuple[Path, int]] = []
    monkeypatch.setattr(
        backup, "sync_folder", lambda folder: synced.append((folder, generation(path)))
    )
    restored = restore_backup(here)
    assert (restored.generation, restored.aside) == (1, None)
    assert generation(path) == 1
    assert synced == [(path.parent, 1)]  # so that it is there after a power cut too


BAD: dict[str, Callable[[Path, Path, IndexFile], object]] = {
    "damaged too": lambda path, before, ledger: damage(before),
    "of another vault": lambda path, before, ledger: ledger.save(
        replace(ledger.load(), vault_id="cd" * 16)
    ),
    "the file itself": lambda path, before, ledger: backup.keep(path),
}


@pytest.mark.parametrize("name", BAD)
def test_one_that_does_not_serve_is_not_put_back(
    name: str, store: FileStore, path: Path, here: Context, ledger: IndexFile, problem: Caught
) -> None:
    store.write(NAME, Secret("one"))
    BAD[name](path, backup.backup_path(path), ledger)
    before = path.read_bytes()
    found = problem(lambda: restore_backup(here))
    assert (found.code, bool(found.cause)) == ("vault.no_backup", True)
    assert path.read_bytes() == before


def test_a_damaged_list_of_accounts_is_no_hindrance(
    store: FileStore, path: Path, here: Context
) -> None:
    store.write(NAME, Secret("one"))
    here.paths.index.write_text("{")
    assert restore_backup(here).generation == 1


def test_a_disk_that_refuses_leaves_both(
    store: FileStore,
    path: Path,
    here: Context,
    monkeypatch: pytest.MonkeyPatch,
    problem: Caught,
) -> None:
    store.write(NAME, Secret("one"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    assert problem(lambda: restore_backup(here)).code == "disk.denied"
    assert (generation(path), generation(backup.backup_path(path))) == (2, 1)


def test_an_older_generation_is_noticed_until_it_is_written(
    store: FileStore, path: Path, ledger: IndexFile
) -> None:
    store.write(NAME, Secret("one"))
    old = path.read_bytes()
    store.write(NAME, Secret("two"))
    assert (store.notices, ledger.load().generation) == ((), 3)
    path.write_bytes(old)
    again = opened(path, ledger)
    (notice,) = again.notices
    assert notice.code == "vault.older_generation"
    assert "generation 2" in notice.cause
    assert "generation 3" in notice.cause
    assert again.read(NAME) == Secret("one")
    assert again.notices
    assert store.read(NAME) == Secret("one")  # by a process that has had it open
    assert store.notices
    again.write(NAME, Secret("three"))
    assert again.notices == ()
    assert (generation(path), ledger.load().generation) == (4, 4)
    assert opened(path, ledger).notices == ()


def test_a_number_that_somebody_wrote_into_the_list_locks_nobody_out(
    store: FileStore, path: Path, ledger: IndexFile
) -> None:
    ledger.save(replace(ledger.load(), generation=2**53 - 1))
    for text in ("one", "two"):
        store.write(NAME, Secret(text))
        assert opened(path, ledger).read(NAME) == Secret(text)
    assert opened(path, ledger).notices == ()


def test_what_something_else_remembers_counts_too(
    store: FileStore, path: Path, ledger: IndexFile
) -> None:
    later = opened(path, ledger, seen=9)
    assert later.notices
    later.write(NAME, Secret("x"))
    assert generation(path) == 10


def test_a_write_that_was_not_noted_is_caught_up_with(
    store: FileStore, path: Path, ledger: IndexFile
) -> None:
    store.write(NAME, Secret("one"))
    ledger.save(replace(ledger.load(), generation=1))  # killed between the file and the index
    again = opened(path, ledger)
    assert again.notices == ()
    again.write(NAME, Secret("two"))
    assert ledger.load().generation == 3


def test_a_key_that_is_not_the_file_s(path: Path, store: FileStore, problem: Caught) -> None:
    found = look(path)
    assert found
    assert sealed.opens(found, KEY)
    assert not sealed.opens(found, bytes(32))
    wrong = FileStore(path, store._ledger, opener=lambda sealed: bytes(32))
    assert problem(wrong.unlock).code == "vault.damaged"
    assert wrong.data_key is None


def test_nothing_is_made_without_a_passphrase(
    here: Context, ledger: IndexFile, problem: Caught
) -> None:
    store = FileStore(here.paths.sealed_file, ledger, opener=lambda found: KEY)
    assert not store.unlock()
    assert not store.exists()
    assert problem(store.prepare).code == "vault.file_gone"


def test_a_passphrase_is_known_by_its_slot(here: Context, ledger: IndexFile) -> None:
    from chattui.vault.sealed import FLOOR

    store = FileStore(here.paths.sealed_file, ledger, Secret(PASSPHRASE), FLOOR)
    store.prepare()
    store.write(NAME, Secret("x"))
    again = FileStore(here.paths.sealed_file, ledger, Secret(PASSPHRASE))
    assert again.unlock()
    assert again.own_slot == store.own_slot
    assert again.key() == again.data_key == store.data_key
    store.path.unlink()
    with pytest.raises(Exception, match=r"vault\.file_gone"):
        store.current()
