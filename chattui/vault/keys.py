"""Changing the ways into a sealed file: its passphrases and its other slots.

Every function takes an open vault on a sealed file and works under its lock; the next generation
has the new slots, and the generation before is removed. All block. `rotation` gives the file
another key. Codes: ``vault.not_a_file``, ``vault.last_slot``, ``vault.no_such_slot``,
``vault.which_passphrase``, ``vault.too_many_slots``, ``vault.slot_there``,
``vault.keyring_slot``, ``vault.slots_changed``, ``vault.slow_slots``, and those of the
stores and of `ssh_agent`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import keyring_slot, passphrase_slot, problems, slot_problems
from chattui.vault.agent_slot import new_agent_slot
from chattui.vault.entries import note_keyring
from chattui.vault.file_store import FileStore, Slots, file_store
from chattui.vault.keyring_guard import reopen
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.passphrase import calibrated_cost, check_passphrase
from chattui.vault.sealed import Cost, Sealed, SealedError
from chattui.vault.sealed_problem import sealed_problem
from chattui.vault.slots import (
    AGENT,
    KEYRING,
    KINDS,
    MOST_SLOTS,
    PASSPHRASE,
    Slot,
    SlotInfo,
    slot_infos,
)
from chattui.vault.ssh_agent import Identity

if TYPE_CHECKING:
    from chattui.vault.keyring_guard import Backend
    from chattui.vault.vault import Vault


def change_passphrase(
    vault: Vault, new: Secret, *, number: int | None = None, cost: Cost | None = None
) -> SlotInfo:
    """Replace a passphrase, and give the slot that it has now.

    It is the one of slot `number`, else the one that opened the vault, else the only one; where
    there is none, `new` is added. Raises ``vault.which_passphrase`` where it could be several.
    """
    store = file_store(vault)
    key = store.key()
    slot = _passphrase_slot(store, key, new, cost)

    def place(found: Sealed) -> int:
        if number is not None:
            return _place(found, number, PASSPHRASE)
        if store.own_slot in found.slots:
            return found.slots.index(store.own_slot)
        places = [i for i, s in enumerate(found.slots) if s.get("type") == PASSPHRASE]
        if len(places) > 1:
            raise ProblemError(slot_problems.which_passphrase([p + 1 for p in places]))
        return places[0] if places else len(found.slots)

    def change(found: Sealed) -> Slots:
        at = place(found)
        if store.own_slot is None or store.own_slot in found.slots[at : at + 1]:
            store.own_slot = slot
        return (*found.slots[:at], slot, *found.slots[at + 1 :])

    return _changed(vault, store, key, change, slot)


def add_passphrase(vault: Vault, passphrase: Secret, *, cost: Cost | None = None) -> SlotInfo:
    """Let a passphrase more open the file."""
    store = file_store(vault)
    key = store.key()
    return _added(vault, store, key, _passphrase_slot(store, key, passphrase, cost))


def add_agent(vault: Vault, identity: Identity) -> SlotInfo:
    """Let an ssh key open the file: its agent signs twice, and both must be the same."""
    store = file_store(vault)
    found, key = store.current(), store.key()
    _refuse_twice(found, AGENT, "key", identity.fingerprint)
    return _added(vault, store, key, new_agent_slot(identity, key, found.id))


def add_keyring(vault: Vault, name: str, calls: Backend) -> SlotInfo:
    """Let a key in the OS keyring `name` open the file; one whose key was lost is replaced."""
    store = file_store(vault)
    with vault.writing():
        found = store.current()
        old = tuple(s for s in found.slots if (s.get("type"), s.get("backend")) == (KEYRING, name))
        try:
            if old and keyring_slot.open_with_keyring(found, calls) == store.key():
                raise ProblemError(slot_problems.slot_there(name))
            note_keyring(vault.ledger, name)
            slot = keyring_slot.new_keyring_slot(name, calls, found, store.key())
        except KeyringFault as fault:
            raise ProblemError(slot_problems.keyring_slot(name, fault.cause)) from None
        except SealedError as error:
            raise ProblemError(sealed_problem(error, store.path)) from None
        rest = tuple(s for s in found.slots if s not in old)
        _refuse_more(rest, KEYRING)
        store.replace_slots((*rest, slot), store.key())
        keyring_slot.tidy(vault.ledger, found.id, (*rest, slot), lambda _: calls)
    return _info(store, slot)


def remove_slot(
    vault: Vault,
    number: int,
    *,
    calls: Backend | None = None,
    expected: SlotInfo | None = None,
) -> SlotInfo:
    """Remove a way into the file, never the last (``vault.last_slot``).

    Where it is another than the one `expected`, nothing is changed (``vault.slots_changed``).
    A keyring's item is deleted too where the keyring (`calls`, else the one of the slot's name)
    answers; it opens nothing any more in any case, and is deleted later.
    """
    store = file_store(vault)
    with vault.writing():
        found = store.current()
        at = _place(found, number)
        slot, rest = found.slots[at], (*found.slots[:at], *found.slots[at + 1 :])
        if not any(other.get("type") in KINDS for other in rest):
            raise ProblemError(slot_problems.last_slot(store.path))
        info = slot_infos(found)[at]
        if expected not in {None, info}:
            raise ProblemError(slot_problems.slots_changed(store.path))
        held = slot.get("type") == KEYRING and isinstance(slot.get("backend"), str)
        if held:
            note_keyring(vault.ledger, slot["backend"])
        store.replace_slots(rest, store.key())
        if held:
            chosen = vault.chosen_keyring
            keyring_slot.tidy(
                vault.ledger, found.id, rest, lambda name: calls or reopen(name, chosen=chosen)
            )
    return info


def _passphrase_slot(store: FileStore, key: bytes, passphrase: Secret, cost: Cost | None) -> Slot:
    """A slot for `key`; made before the lock is taken, since it is slow."""
    check_passphrase(passphrase)
    vault_id = store.current().id
    try:
        return passphrase_slot.new_passphrase_slot(
            passphrase, key, vault_id, cost or calibrated_cost()
        )
    except SealedError as error:
        raise ProblemError(sealed_problem(error, store.path)) from None


def _added(vault: Vault, store: FileStore, key: bytes, slot: Slot) -> SlotInfo:
    def add(found: Sealed) -> Slots:
        _refuse_more(found.slots, slot["type"])
        if slot["type"] == AGENT:
            _refuse_twice(found, AGENT, "key", slot["key"])
        return (*found.slots, slot)

    return _changed(vault, store, key, add, slot)


def _changed(
    vault: Vault, store: FileStore, key: bytes, change: Callable[[Sealed], Slots], slot: Slot
) -> SlotInfo:
    """The file with a slot more, or another, that was made for `key` before the lock."""
    with vault.writing():
        found = store.current()
        if store.key() != key:  # it was rotated in the meantime
            raise ProblemError(problems.key_changed(store.path))
        slots = change(found)
        ways = (one for one in slots if one.get("type") == PASSPHRASE)
        if passphrase_slot.cost_too_much(ways):  # beside another program's: none would be tried
            raise ProblemError(slot_problems.slow_slots())
        store.replace_slots(slots, key)
    return _info(store, slot)


def _info(store: FileStore, slot: Slot) -> SlotInfo:
    found = store.current()
    return slot_infos(found)[found.slots.index(slot)]


def _place(found: Sealed, number: int, kind: str | None = None) -> int:
    with suppress(IndexError):
        if number > 0 and kind in {None, found.slots[number - 1].get("type")}:
            return number - 1
    raise ProblemError(slot_problems.no_such_slot(number, len(found.slots), kind or ""))


def _refuse_more(slots: Slots, kind: str) -> None:
    if sum(1 for slot in slots if slot.get("type") == kind) >= MOST_SLOTS:
        raise ProblemError(slot_problems.too_many_slots(MOST_SLOTS))


def _refuse_twice(found: Sealed, kind: str, member: str, value: str) -> None:
    if any((slot.get("type"), slot.get(member)) == (kind, value) for slot in found.slots):
        raise ProblemError(slot_problems.slot_there(value))
