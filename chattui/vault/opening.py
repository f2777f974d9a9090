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
from chattui.disk import folder_problem
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.index import Index, IndexFile
from chattui.vault.keeping import keep_key, kept_key, on_emulator, renew_key
from chattui.vault.leftovers import tidy
from chattui.vault.lost_index import refuse_lost
from chattui.vault.side_ledger import side_left
from chattui.vault.vault import Vault
from chattui.vault.where import where_words

if TYPE_CHECKING:
    from chattui.vault.kernel_keyring import Kept
    from chattui.vault.keyring_guard import Backend
    from chattui.vault.sealed import Cost, Sealed


def open_vault(
    context: Context,
    passphrase: Secret | None = None,
    *,
    cost: Cost | None = None,
    keyring_seconds: float = 3.0,
    typed: bool = False,
) -> Vault:
    """Open the vault of this context, blocking up to some seconds; raises ProblemError.

    A keyring is given `keyring_seconds` to answer. Where a person typed the passphrase, the
    kernel keeps the key of the file for `Context.unlock_hours`.

    `passphrase` opens the sealed file, or makes it when the first secret is kept, at the `cost`
    that this machine can bear unless one is given. ``vault.passphrase_needed`` and
    ``vault.new_passphrase_needed`` ask for one. Where the accounts are in a keyring that does
    not answer, that is a Problem too: nothing is opened in its place.
    """
    if not context.surroundings.debug:
        from chattui.vault.core_dumps import forbid_core_dumps

        forbid_core_dumps()
    vault = _opened(context, passphrase, cost, keyring_seconds, typed)
    vault.chosen_keyring = context.keyring
    vault.tidy = partial(tidy, context)
    _finish_move(context, vault)
    shared = folder_problem(context.paths.state)  # nothing is written there, but it is read
    vault.notices += (shared,) if shared else ()
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


def _opened(
    context: Context,
    passphrase: Secret | None,
    cost: Cost | None,
    keyring_seconds: float,
    typed: bool,
) -> Vault:
    ledger = IndexFile(context.paths.index)
    index = ledger.load()
    sealed_file = context.paths.sealed_file
    named = context.surroundings.passphrase_file
    if named:
        from chattui.vault.passphrase import read_passphrase

        passphrase = read_passphrase(named)
    if index.settled and index.kind == "keyring":
        if passphrase is not None:
            where = where_words(index.kind, index.backend, sealed_file)
            raise ProblemError(problems.kept_in_keyring(where))
        return _recorded_keyring(context, ledger, index, keyring_seconds)
    refuse_lost(context, index)
    in_file = index.settled or os.path.lexists(sealed_file)
    if passphrase is None and not in_file:
        return _new_keyring(context, ledger, keyring_seconds)
    from chattui.vault.file_store import look

    found = look(sealed_file)
    if index.settled:
        check_belongs(index, sealed_file, found)
    kept = kept_key(context, found)
    if passphrase is None:
        return _file_by_itself(context, ledger, keyring_seconds, kept)
    if not named:
        return _file_by_passphrase(context, ledger, passphrase, cost, kept, typed=typed)
    vault = _file_by_passphrase(context, ledger, passphrase, cost, kept)
    from chattui.vault.passphrase import shared_passphrase_file

    vault.notices += shared_passphrase_file(named)
    return vault


def check_belongs(index: Index, path: Path, found: Sealed | None) -> None:
    """Refuse what was `found` at `path` where it is no sealed file, or not the one of an index
    that has accounts."""
    if found is None:
        raise ProblemError(problems.file_gone(path))
    if found.id != index.vault_id:
        raise ProblemError(problems.other_vault(path))


def _file_by_passphrase(
    context: Context,
    ledger: IndexFile,
    passphrase: Secret,
    cost: Cost | None,
    kept: Kept | None = None,
    *,
    typed: bool = False,
    by: str = "passphrase",
) -> Vault:
    """The sealed file, opened or still to be made; the kernel keeps the key where it was typed."""
    from chattui.vault.file_store import FileStore

    path = context.paths.sealed_file
    store = FileStore(path, ledger, passphrase, cost, seen=kept.generation if kept else 0)
    opened = store.unlock()
    vault = Vault(store, ledger, where_words("file", "", path))
    vault.notices = store.notices
    vault.opened_by = by if opened else ""
    if typed:
        keep = partial(keep_key, context, vault, context.unlock_hours * 3600)
        if opened:
            keep()
        else:
            vault.when_written = keep
    return vault


def _file_by_itself(
    context: Context, ledger: IndexFile, seconds: float, kept: Kept | None
) -> Vault:
    """The sealed file that is there, opened by whatever needs nobody to type."""
    from chattui.vault.file_store import FileStore
    from chattui.vault.unlocking import Ways

    path = context.paths.sealed_file
    ways = Ways(context, kept, seconds)

    def opener(found: Sealed) -> bytes:
        key = ways.key(found)
        if key is None:
            raise ProblemError(problems.passphrase_needed(path, ways.tried))
        return key

    store = FileStore(path, ledger, opener=opener, seen=kept.generation if kept else 0)
    store.unlock()
    store.own_slot = ways.slot
    vault = Vault(store, ledger, where_words("file", "", path))
    vault.notices = store.notices
    vault.opened_by = ways.by
    if kept is not None and ways.by == "kernel" and store.generation > kept.generation:
        renew_key(context, store, kept)  # it remembers the highest generation too
    return vault


def _recorded_keyring(context: Context, ledger: IndexFile, index: Index, seconds: float) -> Vault:
    from chattui.vault.keyring_guard import KeyringFault, reopen
    from chattui.vault.keyring_states import keyring_problem

    where = where_words(index.kind, index.backend, context.paths.sealed_file)
    try:
        calls = reopen(index.backend, seconds, chosen=context.keyring)
    except KeyringFault as fault:
        raise ProblemError(keyring_problem(fault, where)) from None
    return _on_keyring(context, ledger, index.backend, calls)


def _new_keyring(context: Context, ledger: IndexFile, seconds: float) -> Vault:
    from chattui.vault.keyring_guard import KeyringFault, find_working
    from chattui.vault.keyring_states import unusable_problem
    from chattui.vault.unlocking import credential

    try:
        name, calls = find_working((context.keyring,) if context.keyring else None, seconds)
    except KeyringFault as fault:
        passphrase = None if context.keyring else credential()
        if passphrase is not None:
            return _file_by_passphrase(context, ledger, passphrase, None, by="credentials")
        raise ProblemError(unusable_problem(fault, context.keyring)) from None
    return _on_keyring(context, ledger, name, calls)


def _on_keyring(context: Context, ledger: IndexFile, name: str, calls: Backend) -> Vault:
    from chattui.vault.keyring_states import keyring_notices
    from chattui.vault.keyring_store import KeyringStore

    where = where_words("keyring", name, context.paths.sealed_file)
    store = KeyringStore(name, calls, ledger, emulator=on_emulator(context), where=where)
    vault = Vault(store, ledger, where)
    vault.notices = keyring_notices(name, context.keyring)
    return vault
