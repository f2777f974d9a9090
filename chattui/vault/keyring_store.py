"""KeyringStore: the secrets in the OS keyring, never overwritten in place.

A write notes the new generation as stale, adds it, reads it back, switches the pointer in the
index and deletes the old one. A process killed anywhere leaves the old generation or the new one
valid, and whatever else there is noted in the index, where the next write finds and removes it.

An item of a keyring: service ``chattui:VAULT-ID`` (``chattui-emulator:VAULT-ID``), user name
``NAME.GENERATION.PART``, value at most `ITEM_LIMIT` characters: Windows takes 1,280.

Codes: ``vault.item_gone``, ``vault.not_kept``, and those of `keyring_states`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.index import Index, IndexFile, Pointer
from chattui.vault.keyring_guard import SECONDS, Backend, KeyringFault, guarded
from chattui.vault.keyring_states import UNANSWERED, keyring_problem
from chattui.vault.keyring_words import State
from chattui.vault.store import Change, same
from chattui.words import t

T = TypeVar("T")

ITEM_LIMIT = 1200
PASSED_OVER = frozenset({State.DENIED, State.BROKEN, State.KEEPS_NOTHING, State.TOO_BIG})
"""What one stale item may come to without keeping everything else from being written."""

_late: set[tuple[str, str]] = set()
"""Items of calls that were not waited for any longer: they may come to be at any time."""


class KeyringStore:
    """A `SecretStore` on one native back end of `keyring`."""

    kind = "keyring"

    def __init__(
        self,
        name: str,
        calls: Backend,
        ledger: IndexFile,
        *,
        emulator: bool = False,
        where: str = "",
        seconds: float = SECONDS,
    ) -> None:
        self.backend = name
        self._calls = calls
        self._ledger = ledger
        self._prefix = "chattui-emulator" if emulator else "chattui"
        self._where = where
        self._seconds = seconds

    def prepare(self) -> None:
        """Nothing is slow before the lock."""

    def vault_id(self) -> str:
        """A keyring is bound to no vault of its own."""
        return ""

    def read(self, name: str) -> Secret | None:
        """The valid generation of that name; one that the keyring lost is a Problem."""
        index = self._ledger.load()
        pointer = index.items.get(name)
        if pointer is None:
            return None
        try:
            found = self._get(index, name, pointer)
        except KeyringFault as fault:
            raise ProblemError(keyring_problem(fault, self._where)) from None
        if found is None:
            raise ProblemError(problems.item_gone(self._where))
        return found

    def write(self, name: str, value: Secret, then: Change = same) -> None:
        """Add a generation, read it back, switch to it, delete the one before; `then` changes
        the index as it switches."""
        self.sweep()
        index = self._ledger.load()
        parts = split(value.reveal())
        old = index.items.get(name)
        used = [pointer.generation for owner, pointer in index.stale if owner == name]
        new = Pointer(max([old.generation if old else 0, *used]) + 1, len(parts))
        index = replace(index, stale=(*index.stale, (name, new)))
        self._ledger.save(index)
        try:
            for number, part in enumerate(parts, 1):
                self._put(index, name, new, number, part)
            kept = self._get(index, name, new) == value
        except KeyringFault as fault:
            if fault.state not in UNANSWERED:  # it would only be waited for again
                self._discard_quietly(index, name, new)
            raise ProblemError(keyring_problem(fault, self._where)) from None
        if not kept:
            self._discard_quietly(index, name, new)
            raise ProblemError(problems.not_kept(self._where))
        # `new` leaves the list of stale ones in the same write that makes it valid.
        stale = tuple(entry for entry in index.stale if entry != (name, new))
        stale = (*stale, (name, old)) if old else stale
        self._ledger.save(replace(then(index), items={**index.items, name: new}, stale=stale))
        with suppress(ProblemError):  # it is noted: a later write removes it
            self.sweep()

    def delete(self, name: str) -> None:
        """Note the valid generation as stale, then remove it; raises where it is still there."""
        index = self._ledger.load()
        pointer = index.items.get(name)
        if pointer is None:
            return
        left = {n: p for n, p in index.items.items() if n != name}
        self._ledger.save(replace(index, items=left, stale=(*index.stale, (name, pointer))))
        fault = self._sweep().get((name, pointer))
        if fault:
            raise ProblemError(keyring_problem(fault, self._where))

    def sweep(self) -> None:
        """Delete the stale generations that the index names; what refuses stays noted."""
        self._sweep()

    def _sweep(self) -> dict[tuple[str, Pointer], KeyringFault]:
        """The stale generations that could not be deleted, each with the reason."""
        index = self._ledger.load()
        left: dict[tuple[str, Pointer], KeyringFault] = {}
        for name, pointer in index.stale:
            try:
                self._discard(index, name, pointer)
            except KeyringFault as fault:
                if fault.state not in PASSED_OVER:
                    raise ProblemError(keyring_problem(fault, self._where)) from None
                left[name, pointer] = fault
        late = [entry for entry in index.stale if _late & set(self._items(index, *entry))]
        stale = tuple(entry for entry in index.stale if entry in left or entry in late)
        if stale != index.stale:
            self._ledger.save(replace(index, stale=stale))
        return left

    def _get(self, index: Index, name: str, pointer: Pointer) -> Secret | None:
        def get() -> str | None:
            texts = []
            for item in self._items(index, name, pointer):
                text = self._calls.get_password(*item)
                if not text:  # absent, or the empty item of a write that stored nothing
                    return None
                texts.append(text)
            return "".join(texts)

        text = self._call(get)
        return None if text is None else Secret(text)

    def _put(self, index: Index, name: str, pointer: Pointer, number: int, part: str) -> None:
        item = self._item(index, name, pointer, number)

        def put() -> None:
            try:
                self._calls.set_password(*item, part)
            finally:
                _late.discard(item)

        _late.add(item)
        self._call(put)

    def _discard_quietly(self, index: Index, name: str, pointer: Pointer) -> None:
        with suppress(KeyringFault):  # it is noted as stale: a later write removes it
            self._discard(index, name, pointer)

    def _discard(self, index: Index, name: str, pointer: Pointer) -> None:
        def remove() -> None:
            for item in self._items(index, name, pointer):
                if self._calls.get_password(*item) is None:
                    continue
                self._calls.delete_password(*item)
                if self._calls.get_password(*item) is not None:
                    raise KeyringFault(State.DENIED, t("It does not forget an item."))

        self._call(remove)

    def _items(self, index: Index, name: str, pointer: Pointer) -> list[tuple[str, str]]:
        return [self._item(index, name, pointer, n) for n in range(1, pointer.parts + 1)]

    def _item(self, index: Index, name: str, pointer: Pointer, number: int) -> tuple[str, str]:
        return f"{self._prefix}:{index.vault_id}", f"{name}.{pointer.generation}.{number}"

    def _call(self, work: Callable[[], T]) -> T:
        return guarded(work, self._seconds, self.backend)


def split(text: str, limit: int = ITEM_LIMIT) -> list[str]:
    """`text` in parts of at most `limit` UTF-16 units, which is what Windows counts."""
    parts, start, units = [], 0, 0
    for place, char in enumerate(text):
        size = 2 if ord(char) > 0xFFFF else 1
        if units + size > limit:
            parts.append(text[start:place])
            start, units = place, 0
        units += size
    parts.append(text[start:])
    return parts
