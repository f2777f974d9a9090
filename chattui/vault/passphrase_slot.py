"""The slot that a passphrase opens: its key is derived by Argon2id, which is slow on purpose."""

from __future__ import annotations

import os
import time
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from chattui.secret import Secret
from chattui.vault.sealed import FLOOR, MOST, Cost, Sealed, SealedError, is_whole
from chattui.vault.slots import PASSPHRASE, Slot, binary, check_wrap, of_kind, unwrap, wrap

MOST_IN_ALL = 2 * MOST.memory * MOST.passes
"""KiB times passes of all passphrase slots of a file together; eight of ours have a quarter."""


def new_passphrase_slot(passphrase: Secret, data_key: bytes, vault_id: str, cost: Cost) -> Slot:
    """A slot that opens `data_key` with `passphrase`; takes as long as `cost` says."""
    if cost.memory < FLOOR.memory or cost.passes < FLOOR.passes:
        raise ValueError("a cost under the floor")
    salt = os.urandom(16)
    key = _derive(passphrase, salt, cost)
    return {
        "type": PASSPHRASE,
        "added": int(time.time()),
        "kdf": {
            "name": "argon2id",
            "m": cost.memory,
            "t": cost.passes,
            "p": cost.lanes,
            "salt": b64encode(salt).decode(),
        },
        **wrap(key, data_key, vault_id),
    }


def open_with_passphrase(sealed: Sealed, passphrase: Secret) -> bytes:
    """The data key, by the first passphrase slot that fits; raises SealedError."""
    return fitting_slot(sealed, passphrase)[1]


def fitting_slot(sealed: Sealed, passphrase: Secret) -> tuple[Slot, bytes]:
    """The first slot that `passphrase` opens, and the data key; raises SealedError."""
    slots = of_kind(sealed, PASSPHRASE)
    if not slots:
        raise SealedError("no_slot")
    taken = [(slot, *_bounds(slot)) for slot in slots]  # all bounds, before any derivation
    if cost_too_much(slots):
        raise SealedError("damaged", "slots")
    for slot, cost, salt in taken:
        data_key = unwrap(_derive(passphrase, salt, cost), slot, sealed.id)
        if data_key:
            return slot, data_key
    raise SealedError("wrong_passphrase")


def cost_too_much(slots: Iterable[Slot]) -> bool:
    """Whether trying a passphrase on all of these takes longer than anybody waits for, and cannot
    be stopped meanwhile. One that is damaged is never tried."""
    total = 0
    for slot in slots:
        with suppress(SealedError):
            cost = _bounds(slot)[0]
            total += cost.memory * cost.passes
    return total > MOST_IN_ALL


def cost_of(slot: Slot) -> Cost:
    """What it costs to try a passphrase on a slot, and no less than a new one costs; raises
    SealedError."""
    cost = _bounds(slot)[0]
    return replace(cost, passes=max(cost.passes, FLOOR.passes))


def _bounds(slot: Slot) -> tuple[Cost, bytes]:
    kdf: Any = slot.get("kdf")
    if not isinstance(kdf, dict) or kdf.get("name") != "argon2id":
        raise SealedError("damaged", "kdf")
    sound = (
        is_whole(kdf.get("m"), FLOOR.memory, MOST.memory)
        and is_whole(kdf.get("t"), 1, MOST.passes)
        and is_whole(kdf.get("p"), 1, MOST.lanes)
    )
    salt = binary(kdf, "salt", 16, 64)
    check_wrap(slot)
    if not sound:
        raise SealedError("damaged", "slot")
    return Cost(kdf["m"], kdf["t"], kdf["p"]), salt


def _derive(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    text = unicodedata.normalize("NFC", passphrase.reveal()).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
        ).derive(text)
    except MemoryError:
        raise SealedError("memory") from None
