"""The slot that an ssh-agent opens: enrolled only where it will open again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui.problem import Problem, ProblemError
from chattui.vault import agent_problems, agent_slot, ssh_agent
from chattui.vault.agent_slot import new_agent_slot, open_with_agent
from chattui.vault.sealed import Sealed, SealedError, parse, seal
from chattui.vault.slots import slot_infos
from chattui.vault.ssh_agent import Identity
from tests.unit.vault.agents import FakeAgent, Key, blob, ed25519, framed, listed, rsa, signed

Caught = Callable[[Callable[[], object]], Problem]

ID, DATA_KEY = "ab" * 16, bytes(range(32))


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a")


def file(*slots: dict[str, Any], vault_id: str = ID) -> Sealed:
    return parse(seal(vault_id, 1, slots, DATA_KEY, {}))


def slot(folder: Path, key: Key | None = None) -> dict[str, Any]:
    """A slot for the key, enrolled at an honest agent."""
    with FakeAgent(folder, key or ed25519()) as agent:
        return new_agent_slot(ssh_agent.identities(agent.path)[0], DATA_KEY, ID)


@pytest.mark.parametrize("key", [ed25519(), rsa()], ids=["ed25519", "rsa"])
def test_another_agent_with_the_same_key_opens_it(folder: Path, key: Key) -> None:
    made = slot(folder, key)
    with FakeAgent(folder, ed25519(7), key) as agent:
        assert open_with_agent(file({"type": "other"}, made), agent.path) == DATA_KEY
    info = slot_infos(file(made))[0]
    assert (info.kind, info.number) == ("ssh-agent", 1)
    assert info.detail == f"me@laptop {made['key']}"
    assert info.added_at


def test_another_key_does_not(folder: Path) -> None:
    made = slot(folder)
    with FakeAgent(folder, ed25519(7)) as agent:
        assert open_with_agent(file(made), agent.path) is None
        assert open_with_agent(file(), "/nowhere") is None  # without a slot, nobody is asked
    assert agent.requests == [b"\x0b"]


def test_what_is_signed_is_bound_to_vault_slot_and_use() -> None:
    text = agent_slot.to_sign(ID, b"s" * 32)
    assert text.startswith(b"SSHSIG\0\0\0\x0dchattui-vault\0\0\0\0\0\0\0\x06sha512\0\0\0\x40")
    others = {agent_slot.to_sign("cd" * 16, b"s" * 32), agent_slot.to_sign(ID, b"t" * 32), text}
    assert len(others) == 3


def test_a_slot_of_another_vault_does_not_open(folder: Path) -> None:
    made = slot(folder)
    with FakeAgent(folder, ed25519()) as agent:
        assert open_with_agent(file(made, vault_id="cd" * 16), agent.path) is None


def test_no_two_slots_take_the_same_signature(folder: Path) -> None:
    """A signature that was captured does not open a slot that was made anew."""
    assert slot(folder)["salt"] != slot(folder)["salt"]


def good(data: bytes) -> bytes:
    return signed(b"ssh-ed25519", ed25519().sign(data))


class Forger(FakeAgent):
    """Signs well `well` times, and then something else."""

    well = 0

    def _answer(self, request: bytes) -> bytes | None:
        if request[0] == 13:
            self.well -= 1
            if self.well < 0:
                return signed(b"ssh-ed25519", bytes(64))
        return super()._answer(request)


@pytest.mark.parametrize(("well", "words"), [(0, "not a signature"), (1, "signatures differ")])
def test_a_key_that_would_not_open_again_is_refused(
    folder: Path, problem: Caught, well: int, words: str
) -> None:
    with Forger(folder, ed25519()) as agent:
        agent.well = well
        identity = ssh_agent.identities(agent.path)[0]
        found = problem(lambda: new_agent_slot(identity, DATA_KEY, ID))
    assert found.code == "vault.agent_key"
    assert words in found.cause


def test_a_forged_signature_opens_nothing(folder: Path) -> None:
    made = slot(folder)
    with Forger(folder, ed25519()) as agent:
        assert open_with_agent(file(made), agent.path) is None


class Declining(FakeAgent):
    """Whoever it asks declines the first key."""

    def _answer(self, request: bytes) -> bytes | None:
        if request[0] == 13 and blob(self.keys[0]) in request:
            return framed(b"\x05")
        return super()._answer(request)


def test_where_one_key_is_declined_the_next_one_is_asked(folder: Path) -> None:
    first, second = slot(folder), slot(folder, rsa())
    with Declining(folder, ed25519(), rsa()) as agent:
        assert open_with_agent(file(first, second), agent.path) == DATA_KEY
        with pytest.raises(ProblemError) as raised:
            open_with_agent(file(first), agent.path)
    assert raised.value.problem.code == "vault.agent_refused"


@pytest.mark.parametrize(("answer", "code"), [(None, "silent"), (b"", "garbage")])
def test_an_agent_that_fails_is_not_asked_again(
    folder: Path, problem: Caught, answer: bytes | None, code: str
) -> None:
    made = slot(folder)
    with FakeAgent(folder, answers=(listed(blob(ed25519())), answer)) as agent:
        found = problem(lambda: open_with_agent(file(made, made), agent.path, seconds=0.2))
    assert found.code == f"vault.agent_{code}"
    assert len(agent.requests) == 2


HOSTILE: dict[str, dict[str, Any]] = {
    "no key": {"key": None},
    "a key that is no fingerprint": {"key": "SHA256:x"},
    "another signature": {"sig": "ecdsa-sha2-nistp256"},
    "a signature that is a list": {"sig": []},
    "a short salt": {"salt": "AAAA"},
    "a long salt": {"salt": b64encode(bytes(65)).decode()},
    "a salt that is a number": {"salt": 5},
    "a short check": {"check": "AAAA"},
    "no wrap": {"wrap": ""},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_slots_are_refused_before_the_agent_is_asked(name: str, folder: Path) -> None:
    made = slot(folder) | HOSTILE[name]
    with pytest.raises(SealedError) as raised:
        open_with_agent(file(made), "/nowhere")
    place = "salt" if name == "a salt that is a number" else "slot"
    assert raised.value.args == ("damaged", place)


def test_more_slots_than_are_made_are_refused(folder: Path) -> None:
    made = slot(folder)
    with FakeAgent(folder, ed25519()) as agent:
        assert open_with_agent(file(*[made] * 8), agent.path) == DATA_KEY
        with pytest.raises(SealedError) as raised:
            open_with_agent(file(*[made] * 9), agent.path)
    assert raised.value.args == ("damaged", "slots")


def test_the_risk_is_said_plainly() -> None:
    words = agent_problems.risk()
    assert "root" in words
    assert "signature" in words
    assert "`chattui vault rotate`" in words


def test_an_identity_of_no_agent(problem: Caught) -> None:
    held = Identity("ssh-ed25519", "", "SHA256:x", True, "", blob(ed25519()), "")
    assert problem(lambda: new_agent_slot(held, DATA_KEY, ID)).code == "vault.agent_absent"
