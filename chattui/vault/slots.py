"""Slots: the ways into a sealed file, each holding its data key wrapped under a key of its own.

What every slot has in common; each kind has a module. `FORMAT.md` beside this file is the
description for other implementers.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from chattui.safe_text import safe_text
from chattui.vault.sealed import NONCE_SIZE, Sealed, SealedError, is_whole
from chattui.words import t

Slot = dict[str, Any]

PASSPHRASE = "passphrase"  # noqa: S105 the type of a slot
KEYRING = "keyring"
AGENT = "ssh-agent"
KINDS = (PASSPHRASE, KEYRING, AGENT)
"""The kinds that this version opens."""
MOST_SLOTS = 8
"""Of each kind: a hostile header could ask for any number of derivations."""

_CHECK = b"chattui vault check v1"
_WRAP = b"chattui vault wrap v1"
_END_OF_TIMES = 253_402_300_800


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """One way into a file, as a person is shown it."""

    number: int
    """From 1, in the order of the header."""
    kind: str
    """"passphrase", "keyring", "ssh-agent", or another that this version does not know."""
    added_at: float | None
    """Seconds since 1970; None where the file does not say."""
    detail: str
    """What tells it from others of its kind: a keyring's name, an ssh key's comment and
    fingerprint, what a passphrase costs to try; safe to draw, perhaps empty."""


def slot_infos(sealed: Sealed) -> tuple[SlotInfo, ...]:
    """The slots of a file, opening none. Nothing in them is checked by a key yet."""
    return tuple(_info(number, slot) for number, slot in enumerate(sealed.slots, 1))


def _info(number: int, slot: Slot) -> SlotInfo:
    kind, added = slot.get("type"), slot.get("added")
    dated = isinstance(added, int | float) and not isinstance(added, bool)
    return SlotInfo(
        number=number,
        kind=safe_text(kind, limit=40) if isinstance(kind, str) else "?",
        added_at=float(added) if dated and 0 <= added < _END_OF_TIMES else None,  # type: ignore[operator, arg-type]
        detail=_detail(slot, kind),
    )


def _detail(slot: Slot, kind: object) -> str:
    if kind == PASSPHRASE:
        kdf = slot.get("kdf")
        memory: Any = kdf.get("m") if isinstance(kdf, dict) else 0
        passes: Any = kdf.get("t") if isinstance(kdf, dict) else 0
        if not (is_whole(memory, 1, 2**31) and is_whole(passes, 1, 2**31)):
            return ""
        return t("Argon2id, {memory} MiB, {passes} passes", memory=memory // 1024, passes=passes)
    named = {KEYRING: ("backend",), AGENT: ("comment", "key")}.get(str(kind), ())
    words = [slot.get(name) for name in named]
    return " ".join(safe_text(word, limit=120) for word in words if isinstance(word, str) and word)


def of_kind(sealed: Sealed, kind: str) -> list[Slot]:
    """The slots of one kind; raises SealedError where there are more than are ever made."""
    found = [slot for slot in sealed.slots if slot.get("type") == kind]
    if len(found) > MOST_SLOTS:
        raise SealedError("damaged", "slots")
    return found


def binary(members: dict[str, Any], name: str, least: int, most: int) -> bytes:
    """The base64 member of that name, of so many bytes; raises SealedError."""
    try:
        value = b64decode(members.get(name, ""), validate=True)
    except (TypeError, ValueError):
        raise SealedError("damaged", name) from None
    if not least <= len(value) <= most:
        raise SealedError("damaged", "slot")
    return value


def wrap(kek: bytes, data_key: bytes, vault_id: str) -> dict[str, str]:
    """The members of a slot that hold `data_key` under `kek`, for the file of that id only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_SIZE)
    wrapped = AESGCM(_hmac(kek, _WRAP)).encrypt(nonce, data_key, vault_id.encode("ascii"))
    return {
        "check": b64encode(_hmac(kek, _CHECK)[:16]).decode(),
        "wrap": b64encode(nonce + wrapped).decode(),
    }


def check_wrap(slot: Slot) -> tuple[bytes, bytes]:
    """`check` and `wrap` of a slot; raises SealedError where their form is wrong."""
    return binary(slot, "check", 16, 16), binary(slot, "wrap", 60, 60)


def unwrap(kek: bytes, slot: Slot, vault_id: str) -> bytes | None:
    """The data key, None where `kek` is not the slot's; raises SealedError on damage."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    check, wrapped = check_wrap(slot)
    fits = hmac.compare_digest(_hmac(kek, _CHECK)[:16], check)
    nonce, text = wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:]
    try:
        data_key = AESGCM(_hmac(kek, _WRAP)).decrypt(nonce, text, vault_id.encode("ascii"))
    except InvalidTag:
        if fits:  # one of the two says that the key is right
            raise SealedError("damaged", "slot") from None
        return None
    if not fits:
        raise SealedError("damaged", "slot")
    return data_key


def _hmac(key: bytes, label: bytes) -> bytes:
    return hmac.digest(key, label, hashlib.sha256)
