r"""The sealed file: everything secret in one file, readable with a key.

The file, version 1::

    magic       8 bytes   "CTVLT" 00 01 0A
    length      4 bytes   of the header, unsigned, big-endian, at most 65,536
    header      JSON in UTF-8, no member twice
    nonce       12 bytes  new and random at every write
    ciphertext  AES-256-GCM of the body under the data key, with its 16-byte tag at the end

`FORMAT.md` beside this file describes all of it; what opens the slots is in modules of their own.
"""

from __future__ import annotations

import json
import os
import re
import struct
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

MAGIC = b"CTVLT\0\1\n"
VERSION = 1
AEAD = "AES-256-GCM"
HEADER_LIMIT = 64 * 1024
FILE_LIMIT = 4 * 1024 * 1024
MOST_GENERATION = 2**53 - 1
"""The highest that is written; it stays when it is reached."""
NONCE_SIZE = 12
TAG_SIZE = 16
_ID = re.compile(r"[0-9a-f]{32}")

Fault = Literal["damaged", "newer", "wrong_passphrase", "no_slot", "too_big", "memory"]


class SealedError(Exception):
    """A sealed file cannot be opened or made; `fault` says which way."""

    def __init__(self, fault: Fault, place: str = "") -> None:
        super().__init__(fault, place)
        self.fault = fault
        self.place = place


@dataclass(frozen=True, slots=True)
class Cost:
    """What deriving a key costs: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


FLOOR = Cost(19 * 1024, 2, 1)
"""The least that a file is ever made with (OWASP's smallest for Argon2id)."""
MOST = Cost(1024 * 1024, 16, 16)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file taken apart, not yet opened."""

    id: str
    generation: int
    slots: tuple[dict[str, Any], ...]
    prefix: bytes
    """Everything before the nonce: the associated data."""
    nonce: bytes
    ciphertext: bytes


def parse(data: bytes) -> Sealed:
    """Take a file apart, checking all bounds; raises SealedError, derives nothing."""
    if len(data) > FILE_LIMIT:
        raise SealedError("too_big")
    if not data.startswith(MAGIC):
        # The byte before the line feed is the version of the layout.
        later = data[:6] == MAGIC[:6] and data[6:7] > MAGIC[6:7] and data[7:8] == MAGIC[7:]
        raise SealedError("newer" if later else "damaged", "magic")
    start = len(MAGIC) + 4
    if len(data) < start:
        raise SealedError("damaged", "length")
    (length,) = struct.unpack_from(">I", data, len(MAGIC))
    if length > HEADER_LIMIT or len(data) < start + length + NONCE_SIZE + TAG_SIZE:
        raise SealedError("damaged", "length")
    end = start + length
    header = _header(data[start:end])
    return Sealed(
        id=header["id"],
        generation=header["gen"],
        slots=tuple(header["slots"]),
        prefix=data[:end],
        nonce=data[end : end + NONCE_SIZE],
        ciphertext=data[end + NONCE_SIZE :],
    )


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise SealedError("damaged", "header") from None
    if not isinstance(header, dict):
        raise SealedError("damaged", "header")
    version = header.get("v")
    if is_whole(version, VERSION + 1, 2**31):
        raise SealedError("newer", "v")
    slots, vault_id = header.get("slots"), header.get("id")
    sound = (
        is_whole(version, VERSION, VERSION)
        and header.get("aead") == AEAD
        and isinstance(vault_id, str)
        and _ID.fullmatch(vault_id)
        and is_whole(header.get("gen"), 0, 2**53)
        and isinstance(slots, list)
        and all(isinstance(slot, dict) for slot in slots)
    )
    if not sound:
        raise SealedError("damaged", "header")
    return header


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member twice")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def is_whole(value: object, least: int, most: int) -> bool:
    """Whether `value` is a whole number, not a truth value, in these bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def new_data_key() -> bytes:
    """A random data key."""
    return os.urandom(32)


def seal(
    vault_id: str,
    generation: int,
    slots: tuple[dict[str, Any], ...],
    data_key: bytes,
    items: dict[str, str],
) -> bytes:
    """The bytes of a file that holds `items`; raises SealedError where it would be too big."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = json.dumps(
        {"v": VERSION, "id": vault_id, "gen": generation, "aead": AEAD, "slots": list(slots)},
        separators=(",", ":"),
    ).encode("ascii")
    prefix = MAGIC + struct.pack(">I", len(header)) + header
    nonce = os.urandom(NONCE_SIZE)
    body = json.dumps({"items": items}, separators=(",", ":")).encode("ascii")
    data = prefix + nonce + AESGCM(data_key).encrypt(nonce, body, prefix)
    if len(header) > HEADER_LIMIT or len(data) > FILE_LIMIT:
        raise SealedError("too_big")
    return data


def unseal(sealed: Sealed, data_key: bytes) -> dict[str, str]:
    """The items in a file; raises SealedError where a bit of it was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        body = AESGCM(data_key).decrypt(sealed.nonce, sealed.ciphertext, sealed.prefix)
        items = json.loads(body)["items"]
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise SealedError("damaged", "body") from None
    if not isinstance(items, dict) or not all(isinstance(v, str) for v in items.values()):
        raise SealedError("damaged", "body")
    return items


def opens(sealed: Sealed, data_key: bytes) -> bool:
    """Whether `data_key` is the one of this file, and the file is whole."""
    try:
        unseal(sealed, data_key)
    except SealedError:
        return False
    return True
