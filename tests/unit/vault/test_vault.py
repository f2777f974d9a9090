"""The vault as a whole: accounts, clients, and the order in which they are written."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui import context
from chattui.atomic import lock
from chattui.context import Context
from chattui.problem import Exit, Problem
from chattui.secret import Secret
from chattui.vault import Grant, Vault, open_vault, read_index
from chattui.vault.entries import choose_default
from chattui.vault.index import IndexFile
from chattui.vault.keyring_store import KeyringStore
from chattui.vault.sealed import FLOOR
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import KeyringLocked, MemoryKeyring

Caught = Callable[[Callable[[], object]], Problem]

DOCUMENT = Secret('{"installed": {"client_id": "1", "client_secret": "GOCSPX-very-secret"}}')
GRANT = Grant(Secret("1//refresh-one"), Secret("ya29.access-one"), 1000.5, ("openid", "chat"))


class KeyringVault:
    """A vault on a keyring in memory."""

    def __init__(self, ledger: IndexFile) -> None:
        self.calls = MemoryKeyring()
        self.store = KeyringStore("SecretService", self.calls, ledger, where="the test keyring")
        self.vault = Vault(self.store, ledger, "the test keyring")


@pytest.fixture
def in_keyring(ledger: IndexFile) -> KeyringVault:
    return KeyringVault(ledger)


@pytest.fixture(params=["file", "keyring"])
def vault(request: pytest.FixtureRequest, here: Context, ledger: IndexFile) -> Vault:
    if request.param == "file":
        return open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    return KeyringVault(ledger).vault


def client_in(vault: Vault, client_id: str = "1.apps.example") -> str:
    return vault.save_client("Desk", "installed", client_id, "project", DOCUMENT).key


def account_in(vault: Vault, client: str, email: str = "ada@example.com") -> str:
    return vault.save_account(email, "100", client, GRANT, consented_at=5.0).key


def test_keeps_an_account_with_its_client(vault: Vault, here: Context) -> None:
    client = client_in(vault)
    entry = vault.save_account(
        "ada@example.com",
        "100",
        client,
        GRANT,
        kind="user",
        consented_at=5.0,
        refresh_expires_at=9.0,
    )
    assert vault.accounts() == (entry,)
    assert (entry.where, entry.scopes) == (vault.where, GRANT.scopes)
    assert (entry.consented_at, entry.refresh_expires_at) == (5.0, 9.0)
    assert vault.index().default == entry.key
    assert vault.find_account("ADA@example.com") == entry
    assert vault.grant(entry.key) == GRANT
    assert vault.client_document(client) == DOCUMENT
    assert [c.name for c in vault.clients()] == ["Desk"]
    index = read_index(here)
    assert index.kind == vault.kind
    assert [a.email for a in index.accounts] == ["ada@example.com"]


def test_the_index_and_every_other_file_is_without_secrets(vault: Vault, here: Context) -> None:
    account_in(vault, client_in(vault))
    files = [path for path in here.paths.state.rglob("*") if path.is_file()]
    assert here.paths.index in files
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for text in (b"refresh-one", b"access-one", b"very-secret"):
            assert text not in path.read_bytes()


def test_the_same_client_again_replaces(vault: Vault) -> None:
    first = client_in(vault)
    other = vault.save_client("Renamed", "installed", "1.apps.example", "p", Secret("{}"))
    assert other.key == first
    assert [c.name for c in vault.clients()] == ["Renamed"]
    assert vault.client_document(first) == Secret("{}")


def test_the_same_address_with_the_same_client_replaces(vault: Vault) -> None:
    client, work = client_in(vault), client_in(vault, "2.apps.example")
    first = account_in(vault, client)
    vault.touch(first)
    later = replace(GRANT, refresh_token=Secret("1//two"), scopes=("openid",))
    entry = vault.save_account("Ada@Example.com", "100", client, later, consented_at=6.0)
    assert (entry.key, entry.scopes) == (first, ("openid",))
    assert entry.last_used_at is not None
    assert vault.grant(first) == later
    assert account_in(vault, work) != first
    assert len(vault.accounts()) == 2
    assert vault.index().default == first


def test_a_sign_in_without_a_refresh_token_keeps_the_one_from_before(vault: Vault) -> None:
    client = client_in(vault)
    key = account_in(vault, client)
    without = Grant(None, Secret("ya29.new"), 5.0, ("openid",))
    vault.save_account("ada@example.com", "100", client, without, consented_at=6.0)
    assert vault.grant(key) == replace(without, refresh_token=GRANT.refresh_token)
    fresh = vault.save_account("alan@example.com", "101", client, without, consented_at=6.0)
    assert vault.grant(fresh.key).refresh_token is None


def test_new_tokens_of_an_account(vault: Vault, ledger: IndexFile) -> None:
    key = account_in(vault, client_in(vault))
    fresh = replace(GRANT, access_token=Secret("ya29.two"), access_expires_at=2000.0)
    vault.save_grant(key, fresh)
    assert vault.grant(key) == fresh
    fewer = replace(fresh, scopes=("openid",))
    vault.save_grant(key, fewer)
    assert vault.find_account(key).scopes == ("openid",)


def test_an_account_that_was_removed_is_not_brought_back(vault: Vault, problem: Caught) -> None:
    key = account_in(vault, client_in(vault))
    vault.remove_account(key)
    for work in (
        lambda: vault.save_grant(key, GRANT),
        lambda: vault.grant(key),
        lambda: choose_default(vault.ledger, key),
        lambda: vault.remove_account(key),
        lambda: vault.refresh_lock(key),
    ):
        assert problem(work).code == "accounts.unknown"
    vault.touch(key)
    assert vault.accounts() == ()


def test_nobody_acts_as_another_person_unasked(vault: Vault, problem: Caught) -> None:
    client = client_in(vault)
    keys = [account_in(vault, client, f"{name}@example.com") for name in ("ada", "alan", "grace")]
    choose_default(vault.ledger, keys[2])
    assert vault.index().default == keys[2]
    vault.remove_account(keys[2])
    assert vault.index().default is None
    assert problem(lambda: vault.find_account("")).code == "accounts.ambiguous"
    choose_default(vault.ledger, keys[0])
    vault.remove_account(keys[1])
    assert vault.index().default == keys[0]
    vault.remove_account(keys[0])
    assert vault.index().default is None
    assert problem(lambda: vault.find_account("")).exit == Exit.NOT_SIGNED_IN


def test_the_only_one_left_becomes_the_default(vault: Vault) -> None:
    client = client_in(vault)
    first, second = account_in(vault, client), account_in(vault, client, "alan@example.com")
    vault.remove_account(first)
    assert vault.index().default == second


def test_a_client_in_use_is_not_removed(vault: Vault, problem: Caught) -> None:
    client = client_in(vault)
    key = account_in(vault, client)
    found = problem(lambda: vault.remove_client(client))
    assert found.code == "vault.client_in_use"
    assert "ada@example.com" in found.cause
    vault.remove_account(key)
    vault.remove_client(client)
    assert vault.clients() == ()
    assert problem(lambda: vault.remove_client(client)).code == "vault.unknown_client"
    assert problem(lambda: vault.client_document(client)).code == "vault.unknown_client"
    assert problem(lambda: account_in(vault, client)).code == "vault.unknown_client"


def test_touch_notes_the_time_but_not_often(vault: Vault, here: Context) -> None:
    key = account_in(vault, client_in(vault))
    assert vault.find_account(key).last_used_at is None
    vault.touch(key)
    used = vault.find_account(key).last_used_at
    assert used
    before = here.paths.index.stat().st_ino
    vault.touch(key)
    assert here.paths.index.stat().st_ino == before


def test_text_from_outside_cannot_draw(vault: Vault) -> None:
    client = vault.save_client("a\x1b[2J", "installed", "1\x07", "p\u202e", DOCUMENT)
    entry = vault.save_account("a\x1b@x", "1\x00", client.key, GRANT, consented_at=1.0)
    for text in (client.name, client.client_id, client.project_id, entry.email, entry.subject):
        assert text.isprintable()
    again = vault.save_client("b", "installed", "1\x07", "p", DOCUMENT)
    assert again.key == client.key


def test_refreshing_is_for_one_at_a_time(vault: Vault, here: Context, problem: Caught) -> None:
    client = client_in(vault)
    ada, alan = account_in(vault, client), account_in(vault, client, "alan@example.com")
    path = here.paths.state / f"refresh-{ada}.lock"

    def take() -> None:
        with lock(path, seconds=0.05):
            raise AssertionError

    with vault.refresh_lock(ada):
        assert problem(take).code == "disk.locked"
        with vault.refresh_lock(alan):
            vault.save_grant(ada, GRANT)  # the vault's own lock is another one
    with vault.refresh_lock(ada):
        pass
    assert path.exists()


def test_what_another_process_did_is_seen(here: Context, vault: Vault, ledger: IndexFile) -> None:
    key = account_in(vault, client_in(vault))
    if vault.kind == "file":
        other = open_vault(here, Secret(PASSPHRASE))
    else:
        other = Vault(vault.store, IndexFile(ledger.path), "the test keyring")
    other.save_account("alan@example.com", "101", vault.clients()[0].key, GRANT, consented_at=1.0)
    assert [a.email for a in vault.accounts()] == ["ada@example.com", "alan@example.com"]
    other.save_grant(key, replace(GRANT, access_token=Secret("ya29.other")))
    assert vault.grant(key).access_token == Secret("ya29.other")


def test_a_damaged_index_stops_every_write_and_stays(
    vault: Vault, here: Context, problem: Caught
) -> None:
    client = client_in(vault)
    here.paths.index.write_bytes(b"{broken")
    assert problem(lambda: account_in(vault, client)).code == "vault.index_damaged"
    assert problem(vault.accounts).code == "vault.index_damaged"
    assert here.paths.index.read_bytes() == b"{broken"


def test_another_store_recorded_meanwhile_is_refused(
    opened: Vault, in_keyring: KeyringVault, problem: Caught
) -> None:
    """Two processes start on an empty folder; the first to store decides for both."""
    client_in(in_keyring.vault)
    assert problem(lambda: client_in(opened)).code == "vault.moved"


def test_a_sealed_file_of_another_list_is_refused(
    opened: Vault, here: Context, problem: Caught
) -> None:
    client_in(opened)
    index = opened.ledger.load()
    opened.ledger.save(replace(index, vault_id="f" * 32))
    assert problem(lambda: client_in(opened)).code == "vault.other_vault"
    assert problem(lambda: open_vault(here, Secret(PASSPHRASE))).code == "vault.other_vault"


def test_a_stored_grant_that_is_none(in_keyring: KeyringVault, problem: Caught) -> None:
    key = account_in(in_keyring.vault, client_in(in_keyring.vault))
    items = in_keyring.calls.items
    (place,) = [item for item in items if item[1].startswith("grant:")]
    texts = ["", "x", "[]", "{}", '{"v": 2}', '{"v":1,"refresh_token":5}']
    texts += ['{"v":1,"access_expires_at":"x","scopes":[]}']
    texts += ['{"v":1,"access_expires_at":1,"scopes":[5]}']
    for text in texts:
        items[place] = text
        expected = "vault.item_damaged" if text else "vault.item_gone"
        assert problem(lambda: in_keyring.vault.grant(key)).code == expected
    without = replace(GRANT, refresh_token=None)
    client = in_keyring.vault.clients()[0].key
    in_keyring.vault.save_account("ada@example.com", "1", client, without, consented_at=1.0)
    assert in_keyring.vault.grant(key) == without


def test_a_refresh_token_that_cannot_be_read_now_is_not_lost(
    in_keyring: KeyringVault, problem: Caught
) -> None:
    vault, calls = in_keyring.vault, in_keyring.calls
    client = client_in(vault)
    key = account_in(vault, client)

    def locked(call: str, username: str) -> None:
        if call == "get" and username.startswith("grant:"):
            raise KeyringLocked

    calls.before = locked
    without = replace(GRANT, refresh_token=None)
    found = problem(
        lambda: vault.save_account("ada@example.com", "1", client, without, consented_at=1.0)
    )
    assert found.code.startswith("vault.keyring_")
    calls.before = lambda call, username: None
    assert vault.grant(key) == GRANT


def test_a_missing_item_of_the_sealed_file(opened: Vault, problem: Caught) -> None:
    client = client_in(opened)
    key = account_in(opened, client)
    opened.store.delete(f"grant:{key}")
    opened.store.delete(f"client:{client}")
    assert problem(lambda: opened.grant(key)).code == "vault.item_gone"
    assert problem(lambda: opened.client_document(client)).code == "vault.item_gone"


def test_a_keyring_that_locks_during_removal_is_cleared_later(
    in_keyring: KeyringVault, problem: Caught
) -> None:
    vault, calls = in_keyring.vault, in_keyring.calls
    client = client_in(vault)
    key = account_in(vault, client)

    def locked(call: str, username: str) -> None:
        raise KeyringLocked

    sound, calls.before = calls.before, locked
    assert problem(lambda: vault.remove_account(key)).code == "vault.keyring_locked"
    assert vault.accounts() == ()  # the index first: nobody uses a half-removed account
    calls.before = sound
    client_in(vault)
    assert [name.partition(":")[0] for _, name in calls.items] == ["client"]


def test_a_read_only_disk_can_be_read(
    opened: Vault, full_disk: Path, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = account_in(opened, client_in(opened))
    shutil.copytree(opened.folder, full_disk / "state", ignore=shutil.ignore_patterns("*.lock"))
    subprocess.run(["mount", "-o", "remount,ro", str(full_disk)], check=True)
    monkeypatch.setenv("CHATTUI_HOME", str(full_disk))
    there = open_vault(context.make(), Secret(PASSPHRASE))
    assert there.grant(key) == GRANT
    assert problem(lambda: there.save_grant(key, GRANT)).code == "disk.read_only"


def test_what_a_killed_process_left_without_an_owner_is_removed(
    vault: Vault, ledger: IndexFile
) -> None:
    """Killed after the secret was stored, before the index named its account."""
    client = client_in(vault)
    orphan = "grant:" + "e" * 16
    vault.store.write(orphan, Secret("a token of nobody"))
    assert orphan in ledger.load().items
    account_in(vault, client)
    assert orphan not in ledger.load().items
    assert vault.store.read(orphan) is None


def test_what_is_saved_again_is_one_write_of_the_store_and_one_of_the_list(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is two waits for the disk; so a save is four, and six where it is the first."""
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    client = client_in(vault)
    written: list[Path] = []
    replace_file = os.replace

    def replaced(source: Path, target: Path) -> None:
        written.append(target)
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", replaced)
    key = account_in(vault, client)
    index, file = here.paths.index, here.paths.sealed_file
    assert written == [index, file, index]  # noted first, so that a kill leaves nothing unknown
    for again in (
        lambda: account_in(vault, client),
        lambda: client_in(vault),
        lambda: vault.save_grant(key, GRANT),
        lambda: vault.save_grant(key, replace(GRANT, scopes=("openid",))),
        lambda: vault.store.delete(f"grant:{key}"),
    ):
        written.clear()
        again()
        assert written == [file, index]
