"""Which store a vault is opened on: decided once, recorded with the first thing that is kept.

A named passphrase file: the sealed file, and no keyring is asked. Something kept already: there,
and nowhere else. Otherwise a keyring where one works, and where none does a sealed file, for
which a passphrase is asked with the reason. Never quietly from one to the other.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.atomic import lock
from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.index import Index, IndexFile
from chattui.vault.leftovers import tidy
from chattui.vault.side_ledger import side_left
from chattui.vault.vault import Vault
from chattui.vault.where import where_words

if TYPE_CHECKING:
    from chattui.vault.keyring_guard import Backend
    from chattui.vault.sealed import Cost


def open_vault(
    context: Context,
    passphrase: Secret | None = None,
    *,
    cost: Cost | None = None,
    keyring_seconds: float = 3.0,
) -> Vault:
    """Open the vault of this context, blocking up to some seconds; raises ProblemError.

    A keyring is given `keyring_seconds` to answer.

    `passphrase` opens the sealed file, or makes it when the first secret is kept, at the `cost`
    that this machine can bear unless one is given. ``vault.passphrase_needed`` and
    ``vault.new_passphrase_needed`` ask for one. Where the accounts are in a keyring that does
    not answer, that is a Problem too: nothing is opened in its place.
    """
    if not context.surroundings.debug:
        from chattui.vault.core_dumps import forbid_core_dumps

        forbid_core_dumps()
    vault = _opened(context, passphrase, cost)
    vault.tidy = partial(tidy, context)
    _finish_move(context, vault)
    return vault


def _finish_move(context: Context, vault: Vault) -> None:
    """Remove what a move that did not end has left; told where that is not possible now."""
    if vault.ledger.load().side is None:
        return
    with suppress(ProblemError), lock(vault.folder / "vault.lock", seconds=0.0):
        tidy(context)  # nobody is at it: it was killed, or a keyring did not answer
        side = vault.ledger.load().side
        if side is not None:
            vault.notices += (side_left(context, side),)


def _opened(context: Context, passphrase: Secret | None, cost: Cost | None) -> Vault:
    ledger = IndexFile(context.paths.index)
    index = ledger.load()
    sealed_file = context.paths.sealed_file
    if context.surroundings.passphrase_file:
        from chattui.vault.passphrase import read_passphrase

        passphrase = read_passphrase(context.surroundings.passphrase_file)
    if index.settled and index.kind == "keyring":
        if passphrase is not None:
            where = where_words(index.kind, index.backend, sealed_file)
            raise ProblemError(problems.kept_in_keyring(where))
        return _recorded_keyring(context, ledger, index)
    in_file = index.settled or os.path.lexists(sealed_file)
    if passphrase is None and not in_file:
        return _new_keyring(context, ledger)
    return _file(ledger, index, sealed_file, passphrase, cost)


def _file(
    ledger: IndexFile, index: Index, path: Path, passphrase: Secret | None, cost: Cost | None
) -> Vault:
    from chattui.vault.file_store import FileStore, look

    found = look(path)
    if index.settled:
        if found is None:
            raise ProblemError(problems.file_gone(path))
        if found.id != index.vault_id:
            raise ProblemError(problems.other_vault(path))
    if passphrase is None:
        raise ProblemError(problems.passphrase_needed(path))
    store = FileStore(path, ledger, passphrase, cost)
    store.unlock()
    return Vault(store, ledger, where_words("file", "", path))


def _recorded_keyring(context: Context, ledger: IndexFile, index: Index) -> Vault:
    from chattui.vault.keyring_guard import KeyringFault, reopen
    from chattui.vault.keyring_store import keyring_problem

    where = where_words(index.kind, index.backend, context.paths.sealed_file)
    try:
        calls = reopen(index.backend)
    except KeyringFault as fault:
        raise ProblemError(keyring_problem(fault, where)) from None
    return _on_keyring(context, ledger, index.backend, calls)


def _new_keyring(context: Context, ledger: IndexFile) -> Vault:
    from chattui.vault.keyring_guard import KeyringFault, find_working

    try:
        name, calls = find_working()
    except KeyringFault as fault:
        raise ProblemError(problems.new_passphrase_needed(fault.cause)) from None
    return _on_keyring(context, ledger, name, calls)


def _on_keyring(context: Context, ledger: IndexFile, name: str, calls: Backend) -> Vault:
    from chattui.vault.keyring_store import KeyringStore

    where = where_words("keyring", name, context.paths.sealed_file)
    emulator = bool(context.endpoints.emulator)
    return Vault(KeyringStore(name, calls, ledger, emulator=emulator, where=where), ledger, where)
