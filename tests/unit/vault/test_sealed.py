"""The sealed file: its bounds, and every kind of damage."""

from __future__ import annotations

import json
import struct
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chattui.secret import Secret
from chattui.vault import passphrase_slot, sealed
from chattui.vault.sealed import FLOOR, Cost, SealedError
from tests.unit.vault import reader

VECTOR = Path(__file__).with_name("vector_v1.sealed")
VECTOR_PASSPHRASE = "paßwort é"
VECTOR_ITEMS = {"grant:0011223344556677": '{"v":1}', "client:8899aabbccddeeff": "ü🔑"}
VECTOR_KEY = bytes(range(32))

ID = "ab" * 16
KEY = bytes(range(100, 132))
PASSPHRASE = Secret("correct horse")
ITEMS = {"grant:" + "0" * 16: "a token", "client:" + "1" * 16: "ü"}


@pytest.fixture(scope="module")
def slot() -> dict[str, Any]:
    return passphrase_slot.new_passphrase_slot(PASSPHRASE, KEY, ID, FLOOR)


@pytest.fixture(scope="module")
def file(slot: dict[str, Any]) -> bytes:
    return sealed.seal(ID, 7, (slot,), KEY, ITEMS)


def fault_of(work: Callable[[], object]) -> str:
    with pytest.raises(SealedError) as raised:
        work()
    return raised.value.fault


def place_of(work: Callable[[], object]) -> str:
    """What is damaged, as a person is told it."""
    with pytest.raises(SealedError) as raised:
        work()
    assert raised.value.fault == "damaged"
    return raised.value.place


def opened(data: bytes, passphrase: Secret = PASSPHRASE) -> dict[str, str]:
    taken = sealed.parse(data)
    return sealed.unseal(taken, passphrase_slot.open_with_passphrase(taken, passphrase))


def with_header(data: bytes, header: bytes) -> bytes:
    (length,) = struct.unpack(">I", data[8:12])
    return data[:8] + struct.pack(">I", len(header)) + header + data[12 + length :]


def with_changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    (length,) = struct.unpack(">I", data[8:12])
    header = json.loads(data[12 : 12 + length])
    change(header)
    return with_header(data, json.dumps(header).encode())


def test_the_vector_is_read_by_chattui_and_by_the_independent_reader() -> None:
    data = VECTOR.read_bytes()
    taken = sealed.parse(data)
    key = passphrase_slot.open_with_passphrase(taken, Secret(VECTOR_PASSPHRASE))
    assert key == VECTOR_KEY
    assert sealed.unseal(taken, key) == VECTOR_ITEMS
    assert (taken.generation, taken.id) == (41, "0123456789abcdef" * 2)
    header, items = reader.read(data, "passphrase", VECTOR_PASSPHRASE)
    assert items == VECTOR_ITEMS
    assert header["slots"] == list(taken.slots)


def test_the_independent_reader_reads_what_is_written_now(file: bytes) -> None:
    header, items = reader.read(file, "passphrase", PASSPHRASE.reveal())
    assert (items, header["gen"]) == (ITEMS, 7)


def test_nothing_secret_can_be_seen_in_it(file: bytes) -> None:
    for text in (*ITEMS, *ITEMS.values(), PASSPHRASE.reveal()):
        assert text.encode() not in file
    assert KEY not in file


def test_two_files_of_the_same_items_differ(slot: dict[str, Any]) -> None:
    first, second = (sealed.seal(ID, 7, (slot,), KEY, ITEMS) for _ in range(2))
    assert sealed.parse(first).nonce != sealed.parse(second).nonce
    assert sealed.parse(first).ciphertext != sealed.parse(second).ciphertext


def test_a_passphrase_is_the_same_however_its_accents_are_typed() -> None:
    taken = sealed.parse(VECTOR.read_bytes())
    decomposed = unicodedata.normalize("NFD", VECTOR_PASSPHRASE)
    assert decomposed != VECTOR_PASSPHRASE
    assert passphrase_slot.open_with_passphrase(taken, Secret(decomposed)) == VECTOR_KEY


def test_slots_of_other_types_are_skipped_and_kept() -> None:
    taken = sealed.parse(VECTOR.read_bytes())
    again = sealed.parse(sealed.seal(taken.id, 42, taken.slots, VECTOR_KEY, VECTOR_ITEMS))
    assert again.slots == taken.slots
    assert again.slots[0]["type"] == "of-another-time"


def test_a_wrong_passphrase(file: bytes) -> None:
    assert fault_of(lambda: opened(file, Secret("correct hors"))) == "wrong_passphrase"


@pytest.mark.parametrize(("member", "place"), [("check", 0), ("wrap", 20)])
def test_damage_in_a_slot_is_not_called_a_wrong_passphrase(
    file: bytes, member: str, place: int
) -> None:
    def change(header: dict[str, Any]) -> None:
        raw = bytearray(b64decode(header["slots"][0][member]))
        raw[place] ^= 1
        header["slots"][0][member] = b64encode(raw).decode()

    assert fault_of(lambda: opened(with_changed(file, change))) == "damaged"


def test_a_slot_of_another_vault_does_not_open_this_one(file: bytes) -> None:
    assert fault_of(lambda: opened(with_changed(file, lambda h: h.update(id="cd" * 16)))) == (
        "damaged"
    )


def test_the_header_is_bound_to_the_body(file: bytes) -> None:
    older = with_changed(file, lambda h: h.update(gen=6))
    assert fault_of(lambda: sealed.unseal(sealed.parse(older), KEY)) == "damaged"
    spaced = with_changed(file, lambda h: None)  # the same values in other bytes
    assert fault_of(lambda: sealed.unseal(sealed.parse(spaced), KEY)) == "damaged"


def test_every_flipped_bit_is_noticed(file: bytes) -> None:
    """Every bit of the file, read with the right data key: none is accepted, none crashes."""
    for place in range(len(file)):
        for bit in range(8):
            changed = bytearray(file)
            changed[place] ^= 1 << bit
            with pytest.raises(SealedError):
                sealed.unseal(sealed.parse(bytes(changed)), KEY)


def test_a_flipped_bit_does_not_open_with_the_passphrase(file: bytes) -> None:
    for place in range(0, len(file), 11):
        changed = bytearray(file)
        changed[place] ^= 1 << (place % 8)
        with pytest.raises(SealedError):
            opened(bytes(changed))


def test_every_truncation_is_noticed(file: bytes) -> None:
    for length in range(len(file)):
        with pytest.raises(SealedError):
            sealed.unseal(sealed.parse(file[:length]), KEY)


def test_anything_appended_is_noticed(file: bytes) -> None:
    assert place_of(lambda: sealed.unseal(sealed.parse(file + b"\0"), KEY)) == "body"


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_sealed_error(data: bytes) -> None:
    with pytest.raises(SealedError):
        sealed.parse(data)
    with pytest.raises(SealedError):
        sealed.unseal(sealed.parse(sealed.MAGIC + data), KEY)


@given(st.binary(max_size=200))
def test_any_header_ends_in_a_sealed_error(header: bytes) -> None:
    data = sealed.MAGIC + struct.pack(">I", len(header)) + header + bytes(60)
    with pytest.raises(SealedError):
        sealed.unseal(sealed.parse(data), KEY)


HOSTILE: dict[str, Callable[[dict[str, Any]], object]] = {
    "2 TiB of memory": lambda h: h["slots"][0]["kdf"].update(m=2**31),
    "little memory": lambda h: h["slots"][0]["kdf"].update(m=19 * 1024 - 1),
    "many passes": lambda h: h["slots"][0]["kdf"].update(t=17),
    "no passes": lambda h: h["slots"][0]["kdf"].update(t=0),
    "many lanes": lambda h: h["slots"][0]["kdf"].update(p=17),
    "no lanes": lambda h: h["slots"][0]["kdf"].update(p=0),
    "lanes true": lambda h: h["slots"][0]["kdf"].update(p=True),
    "memory a fraction": lambda h: h["slots"][0]["kdf"].update(m=20000.5),
    "memory a text": lambda h: h["slots"][0]["kdf"].update(m="20000"),
    "another kdf": lambda h: h["slots"][0]["kdf"].update(name="scrypt"),
    "no kdf": lambda h: h["slots"][0].pop("kdf"),
    "a short salt": lambda h: h["slots"][0]["kdf"].update(salt="AAAA"),
    "a long salt": lambda h: h["slots"][0]["kdf"].update(salt="A" * 400),
    "a salt that is no base64": lambda h: h["slots"][0]["kdf"].update(salt="!" * 24),
    "a salt that is a number": lambda h: h["slots"][0]["kdf"].update(salt=5),
    "a short check": lambda h: h["slots"][0].update(check="AAAA"),
    "a long wrap": lambda h: h["slots"][0].update(wrap="A" * 84),
    "a slot for every minute of waiting": lambda h: h.update(slots=h["slots"] * 9),
    "a bad second slot": lambda h: h["slots"].append({"type": "passphrase"}),
}


PLACES = {
    "another kdf": "kdf",
    "no kdf": "kdf",
    "a bad second slot": "kdf",
    "a salt that is no base64": "salt",
    "a salt that is a number": "salt",
    "a slot for every minute of waiting": "slots",
}
"""What a person is told is damaged, where it is not just a slot."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_slots_are_refused_before_anything_is_derived(name: str, file: bytes) -> None:
    data = with_changed(file, HOSTILE[name])

    class Unused:
        def reveal(self) -> str:
            raise AssertionError("derived")

    taken = sealed.parse(data)
    with pytest.raises(SealedError) as raised:
        passphrase_slot.open_with_passphrase(taken, Unused())  # type: ignore[arg-type]
    assert raised.value.args == ("damaged", PLACES.get(name, "slot"))


BAD_HEADERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "no version": lambda h: h.pop("v"),
    "version 0": lambda h: h.update(v=0),
    "version a text": lambda h: h.update(v="1"),
    "another cipher": lambda h: h.update(aead="AES-128-GCM"),
    "an odd id": lambda h: h.update(id="x"),
    "an id that is a number": lambda h: h.update(id=1),
    "a generation below zero": lambda h: h.update(gen=-1),
    "slots an object": lambda h: h.update(slots={}),
    "a slot that is none": lambda h: h.update(slots=[1]),
}


@pytest.mark.parametrize("name", BAD_HEADERS)
def test_bad_headers(name: str, file: bytes) -> None:
    assert place_of(lambda: sealed.parse(with_changed(file, BAD_HEADERS[name]))) == "header"


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b'{"v": 1, "v": 1}',
        b'{"v": NaN}',
        b"\xff\xfe",
        b"[" * 30_000,
        b'{"v": ' + b"9" * 5000 + b"}",
    ],
)
def test_headers_that_are_none(header: bytes, file: bytes) -> None:
    assert place_of(lambda: sealed.parse(with_header(file, header))) == "header"


def test_newer_versions_are_told_as_such(file: bytes) -> None:
    later = with_changed(file, lambda h: h.update(v=2, aead="X", slots="else"))
    assert fault_of(lambda: sealed.parse(later)) == "newer"
    assert fault_of(lambda: sealed.parse(b"CTVLT\0\2\n" + file[8:])) == "newer"
    assert place_of(lambda: sealed.parse(b"CTVLX\0\2\n" + file[8:])) == "magic"
    assert place_of(lambda: sealed.parse(b"CTVLT\0\2\r" + file[8:])) == "magic"
    assert place_of(lambda: sealed.parse(b"CTVLT\0\0\n" + file[8:])) == "magic"


def test_sizes_are_bounded(file: bytes, slot: dict[str, Any]) -> None:
    assert fault_of(lambda: sealed.parse(file + bytes(sealed.FILE_LIMIT))) == "too_big"
    long = sealed.MAGIC + struct.pack(">I", 65_537) + bytes(70_000)
    assert place_of(lambda: sealed.parse(long)) == "length"
    assert place_of(lambda: sealed.parse(file[:11])) == "length"
    big = {"grant:" + "0" * 16: "x" * sealed.FILE_LIMIT}
    assert fault_of(lambda: sealed.seal(ID, 1, (slot,), KEY, big)) == "too_big"
    room = 65_536 - len(sealed.parse(sealed.seal(ID, 1, ({"x": ""},), KEY, {})).prefix) + 12
    full = sealed.seal(ID, 1, ({"x": "y" * room},), KEY, {})
    assert len(sealed.parse(full).prefix) == 12 + 65_536
    slots = ({"x": "y" * (room + 1)},)
    assert fault_of(lambda: sealed.seal(ID, 1, slots, KEY, {})) == "too_big"
    assert place_of(lambda: sealed.parse(full[:8] + struct.pack(">I", 65_537) + full[12:])) == (
        "length"
    )


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"items": []}', b'{"items": {"a": 1}}', b"\xff"])
def test_a_body_of_another_shape(body: bytes, slot: dict[str, Any]) -> None:
    prefix = sealed.parse(sealed.seal(ID, 1, (slot,), KEY, {})).prefix
    data = prefix + bytes(12) + AESGCM(KEY).encrypt(bytes(12), body, prefix)
    assert place_of(lambda: sealed.unseal(sealed.parse(data), KEY)) == "body"


def test_a_machine_without_the_memory(file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    class Small:
        def __init__(self, **_: object) -> None:
            raise MemoryError

    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", Small)
    assert fault_of(lambda: opened(file)) == "memory"


def test_no_passphrase_slot(file: bytes) -> None:
    assert fault_of(lambda: opened(with_changed(file, lambda h: h.update(slots=[])))) == "no_slot"


@pytest.mark.parametrize("cost", [Cost(19 * 1024 - 1, 2, 1), Cost(19 * 1024, 1, 1)])
def test_no_file_is_made_under_the_floor(cost: Cost) -> None:
    with pytest.raises(ValueError, match="floor"):
        passphrase_slot.new_passphrase_slot(PASSPHRASE, KEY, ID, cost)
