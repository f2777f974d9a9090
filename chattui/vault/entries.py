"""Changes of the index: accounts and clients put in their place, keyrings noted."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from chattui.atomic import lock
from chattui.problem import ProblemError
from chattui.vault import problems
from chattui.vault.index import AccountEntry, ClientEntry, Index, IndexFile

if TYPE_CHECKING:
    from chattui.vault.store import SecretStore

E = TypeVar("E", AccountEntry, ClientEntry)


def put(entries: tuple[E, ...], entry: E) -> tuple[E, ...]:
    """`entries` with `entry` in the place of the one of its key, or at the end."""
    if any(e.key == entry.key for e in entries):
        return tuple(entry if e.key == entry.key else e for e in entries)
    return entries + (entry,)  # noqa: RUF005 the type checker follows only this


def with_account(index: Index, entry: AccountEntry) -> Index:
    """`index` with the account in its place; the first one becomes the default."""
    accounts = put(index.accounts, entry)
    return replace(index, accounts=accounts, default=index.default or entry.key)


def same_account(index: Index, email: str, client_key: str, kind: str) -> AccountEntry | None:
    """The account of that address, client and kind, whose place a new sign-in takes."""
    wanted = (email.casefold(), client_key, kind)
    found = (a for a in index.accounts if (a.email.casefold(), a.client_key, a.kind) == wanted)
    return next(found, None)


def claim(index: Index, store: SecretStore, folder: Path) -> Index:
    """`index` saying that `store` is the one that is used.

    Raises ProblemError ``vault.moved`` or ``vault.other_vault`` where another one came to be.
    """
    bound = store.vault_id()
    if index.settled and (index.kind, index.backend) != (store.kind, store.backend):
        raise ProblemError(problems.moved())
    if index.settled and bound and index.vault_id != bound:
        raise ProblemError(problems.other_vault(folder))
    return replace(
        index,
        vault_id=bound or index.vault_id or os.urandom(16).hex(),
        kind=store.kind,
        backend=store.backend,
    )


def ownerless(index: Index) -> list[str]:
    """The items of no account or client, as a killed process leaves them."""
    owned = {f"client:{c.key}" for c in index.clients}
    owned |= {f"grant:{a.key}" for a in index.accounts}
    return [name for name in index.items if name not in owned]


def note_keyring(ledger: IndexFile, name: str) -> bool:
    """Note that the keyring `name` may hold a key that no slot of the sealed file needs, or the
    item of a trial; False where it was noted already. The vault's lock is held."""
    index = ledger.load()
    if name in index.slot_keyrings:
        return False
    ledger.save(replace(index, slot_keyrings=(*index.slot_keyrings, name)))
    return True


def unnote_keyring(ledger: IndexFile, name: str) -> None:
    """The keyring `name` holds nothing that is to be deleted. The vault's lock is held."""
    index = ledger.load()
    left = tuple(one for one in index.slot_keyrings if one != name)
    ledger.save(replace(index, slot_keyrings=left))


def new_key() -> str:
    """A random key for an account or a client."""
    return os.urandom(8).hex()


def choose_default(ledger: IndexFile, key: str) -> None:
    """Use the account of that key where none is named. Opens no vault; blocks on its lock."""
    with lock(ledger.path.parent / "vault.lock"):
        index = ledger.load()
        if index.account(key) is None:
            raise ProblemError(problems.unknown_account())
        ledger.save(replace(index, default=key))
