"""No changed bit, no missing end and no other edit of a sealed file is ever accepted, and none
ends in anything but the two errors that say so."""

from __future__ import annotations

import hashlib
import json
import struct
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf import argon2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chattui.secret import Secret
from chattui.vault import index_format, sealed
from chattui.vault.index import AccountEntry, ClientEntry, Index, Pointer, Side
from chattui.vault.passphrase_slot import cost_of, new_passphrase_slot, open_with_passphrase
from chattui.vault.sealed import FLOOR, SealedError
from chattui.vault.slots import slot_infos

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
"""On a busy machine a case may take long without being wrong."""

KEY = bytes(range(32))
ID = "ab" * 16
PASSPHRASE = Secret("correct horse")


class Quick:
    """A derivation that takes no time: what it is made of is what matters here."""

    def __init__(self, **costs: Any) -> None:
        self.costs = costs

    def derive(self, text: bytes) -> bytes:
        return hashlib.sha256(repr((text, sorted(self.costs.items()))).encode()).digest()


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "Argon2id", Quick)
        yield


@pytest.fixture(scope="module")
def slots() -> tuple[dict[str, Any], ...]:
    """One slot of each kind; what a keyring or an agent opens is wrapped alike."""
    made = new_passphrase_slot(PASSPHRASE, KEY, ID, FLOOR)
    wrapped = {"check": made["check"], "wrap": made["wrap"]}
    salt = b64encode(bytes(32)).decode()
    return (
        made,
        {"type": "keyring", "backend": "SecretService", "user": "sealed-file.1", **wrapped},
        {"type": "ssh-agent", "key": "SHA256:" + "x" * 43, "salt": salt, **wrapped},
        {"type": "of-another-time", "any": [1, None, {"thing": 1.5}]},
    )


def items(accounts: int) -> dict[str, str]:
    """As much as so many accounts keep."""
    grant = json.dumps({"refresh_token": "1//" + "x" * 200, "access_token": "ya29." + "y" * 200})
    return {f"grant:{number:016x}": grant for number in range(accounts)}


@pytest.fixture(scope="module")
def file(slots: tuple[dict[str, Any], ...]) -> bytes:
    """As little as a person has."""
    return sealed.seal(ID, 7, slots, KEY, items(1))


@pytest.fixture(scope="module")
def large(slots: tuple[dict[str, Any], ...]) -> bytes:
    """As much as somebody has who acts for a team."""
    return sealed.seal(ID, 7, slots, KEY, items(26))


def accepted(data: bytes) -> bool:
    """Whether any way in opens `data`; everything that is shown of it is asked for too."""
    try:
        taken = sealed.parse(data)
        assert len(slot_infos(taken)) == len(taken.slots)
        sealed.unseal(taken, KEY)
    except SealedError:
        return _by_passphrase(data)
    return True


def _by_passphrase(data: bytes) -> bool:
    try:
        taken = sealed.parse(data)
        sealed.unseal(taken, open_with_passphrase(taken, PASSPHRASE))
    except SealedError:
        return False
    return True


def with_flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_the_file_itself_is_accepted(file: bytes, large: bytes) -> None:
    assert accepted(file)
    assert _by_passphrase(large)


def test_each_slot_says_what_it_is(file: bytes) -> None:
    infos = slot_infos(sealed.parse(file))
    kinds = [(info.number, info.kind) for info in infos]
    assert kinds == [(1, "passphrase"), (2, "keyring"), (3, "ssh-agent"), (4, "of-another-time")]
    details = [info.detail for info in infos]
    assert details == ["Argon2id, 19 MiB, 2 passes", "SecretService", "SHA256:" + "x" * 43, ""]
    assert infos[0].added_at == pytest.approx(time.time(), abs=60)
    assert [info.added_at for info in infos[1:]] == [None, None, None]


@pytest.mark.no_cover
def test_no_flipped_bit_of_a_small_file_is_accepted(file: bytes) -> None:
    """One bit of each byte; the header's bytes one after the other with all of theirs."""
    header = len(sealed.parse(file).prefix)
    places = [(place, bit) for place in range(24) for bit in range(8)]
    places += [(place, place % 8) for place in range(24, len(file))]
    assert [p for p in places if accepted(with_flipped(file, *p))] == []
    assert header < len(places)


@pytest.mark.no_cover
def test_no_beginning_of_a_small_file_is_accepted(file: bytes) -> None:
    assert [length for length in range(0, len(file), 3) if accepted(file[:length])] == []


@pytest.mark.exhaustive
def test_no_flipped_bit_and_no_beginning_of_a_large_file_is_accepted(large: bytes) -> None:
    tried, taken = 0, []
    for place in range(len(large)):
        for bit in range(8):
            tried += 1
            if accepted(with_flipped(large, place, bit)):
                taken.append((place, bit))
        tried += 1
        if accepted(large[:place]):
            taken.append((place, -1))
    assert taken == []
    assert tried >= 100_000, tried


@calm
@given(st.data())
def test_no_edit_is_accepted(file: bytes, data: st.DataObject) -> None:
    """Pieces replaced, repeated, moved and cut out, several at once."""
    changed = file
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(changed)))
        end = data.draw(st.integers(start, min(len(changed), start + 80)))
        put = data.draw(st.binary(max_size=40) | st.sampled_from([b"", changed[start:end] * 2]))
        changed = changed[:start] + put + changed[end:]
    assert accepted(changed) == (changed == file)


def test_no_piece_of_an_older_file_is_accepted_in_a_newer_one(
    file: bytes, slots: tuple[dict[str, Any], ...]
) -> None:
    """Both are under the same key, and each is sound; their halves do not go together."""
    older = sealed.parse(sealed.seal(ID, 6, slots, KEY, items(1)))
    newer = sealed.parse(file)
    for mixed in (
        older.prefix + newer.nonce + newer.ciphertext,
        newer.prefix + older.nonce + newer.ciphertext,
        newer.prefix + newer.nonce + older.ciphertext,
        older.prefix + newer.nonce + older.ciphertext,
        newer.prefix + older.nonce + older.ciphertext,
    ):
        assert not accepted(mixed)


TEXT = st.text('aZ0"\\ \n\0\x1bé🔑\ud800\u202e', max_size=9)
"""Of few characters: a table of all of them takes seconds to make."""

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(TEXT, PLAIN, max_size=3)
COSTS = st.fixed_dictionaries({}, optional=dict.fromkeys("mtp", PLAIN) | {"salt": PLAIN})
SLOT = st.fixed_dictionaries(
    {"type": st.sampled_from(["passphrase", "keyring", "ssh-agent"]) | PLAIN},
    optional={
        "kdf": COSTS.map(lambda found: {"name": "argon2id", "m": 19456, "t": 2, "p": 1} | found),
        **dict.fromkeys(("added", "check", "wrap", "backend", "key", "comment", "salt"), JSON),
    },
)


@calm
@given(st.lists(SLOT, max_size=3))
def test_any_slots_are_shown_or_refused(found: list[dict[str, Any]]) -> None:
    """Whatever a slot holds, it is told what it is, and nothing opens by it."""
    header = {"v": 1, "id": ID, "gen": 1, "aead": "AES-256-GCM", "slots": found}
    text = json.dumps(header).encode()
    data = sealed.MAGIC + struct.pack(">I", len(text)) + text + bytes(60)
    assert not accepted(data)


@calm
@given(JSON)
def test_any_header_ends_in_a_sealed_error(found: object) -> None:
    text = json.dumps(found).encode()
    with pytest.raises(SealedError):
        sealed.parse(sealed.MAGIC + struct.pack(">I", len(text)) + text + bytes(60))


@calm
@given(st.dictionaries(TEXT, TEXT), st.integers(0, 2**53 - 1))
def test_what_is_sealed_comes_back(kept: dict[str, str], generation: int) -> None:
    taken = sealed.parse(sealed.seal(ID, generation, (), KEY, kept))
    assert sealed.unseal(taken, KEY) == kept
    assert (taken.generation, taken.id) == (generation, ID)


BOUNDS = {"m": (19_456, 1_048_576), "t": (1, 16), "p": (1, 16)}
"""As the description of the format has them."""


@pytest.mark.parametrize("member", BOUNDS)
def test_costs_are_read_up_to_their_bounds_and_no_further(
    slots: tuple[dict[str, Any], ...], member: str
) -> None:
    slot, bounds = slots[0], BOUNDS[member]
    for value in (*bounds, bounds[0] - 1, bounds[1] + 1):
        changed = {**slot, "kdf": {**slot["kdf"], member: value}}
        try:
            cost = cost_of(changed)
        except SealedError:
            assert value not in bounds
        else:
            assert value in bounds
            assert value in (cost.memory, cost.passes, cost.lanes)


def _index() -> Index:
    pointer = Pointer(3, 2)
    client = ClientEntry("c" * 16, "Desk", "installed", "1-a", "p", 1.0)
    account = AccountEntry(
        *("a" * 16, "ada@example.com", "1", "c" * 16, ("openid", "chat.spaces"), "delegation"),
        consented_at=2.0,
        refresh_expires_at=253_402_300_799.0,
        last_used_at=3.0,
        name="Ada",
        how="import",
    )
    owned = {"grant:" + "a" * 16: pointer, "client:" + "c" * 16: Pointer()}
    side = Side("file", "", True, owned, (("grant:" + "b" * 16, pointer),))
    return Index(
        *(ID, "keyring", "SecretService", "a" * 16, (client,), (account,), owned, side.stale),
        generation=9,
        side=side,
        slot_keyrings=("SecretService",),
    )


KEPT = _index()
INDEX = index_format.to_bytes(KEPT)


def test_a_list_of_accounts_comes_back() -> None:
    assert index_format.parse(INDEX) == KEPT
    assert index_format.parse(index_format.to_bytes(Index())) == Index()


def test_a_list_of_before_reads_as_one_that_knows_no_more() -> None:
    old = json.loads(INDEX)
    del old["side"], old["vault"]["generation"], old["vault"]["slot_keyrings"]
    del old["accounts"][0]["name"], old["accounts"][0]["how"]
    (account,) = KEPT.accounts
    known = replace(KEPT, accounts=(replace(account, name="", how=""),), generation=0, side=None)
    known = replace(known, slot_keyrings=())
    assert index_format.parse(json.dumps(old).encode()) == known


@pytest.mark.parametrize("at", [-1.0, 253_402_300_800.0, float("nan"), float("inf"), True, "1"])
def test_a_time_that_no_calendar_has_is_damage(at: object) -> None:
    changed = json.loads(INDEX)
    changed["accounts"][0]["last_used_at"] = at
    assert outcome(json.dumps(changed).encode()) == "damaged"


def outcome(data: bytes) -> str:
    """How reading an index ends; anything but these three fails the test."""
    try:
        index_format.to_bytes(index_format.parse(data))
    except index_format.Damage:
        return "damaged"
    except index_format.Newer:
        return "newer"
    return "read"


@pytest.mark.no_cover
def test_a_changed_list_of_accounts_is_read_or_told() -> None:
    """It is no secret and under no key: what reads well is believed, the rest is named."""
    outcomes = {
        outcome(with_flipped(INDEX, place, bit))
        for place in (*range(40), *range(40, len(INDEX), 5))
        for bit in range(8)
    }
    assert outcomes == {"damaged", "newer", "read"}
    cut = {outcome(INDEX[:length]) for length in range(0, len(INDEX) - 2, 5)}
    assert cut == {"damaged"}


MEMBERS = st.sampled_from(sorted(json.loads(INDEX)))


@calm
@given(MEMBERS, JSON)
def test_any_value_in_a_list_of_accounts_is_read_or_told(member: str, value: object) -> None:
    outcome(json.dumps({**json.loads(INDEX), member: value}).encode())
