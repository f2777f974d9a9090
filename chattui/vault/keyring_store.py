"""KeyringStore: the secrets in the OS keyring, never overwritten in place.

A write notes the new generation as stale, adds it, reads it back, switches the pointer in the
index and deletes the old one. A process killed anywhere leaves the old generation or the new one
valid, and whatever else there is noted in the index, where the next write finds and removes it.

An item of a keyring: service ``chattui:VAULT-ID`` (``chattui-emulator:VAULT-ID``), user name
``NAME.GENERATION.PART``, value at most `ITEM_LIMIT` characters: Windows takes 1,280.

Codes: ``vault.keyring_locked``, ``vault.keyring_silent``, ``vault.keyring_gone``,
``vault.keyring_denied``, ``vault.keyring_too_big``, ``vault.keyring_broken``,
``vault.item_gone``, ``vault.not_kept``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.index import Index, IndexFile, Pointer
from chattui.vault.keyring_guard import SECONDS, Backend, KeyringFault, State, guarded
from chattui.words import t

T = TypeVar("T")

ITEM_LIMIT = 1200


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
        found = self._fetch(index, name, pointer)
        if found is None:
            raise ProblemError(problems.item_gone(self._where))
        return found

    def write(self, name: str, value: Secret) -> None:
        """Add a generation, read it back, switch to it, delete the one before."""
        self.sweep()
        index = self._ledger.load()
        parts = split(value.reveal())
        old = index.items.get(name)
        new = Pointer((old.generation if old else 0) + 1, len(parts))
        index = replace(index, stale=(*index.stale, (name, new)))
        self._ledger.save(index)
        try:
            for number, part in enumerate(parts, 1):
                self._put(index, name, new, number, part)
            kept = self._fetch(index, name, new) == value
        except ProblemError as error:
            if error.problem.code != "vault.keyring_silent":  # it would only be waited for again
                self._discard_quietly(index, name, new)
            raise
        if not kept:
            self._discard_quietly(index, name, new)
            raise ProblemError(problems.not_kept(self._where))
        # `new` leaves the list of stale ones in the same write that makes it valid.
        stale = ((name, old),) if old else ()
        self._ledger.save(replace(index, items={**index.items, name: new}, stale=stale))
        with suppress(ProblemError):  # it is noted: a later write removes it
            self.sweep()

    def delete(self, name: str) -> None:
        """Note the valid generation as stale, then remove it."""
        index = self._ledger.load()
        pointer = index.items.get(name)
        if pointer is None:
            return
        left = {n: p for n, p in index.items.items() if n != name}
        self._ledger.save(replace(index, items=left, stale=(*index.stale, (name, pointer))))
        self.sweep()

    def sweep(self) -> None:
        """Delete the stale generations that the index names."""
        index = self._ledger.load()
        if not index.stale:
            return
        for name, pointer in index.stale:
            self._discard(index, name, pointer)
        self._ledger.save(replace(index, stale=()))

    def _fetch(self, index: Index, name: str, pointer: Pointer) -> Secret | None:
        def get() -> str | None:
            texts = []
            for number in range(1, pointer.parts + 1):
                text = self._calls.get_password(*self._item(index, name, pointer, number))
                if not text:  # absent, or the empty item of a write that stored nothing
                    return None
                texts.append(text)
            return "".join(texts)

        text = self._call(get)
        return None if text is None else Secret(text)

    def _put(self, index: Index, name: str, pointer: Pointer, number: int, part: str) -> None:
        item = self._item(index, name, pointer, number)

        def put() -> None:
            self._calls.set_password(*item, part)

        self._call(put)

    def _discard_quietly(self, index: Index, name: str, pointer: Pointer) -> None:
        with suppress(ProblemError):  # it is noted as stale: a later write removes it
            self._discard(index, name, pointer)

    def _discard(self, index: Index, name: str, pointer: Pointer) -> None:
        def remove() -> None:
            for number in range(1, pointer.parts + 1):
                item = self._item(index, name, pointer, number)
                if self._calls.get_password(*item) is not None:
                    self._calls.delete_password(*item)

        self._call(remove)

    def _item(self, index: Index, name: str, pointer: Pointer, number: int) -> tuple[str, str]:
        return f"{self._prefix}:{index.vault_id}", f"{name}.{pointer.generation}.{number}"

    def _call(self, work: Callable[[], T]) -> T:
        try:
            return guarded(work, self._seconds)
        except KeyringFault as fault:
            raise ProblemError(keyring_problem(fault, self._where)) from None


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


def keyring_problem(fault: KeyringFault, where: str) -> Problem:
    """What a `KeyringFault` of a keyring that is in use means to a person."""
    match fault.state:
        case State.LOCKED:
            return Problem(
                "vault.keyring_locked",
                t("The tokens are kept in {where}, and it is locked.", where=where),
                fault.cause,
                t("Unlock it, by signing in on the desktop of this machine, then try again."),
            )
        case State.TIMEOUT:
            return Problem(
                "vault.keyring_silent",
                t("The tokens are kept in {where}, and it does not answer.", where=where),
                fault.cause,
                t("Answer its question on the desktop, or restart it, then try again."),
            )
        case State.NO_SERVICE | State.ABSENT | State.OK:
            return Problem(
                "vault.keyring_gone",
                t("The tokens are kept in {where}, and it cannot be reached.", where=where),
                fault.cause,
                t(
                    "Run chattui in the session where you signed in, or start with a sealed file"
                    " in another folder: set CHATTUI_HOME and give --passphrase-file."
                ),
            )
        case State.TOO_BIG:
            return Problem(
                "vault.keyring_too_big",
                t("The tokens are kept in {where}, which takes only small items.", where=where),
                fault.cause,
                t("Use a sealed file: set another CHATTUI_HOME and give --passphrase-file."),
            )
        case State.DENIED:
            return Problem(
                "vault.keyring_denied",
                t("The tokens are kept in {where}, and it refused.", where=where),
                fault.cause,
                t("Allow chattui in the settings of the keyring, then try again."),
            )
        case State.BROKEN:
            return Problem(
                "vault.keyring_broken",
                t("The tokens are kept in {where}, and it does not work.", where=where),
                fault.cause,
                t("Restart the keyring service, then try again."),
            )
