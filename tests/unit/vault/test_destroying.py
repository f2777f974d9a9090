"""Removing everything that is kept of a vault."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.atomic import lock
from chattui.context import Context
from chattui.vault import kernel_keyring, keyring_guard, keys
from chattui.vault.destroying import Destroyed, destroy, plan_destroy
from chattui.vault.index import IndexFile
from chattui.vault.keeping import keep_key
from chattui.vault.keyring_guard import KeyringFault
from chattui.vault.keyring_words import State
from tests.unit.vault.fakes import MemoryKeyring
from tests.unit.vault.filled import DOCUMENT, GRANT, code, filled, opened

pytestmark = pytest.mark.usefixtures("cheap")

KINDS = ("file", "keyring")


def stopped(*_: object, **__: object) -> None:
    raise KeyringFault(State.NO_SERVICE, "Nobody answers.")


def with_slot(here: Context, keyring: MemoryKeyring) -> None:
    """A sealed file that a key in the keyring opens too."""
    keys.add_keyring(filled(here, "file"), "SecretService", keyring)


def test_the_key_of_a_file_that_is_gone_is_forgotten(kernel: None, here: Context) -> None:
    vault = filled(here, "file")
    keep_key(here, vault, 100.0)
    vault_id = vault.ledger.load().vault_id
    for path in here.paths.state.glob("vault.sealed*"):
        path.unlink()  # whoever has a copy of it has what this key opens
    assert kernel_keyring.find(vault_id)
    destroy(here)
    assert kernel_keyring.find(vault_id) is None


def test_nothing_is_there(here: Context) -> None:
    assert plan_destroy(here) == destroy(here) == Destroyed()
    assert not here.paths.state.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_everything_goes(kind: str, here: Context, keyring: MemoryKeyring, tmp_path: Path) -> None:
    vault = filled(here, kind)
    with vault.refresh_lock(vault.accounts()[0].key):
        pass
    here.paths.cache.mkdir(parents=True)
    here.paths.config.mkdir(parents=True)
    settings = here.paths.config / "config.toml"
    for path in (
        here.paths.cache / "spaces-0123456789abcdef.json",
        *(here.paths.state / name for name in ("port.json", "log.key", ".x.1.tmp")),
        *(here.paths.state / name for name in ("accounts.json.damaged", "accounts.json.damaged-2")),
        *((here.paths.state / "vault.sealed.damaged",) if kind == "file" else ()),
        settings,
    ):
        path.write_bytes(b"")
    with_log = replace(here, log=str(tmp_path / "log"))
    plan = plan_destroy(with_log)
    assert len(opened(here).accounts()) == 2
    done = destroy(with_log)
    assert (done, done.left, keyring.items) == (plan, (), {})
    assert done.kept == (
        "Google keeps the grants until they are removed at myaccount.google.com/connections.",
        f"The settings in {settings} stay.",
        f"The log in {tmp_path / 'log'} stays.",
    )
    assert any("vault.sealed" in words or "3 secrets in" in words for words in done.removed)
    assert not here.paths.state.exists()
    assert not here.paths.cache.exists()
    assert settings.exists()


def test_what_stays_of_a_service_account(here: Context) -> None:
    vault = filled(here, "file", ())
    client = vault.clients()[0].key
    vault.save_account("a@example.com", "1", client, GRANT, kind="delegation", consented_at=1.0)
    assert destroy(here).kept == (
        "The service account stays authorized until the Admin console says otherwise.",
    )


def test_a_keyring_that_does_not_answer_keeps_its_items(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(here, "keyring")
    with monkeypatch.context() as patch:
        patch.setattr(keyring_guard, "reopen", stopped)
        done = destroy(here)
    assert done.left == ("3 secrets in the Secret Service keyring: Nobody answers.",)
    index = IndexFile(here.paths.index).load()
    assert (index.accounts, index.clients, len(index.items)) == ((), (), 3)
    again = destroy(here)
    assert (again.left, keyring.items, here.paths.state.exists()) == ((), {}, False)


@pytest.mark.parametrize("lost", ["nothing", "the index", "the keyring", "both"])
def test_the_key_of_a_slot_goes_too(
    lost: str, here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_slot(here, keyring)
    if lost in {"the index", "both"}:
        here.paths.index.unlink()
    if lost in {"the keyring", "both"}:
        with monkeypatch.context() as patch:
            patch.setattr(keyring_guard, "reopen", stopped)
            words = "the key of the sealed file in the Secret Service keyring: Nobody answers."
            assert destroy(here).left == (words,)
        assert not here.paths.sealed_file.exists()
    assert destroy(here).left == ()
    assert (keyring.items, here.paths.state.exists()) == ({}, False)


def test_a_keyring_that_fails_at_the_key_keeps_it(here: Context, keyring: MemoryKeyring) -> None:
    with_slot(here, keyring)

    def fail(call: str, username: str) -> None:
        raise KeyringFault(State.LOCKED)

    keyring.before = fail
    assert len(destroy(here).left) == 1
    assert IndexFile(here.paths.index).load().slot_keyrings == ("SecretService",)


def test_a_move_that_did_not_end(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.vault.moving import move

    vault = filled(here, "file")

    def step(_: object) -> None:
        monkeypatch.setattr(keyring_guard, "reopen", stopped)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(keyring_guard, "reopen", stopped)
        with pytest.raises(RuntimeError):
            move(here, vault, "keyring", tell=step)
        assert len(keyring.items) == 1
    monkeypatch.setattr(keyring_guard, "reopen", lambda *_, **__: keyring)
    assert "1 secret in the Secret Service keyring" in destroy(here).removed
    assert (keyring.items, here.paths.state.exists()) == ({}, False)


def test_a_damaged_index_is_not_thrown_away(here: Context, keyring: MemoryKeyring) -> None:
    filled(here, "keyring")
    here.paths.index.write_bytes(b"{")
    assert code(lambda: plan_destroy(here)) == "vault.index_damaged"
    assert code(lambda: destroy(here)) == "vault.index_damaged"
    assert (here.paths.index.read_bytes(), len(keyring.items)) == (b"{", 3)


def test_a_damaged_file_goes(here: Context, keyring: MemoryKeyring) -> None:
    filled(here, "file")
    here.paths.sealed_file.write_bytes(b"damage")
    here.paths.index.unlink()
    assert destroy(here).left == ()
    assert not here.paths.state.exists()


def test_what_the_disk_refuses_is_left(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(here, "file")
    real = os.unlink

    def refuse(path: Path, **options: object) -> None:
        if str(path).endswith("vault.sealed"):
            raise PermissionError(13, "no")
        real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        (left,) = destroy(here).left
    assert left.startswith(f"{here.paths.sealed_file}: The permissions")
    assert destroy(here).left == ()


def test_what_is_not_ours_stays(here: Context) -> None:
    vault = filled(here, "file")
    other = here.paths.state / "other"
    other.write_bytes(b"")
    busy = here.paths.state / f"refresh-{vault.accounts()[0].key}.lock"
    with lock(busy):
        assert destroy(here).left == ()
        assert {path.name for path in here.paths.state.iterdir()} == {"other", busy.name}


def test_a_running_chattui_finds_nothing_any_more(here: Context) -> None:
    vault = filled(here, "file")
    key = vault.accounts()[0].key
    destroy(here)
    assert code(lambda: vault.grant(key)) == "accounts.unknown"
    assert code(lambda: vault.save_grant(key, GRANT)) in {"vault.file_gone", "accounts.unknown"}
    assert DOCUMENT.reveal() not in "".join(p.name for p in here.paths.state.parent.iterdir())
