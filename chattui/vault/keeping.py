"""What the kernel keeps of the sealed file of a context: found, kept, forgotten."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.vault import core_dumps, kernel_keyring
from chattui.vault.kernel_keyring import Kept

if TYPE_CHECKING:
    from chattui.vault.file_store import FileStore
    from chattui.vault.sealed import Sealed
    from chattui.vault.vault import Vault


def on_emulator(context: Context) -> bool:
    """Whether what is kept is an emulator's, and is named so wherever others see it."""
    return bool(context.endpoints.emulator)


def kept_key(context: Context, found: Sealed | None) -> Kept | None:
    """What the kernel keeps of the sealed file `found`, None for no file."""
    if not context.surroundings.debug:
        core_dumps.forbid_core_dumps()  # the key comes with the time that it has left
    return kernel_keyring.find(found.id, emulator=on_emulator(context)) if found else None


def keep_key(context: Context, vault: Vault, seconds: float) -> bool:
    """Have the kernel keep the key of an open sealed file; False where it does not."""
    from chattui.vault.file_store import FileStore

    store = vault.store
    if not isinstance(store, FileStore) or store.data_key is None:
        return False
    if not store.generation or seconds <= 0:  # made with the first secret, not before
        return False
    return kernel_keyring.keep(
        store.vault_id(),
        store.data_key,
        store.generation,
        seconds,
        emulator=on_emulator(context),
    )


def renew_key(context: Context, store: FileStore, before: Kept) -> bool:
    """Have the kernel keep the key of an open sealed file in place of `before`, and no longer;
    False where it was made to forget that."""
    return kernel_keyring.renew(
        store.vault_id(), before, store.key(), store.generation, emulator=on_emulator(context)
    )


def forget_key(context: Context) -> bool:
    """Make the kernel forget the key, also of a file that is damaged or gone; False where it kept
    none."""
    from chattui.vault.file_store import look
    from chattui.vault.index import IndexFile

    ids = set()
    with suppress(ProblemError):
        ids.add(IndexFile(context.paths.index).load().vault_id)
    with suppress(ProblemError):
        found = look(context.paths.sealed_file)
        ids.add(found.id if found else "")
    emulator = on_emulator(context)
    forgotten = [kernel_keyring.forget(one, emulator=emulator) for one in ids - {""}]
    return any(forgotten)
