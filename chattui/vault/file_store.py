"""FileStore: the secrets in one sealed file.

Every write is a new generation of the whole file; the one before stays beside it as
``vault.sealed.bak``, except where it could give away what was just taken away. The highest
generation that was seen is noted in the index, so that an older file is noticed.

Codes: those of `sealed_problem`, ``vault.key_changed``, ``vault.file_gone``,
``vault.not_kept``, ``vault.older_generation``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from chattui.atomic import write_atomically
from chattui.disk import read_file, shown
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import backup, passphrase_slot, problems, sealed, slot_problems
from chattui.vault.index import Index, IndexFile, Pointer
from chattui.vault.passphrase import calibrated_cost, check_passphrase
from chattui.vault.sealed import Cost, Sealed, SealedError
from chattui.vault.sealed_problem import sealed_problem
from chattui.vault.slots import Slot
from chattui.vault.store import Change, same

if TYPE_CHECKING:
    from chattui.vault.vault import Vault

T = TypeVar("T")

Slots = tuple[Slot, ...]


class FileStore:
    """A `SecretStore` on the sealed file; finds its key once, in `unlock` or `prepare`.

    Either `passphrase` opens the file, and makes it where there is none, or `opener` gives the
    data key of a file that is there; it may raise SealedError or ProblemError. `seen` is the
    highest generation that something besides the index remembers.
    """

    kind = "file"
    backend = ""

    def __init__(
        self,
        path: Path,
        ledger: IndexFile,
        passphrase: Secret | None = None,
        cost: Cost | None = None,
        *,
        opener: Callable[[Sealed], bytes] | None = None,
        seen: int = 0,
    ) -> None:
        self.path = path
        self._ledger = ledger
        self._passphrase = None if passphrase is None else check_passphrase(passphrase)
        self._opener = opener
        self._cost = cost
        self._data_key: bytes | None = None
        self._slots: Slots = ()
        self._new_id = ""
        self._seen = seen
        self._generation = 0
        self._older: tuple[int, int] | None = None
        self._mutex = threading.RLock()  # key, slots and passphrase change together
        self.own_slot: Slot | None = None
        """The slot that the passphrase opened, where one did."""

    @property
    def data_key(self) -> bytes | None:
        """The key of the file, once `unlock` has found it or `prepare` has made one."""
        return self._data_key

    def key(self) -> bytes:
        """The key of a file that was opened."""
        assert self._data_key is not None  # who asks has opened it
        return self._data_key

    def exists(self) -> bool:
        """Whether the file was made already."""
        return os.path.lexists(self.path)

    @property
    def generation(self) -> int:
        """The generation that was read or written last; 0 before that."""
        return self._generation

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What was odd about the file, although it was opened."""
        if self._older is None:
            return ()
        return (problems.older_generation(self.path, *self._older),)

    def unlock(self) -> bool:
        """Find the key and open the file; False where there is no file yet."""
        with self._mutex:
            found = self._load()
            if found is None:
                return False
            self._seen = max(self._seen, self._ledger.load().generation)
            self._open(found)
            return True

    def prepare(self) -> None:
        """Find the key before the lock is taken, for a file that is there or is to be made."""
        with self._mutex:
            if self._data_key is not None or self.unlock():
                return
            passphrase = self._passphrase
            if passphrase is None:
                raise ProblemError(problems.file_gone(self.path))
            vault_id = self._ledger.load().vault_id or os.urandom(16).hex()
            data_key = sealed.new_data_key()
            cost = self._cost or calibrated_cost()
            slot = self._guard(
                lambda: passphrase_slot.new_passphrase_slot(passphrase, data_key, vault_id, cost)
            )
            self._new_id, self._data_key, self._slots = vault_id, data_key, (slot,)
            self.own_slot = slot

    def vault_id(self) -> str:
        """The id in the header of the file, or of the one that `prepare` is about to make."""
        found = self._load()
        return found.id if found else self._new_id

    def read(self, name: str) -> Secret | None:
        """The secret of that name."""
        found = self._load()
        if found is None:
            if name in self._ledger.load().items:
                raise ProblemError(problems.file_gone(self.path))
            return None
        text = self._open(found).get(name)
        return None if text is None else Secret(text)

    def write(self, name: str, value: Secret, then: Change = same) -> None:
        """Keep `value` in a new generation of the file, and read it back; `then` changes the
        index as that notes the generation."""
        index = self._ledger.load()
        if name not in index.items:  # noted first, so that a kill leaves nothing unknown
            self._ledger.save(replace(index, items={**index.items, name: Pointer()}))
        self._change(lambda items: {**items, name: value.reveal()})
        if self.read(name) != value:
            raise ProblemError(problems.not_kept(shown(self.path)))
        self._note(then)

    def delete(self, name: str) -> None:
        """Take the secret out of the file, then out of the index."""

        def without(index: Index) -> Index:
            left = {other: pointer for other, pointer in index.items.items() if other != name}
            return replace(index, items=left)

        found = self._load()
        if found is not None and name in self._open(found):
            self._change(
                lambda items: {n: v for n, v in items.items() if n != name}, keep_before=False
            )
            self._note(without)
        elif name in self._ledger.load().items:
            self._ledger.save(without(self._ledger.load()))

    def sweep(self) -> None:
        """Nothing is left in the file: a write is whole or has not happened."""

    def replace_slots(self, slots: Slots, data_key: bytes) -> None:
        """Write the next generation with these slots, of which each opens `data_key`. What the
        slots before could open is removed. The vault's lock is held; raises ProblemError."""
        self._change(lambda items: items, slots=slots, data_key=data_key, keep_before=False)
        self._note(same)

    def current(self) -> Sealed:
        """The file as it is now, which the key of this store opens; raises ProblemError."""
        found = self._load()
        if found is None:
            raise ProblemError(problems.file_gone(self.path))
        self._open(found)
        return found

    def _change(
        self,
        change: Callable[[dict[str, str]], dict[str, str]],
        *,
        slots: Slots | None = None,
        data_key: bytes | None = None,
        keep_before: bool = True,
    ) -> None:
        """Write the next generation of the file, which `_note` notes. The vault's lock is held."""
        with self._mutex:
            found = self._load()
            if found is not None:
                items, vault_id, generation = self._open(found), found.id, found.generation
            elif self._new_id and not self._generation:
                items, vault_id, generation = {}, self._new_id, 0
            else:  # it was there when it was opened
                raise ProblemError(problems.file_gone(self.path))
            key, ways = data_key or self._data_key, self._slots if slots is None else slots
            assert key is not None  # `prepare` or `_open` has seen to it
            highest = max(generation, self._seen, self._ledger.load().generation)
            generation = min(highest + 1, sealed.MOST_GENERATION)
            data = self._guard(lambda: sealed.seal(vault_id, generation, ways, key, change(items)))
            if not keep_before:
                backup.remove(self.path)
            write_atomically(
                self.path,
                data,
                locked=True,
                before=(lambda: backup.keep(self.path)) if keep_before else None,
            )
            self._settle(key, ways, generation)

    def _note(self, then: Change) -> None:
        """Note in the index which generation there is, and what else has changed, in one write; a
        kill before this is caught up with the next write."""
        index = then(self._ledger.load())
        self._ledger.save(replace(index, generation=self._generation))

    def _load(self) -> Sealed | None:
        return look(self.path)

    def _open(self, found: Sealed) -> dict[str, str]:
        with self._mutex:
            if self._data_key is not None and found.slots == self._slots:
                items = self._unseal(found, self._data_key)
            else:
                items = self._open_anew(found)
            self._older = (found.generation, self._seen) if found.generation < self._seen else None
            self._seen = max(self._seen, found.generation)
            self._generation = found.generation
            return items

    def _open_anew(self, found: Sealed) -> dict[str, str]:
        """Open a file whose slots are not the ones that are known."""
        data_key = self._data_key  # another passphrase since, perhaps still the same key
        passphrase, opener = self._passphrase, self._opener
        if passphrase is not None:
            # Not opened yet, or another process made the file between `prepare` and the lock.
            self.own_slot, data_key = self._guard(
                lambda: passphrase_slot.fitting_slot(found, passphrase)
            )
        elif data_key is None:
            assert opener is not None  # a store is made with the one or the other
            data_key = self._guard(lambda: opener(found))
        items = self._unseal(found, data_key)
        self._settle(data_key, found.slots, found.generation)
        return items

    def _unseal(self, found: Sealed, data_key: bytes) -> dict[str, str]:
        try:
            return sealed.unseal(found, data_key)
        except SealedError as error:
            was_open = self._data_key is not None and self._passphrase is None
            if was_open and found.slots != self._slots:
                raise ProblemError(problems.key_changed(self.path)) from None
            raise ProblemError(sealed_problem(error, self.path)) from None

    def _settle(self, data_key: bytes, slots: Slots, generation: int) -> None:
        self._data_key, self._slots, self._generation = data_key, slots, generation
        self._passphrase = self._opener = None
        self._seen, self._older = max(self._seen, generation), None

    def _guard(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except SealedError as error:
            raise ProblemError(sealed_problem(error, self.path)) from None


def file_store(vault: Vault) -> FileStore:
    """The sealed file of `vault`; raises ProblemError ``vault.not_a_file`` where there is none."""
    store = vault.store
    if not isinstance(store, FileStore) or not store.exists():
        raise ProblemError(slot_problems.not_a_file(vault.where))
    return store


def look(path: Path) -> Sealed | None:
    """The sealed file at `path`, taken apart but not opened; None where there is none."""
    data = read_file(path, sealed.FILE_LIMIT)
    if data is None:
        return None
    try:
        return sealed.parse(data)
    except SealedError as error:
        raise ProblemError(sealed_problem(error, path)) from None
