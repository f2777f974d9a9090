"""SideLedger: the second store of a move, seen by it as if it were the only one.

While everything is moved, ``accounts.json`` names two stores: the one in use, and in `side` the
one that is being filled or left. A store writes what it holds into the items of an index; over
this one, into those of `side`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from chattui.context import Context
from chattui.disk import check_target, disk_problem, sync_folder
from chattui.problem import Problem, ProblemError
from chattui.vault.index import Index, IndexFile, Side
from chattui.vault.where import where_words
from chattui.words import t


class SideLedger(IndexFile):
    """The index with the items of its side in the place of its own. The vault's lock is held."""

    def load(self) -> Index:
        """What the index says of the second store; nothing where there is none."""
        index = super().load()
        side = index.side
        if side is None:
            return replace(index, items={}, stale=())
        return replace(
            index, kind=side.kind, backend=side.backend, items=side.items, stale=side.stale
        )

    def save(self, index: Index) -> None:
        """Keep the items of the second store; the rest of the index stays as it is."""
        whole = super().load()
        assert whole.side is not None  # noted before the store is written
        side = replace(whole.side, items=index.items, stale=index.stale)
        super().save(replace(whole, side=side, generation=index.generation))


def empty_side(context: Context) -> bool:
    """Empty the second store, and forget it; True where none is left.

    The vault's lock is held. What cannot be emptied now stays noted: no failure of a store or
    of the disk is raised, only one of the index itself.
    """
    ledger = IndexFile(context.paths.index)
    side = ledger.load().side
    if side is None:
        return True
    try:
        if side.kind == "file":
            remove_sealed(context, ledger.load().vault_id)
        else:
            empty_keyring(context, SideLedger(context.paths.index))
    except ProblemError:
        return False
    ledger.save(replace(ledger.load(), side=None))
    return True


def side_left(context: Context, side: Side) -> Problem:
    """What a move left in the second store is still there."""
    where = where_words(side.kind, side.backend, context.paths.sealed_file)
    return Problem(
        "vault.side_left",
        t("What an earlier move left in {where} could not be removed yet.", where=where),
        t("It is locked, does not answer, or the disk refused."),
        t("Unlock it, or run chattui where it can be reached, then try again."),
    )


def empty_keyring(context: Context, ledger: IndexFile) -> None:
    """Delete every item of a keyring that `ledger` names; raises ProblemError."""
    from chattui.vault.keyring_guard import KeyringFault, reopen
    from chattui.vault.keyring_store import KeyringStore, keyring_problem

    index = ledger.load()
    if not index.items and not index.stale:
        return
    where = where_words("keyring", index.backend, context.paths.sealed_file)
    try:
        calls = reopen(index.backend)
    except KeyringFault as fault:
        raise ProblemError(keyring_problem(fault, where)) from None
    emulator = bool(context.endpoints.emulator)
    store = KeyringStore(index.backend, calls, ledger, emulator=emulator, where=where)
    store.sweep()
    for name in index.items:
        store.delete(name)


def remove_sealed(context: Context, vault_id: str) -> tuple[Path, ...]:
    """Remove the sealed file, its copy, and the key that the kernel keeps; tells which files.

    The vault's lock is held, so what was half written is left over. Raises ProblemError.
    """
    from chattui.vault.kernel_keyring import forget

    if vault_id:
        forget(vault_id, emulator=bool(context.endpoints.emulator))
    path = context.paths.sealed_file
    half = path.parent.glob(f".{path.name}.*.tmp")
    found = (path.with_name(path.name + ".bak"), path, *half)
    return tuple(one for one in found if remove(one))


def remove(path: Path) -> bool:
    """Remove a file, for good; False where there is none. Raises ProblemError."""
    if not os.path.lexists(path):
        return False
    check_target(path)
    try:
        os.unlink(path)
        sync_folder(path.parent)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    return True
