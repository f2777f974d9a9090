"""Which store is opened, and never quietly another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui import context
from chattui.context import Context
from chattui.problem import Exit, Problem
from chattui.secret import Secret
from chattui.vault import open_vault, read_index
from chattui.vault.index import ClientEntry, Index, IndexFile
from chattui.vault.lost_index import refuse_lost
from chattui.vault.rebuilding import rebuild
from chattui.vault.sealed import FLOOR
from chattui.vault.status import vault_status
from tests.unit.vault.conftest import PASSPHRASE

Caught = Callable[[Callable[[], object]], Problem]

CLIENT = ClientEntry("c" * 16, "Desk", "installed", "1", "p", 1.0)


def record(ledger: IndexFile, kind: str, backend: str = "") -> None:
    ledger.save(
        replace(ledger.load(), vault_id="0" * 32, kind=kind, backend=backend, clients=(CLIENT,))
    )


def test_without_a_keyring_a_passphrase_is_asked_for_with_the_reason(
    here: Context, problem: Caught
) -> None:
    found = problem(lambda: open_vault(here))
    assert (found.code, found.exit) == ("vault.new_passphrase_needed", Exit.USAGE)
    assert "DBUS_SESSION_BUS_ADDRESS" in found.cause
    assert not here.paths.state.exists()


def test_a_passphrase_makes_the_sealed_file_with_the_first_secret(here: Context) -> None:
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    assert vault.kind == "file"
    assert str(here.paths.sealed_file) in vault.where
    assert not here.paths.sealed_file.exists()
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    assert here.paths.sealed_file.exists()
    assert read_index(here).kind == "file"


def test_a_passphrase_file_opens_and_makes_it(with_file: Context, problem: Caught) -> None:
    vault = open_vault(with_file, cost=FLOOR)
    key = vault.save_client("Desk", "installed", "1", "p", Secret("{}")).key
    assert open_vault(with_file).client_document(key) == Secret("{}")
    without = context.make()
    assert problem(lambda: open_vault(without)).code == "vault.passphrase_needed"
    assert open_vault(without, Secret(PASSPHRASE)).client_document(key) == Secret("{}")
    wrong = problem(lambda: open_vault(without, Secret("wrong")))
    assert wrong.code == "vault.wrong_passphrase"


def test_the_file_wins_over_a_passphrase_from_elsewhere(with_file: Context) -> None:
    open_vault(with_file, Secret("typed"), cost=FLOOR).save_client("D", "web", "1", "", Secret("x"))
    assert open_vault(with_file).clients()


def test_a_passphrase_file_that_cannot_be_read(here: Context, problem: Caught) -> None:
    named = replace(here, surroundings=replace(here.surroundings, passphrase_file="/none/x"))
    found = problem(lambda: open_vault(named))
    assert (found.code, found.exit) == ("vault.passphrase_file", Exit.USAGE)


def test_an_empty_passphrase(here: Context, problem: Caught) -> None:
    assert problem(lambda: open_vault(here, Secret(""))).code == "vault.passphrase_empty"


def test_no_keyring_is_asked_where_a_file_is_named(
    with_file: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/would-fail")
    assert open_vault(with_file, cost=FLOOR).kind == "file"


def test_a_sealed_file_whose_list_was_lost_is_no_new_beginning(
    here: Context, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    before = here.paths.index.read_bytes()
    here.paths.index.unlink()
    for ask in (lambda: open_vault(here, Secret(PASSPHRASE)), lambda: read_index(here)):
        found = problem(ask)
        assert found.code == "vault.index_lost"
        assert "`chattui vault rebuild`" in found.remedy
    status = vault_status(here)
    assert status.problem
    assert (status.problem.code, status.kind, len(status.slots)) == ("vault.index_lost", "file", 1)
    rebuild(here, Secret(PASSPHRASE))
    assert [client.name for client in read_index(here).clients] == ["Desk"]
    vault = open_vault(here, Secret(PASSPHRASE))
    vault.remove_client(vault.clients()[0].key)
    assert open_vault(here, Secret(PASSPHRASE)).clients() == ()  # empty, and known
    # Another process made both while this one looked.
    here.paths.index.write_bytes(before)
    refuse_lost(here, Index())


@pytest.mark.parametrize("damage", [b"", b"not a vault", b"CTVLT\0\1\n"])
def test_damage_is_told_before_a_passphrase_is_asked(
    damage: bytes, here: Context, problem: Caught
) -> None:
    here.paths.state.mkdir(parents=True)
    here.paths.sealed_file.write_bytes(damage)
    assert problem(lambda: open_vault(here)).code == "vault.damaged"
    here.paths.sealed_file.write_bytes(b"CTVLT\0\2\n")
    assert problem(lambda: open_vault(here)).code == "vault.newer"


def test_a_sealed_file_that_is_gone(here: Context, ledger: IndexFile, problem: Caught) -> None:
    record(ledger, "file")
    assert problem(lambda: open_vault(here, Secret(PASSPHRASE))).code == "vault.file_gone"


def test_a_keyring_that_is_gone_is_not_replaced_by_a_file(
    here: Context, ledger: IndexFile, problem: Caught
) -> None:
    record(ledger, "keyring", "SecretService")
    found = problem(lambda: open_vault(here))
    assert found.code == "vault.keyring_gone"
    assert "the Secret Service keyring" in found.message
    refused = problem(lambda: open_vault(here, Secret(PASSPHRASE)))
    assert (refused.code, refused.exit) == ("vault.kept_in_keyring", Exit.USAGE)
    assert not here.paths.sealed_file.exists()


def test_a_passphrase_file_does_not_hide_what_a_keyring_holds(
    with_file: Context, ledger: IndexFile, problem: Caught
) -> None:
    record(ledger, "keyring", "SecretService")
    assert problem(lambda: open_vault(with_file)).code == "vault.kept_in_keyring"


def test_a_choice_with_nothing_kept_is_no_choice_yet(here: Context, ledger: IndexFile) -> None:
    ledger.save(replace(ledger.load(), vault_id="0" * 32, kind="keyring", backend="x"))
    assert open_vault(here, Secret(PASSPHRASE), cost=FLOOR).kind == "file"


def test_an_emulator_has_a_vault_of_its_own(here: Context) -> None:
    open_vault(here, Secret(PASSPHRASE), cost=FLOOR).save_client("D", "web", "1", "", Secret("x"))
    emulator = context.make(emulator="127.0.0.1:9")
    assert read_index(emulator).clients == ()
    assert open_vault(emulator, Secret("other"), cost=FLOOR).clients() == ()


def test_a_damaged_index_stops_the_opening(here: Context, problem: Caught) -> None:
    here.paths.state.mkdir(parents=True)
    here.paths.index.write_bytes(b"{")
    assert problem(lambda: open_vault(here, Secret(PASSPHRASE))).code == "vault.index_damaged"


def test_a_first_save_that_was_killed_before_the_list_named_anything_is_a_beginning(
    here: Context, ledger: IndexFile
) -> None:
    """The list is there already, with the id of the file."""
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    ledger.save(replace(ledger.load(), clients=()))
    assert read_index(here).clients == ()
    again = open_vault(here, Secret(PASSPHRASE))
    again.save_client("Desk", "installed", "1", "p", Secret("{}"))
    assert len(read_index(here).clients) == len(read_index(here).items) == 1
