"""The vault's figures: what opening, saving, reading and listing take with many accounts."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chattui import context
from chattui.context import Context
from chattui.secret import Secret
from chattui.vault import Grant, Vault, open_vault, sealed
from chattui.vault.index import AccountEntry, ClientEntry, Index, IndexFile, Pointer
from chattui.vault.passphrase_slot import new_passphrase_slot, open_with_passphrase
from chattui.vault.sealed import FLOOR, Sealed

PASSPHRASE = Secret("a passphrase for measuring")
ID, KEY, CLIENT = "ab" * 16, bytes(32), "c" * 16
GRANT = Grant(
    Secret("1//" + "r" * 100), Secret("ya29." + "a" * 220), 4e9, ("openid", "chat.spaces")
)
ROUNDS = 15


def fill(folder: Path, accounts: int) -> dict[str, str]:
    """The environment of a home with so many accounts in a sealed file."""
    environ = {"CHATTUI_HOME": str(folder), "CHATTUI_PASSPHRASE_FILE": str(folder / "passphrase")}
    paths = context.make(environ).paths
    paths.state.mkdir(parents=True, mode=0o700)
    (folder / "passphrase").write_text(PASSPHRASE.reveal())
    (folder / "passphrase").chmod(0o600)
    entries = tuple(
        AccountEntry(
            f"{n:016x}", f"person{n:05}@example.com", str(n), CLIENT, GRANT.scopes, consented_at=1.0
        )
        for n in range(accounts)
    )
    text = json.dumps(
        {
            "v": 1, "refresh_token": "1//" + "r" * 100, "access_token": "ya29." + "a" * 220,
            "access_expires_at": 4e9, "scopes": list(GRANT.scopes),
        }
    )  # fmt: skip
    items = {f"grant:{entry.key}": text for entry in entries} | {f"client:{CLIENT}": "{}"}
    slot = new_passphrase_slot(PASSPHRASE, KEY, ID, FLOOR)
    paths.sealed_file.write_bytes(sealed.seal(ID, 1, (slot,), KEY, items))
    client = ClientEntry(CLIENT, "Desk", "installed", "1-a", "p", 1.0)
    IndexFile(paths.index).save(
        Index(
            ID, "file", "", entries[0].key, (client,), entries,
            {name: Pointer() for name in items}, generation=1,
        )
    )  # fmt: skip
    return environ


def least(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the quickest of several: what else runs on the machine only ever adds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of each, with so many accounts."""

    derive: float
    unlock: float
    load: float
    save: float
    accounts: float
    plain: float
    """As many bytes written to a file as a save writes, with one fsync."""


def measure(folder: Path, accounts: int) -> Figures:
    """The figures of a home with so many accounts."""
    made = context.make(fill(folder, accounts))
    vault = open_vault(made)
    taken = _sealed(made)
    assert vault.grant(f"{0:016x}") == GRANT
    return Figures(
        derive=least(lambda: open_with_passphrase(taken, PASSPHRASE)),
        unlock=least(lambda: open_vault(made)),
        load=least(lambda: vault.grant(f"{0:016x}")),
        save=least(lambda: vault.save_grant(f"{0:016x}", GRANT)),
        accounts=least(vault.accounts),
        plain=least(lambda: _plain(folder, vault)),
    )


def _sealed(made: Context) -> Sealed:
    return sealed.parse(made.paths.sealed_file.read_bytes())


def _plain(folder: Path, vault: Vault) -> None:
    size = sum((vault.folder / name).stat().st_size for name in ("vault.sealed", "accounts.json"))
    descriptor = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(descriptor, bytes(size))
    os.fsync(descriptor)
    os.close(descriptor)


def figures(folder: Path) -> list[tuple[str, float, float, str]]:
    """Name, figure, limit and unit of each line of the report."""
    hundred, thousand = measure(folder / "hundred", 100), measure(folder / "thousand", 1000)
    written = thousand.save / thousand.plain
    few = hundred.save / hundred.plain
    return [
        (
            "unlock of 1,000 accounts, against the key alone",
            thousand.unlock / thousand.derive,
            2,
            "×",
        ),
        ("save among 100 accounts, against a plain write with fsync", few, 30, "×"),
        ("save among 1,000 accounts, against a plain write with fsync", written, 30, "×"),
        ("save: 1,000 accounts against 10 × 100", thousand.save / hundred.save / 10, 1.1, "×"),
        ("load: 1,000 accounts against 10 × 100", thousand.load / hundred.load / 10, 1.3, "×"),
        ("load of one of 1,000 accounts", thousand.load * 1000, 5, "ms"),
        ("list of 1,000 accounts, vault open", thousand.accounts * 1000, 10, "ms"),
    ]
