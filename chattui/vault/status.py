"""What can be told of a vault without opening it, and without asking a keyring."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.problem import Problem, ProblemError
from chattui.vault.index import Index, IndexFile
from chattui.vault.lost_index import refuse_lost
from chattui.vault.where import where_words
from chattui.words import t, tn

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


def time_words(seconds: float) -> str:
    """A time such as "7 h 42 min"; never 0, which would read as over."""
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return tn("{count} minute", "{count} minutes", minutes)
    hours, rest = divmod(minutes, 60)
    return t("{hours} h {minutes} min", hours=hours, minutes=rest)


def vault_status(context: Context) -> VaultStatus:
    """What there is in the folders of `context`. Blocks on the disk alone; raises nothing."""
    ledger = IndexFile(context.paths.index)
    troubles: list[Problem] = []
    try:
        index = ledger.load()
        refuse_lost(context, index)
    except ProblemError as error:
        index = Index()
        troubles.append(error.problem)
    status = _of_file(context, index, troubles)
    kind = index.kind if index.settled else "file" if status.path else ""
    return replace(
        status,
        kind=kind,
        where=where_words(kind, index.backend, context.paths.sealed_file),
        vault_id=status.vault_id or index.vault_id,
        accounts=len(index.accounts),
        clients=len(index.clients),
        side=index.side,
        problem=troubles[0] if troubles else None,
    )


def _of_file(context: Context, index: Index, troubles: list[Problem]) -> VaultStatus:
    """What the sealed file and the kernel tell; what is wrong goes to `troubles`."""
    from chattui.vault import kernel_keyring
    from chattui.vault.backup import backup_path
    from chattui.vault.file_store import look
    from chattui.vault.keeping import kept_key
    from chattui.vault.opening import check_belongs
    from chattui.vault.slots import slot_infos

    path = context.paths.sealed_file
    in_file = index.settled and index.kind == "file"
    backup = backup_path(path)
    status = VaultStatus(
        path=path if in_file or os.path.lexists(path) else None,
        size=os.lstat(path).st_size if os.path.lexists(path) else 0,
        backup=backup if os.path.lexists(backup) else None,
        no_kernel=kernel_keyring.refusal(),
    )
    try:
        found = look(path)
        if in_file:
            check_belongs(index, path, found)
    except ProblemError as error:
        troubles.append(error.problem)
        return status
    if found is None:
        return status
    kept = kept_key(context, found)
    return replace(
        status,
        vault_id=found.id,
        slots=slot_infos(found),
        generation=found.generation,
        unlocked=kept is not None,
        seconds_left=kept.seconds_left if kept else None,
    )
