"""Emptying a store for good: the items of a keyring, or the sealed file with all that opens it.

The vault's lock is held over everything here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.disk import check_target, disk_problem, sync_folder
from chattui.problem import ProblemError
from chattui.vault.entries import note_keyring
from chattui.vault.index import Index, IndexFile
from chattui.vault.where import where_words

if TYPE_CHECKING:
    from chattui.vault.keyring_guard import Backend
    from chattui.vault.keyring_store import KeyringStore


def empty_keyring(context: Context, ledger: IndexFile) -> None:
    """Delete every item of a keyring that `ledger` names; raises ProblemError."""
    index = ledger.load()
    if not index.items and not index.stale:
        return
    store = _keyring_store(context, ledger, index)
    store.sweep()
    for name in index.items:
        store.delete(name)


def holds_any(context: Context, ledger: IndexFile) -> bool:
    """Whether a keyring holds one of the items that `ledger` names; raises ProblemError."""
    index = ledger.load()
    store = _keyring_store(context, ledger, index)
    for name in index.items:
        try:
            store.read(name)
        except ProblemError as error:
            if error.problem.code != "vault.item_gone":
                raise
        else:
            return True
    return False


def _keyring_store(context: Context, ledger: IndexFile, index: Index) -> KeyringStore:
    from chattui.vault.keyring_store import KeyringStore

    calls = _reopen(context, index.backend)
    where = where_words("keyring", index.backend, context.paths.sealed_file)
    emulator = bool(context.endpoints.emulator)
    return KeyringStore(index.backend, calls, ledger, emulator=emulator, where=where)


def remove_sealed(context: Context) -> None:
    """Remove the sealed file, its copies and what was half written of it, and the key that the
    kernel keeps; raises ProblemError. Keyrings that hold a key of it are noted in the index."""
    from chattui.vault.kernel_keyring import forget

    for name in slot_keyrings(context):
        note_keyring(IndexFile(context.paths.index), name)
    vault_id = IndexFile(context.paths.index).load().vault_id
    if vault_id:
        forget(vault_id, emulator=bool(context.endpoints.emulator))
    for path in sealed_files(context):
        remove(path)


def sealed_files(context: Context) -> list[Path]:
    """The sealed file and every copy of it, whole or not; itself the last."""
    path = context.paths.sealed_file
    copies = sorted(
        entry
        for entry in path.parent.iterdir()
        if entry.name.startswith((f"{path.name}.", f".{path.name}."))
    )
    return [*copies, path] if os.path.lexists(path) else copies


def slot_keyrings(context: Context) -> tuple[str, ...]:
    """The keyrings that hold a key of the sealed file, or may."""
    from chattui.vault.file_store import look
    from chattui.vault.keyring_slot import backends
    from chattui.vault.sealed import SealedError

    names = IndexFile(context.paths.index).load().slot_keyrings
    with suppress(ProblemError, SealedError):  # a damaged file tells nothing
        found = look(context.paths.sealed_file)
        names += backends(found) if found else ()
    return tuple(dict.fromkeys(names))


def forget_slot_keys(context: Context) -> None:
    """Delete the keys of a sealed file that is gone from the keyrings that the index notes.

    What could not be deleted stays noted; raises the first ProblemError then.
    """
    ledger = IndexFile(context.paths.index)
    index = ledger.load()
    if not index.slot_keyrings:
        return
    from chattui.vault.keyring_guard import reopen
    from chattui.vault.keyring_slot import tidy
    from chattui.vault.keyring_states import keyring_problem

    left = tidy(ledger, index.vault_id, (), lambda name: reopen(name, chosen=context.keyring))
    for name, fault in left.items():
        where = where_words("keyring", name, context.paths.sealed_file)
        raise ProblemError(keyring_problem(fault, where))


def remove(path: Path) -> None:
    """Remove a file, for good; none there is no failure. Raises ProblemError."""
    check_target(path)
    try:
        os.unlink(path)
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None


def _reopen(context: Context, name: str) -> Backend:
    from chattui.vault.keyring_guard import reopen
    from chattui.vault.keyring_states import KeyringFault, keyring_problem

    try:
        return reopen(name, chosen=context.keyring)
    except KeyringFault as fault:
        where = where_words("keyring", name, context.paths.sealed_file)
        raise ProblemError(keyring_problem(fault, where)) from None
