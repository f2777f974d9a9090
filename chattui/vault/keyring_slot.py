"""The slot that a random key in the OS keyring opens.

The item: service ``chattui:VAULT-ID``, user name ``sealed-file.1`` or ``sealed-file.2``, value
the key in base64. A new key takes the name that no slot uses, so that nothing is overwritten.
Before an item is added or given up, the index notes the keyring; `tidy` deletes there what no
slot of the file needs, also after a process was killed.

Codes: ``vault.keyring_slot``.
"""

from __future__ import annotations

import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chattui.vault.entries import unnote_keyring
from chattui.vault.index import IndexFile
from chattui.vault.keyring_guard import PROBE, PROBE_SERVICE, SECONDS, guarded
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.vault.sealed import Sealed, SealedError
from chattui.vault.slots import KEYRING, Slot, check_wrap, of_kind, unwrap, wrap
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.keyring_guard import Backend

ITEMS = ("sealed-file.1", "sealed-file.2")
NAME_LIMIT = 200


def new_keyring_slot(
    name: str, calls: Backend, sealed: Sealed, data_key: bytes, *, seconds: float = SECONDS
) -> Slot:
    """A slot that opens `data_key` with a new key in the keyring `name`, which is read back.

    The keyring is noted in the index, and the vault's lock is held. Raises KeyringFault.
    """
    used = {slot["item"] for slot in _sound(sealed) if slot["backend"] == name}
    item = next((item for item in ITEMS if item not in used), None)
    if item is None:  # no chattui makes two slots for one keyring
        raise SealedError("damaged", "slots")
    key, service = os.urandom(32), _service(sealed.id)
    value = b64encode(key).decode()

    def put() -> str | None:
        calls.set_password(service, item, value)
        return calls.get_password(service, item)

    if guarded(put, seconds) != value:
        raise KeyringFault(State.BROKEN, t("It took a key and did not give it back."))
    return {
        "type": KEYRING,
        "added": int(time.time()),
        "backend": name,
        "item": item,
        **wrap(key, data_key, sealed.id),
    }


def open_with_keyring(sealed: Sealed, calls: Backend, *, seconds: float = SECONDS) -> bytes | None:
    """The data key, by the first slot whose key `calls` holds; None where none fits.

    Blocks as long as the keyring does, at most `seconds`; raises KeyringFault where it does not
    answer, and SealedError where a slot is damaged.
    """
    slots = _sound(sealed)
    if not slots:
        return None
    service = _service(sealed.id)

    def get() -> list[str | None]:
        return [calls.get_password(service, slot["item"]) for slot in slots]

    for slot, value in zip(slots, guarded(get, seconds), strict=True):
        key = _key(value)
        data_key = unwrap(key, slot, sealed.id) if key else None
        if data_key:
            return data_key
    return None


def backends(sealed: Sealed) -> tuple[str, ...]:
    """The names of the keyrings that hold a key of this file, each once; raises SealedError."""
    return tuple(dict.fromkeys(slot["backend"] for slot in _sound(sealed)))


def forget_items(
    vault_id: str, calls: Backend, keep: tuple[Slot, ...] = (), *, seconds: float = SECONDS
) -> None:
    """Delete the keys of a file from a keyring, except those of the slots in `keep`.

    Raises KeyringFault.
    """
    service = _service(vault_id)
    spare = {slot.get("item") for slot in keep if slot.get("type") == KEYRING}

    def remove() -> None:
        for item in ITEMS:
            if item not in spare and calls.get_password(service, item) is not None:
                calls.delete_password(service, item)
        if calls.get_password(PROBE_SERVICE, PROBE) is not None:
            calls.delete_password(PROBE_SERVICE, PROBE)  # of a trial that was killed

    guarded(remove, seconds)


def tidy(
    ledger: IndexFile, vault_id: str, slots: Sequence[Slot], calls_of: Callable[[str], Backend]
) -> dict[str, KeyringFault]:
    """Delete the keys that none of `slots` needs from the keyrings that the index notes.

    Gives those that do not do so, each with the reason; they stay noted. The vault's lock is held.
    """
    left: dict[str, KeyringFault] = {}
    for name in ledger.load().slot_keyrings:
        keep = tuple(slot for slot in slots if slot.get("backend") == name)
        try:
            forget_items(vault_id, calls_of(name), keep)
        except KeyringFault as fault:
            left[name] = fault
        else:
            unnote_keyring(ledger, name)
    return left


def _sound(sealed: Sealed) -> list[Slot]:
    """The keyring slots, their form checked; raises SealedError."""
    slots = of_kind(sealed, KEYRING)
    for slot in slots:
        name = slot.get("backend")
        if slot.get("item") not in ITEMS or not (isinstance(name, str) and len(name) <= NAME_LIMIT):
            raise SealedError("damaged", "slot")
        check_wrap(slot)
    return slots


def _service(vault_id: str) -> str:
    return f"chattui:{vault_id}"


def _key(value: str | None) -> bytes | None:
    """The key in an item; None where something else was put there."""
    try:
        key = b64decode(value or "", validate=True)
    except ValueError:
        return None
    return key if len(key) == 32 else None
