"""Removing everything that chattui keeps of a vault on this machine; nothing is opened for it.

First the index names no account any more, then the stores are emptied, and it goes last itself:
killed anywhere, what is left is no vault that anybody is signed in to, and `destroy` can be run
again, which still knows every item.

Codes: those of the index, of `disk` and of the lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from chattui.atomic import lock, remove_lock
from chattui.context import Context
from chattui.disk import shown
from chattui.problem import ProblemError
from chattui.vault.emptying import (
    empty_keyring,
    forget_slot_keys,
    remove,
    remove_sealed,
    sealed_files,
    slot_keyrings,
)
from chattui.vault.index import Index, IndexFile
from chattui.vault.keeping import forget_key
from chattui.vault.side_ledger import SideLedger
from chattui.vault.where import where_words
from chattui.words import t, tn

OURS = ("accounts.json.damaged*", ".*.tmp", "port.json", "log.key")
"""Files of the state folder that go besides the store, the index and the locks."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was removed and what was left, each as words for a person."""

    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """What could not be removed now, and why; the index still names it, so that it can be."""
    kept: tuple[str, ...] = ()
    """What is not chattui's to remove, such as the grants at Google; whole sentences."""


@dataclass(slots=True)
class _Broom:
    """Removes one thing after the other, or only tells what it would."""

    context: Context
    only_tell: bool
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def away(self, words: str, work: Callable[[], object]) -> None:
        try:
            if not self.only_tell:
                work()
        except ProblemError as error:
            why = error.problem.cause or error.problem.message
            self.left.append(t("{what}: {why}", what=words, why=why))
        else:
            self.removed.append(words)

    def keyring(self, ledger: IndexFile) -> None:
        index = ledger.load()
        count = len(set(index.items) | {name for name, _ in index.stale})
        if index.kind == "keyring" and count:
            where = where_words("keyring", index.backend, self.context.paths.sealed_file)
            words = tn(
                "{count} secret in {where}", "{count} secrets in {where}", count, where=where
            )
            self.away(words, lambda: empty_keyring(self.context, ledger))

    def file(self, path: Path) -> None:
        self.away(shown(path), lambda: remove(path))


def plan_destroy(context: Context) -> Destroyed:
    """What `destroy` would remove; changes nothing. Raises ProblemError where the index is
    damaged."""
    if not context.paths.state.is_dir():
        return Destroyed()
    return _sweep(_Broom(context, only_tell=True), IndexFile(context.paths.index).load())


def destroy(context: Context) -> Destroyed:
    """Remove the keyring's items, the sealed file and its copies, the index, the locks, the key
    that the kernel keeps, and the caches. Killed half way, it is run again. Raises ProblemError
    where the index is damaged, the vault's lock is held, or the disk refuses."""
    state = context.paths.state
    if not state.is_dir():
        return Destroyed()
    with lock(state / "vault.lock"):
        ledger = IndexFile(context.paths.index)
        index = ledger.load()
        if index.accounts or index.clients or not index.vault_id:
            bound = replace(index, vault_id=index.vault_id or _id_of_file(context))
            ledger.save(replace(bound, accounts=(), clients=(), default=None))
        forget_key(context)  # also where the file is gone: a copy of it may not be
        destroyed = _sweep(_Broom(context, only_tell=False), index)
        if not destroyed.left:
            remove(context.paths.index)
            with suppress(OSError):  # Windows removes no open file
                os.unlink(state / "vault.lock")
    for folder in (context.paths.cache, state):
        with suppress(OSError):  # it is not there, or something of another's is in it
            folder.rmdir()
    return destroyed


def _sweep(broom: _Broom, index: Index) -> Destroyed:
    context, paths = broom.context, broom.context.paths
    broom.keyring(IndexFile(paths.index))
    broom.keyring(SideLedger(paths.index))
    keyrings = slot_keyrings(context)
    if sealed_files(context):
        broom.away(shown(paths.sealed_file), lambda: remove_sealed(context))
    for name in keyrings:
        where = where_words("keyring", name, paths.sealed_file)
        words = t("the key of the sealed file in {where}", where=where)
        broom.away(words, lambda: forget_slot_keys(context))
    for pattern in OURS:
        for path in sorted(paths.state.glob(pattern)):
            broom.file(path)
    for path in sorted(paths.cache.glob("spaces*.json*")):
        broom.file(path)
    for path in sorted(paths.state.glob("refresh-*.lock")):
        if not broom.only_tell:
            remove_lock(path)
    if not broom.left and os.path.lexists(paths.index):
        broom.removed.append(shown(paths.index))
    return Destroyed(tuple(broom.removed), tuple(broom.left), _kept(context, index))


def _kept(context: Context, index: Index) -> tuple[str, ...]:
    kinds = {account.kind for account in index.accounts}
    kept = []
    if "user" in kinds:
        kept.append(
            t("Google keeps the grants until they are removed at myaccount.google.com/connections.")
        )
    if "delegation" in kinds:
        kept.append(
            t("The service account stays authorized until the Admin console says otherwise.")
        )
    if os.path.lexists(context.paths.config / "config.toml"):
        path = shown(context.paths.config / "config.toml")
        kept.append(t("The settings in {path} stay.", path=path))
    if context.log:
        kept.append(t("The log in {path} stays.", path=shown(context.log)))
    return tuple(kept)


def _id_of_file(context: Context) -> str:
    """The vault's id by its sealed file, where the index has none."""
    from chattui.vault.file_store import look

    with suppress(ProblemError):
        found = look(context.paths.sealed_file)
        return found.id if found else ""
    return ""
