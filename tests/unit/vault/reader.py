"""A reader of sealed files by FORMAT.md alone. It shares no code with chattui, and imports none."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import unicodedata
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ITEMS = ("sealed-file.1", "sealed-file.2")


class Refused(Exception):
    """The file is not opened; the text says why, in a word."""


def sound(holds: object) -> None:
    if not holds:
        raise Refused("damaged")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    sound(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def take_apart(data: bytes) -> tuple[dict[str, Any], int]:
    """The header, and where the nonce begins."""
    sound(12 <= len(data) <= 4_194_304 and data[:8] == b"CTVLT\x00\x01\x0a")
    (length,) = struct.unpack(">I", data[8:12])
    end = 12 + length
    sound(length <= 65_536 and len(data) >= end + 28)
    try:
        header = json.loads(data[12:end].decode(), object_pairs_hook=once, parse_constant=sound)
    except ValueError:
        raise Refused("damaged") from None
    sound(isinstance(header, dict))
    if type(header.get("v")) is int and header["v"] > 1:
        raise Refused("newer")
    sound(type(header.get("v")) is int and header["v"] == 1)
    sound(header.get("aead") == "AES-256-GCM" and type(header.get("gen")) is int)
    sound(isinstance(header.get("id"), str) and len(header["id"]) == 32)
    sound(set(header["id"]) <= set("0123456789abcdef"))
    sound(isinstance(header.get("slots"), list))
    sound(all(isinstance(slot, dict) for slot in header["slots"]))
    return header, end


def b64(value: object, least: int, most: int) -> bytes:
    try:
        raw = b64decode(value, validate=True)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Refused("damaged") from None
    sound(least <= len(raw) <= most)
    return raw


def unwrap(kek: bytes, slot: dict[str, Any], vault_id: str) -> bytes | None:
    """The data key; None where `kek` is another's."""
    check, wrap = b64(slot.get("check"), 16, 16), b64(slot.get("wrap"), 60, 60)
    fits = hmac.digest(kek, b"chattui vault check v1", "sha256")[:16] == check
    wkey = hmac.digest(kek, b"chattui vault wrap v1", "sha256")
    try:
        key = AESGCM(wkey).decrypt(wrap[:12], wrap[12:], vault_id.encode())
    except InvalidTag:
        sound(not fits)
        return None
    sound(fits)
    return key


def by_passphrase(slot: dict[str, Any], vault_id: str, passphrase: str) -> bytes:
    kdf = slot.get("kdf")
    sound(isinstance(kdf, dict) and kdf.get("name") == "argon2id")
    assert isinstance(kdf, dict)
    for name, least, most in (("m", 19_456, 1_048_576), ("t", 1, 16), ("p", 1, 16)):
        sound(type(kdf.get(name)) is int and least <= kdf[name] <= most)
    return Argon2id(
        salt=b64(kdf.get("salt"), 16, 64),
        length=32,
        iterations=kdf["t"],
        lanes=kdf["p"],
        memory_cost=kdf["m"],
    ).derive(unicodedata.normalize("NFC", passphrase).encode())


def by_keyring(slot: dict[str, Any], vault_id: str, get: Callable[[str, str], str]) -> bytes:
    sound(slot.get("item") in ITEMS)
    return b64(get(f"chattui:{vault_id}", slot["item"]), 32, 32)


def by_agent(slot: dict[str, Any], vault_id: str, sign: Callable[[str, bytes], bytes]) -> bytes:
    def string(value: bytes) -> bytes:
        return struct.pack(">I", len(value)) + value

    salt = b64(slot.get("salt"), 16, 64)
    message = b"chattui vault ssh-agent v1\0" + vault_id.encode() + salt
    parts = (b"chattui-vault", b"", b"sha512", hashlib.sha512(message).digest())
    signature = sign(slot["key"], b"SSHSIG" + b"".join(map(string, parts)))
    return HKDF(hashes.SHA256(), 32, salt, b"chattui vault ssh-agent v1").derive(signature)


WAYS: dict[str, Callable[[dict[str, Any], str, Any], bytes]] = {
    "passphrase": by_passphrase,
    "keyring": by_keyring,
    "ssh-agent": by_agent,
}


def read(data: bytes, kind: str, with_what: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Header and items of a file, opened by a slot of one kind; raises Refused."""
    header, end = take_apart(data)
    slots = [slot for slot in header["slots"] if slot.get("type") == kind]
    sound(len(slots) <= 8)
    keys = (unwrap(WAYS[kind](slot, header["id"], with_what), slot, header["id"]) for slot in slots)
    key = next((key for key in keys if key), None)
    if key is None:
        raise Refused("no slot fits")
    try:
        body = AESGCM(key).decrypt(data[end : end + 12], data[end + 12 :], data[:end])
    except InvalidTag:
        raise Refused("damaged") from None
    items: dict[str, str] = json.loads(body)["items"]
    return header, items
