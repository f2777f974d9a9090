"""The agent's protocol: what is asked, and that nothing an agent says does harm."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chattui.problem import Problem
from chattui.vault import ssh_agent
from chattui.vault.ssh_agent import Identity
from tests.unit.vault.agents import (
    FakeAgent,
    blob,
    ed25519,
    framed,
    listed,
    mpint,
    rsa,
    signed,
    string,
)

Caught = Callable[[Callable[[], object]], Problem]

KINDS = {
    b"ssh-dss": "too weak",
    b"ecdsa-sha2-nistp256": "random part",
    b"sk-ssh-ed25519@openssh.com": "security key",
    b"sk-ecdsa-sha2-nistp256@openssh.com": "security key",
    b"ssh-ed25519-cert-v01@openssh.com": "certificate",
    b"ssh-of-tomorrow": "does not know",
    b"\xff\x1b[2J": "does not know",
}


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short path: the name of a socket has little room."""
    return tmp_path_factory.mktemp("a")


@pytest.fixture
def held(folder: Path) -> Iterator[Identity]:
    """An Ed25519 key of an agent that is there."""
    with FakeAgent(folder, ed25519()) as agent:
        yield ssh_agent.identities(agent.path)[0]


def test_keys_are_listed_with_what_speaks_against_them(folder: Path) -> None:
    others = [string(kind) + string(b"x") for kind in KINDS]
    small = string(b"ssh-rsa") + mpint(65537) + mpint(2**1023 + 1)
    answer = listed(blob(ed25519()), blob(rsa()), small, *others, comment=b"a\x1bb\xff")
    with FakeAgent(folder, answers=(answer,)) as agent:
        found = ssh_agent.identities(agent.path)
    assert [i.usable for i in found] == [True, True, *[False] * (len(KINDS) + 1)]
    assert "1024 bits" in found[2].why
    for identity, why in zip(found[3:], KINDS.values(), strict=True):
        assert why in identity.why
        assert "\x1b" not in identity.kind
    assert {i.comment for i in found} == {"a␛b�"}
    assert found[0].fingerprint.startswith("SHA256:")
    assert len(found[0].fingerprint) == 50


@pytest.mark.parametrize("key", [ed25519(), rsa()], ids=["ed25519", "rsa"])
def test_a_signature_is_the_key_s_own(folder: Path, key: object) -> None:
    with FakeAgent(folder, key) as agent:  # type: ignore[arg-type]
        identity = ssh_agent.identities(agent.path)[0]
        found = ssh_agent.sign(identity, b"data")
    assert ssh_agent.is_signature(identity, found, b"data")
    assert not ssh_agent.is_signature(identity, found, b"date")


def test_an_rsa_signature_has_the_length_of_its_key(folder: Path) -> None:
    with FakeAgent(folder, answers=(listed(blob(rsa())), signed(b"rsa-sha2-512", b"\1"))) as agent:
        identity = ssh_agent.identities(agent.path)[0]
        assert ssh_agent.sign(identity, b"data") == b"\1".rjust(256, b"\0")


IDENTITIES = b"\x0c"
HOSTILE: dict[str, tuple[bytes | None, str]] = {
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n", "garbage"),
    "a huge length": (b"\xff\xff\xff\xff", "garbage"),
    "a length over the limit": ((256 * 1024 + 1).to_bytes(4, "big") + bytes(9), "garbage"),
    "no length": (b"\0\0\0\0", "garbage"),
    "another message": (framed(b"\x0e\0\0\0\0"), "garbage"),
    "a failure": (framed(b"\x05"), "refused"),
    "a failure of old": (framed(b"\x1e"), "refused"),
    "hanging up": (b"", "garbage"),
    "half a length": (b"\0\0", "garbage"),
    "half an answer": (b"\0\0\0\x64\x0c\0\0", "garbage"),
    "silence": (None, "silent"),
    "no count": (framed(IDENTITIES), "garbage"),
    "more keys than there are": (framed(IDENTITIES + b"\xff\xff\xff\xff"), "garbage"),
    "a key longer than the answer": (framed(IDENTITIES + b"\0\0\0\1\xff\xff\xff\xff"), "garbage"),
    "something after the keys": (listed() + b"", ""),
    "keys and more": (framed(IDENTITIES + b"\0\0\0\0more"), "garbage"),
    "a key that is too large": (listed(string(b"ssh-ed25519") + bytes(16 * 1024)), "garbage"),
    "an empty key": (listed(b""), "garbage"),
    "half an RSA key": (listed(string(b"ssh-rsa") + mpint(3)), "garbage"),
    "an RSA key and more": (listed(blob(rsa()) + b"!"), "garbage"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lists(name: str, folder: Path, problem: Caught) -> None:
    answer, code = HOSTILE[name]
    with FakeAgent(folder, answers=(answer,)) as agent:
        if not code:
            assert ssh_agent.identities(agent.path) == ()
            return
        found = problem(lambda: ssh_agent.identities(agent.path, seconds=0.2 if not answer else 3))
    assert found.code == f"vault.agent_{code}"
    assert agent.path in found.message
    assert ("closed" in found.message) == (
        name in {"hanging up", "half a length", "half an answer"}
    )
    assert found.cause
    assert found.remedy


GOOD = ed25519().sign(b"data")
INNER = string(b"ssh-ed25519") + string(GOOD)
HOSTILE_SIGNATURES: dict[str, tuple[bytes | None, str]] = {
    "none": (framed(b"\x0e"), "garbage"),
    "another algorithm": (signed(b"ssh-rsa", GOOD), "key"),
    "one that is too long": (signed(b"ssh-ed25519", GOOD + b"!"), "garbage"),
    "more inside": (framed(b"\x0e" + string(INNER + b"!")), "garbage"),
    "more outside": (framed(b"\x0e" + string(INNER) + b"!"), "garbage"),
    "a failure": (framed(b"\x05"), "refused"),
    "a list": (listed(), "garbage"),
    "silence": (None, "silent"),
}


@pytest.mark.parametrize("name", HOSTILE_SIGNATURES)
def test_hostile_signatures(name: str, folder: Path, problem: Caught) -> None:
    answer, code = HOSTILE_SIGNATURES[name]
    with FakeAgent(folder, answers=(listed(blob(ed25519())), answer)) as agent:
        identity = ssh_agent.identities(agent.path)[0]
        found = problem(lambda: ssh_agent.sign(identity, b"data", seconds=3 if answer else 0.2))
    assert found.code == f"vault.agent_{code}"


def test_a_key_that_cannot_serve_is_not_asked(folder: Path, problem: Caught) -> None:
    answer = listed(string(b"ecdsa-sha2-nistp256") + string(b"x"))
    with FakeAgent(folder, answers=(answer,)) as agent:
        identity = ssh_agent.identities(agent.path)[0]
        found = problem(lambda: ssh_agent.sign(identity, b"data"))
    assert found.code == "vault.agent_key"
    assert identity.fingerprint in found.message
    assert "ECDSA" in found.cause
    assert len(agent.requests) == 1


@pytest.mark.parametrize(
    "data", [string(b"ssh-ed25519") + b"x", string(b"ssh-rsa"), string(b"ecdsa-sha2-nistp256")]
)
def test_what_is_no_key_signs_nothing(data: bytes) -> None:
    kind = data[4:].decode("ascii", "replace").rstrip("x")
    assert not ssh_agent.is_signature(Identity(kind, "", "", True, "", data), GOOD, b"data")


def test_a_key_of_another_kind_signs_nothing() -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    line = generate_private_key(SECP256R1()).public_key()
    text = line.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()
    from base64 import b64decode

    identity = Identity(text[0].decode(), "", "", True, "", b64decode(text[1]))
    assert not ssh_agent.is_signature(identity, GOOD, b"data")


def test_no_agent(problem: Caught) -> None:
    found = problem(lambda: ssh_agent.identities(""))
    assert found.code == "vault.agent_absent"
    assert "ssh -A" in found.remedy


def test_no_time_at_all(held: Identity, problem: Caught) -> None:
    found = problem(lambda: ssh_agent.identities(held.socket, seconds=0))
    assert found.code == "vault.agent_silent"


def test_a_system_without_unix_sockets(
    held: Identity, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    try:
        found = problem(lambda: ssh_agent.identities(held.socket))
    finally:
        monkeypatch.undo()
    assert found.code == "vault.agent_absent"


@pytest.mark.parametrize("name", ["nothing-there", "x" * 200, "nul\0"])
def test_a_path_without_an_agent(name: str, folder: Path, problem: Caught) -> None:
    found = problem(lambda: ssh_agent.identities(str(folder / name)))
    assert found.code == "vault.agent_absent"
    assert "tmux" in found.remedy


def test_a_socket_that_nobody_listens_on(folder: Path, problem: Caught) -> None:
    path = str(folder / "s")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    assert problem(lambda: ssh_agent.identities(path)).code == "vault.agent_absent"


def test_a_socket_that_takes_nobody_more(folder: Path, problem: Caught) -> None:
    path = str(folder / "s")
    with socket.socket(socket.AF_UNIX) as full, socket.socket(socket.AF_UNIX) as first:
        full.bind(path)
        full.listen(0)
        first.connect(path)
        found = problem(lambda: ssh_agent.identities(path, seconds=0.05))
    assert found.code == "vault.agent_absent"


def test_a_file_in_its_place(folder: Path, problem: Caught) -> None:
    path = folder / "file"
    path.write_bytes(b"")
    assert problem(lambda: ssh_agent.identities(str(path))).code == "vault.agent_absent"


def test_an_agent_of_another_user(
    held: Identity, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    owner = os.stat(held.socket).st_uid
    os.chown(held.socket, 65534, -1) if owner == 0 else monkeypatch.setattr(
        os, "geteuid", lambda: 65533
    )
    found = problem(lambda: ssh_agent.identities(held.socket))
    assert found.code == "vault.agent_foreign"
    assert "65534" in found.cause or "65533" in found.cause
