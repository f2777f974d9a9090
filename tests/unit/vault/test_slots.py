"""What all slots have in common, and the one that a keyring opens."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from chattui.vault import keyring_slot, slot_problems, slots
from chattui.vault.entries import note_keyring
from chattui.vault.index import IndexFile
from chattui.vault.keyring_guard import PROBE, PROBE_SERVICE, Backend
from chattui.vault.keyring_slot import new_keyring_slot, open_with_keyring
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.vault.sealed import Sealed, SealedError, parse, seal
from chattui.vault.slots import SlotInfo, slot_infos
from tests.unit.vault.fakes import EmptyingKeyring, HangingKeyring, MemoryKeyring, NullKeyring

ID, DATA_KEY = "ab" * 16, bytes(range(32))
SERVICE = f"chattui:{ID}"


def file(*ways: dict[str, Any]) -> Sealed:
    return parse(seal(ID, 1, ways, DATA_KEY, {}))


INFOS: dict[str, tuple[dict[str, Any], SlotInfo]] = {
    "a passphrase": (
        {"type": "passphrase", "added": 5, "kdf": {"m": 65536, "t": 3}},
        SlotInfo(1, "passphrase", 5.0, "Argon2id, 64 MiB, 3 passes"),
    ),
    "of before": (
        {"type": "passphrase", "kdf": {"m": "x"}},
        SlotInfo(1, "passphrase", None, ""),
    ),
    "of the most memory": (
        {"type": "passphrase", "kdf": {"m": 2**31, "t": 2**31}},
        SlotInfo(1, "passphrase", None, "Argon2id, 2097152 MiB, 2147483648 passes"),
    ),
    "of more memory": (
        {"type": "passphrase", "kdf": {"m": 2**31 + 1, "t": 1}},
        SlotInfo(1, "passphrase", None, ""),
    ),
    "of more passes": (
        {"type": "passphrase", "kdf": {"m": 1, "t": 2**31 + 1}},
        SlotInfo(1, "passphrase", None, ""),
    ),
    "of the first second": ({"type": "x" * 41, "added": 0}, SlotInfo(1, "x" * 39 + "…", 0.0, "")),
    "without a kdf": ({"type": "passphrase", "kdf": []}, SlotInfo(1, "passphrase", None, "")),
    "a keyring": (
        {"type": "keyring", "added": True, "backend": "Secret\x1bService"},
        SlotInfo(1, "keyring", None, "Secret␛Service"),
    ),
    "an agent": (
        {"type": "ssh-agent", "added": -1, "key": "SHA256:x", "comment": 5},
        SlotInfo(1, "ssh-agent", None, "SHA256:x"),
    ),
    "of tomorrow": ({"type": "tpm", "added": 1e30}, SlotInfo(1, "tpm", None, "")),
    "of no type": ({"type": 5, "added": "x"}, SlotInfo(1, "?", None, "")),
}


@pytest.mark.parametrize("name", INFOS)
def test_what_a_person_is_told_of_a_slot(name: str) -> None:
    slot, expected = INFOS[name]
    assert slot_infos(file(slot)) == (expected,)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (1, "passphrase", "Slot 1 is not a passphrase."),
        (2, "passphrase", "Slot 2 is not a passphrase."),
        (2, "", "There is no slot 2."),
        (3, "passphrase", "There is no slot 3."),
        (0, "passphrase", "There is no slot 0."),
    ],
)
def test_a_slot_of_another_kind_is_told_from_none(number: int, kind: str, words: str) -> None:
    assert slot_problems.no_such_slot(number, 2, kind).message == words


def test_a_key_is_wrapped_for_one_vault_only() -> None:
    slot = slots.wrap(b"k" * 32, DATA_KEY, ID)
    assert slots.unwrap(b"k" * 32, slot, ID) == DATA_KEY
    assert slots.unwrap(b"j" * 32, slot, ID) is None
    other = slots.wrap(b"j" * 32, DATA_KEY, ID)
    for damaged, vault_id in (
        (slot, "cd" * 16),
        (slot | {"check": other["check"]}, ID),
        (slot | {"wrap": other["wrap"]}, ID),
    ):
        with pytest.raises(SealedError):
            slots.unwrap(b"k" * 32, damaged, vault_id)


def keyring_file(calls: Backend, name: str = "SecretService") -> Sealed:
    return file(new_keyring_slot(name, calls, file(), DATA_KEY))


def test_a_keyring_opens_the_file() -> None:
    calls = MemoryKeyring()
    found = keyring_file(calls)
    assert open_with_keyring(found, calls) == DATA_KEY
    assert keyring_slot.backends(found) == ("SecretService",)
    assert list(calls.items) == [(SERVICE, "sealed-file.1")]
    assert slot_infos(found)[0].detail == "SecretService"


def test_the_next_key_takes_the_other_name() -> None:
    calls = MemoryKeyring()
    found = keyring_file(calls)
    again = new_keyring_slot("SecretService", calls, found, DATA_KEY)
    both = file(*found.slots, again)
    assert {item for _, item in calls.items} == set(keyring_slot.ITEMS)
    del calls.items[(SERVICE, "sealed-file.1")]
    assert open_with_keyring(both, calls) == DATA_KEY
    with pytest.raises(SealedError) as raised:
        new_keyring_slot("SecretService", calls, both, DATA_KEY)
    assert raised.value.args == ("damaged", "slots")


@pytest.mark.parametrize("value", [None, "", "not base64!", b64encode(b"short").decode(), "é"])
def test_an_item_that_is_no_key_opens_nothing(value: str | None) -> None:
    calls = MemoryKeyring()
    found = keyring_file(calls)
    calls.items[(SERVICE, "sealed-file.1")] += "!"  # not as it was written
    assert open_with_keyring(found, calls) is None
    if value is None:
        calls.items.clear()
    else:
        calls.items[(SERVICE, "sealed-file.1")] = value
    assert open_with_keyring(found, calls) is None
    calls.items[(SERVICE, "sealed-file.1")] = b64encode(bytes(32)).decode()
    assert open_with_keyring(found, calls) is None


@pytest.mark.parametrize("kind", [NullKeyring, EmptyingKeyring])
def test_a_keyring_that_keeps_nothing_gets_no_slot(kind: type[MemoryKeyring]) -> None:
    with pytest.raises(KeyringFault):
        keyring_file(kind())


def test_a_silent_keyring_is_not_waited_for() -> None:
    calls = HangingKeyring()
    calls.hanging = False
    found = keyring_file(calls)
    calls.hanging = True
    try:
        with pytest.raises(KeyringFault):
            open_with_keyring(found, calls, seconds=0.1)
    finally:
        calls.released.set()


def test_without_a_slot_no_keyring_is_asked() -> None:
    calls = MemoryKeyring()
    assert open_with_keyring(file(), calls) is None
    assert calls.calls == []


@pytest.mark.parametrize(
    "change",
    [{"item": "grant:1"}, {"item": []}, {"backend": 5}, {"backend": "x" * 201}, {"check": ""}],
)
def test_hostile_keyring_slots_are_refused_before_it_is_asked(change: dict[str, Any]) -> None:
    slot = keyring_file(MemoryKeyring()).slots[0] | change
    calls = MemoryKeyring()
    with pytest.raises(SealedError) as raised:
        open_with_keyring(file(slot), calls)
    assert raised.value.args == ("damaged", "slot")
    assert calls.calls == []


def test_the_longest_name_of_a_keyring_is_kept() -> None:
    calls = MemoryKeyring()
    assert open_with_keyring(keyring_file(calls, "x" * 200), calls) == DATA_KEY


def test_keys_that_no_slot_needs_are_deleted_where_the_keyring_answers(ledger: IndexFile) -> None:
    calls, dead = MemoryKeyring(), MemoryKeyring()
    found = keyring_file(calls)
    calls.items[(SERVICE, "sealed-file.2")] = calls.items[(SERVICE, "other")] = "x"
    calls.items[(PROBE_SERVICE, PROBE)] = "x"
    for name in ("SecretService", "kwallet", "kwallet"):
        note_keyring(ledger, name)
    assert ledger.load().slot_keyrings == ("SecretService", "kwallet")

    def fail(call: str, username: str) -> None:
        raise RuntimeError

    dead.before = fail
    reached = {"SecretService": calls, "kwallet": dead}.__getitem__
    left = keyring_slot.tidy(ledger, found.id, found.slots, reached)
    assert [(name, fault.state) for name, fault in left.items()] == [("kwallet", State.BROKEN)]
    assert [item for _, item in calls.items] == ["sealed-file.1", "other"]
    assert ledger.load().slot_keyrings == ("kwallet",)
