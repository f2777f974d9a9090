"""What the tests of the vault share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chattui import context
from chattui.context import Context
from chattui.secret import Secret
from chattui.vault import keyring_guard, passphrase_slot
from chattui.vault.index import IndexFile
from chattui.vault.opening import open_vault
from chattui.vault.sealed import FLOOR, Cost
from chattui.vault.vault import Vault
from tests.unit.vault.fakes import MemoryKeyring

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def here(own_home: Path) -> Context:
    """The context of this test's own home."""
    return context.make()


@pytest.fixture
def with_file(here: Context, tmp_path: Path) -> Context:
    """The same with a passphrase file named."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return replace(here, surroundings=replace(here.surroundings, passphrase_file=str(file)))


@pytest.fixture
def ledger(here: Context) -> IndexFile:
    return IndexFile(here.paths.index)


@pytest.fixture
def opened(here: Context) -> Vault:
    """An open vault on a sealed file that costs the least to open."""
    return open_vault(here, Secret(PASSPHRASE), cost=FLOOR)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The keyring of this machine, in memory."""
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring_guard, "find_working", lambda *_, **__: ("SecretService", memory))
    monkeypatch.setattr(keyring_guard, "reopen", lambda *_, **__: memory)
    return memory


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that was derived before is not derived again."""
    monkeypatch.setattr(passphrase_slot, "_derive", _derived_before)


_derive = passphrase_slot._derive
_keys: dict[tuple[str, bytes, Cost], bytes] = {}


def _derived_before(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    known = passphrase.reveal(), salt, cost
    if known not in _keys:
        _keys[known] = _derive(passphrase, salt, cost)
    return _keys[known]
