"""What the tests of the vault share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chattui import context
from chattui.context import Context
from chattui.secret import Secret
from chattui.vault.index import IndexFile
from chattui.vault.opening import open_vault
from chattui.vault.sealed import FLOOR
from chattui.vault.vault import Vault

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
