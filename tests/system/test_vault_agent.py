"""A sealed file that a real ssh-agent opens, here and forwarded through a real sshd."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chattui import context
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import keys, ssh_agent
from chattui.vault.agent_slot import new_agent_slot, open_with_agent, to_sign
from chattui.vault.file_store import file_store
from chattui.vault.opening import open_vault
from chattui.vault.sealed import FLOOR, Sealed, parse, seal
from tests.system.agent import SshAgent, make_key
from tests.system.ssh_login import CHATTUI, Sshd, remote_command

ID, DATA_KEY = "ab" * 16, bytes(range(32))
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An Ed25519 key and an RSA key."""
    folder = tmp_path_factory.mktemp("k")
    return make_key(folder, "ed25519"), make_key(folder, "rsa", "-b", "2048")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short path: the name of a socket has little room."""
    return tmp_path_factory.mktemp("a")


@pytest.fixture
def agent(folder: Path, pair: tuple[Path, Path]) -> Iterator[SshAgent]:
    with SshAgent(folder, *pair) as agent:
        yield agent


def file(*slots: dict[str, Any]) -> Sealed:
    return parse(seal(ID, 1, slots, DATA_KEY, {}))


def code(work: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as raised:
        work()
    problem: Problem = raised.value.problem
    return problem.code


def test_another_agent_with_the_same_key_opens_the_file(
    agent: SshAgent, pair: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    held = ssh_agent.identities(agent.socket)
    assert [(i.kind, i.comment) for i in held] == [
        ("ssh-ed25519", "my ed25519"),
        ("ssh-rsa", "my rsa"),
    ]
    shown = subprocess.run(["ssh-add", "-l"], env=agent.environ, capture_output=True, text=True)
    for identity, key, line in zip(held, pair, shown.stdout.splitlines(), strict=True):
        assert identity.fingerprint in line
        sealed = file(new_agent_slot(identity, DATA_KEY, ID))
        with SshAgent(tmp_path_factory.mktemp("a"), key) as other:
            assert open_with_agent(sealed, other.socket) == DATA_KEY
            other.add("-D")
            assert open_with_agent(sealed, other.socket) is None


def test_the_signature_is_the_one_that_ssh_keygen_makes(
    agent: SshAgent, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """Whoever has the key itself can open the file with `ssh-keygen -Y sign`."""
    message = tmp_path / "message"
    message.write_bytes(b"chattui vault ssh-agent v1\0" + ID.encode() + b"s" * 32)
    for identity, key in zip(ssh_agent.identities(agent.socket), pair, strict=True):
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "chattui-vault", "-f", str(key)]
        with message.open("rb") as text:
            ran = subprocess.run(command, stdin=text, capture_output=True, check=True)
        from base64 import b64decode

        armored = b64decode(b"".join(ran.stdout.splitlines()[1:-1]))
        assert armored.endswith(ssh_agent.sign(identity, to_sign(ID, b"s" * 32)))


def test_keys_whose_signatures_differ_are_refused(folder: Path) -> None:
    with SshAgent(folder, make_key(folder, "ecdsa")) as agent:
        (held,) = ssh_agent.identities(agent.socket)
        assert not held.usable
        assert "ECDSA" in held.why
        assert code(lambda: new_agent_slot(held, DATA_KEY, ID)) == "vault.agent_key"


def test_a_key_that_must_be_confirmed_and_an_agent_that_stops(
    folder: Path, pair: tuple[Path, Path]
) -> None:
    with SshAgent(folder) as agent:
        agent.add("-c", str(pair[0]))  # nobody is there to confirm
        (held,) = ssh_agent.identities(agent.socket)
        assert code(lambda: new_agent_slot(held, DATA_KEY, ID)) == "vault.agent_refused"
        agent.process.send_signal(signal.SIGSTOP)
        silent = code(lambda: ssh_agent.identities(agent.socket, seconds=0.3))
        assert silent == "vault.agent_silent"
        agent.process.kill()
        agent.process.wait()
        assert code(lambda: ssh_agent.identities(agent.socket)) == "vault.agent_absent"


OPENS = """
from chattui import context
from chattui.problem import ProblemError
from chattui.vault.opening import open_vault
try:
    vault = open_vault(context.make())
    print(vault.opened_by, vault.client_document(vault.clients()[0].key).reveal())
except ProblemError as error:
    print(error.problem.code)
"""


def test_a_forwarded_agent_opens_the_file_in_every_login(
    agent: SshAgent, tmp_path: Path, own_home: Path
) -> None:
    here = context.make()
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("mine", "installed", "id", "", Secret("the document"))
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    with Sshd(tmp_path / "ssh") as sshd:

        def remote(*command: str, forward: bool = True) -> str:
            home = {"CHATTUI_HOME": str(own_home / "chattui")}
            line = sshd.command(remote_command(home, *command))
            line[1:1] = ["-A"] if forward else []
            ran = subprocess.run(line, env=agent.environ, capture_output=True, text=True)
            assert ran.returncode == 0, ran
            return ran.stdout.strip()

        remote(
            CHATTUI, "vault", "add-slot", "ssh-agent", "--identity", "my ed25519", "--yes",
            "--passphrase-file", str(passphrase),
        )  # fmt: skip
        keys.add_agent(vault, ssh_agent.identities(agent.socket)[1])
        kinds = [slot["type"] for slot in file_store(vault).current().slots]
        assert kinds == ["passphrase", "ssh-agent", "ssh-agent"]
        opened = "ssh-agent the document"
        assert remote(sys.executable, "-c", OPENS) == opened
        keys.remove_slot(vault, 2)
        assert remote(sys.executable, "-c", OPENS) == opened  # by the RSA key, in another login
        assert remote(sys.executable, "-c", OPENS, forward=False) == "vault.passphrase_needed"
