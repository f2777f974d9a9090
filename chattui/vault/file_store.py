"""FileStore: the secrets in one sealed file.

Codes: ``vault.wrong_passphrase``, ``vault.damaged``, ``vault.newer``, ``vault.too_big``,
``vault.no_memory``, ``vault.no_slot``, ``vault.key_changed``,
``vault.file_gone``, ``vault.not_kept``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from chattui.atomic import write_atomically
from chattui.disk import read_file, shown
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import problems, sealed
from chattui.vault.index import IndexFile, Pointer
from chattui.vault.passphrase import calibrated_cost, check_passphrase
from chattui.vault.sealed import Cost, Sealed, SealedError
from chattui.words import t

T = TypeVar("T")


class FileStore:
    """A `SecretStore` on the sealed file; derives its key once, in `unlock` or `prepare`."""

    kind = "file"
    backend = ""

    def __init__(
        self, path: Path, ledger: IndexFile, passphrase: Secret, cost: Cost | None = None
    ) -> None:
        self.path = path
        self._ledger = ledger
        self._passphrase: Secret | None = check_passphrase(passphrase)
        self._cost = cost
        self._data_key: bytes | None = None
        self._slots: tuple[dict[str, Any], ...] = ()
        self._new_id = ""
        self._mutex = threading.RLock()  # key, slots and passphrase change together

    def unlock(self) -> bool:
        """Derive the key and open the file; False where there is no file yet."""
        with self._mutex:
            found = self._load()
            if found is None:
                return False
            self._open(found)
            return True

    def prepare(self) -> None:
        """Derive the key before the lock is taken, for a file that is there or is to be made."""
        with self._mutex:
            if self._data_key is not None or self.unlock():
                return
            vault_id = self._ledger.load().vault_id or os.urandom(16).hex()
            data_key, passphrase = sealed.new_data_key(), self._passphrase
            assert passphrase is not None  # kept until the file has been opened or made
            cost = self._cost or calibrated_cost()
            slot = self._guard(
                lambda: sealed.new_passphrase_slot(passphrase, data_key, vault_id, cost)
            )
            self._new_id, self._data_key, self._slots = vault_id, data_key, (slot,)

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

    def write(self, name: str, value: Secret) -> None:
        """Keep `value` in a new generation of the file, and read it back."""
        index = self._ledger.load()
        if name not in index.items:  # noted first, so that a kill leaves nothing unknown
            self._ledger.save(replace(index, items={**index.items, name: Pointer()}))
        self._change(lambda items: {**items, name: value.reveal()})
        if self.read(name) != value:
            raise ProblemError(problems.not_kept(shown(self.path)))

    def delete(self, name: str) -> None:
        """Take the secret out of the file, then out of the index."""
        found = self._load()
        if found is not None and name in self._open(found):
            self._change(lambda items: {n: v for n, v in items.items() if n != name})
        index = self._ledger.load()
        if name in index.items:
            left = {n: p for n, p in index.items.items() if n != name}
            self._ledger.save(replace(index, items=left))

    def sweep(self) -> None:
        """Nothing: a write of the file is whole or has not happened."""

    def _change(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        """Write the next generation of the file. The vault's lock is held."""
        with self._mutex:
            found = self._load()
            if found is not None:
                items, vault_id, generation = self._open(found), found.id, found.generation
            elif self._passphrase is not None:
                items, vault_id, generation = {}, self._new_id, 0
            else:  # it was there when it was opened
                raise ProblemError(problems.file_gone(self.path))
            data_key, slots = self._data_key, self._slots
            assert data_key is not None  # `prepare` or `_open` has seen to it
            data = self._guard(
                lambda: sealed.seal(vault_id, generation + 1, slots, data_key, change(items))
            )
            write_atomically(self.path, data, locked=True)
            self._settle(data_key, slots)

    def _load(self) -> Sealed | None:
        return look(self.path)

    def _open(self, found: Sealed) -> dict[str, str]:
        with self._mutex:
            if self._data_key is not None and found.slots == self._slots:
                return self._unseal(found, self._data_key)
            if self._passphrase is not None:
                # Not opened yet, or another process made the file between `prepare` and the lock.
                passphrase = self._passphrase
                data_key = self._guard(lambda: sealed.open_with_passphrase(found, passphrase))
            else:
                assert self._data_key is not None  # it was opened with the passphrase
                data_key = self._data_key  # another passphrase since, perhaps still the same key
            items = self._unseal(found, data_key)
            self._settle(data_key, found.slots)
            return items

    def _unseal(self, found: Sealed, data_key: bytes) -> dict[str, str]:
        try:
            return sealed.unseal(found, data_key)
        except SealedError as error:
            if self._passphrase is None and found.slots != self._slots:
                raise ProblemError(problems.key_changed(self.path)) from None
            raise ProblemError(sealed_problem(error, self.path)) from None

    def _settle(self, data_key: bytes, slots: tuple[dict[str, Any], ...]) -> None:
        self._data_key, self._slots, self._passphrase = data_key, slots, None

    def _guard(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except SealedError as error:
            raise ProblemError(sealed_problem(error, self.path)) from None


def look(path: Path) -> Sealed | None:
    """The sealed file at `path`, taken apart but not opened; None where there is none."""
    data = read_file(path, sealed.FILE_LIMIT)
    if data is None:
        return None
    try:
        return sealed.parse(data)
    except SealedError as error:
        raise ProblemError(sealed_problem(error, path)) from None


def sealed_problem(error: SealedError, path: Path) -> Problem:
    """What a `SealedError` means to a person."""
    where = shown(path)
    match error.fault:
        case "wrong_passphrase":
            return Problem(
                "vault.wrong_passphrase",
                t("The passphrase does not open {path}.", path=where),
                t("It is not the one that the file was made with, or the file's head is damaged."),
                t(
                    "Try again; capitals and the keyboard layout matter. If it is lost, nobody can"
                    " recover it: move it and the accounts.json beside it aside, and sign in again."
                ),
            )
        case "newer":
            return Problem(
                "vault.newer",
                t("The sealed file {path} is of a newer chattui.", path=where),
                t("This version knows version {version} of it.", version=sealed.VERSION),
                t("Update chattui, or name another folder with CHATTUI_HOME."),
            )
        case "too_big":
            return Problem(
                "vault.too_big",
                t("The sealed file {path} would be, or is, too large.", path=where),
                t("It has at most {limit} bytes.", limit=format(sealed.FILE_LIMIT, ",")),
                t("Remove accounts or clients that are no longer needed."),
            )
        case "memory":
            return Problem(
                "vault.no_memory",
                t("There is not enough memory to open {path}.", path=where),
                t("Its key takes a fixed amount of memory to derive, against guessing."),
                t("Free some memory, or raise the limit of this login or container."),
            )
        case "no_slot":
            return Problem(
                "vault.no_slot",
                t("No passphrase opens {path}.", path=where),
                t("The file was made to be opened in another way."),
                t("Update chattui, or open it where it was made."),
            )
        case "damaged":
            return Problem(
                "vault.damaged",
                t("The sealed file {path} is damaged.", path=where),
                t(
                    "Its {place} is not as it was written: a disk error, or somebody changed it."
                    " It was left as it is.",
                    place=error.place,
                ),
                t("Restore it from a backup, or move it aside and sign in again."),
            )
