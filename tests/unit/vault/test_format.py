"""FORMAT.md: chattui and a reader that shares nothing with it agree on the vectors."""

from __future__ import annotations

import ast
import json
import struct
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui.secret import Secret
from chattui.vault import agent_slot, sealed, slots, ssh_agent
from chattui.vault.agent_slot import open_with_agent
from chattui.vault.keyring_slot import new_keyring_slot, open_with_keyring
from chattui.vault.passphrase_slot import new_passphrase_slot, open_with_passphrase
from chattui.vault.sealed import FLOOR, Sealed, SealedError, parse, seal, unseal
from tests.unit.vault import reader
from tests.unit.vault.agents import FakeAgent, ed25519, listed, signed
from tests.unit.vault.fakes import MemoryKeyring

VECTORS = Path(__file__).with_name("vectors")
FACTS: dict[str, Any] = json.loads((VECTORS / "all_slots.json").read_text("utf-8"))
DATA = (VECTORS / FACTS["file"]).read_bytes()
DATA_KEY = bytes.fromhex(FACTS["data_key"])
AGENTS: list[dict[str, str]] = FACTS["ssh-agent"]
PASSPHRASE = FACTS["passphrase"]["passphrase"]


def keyring_value(service: str, item: str) -> str:
    facts = FACTS["keyring"]
    assert (service, item) == (facts["service"], facts["item"])
    return str(facts["value"])


def signature(fingerprint: str, text: bytes) -> bytes:
    facts = next(facts for facts in AGENTS if facts["fingerprint"] == fingerprint)
    assert text.hex() == facts["text"]
    return bytes.fromhex(facts["signature"])


READERS: dict[str, Any] = {
    "passphrase": PASSPHRASE,
    "keyring": keyring_value,
    "ssh-agent": signature,
}


def test_the_reader_imports_nothing_of_chattui() -> None:
    tree = ast.parse(Path(reader.__file__).read_text("utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert not [name for name in names if name.partition(".")[0] in {"chattui", "tests", ""}]


@pytest.mark.parametrize("kind", READERS)
def test_the_independent_reader_opens_the_vector(kind: str) -> None:
    header, items = reader.read(DATA, kind, READERS[kind])
    assert (header["id"], header["gen"], items) == (FACTS["id"], FACTS["gen"], FACTS["items"])


def test_chattui_opens_the_vector_with_the_passphrase_and_the_keyring() -> None:
    found = parse(DATA)
    calls = MemoryKeyring()
    calls.items[(FACTS["keyring"]["service"], FACTS["keyring"]["item"])] = FACTS["keyring"]["value"]
    assert open_with_passphrase(found, Secret(PASSPHRASE)) == DATA_KEY
    assert open_with_keyring(found, calls) == DATA_KEY
    assert unseal(found, DATA_KEY) == FACTS["items"]
    assert (found.id, found.generation) == (FACTS["id"], FACTS["gen"])
    assert [slot["type"] for slot in found.slots] == ["of-another-time", *READERS, "ssh-agent"]


@pytest.mark.parametrize("number", range(len(AGENTS)))
def test_chattui_opens_the_vector_with_an_agent(
    number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    facts, slot = AGENTS[number], parse(DATA).slots[3 + number]
    blob, value = bytes.fromhex(facts["public_key"]), bytes.fromhex(facts["signature"])
    answers = listed(blob), signed(slot["sig"].encode(), value)
    with FakeAgent(tmp_path_factory.mktemp("a"), answers=answers) as agent:
        identity = ssh_agent.identities(agent.path)[0]
        agent.answers = list(answers)
        assert open_with_agent(parse(DATA), agent.path) == DATA_KEY
    text = bytes.fromhex(facts["text"])
    assert agent_slot.to_sign(FACTS["id"], b64decode(slot["salt"])) == text
    assert ssh_agent.is_signature(identity, value, text)


def test_the_steps_in_between_are_those_of_the_vector() -> None:
    found = parse(DATA)
    keks = [FACTS["passphrase"]["kek"], b64decode(FACTS["keyring"]["value"]).hex()]
    keks += [facts["kek"] for facts in AGENTS]
    for kek, slot in zip(keks, found.slots[1:], strict=True):
        assert slots.unwrap(bytes.fromhex(kek), slot, found.id) == DATA_KEY


REFUSED: list[dict[str, Any]] = json.loads((VECTORS / "refused.json").read_text("utf-8"))


def changed(change: dict[str, Any]) -> bytes:
    """The vector with one change; `fit` also makes the length of the header fit."""
    data = bytearray(DATA)
    nonce = 12 + struct.unpack(">I", DATA[8:12])[0]
    if "at" in change:
        data[nonce if change["at"] == "nonce" else change["at"]] ^= change["xor"]
    if "cut" in change:
        del data[nonce if change["cut"] == "nonce" else -change["cut"] :]
    if "append" in change:
        data += bytes.fromhex(change["append"])
    if "replace" in change:
        before, after = (text.encode() for text in change["replace"])
        assert data.count(before) == 1
        data = data.replace(before, after)
        if change.get("fit"):
            data[8:12] = struct.pack(">I", nonce - 12 + len(after) - len(before))
    return bytes(data)


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change["name"])
def test_both_refuse_what_was_changed(change: dict[str, Any]) -> None:
    def by_chattui() -> None:
        found = parse(changed(change))
        unseal(found, open_with_passphrase(found, Secret(PASSPHRASE)))

    def by_reader() -> None:
        reader.read(changed(change), "passphrase", PASSPHRASE)

    with pytest.raises(SealedError) as told:
        by_chattui()
    with pytest.raises(reader.Refused) as refused:
        by_reader()
    assert told.value.fault == refused.value.args[0] == change["why"]


@pytest.mark.parametrize("kind", READERS)
def test_the_wrong_key_is_not_called_damage(kind: str) -> None:
    wrong: dict[str, Any] = {
        "passphrase": PASSPHRASE + " ",
        "keyring": lambda service, item: FACTS["keyring"]["value"][::-1][1:] + "=",
        "ssh-agent": lambda fingerprint, text: bytes(64),
    }
    with pytest.raises(reader.Refused, match="no slot fits"):
        reader.read(DATA, kind, wrong[kind])


def written_by_chattui(folder: Path) -> tuple[bytes, dict[str, Any]]:
    """A file of now with a slot of each kind, and what opens each."""
    calls, empty = MemoryKeyring(), parse(seal(FACTS["id"], 1, (), DATA_KEY, {}))
    with FakeAgent(folder, ed25519()) as agent:
        by_agent = agent_slot.new_agent_slot(
            ssh_agent.identities(agent.path)[0], DATA_KEY, FACTS["id"]
        )
    ways = (
        new_passphrase_slot(Secret("words"), DATA_KEY, FACTS["id"], FLOOR),
        new_keyring_slot("SecretService", calls, empty, DATA_KEY),
        by_agent,
    )
    sign: Callable[[str, bytes], bytes] = lambda fingerprint, text: ed25519().sign(text)  # noqa: E731
    opens = {
        "passphrase": "words",
        "keyring": lambda service, item: calls.items[(service, item)],
        "ssh-agent": sign,
    }
    return seal(FACTS["id"], 3, ways, DATA_KEY, FACTS["items"]), opens


def test_the_independent_reader_opens_what_is_written_now(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data, opens = written_by_chattui(tmp_path_factory.mktemp("a"))
    for kind, with_what in opens.items():
        header, items = reader.read(data, kind, with_what)
        assert (items, header["gen"]) == (FACTS["items"], 3)
        assert all(slot["added"] for slot in header["slots"])


def test_the_document_names_what_the_code_does() -> None:
    document = (Path(sealed.__file__).with_name("FORMAT.md")).read_text("utf-8")
    limits = (sealed.HEADER_LIMIT, sealed.FILE_LIMIT, sealed.FLOOR.memory, sealed.MOST.memory)
    for value in (*(f"{limit:,}" for limit in limits), *slots.KINDS, f"At most {slots.MOST_SLOTS}"):
        assert value in document


def test_a_file_of_the_first_kind_is_read_too() -> None:
    """`passphrase` slots without `added`, as the first versions wrote them."""
    data = Path(__file__).with_name("vector_v1.sealed").read_bytes()
    header, items = reader.read(data, "passphrase", "paßwort é")
    found: Sealed = parse(data)
    key = open_with_passphrase(found, Secret("paßwort é"))
    assert unseal(found, key) == items
    assert [slot.get("added") for slot in header["slots"]] == [None] * len(header["slots"])
