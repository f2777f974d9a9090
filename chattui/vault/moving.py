"""Moving everything between the OS keyring and the sealed file, either way.

The new store is noted in the index beside the old one, filled and read back; one write of the
index makes it the one that counts; then the old one is emptied. A process killed anywhere
leaves the old store whole or the new one, and what is left of the other noted in the index: the
next write of the vault removes it. All functions block.

Codes: ``vault.nothing_to_move``, ``vault.moved_already``, ``vault.file_in_the_way``,
``vault.side_left``, ``vault.no_keyring``, ``vault.no_new_passphrase``, and those of the stores.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from chattui.context import Context
from chattui.disk import shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.index import Index, IndexFile, Side
from chattui.vault.side_ledger import SideLedger, empty_side, side_left
from chattui.vault.store import SecretStore
from chattui.vault.where import where_words
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.sealed import Cost
    from chattui.vault.vault import Vault

To = Literal["keyring", "file"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a move is: `done` of `total` secrets are in the new store."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    items: int
    where: str
    """Words for where everything is now."""
    emptied: bool = True
    """Whether the store that was left holds nothing any more; else it is noted in the index."""


def move(
    context: Context,
    vault: Vault,
    to: To,
    *,
    passphrase: Secret | None = None,
    cost: Cost | None = None,
    tell: Callable[[Step], None] | None = None,
) -> Moved:
    """Move everything that `vault` holds into the other kind of store; raises ProblemError.

    `passphrase` is for the sealed file that is made. `tell` hears of every secret, on this
    thread. Afterwards `vault` is of no use: open it anew.
    """
    if vault.kind == to:
        raise ProblemError(_moved_already(vault.where))
    check_movable(vault.ledger.load())
    new = _new_store(context, to, passphrase, cost)
    with vault.writing() as index:
        if index.side is not None and not empty_side(context):
            raise ProblemError(side_left(context, index.side))
        if to == "file" and os.path.lexists(context.paths.sealed_file):
            raise ProblemError(_file_in_the_way(context.paths.sealed_file))
        vault.ledger.save(
            replace(vault.ledger.load(), side=Side(new.kind, new.backend, leaving=False))
        )
        try:
            _copy(vault, new, tuple(index.items), tell)
        except BaseException:
            empty_side(context)
            raise
        _switch(vault.ledger)
        emptied = empty_side(context)
    where = where_words(new.kind, new.backend, context.paths.sealed_file)
    return Moved(len(index.items), where, emptied)


def check_movable(index: Index, to: To | None = None, where: str = "") -> None:
    """Raise ProblemError where there is nothing to move, or all is in a store of the kind `to`
    already; `where` are words for that."""
    if not index.settled:
        raise ProblemError(_nothing_to_move())
    if index.kind == to:
        raise ProblemError(_moved_already(where))


def _new_store(
    context: Context, to: To, passphrase: Secret | None, cost: Cost | None
) -> SecretStore:
    """The store to fill, ready to be written: its key is derived before the lock is taken."""
    ledger = SideLedger(context.paths.index)
    if to == "file":
        from chattui.vault.file_store import FileStore

        if passphrase is None:
            raise ProblemError(_passphrase_needed())
        return FileStore(context.paths.sealed_file, ledger, passphrase, cost)
    from chattui.vault.keyring_store import KeyringStore
    from chattui.vault.keyring_trial import find_keyring

    name, calls = find_keyring(context)
    where = where_words("keyring", name, context.paths.sealed_file)
    emulator = bool(context.endpoints.emulator)
    return KeyringStore(name, calls, ledger, emulator=emulator, where=where)


def _copy(
    vault: Vault,
    new: SecretStore,
    names: tuple[str, ...],
    tell: Callable[[Step], None] | None,
) -> None:
    """Fill `new` with what `vault` holds, then read all of it back."""
    where = where_words(new.kind, new.backend, vault.folder / "vault.sealed")
    new.prepare()
    for done, name in enumerate(names, 1):
        value = vault.store.read(name)
        if value is None:
            raise ProblemError(problems.item_gone(vault.where))
        new.write(name, value)
        if tell is not None:
            tell(Step(done, len(names)))
    for name in names:
        if new.read(name) != vault.store.read(name):
            raise ProblemError(problems.not_kept(where))


def _switch(ledger: IndexFile) -> None:
    """Make the side the store that counts, and the other one the side, in one write."""
    index = ledger.load()
    side = index.side
    assert side is not None  # noted before it was filled
    ledger.save(
        replace(
            index,
            kind=side.kind,
            backend=side.backend,
            items=side.items,
            stale=side.stale,
            side=Side(index.kind, index.backend, True, index.items, index.stale),
        )
    )


def _passphrase_needed() -> Problem:
    return Problem(
        "vault.no_new_passphrase",
        t("The sealed file that everything moves into needs a passphrase."),
        t("None was given. Nothing was moved."),
        t("Run `chattui vault move file` at a terminal, or with --new-passphrase-file."),
        exit=Exit.USAGE,
    )


def _moved_already(where: str) -> Problem:
    return Problem(
        "vault.moved_already",
        t("Everything is in {where} already.", where=where),
        t("Nothing was changed."),
        t("See where everything is with `chattui vault status`."),
        exit=Exit.USAGE,
    )


def _nothing_to_move() -> Problem:
    return Problem(
        "vault.nothing_to_move",
        t("The vault holds nothing that could be moved."),
        t("Where secrets are kept is chosen when the first client or account is stored."),
        t("Import a client file, or sign in with `chattui login`."),
        exit=Exit.USAGE,
    )


def _file_in_the_way(path: Path) -> Problem:
    return Problem(
        "vault.file_in_the_way",
        t("There is a sealed file at {path} already.", path=shown(path)),
        t("It belongs to no vault that is known here, so it is not overwritten."),
        t("Move it aside, then try again."),
        exit=Exit.USAGE,
    )
