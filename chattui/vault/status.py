"""What can be told of a vault without opening it, and without asking a keyring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.problem import Problem

if TYPE_CHECKING:
    from chattui.vault.index import Side
    from chattui.vault.slots import SlotInfo


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What there is, where, and what would open it."""

    kind: str = ""
    """"keyring" or "file"; empty where nothing is kept yet."""
    where: str = ""
    """Words for a person; empty where nothing is kept yet."""
    path: Path | None = None
    """The sealed file, where the vault is one or one is there."""
    vault_id: str = ""
    accounts: int = 0
    clients: int = 0
    slots: tuple[SlotInfo, ...] = ()
    """The ways to open the sealed file, in their order."""
    generation: int = 0
    """How many times the sealed file was written."""
    size: int = 0
    """Bytes of the sealed file."""
    backup: Path | None = None
    """The generation before, where it is kept beside the sealed file."""
    unlocked: bool = False
    """Whether the kernel keyring keeps the key of the sealed file now."""
    seconds_left: float | None = None
    """How long it still keeps it."""
    no_kernel: str = ""
    """Why the kernel keyring keeps nothing here, as a sentence; empty where it does."""
    side: Side | None = None
    """A second store, while everything is moved or where a move did not end."""
    problem: Problem | None = None
    """What is wrong with the index or the sealed file, where something is."""


def vault_status(context: Context) -> VaultStatus:
    """What there is in the folders of `context`. Blocks on the disk alone; raises nothing."""
    raise NotImplementedError
