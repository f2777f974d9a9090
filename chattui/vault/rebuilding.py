"""Making a lost or damaged ``accounts.json`` again from what the store itself says.

Every item says whose it is (see `grant`). From the sealed file, or from the items of a Secret
Service, which alone among the keyrings can be asked what it holds.

Codes: ``vault.index_sound``, ``vault.nothing_to_rebuild``, ``vault.which_vault``, and those of
opening.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chattui.atomic import lock, write_atomically
from chattui.context import Context
from chattui.disk import read_file, shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault.core_dumps import forbid_core_dumps
from chattui.vault.grant import said_of
from chattui.vault.index import (
    SIZE_LIMIT,
    AccountEntry,
    ClientEntry,
    Index,
    IndexFile,
    Pointer,
)
from chattui.words import t


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was found again."""

    accounts: tuple[str, ...]
    """Addresses."""
    clients: tuple[str, ...]
    """Names."""
    unknown: int = 0
    """Secrets that do not say whose they are; they are left where they are."""
    aside: Path | None = None
    """Where the damaged index was put."""
    where: str = ""
    """Words for the store that it was made from."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds: the valid text of each item, and what else there is of it."""

    vault_id: str
    kind: str
    backend: str
    texts: Mapping[str, Secret]
    pointers: Mapping[str, Pointer]
    stale: tuple[tuple[str, Pointer], ...] = ()
    generation: int = 0
    where: str = ""


def rebuild(
    context: Context,
    passphrase: Secret | None = None,
    *,
    vault_id: str = "",
    dry_run: bool = False,
) -> Rebuilt:
    """Make the index again, from the sealed file or from the items of the keyring.

    A damaged index is kept beside it, never deleted. `vault_id` says which vault of a keyring is
    meant where there are several. With `dry_run` nothing is changed. Raises ProblemError:
    ``vault.index_sound`` where there is nothing to rebuild, ``vault.nothing_to_rebuild``,
    ``vault.which_vault``, and those of opening.
    """
    if not context.surroundings.debug:
        forbid_core_dumps()  # all of it is opened here
    with lock(context.paths.state / "vault.lock"):
        damaged = _damaged_index(context)
        held = _held(context, passphrase, vault_id or _word("id", "[0-9a-f]{32}", damaged))
        index, unknown = _index(held, _word("default", "[0-9a-f]{16}", damaged))
        aside = None
        if not dry_run:
            if damaged:
                aside = _keep_aside(context.paths.index, damaged)
            IndexFile(context.paths.index).save(index)
    return Rebuilt(
        tuple(account.email for account in index.accounts),
        tuple(client.name for client in index.clients),
        unknown,
        aside,
        held.where,
    )


def _damaged_index(context: Context) -> bytes:
    """The bytes of the damaged index, empty where there is none at all."""
    path = context.paths.index
    data = read_file(path, SIZE_LIMIT) or b""
    try:
        index = IndexFile(path).load()
    except ProblemError as error:
        if error.problem.code != "vault.index_damaged":
            raise
        return data
    if index.settled or index.items:
        raise ProblemError(
            Problem(
                "vault.index_sound",
                t("The list of accounts, {path}, is sound.", path=shown(path)),
                t("Nothing was changed."),
                t("See what it says with `chattui vault status`."),
                exit=Exit.USAGE,
            )
        )
    return b""  # it says nothing, as one that is not there


def _held(context: Context, passphrase: Secret | None, vault_id: str) -> Held:
    path = context.paths.sealed_file
    if os.path.lexists(path):
        from chattui.vault.rebuilding_file import held_in_file

        return held_in_file(context, passphrase)
    from chattui.vault.rebuilding_keyring import held_in_keyring

    return held_in_keyring(context, vault_id)


def _index(held: Held, default: str) -> tuple[Index, int]:
    """The index that names what is `held`; and how many items say nothing of themselves."""
    from chattui.vault.index_format import ITEM, entry_of

    accounts: list[AccountEntry] = []
    clients: list[ClientEntry] = []
    for name, text in held.texts.items():
        said = said_of(name, text) if ITEM.fullmatch(name) else None
        entry = entry_of(name.partition(":")[0], said) if said else None
        if isinstance(entry, AccountEntry):
            accounts.append(entry)
        elif entry:
            clients.append(entry)
    accounts.sort(key=lambda account: (account.consented_at, account.email))
    clients.sort(key=lambda client: (client.added_at, client.name))
    keys = [account.key for account in accounts]
    known = {f"grant:{key}" for key in keys} | {f"client:{client.key}" for client in clients}
    if len(keys) == 1:
        default = keys[0]
    index = Index(
        vault_id=held.vault_id,
        kind=held.kind,
        backend=held.backend,
        default=default if default in keys else None,
        clients=tuple(clients),
        accounts=tuple(accounts),
        # What says nothing of itself is not named: nobody would own it, and it would be removed.
        items={name: pointer for name, pointer in held.pointers.items() if name in known},
        stale=tuple(one for one in held.stale if one[0] in known),
        generation=held.generation,
    )
    return index, len(held.texts) - len(known)


def _word(member: str, pattern: str, text: bytes) -> str:
    """A member of the damaged index that can still be read, else empty."""
    found = re.search(f'"{member}": ?"({pattern})"'.encode(), text)
    return found[1].decode() if found else ""


def _keep_aside(path: Path, data: bytes) -> Path:
    """Keep the damaged index beside the one that is made, once."""
    number = 1
    while True:
        aside = path.with_name(f"{path.name}.damaged" + (f"-{number}" if number > 1 else ""))
        if not os.path.lexists(aside):
            write_atomically(aside, data, locked=True)
            return aside
        if read_file(aside, SIZE_LIMIT) == data:
            return aside  # an earlier attempt has kept it
        number += 1


def nothing_to_rebuild(cause: str) -> Problem:
    """There is nothing that an index could be made from."""
    return Problem(
        "vault.nothing_to_rebuild",
        t("There is nothing that the list of accounts could be made from."),
        cause,
        t("Put back a copy of accounts.json where you have one, or sign in again."),
    )
