"""What opens a sealed file before anybody is asked to type, in which order, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.vault import kernel_keyring, keyring_guard, keys, open_vault, ssh_agent
from chattui.vault.file_store import look
from chattui.vault.index import Index, IndexFile
from chattui.vault.keeping import forget_key, keep_key
from chattui.vault.kernel_keyring import Kept
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.vault.sealed import FLOOR, Sealed
from chattui.vault.vault import Vault
from tests.unit.vault.agents import FakeAgent, ed25519
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import MemoryKeyring

Caught = Callable[[Callable[[], object]], Problem]

NAME = "SecretService"


@pytest.fixture
def made(here: Context) -> Context:
    """A sealed file with something in it, whose key nobody keeps."""
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    return here


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The keyring of this login; it answers without a bus."""
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring_guard, "reopen", lambda name, seconds=3.0, *, chosen="": memory)
    return memory


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeAgent]:
    with FakeAgent(tmp_path_factory.mktemp("a"), ed25519()) as agent:
        yield agent


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The credentials directory of a service, with the passphrase."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = tmp_path / "chattui"
    file.write_text(PASSPHRASE + "\n")
    return file


def typed(context: Context, passphrase: str = PASSPHRASE) -> Vault:
    return open_vault(context, Secret(passphrase), cost=FLOOR, typed=True)


def sealed(context: Context) -> Sealed:
    found = look(context.paths.sealed_file)
    assert found
    return found


def kept(context: Context) -> Kept | None:
    return kernel_keyring.find(sealed(context).id)


def test_a_typed_passphrase_serves_for_hours(kernel: None, made: Context) -> None:
    assert typed(made).opened_by == "passphrase"
    found = kept(made)
    assert found
    assert 7.9 < found.seconds_left / 3600 <= 8
    vault = open_vault(made)
    assert (vault.opened_by, vault.notices) == ("kernel", ())
    assert vault.where == f"the sealed file {made.paths.sealed_file}"
    assert len(vault.clients()) == 1
    assert forget_key(made)
    assert not forget_key(made)


def test_the_key_of_a_new_file_is_kept_too(kernel: None, here: Context) -> None:
    vault = typed(here)
    assert not keep_key(here, vault, 100.0)
    vault.store.prepare()
    assert not keep_key(here, vault, 100.0)  # there is a key, but no file yet
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    assert not keep_key(here, vault, 0.0)
    assert open_vault(here).opened_by == "kernel"
    forget_key(here)
    vault.save_client("Desk", "installed", "2", "p", Secret("{}"))
    assert kept(here) is None  # it was kept once, and locked since


@pytest.mark.parametrize("hours", [0.0, 1.0])
def test_nothing_is_kept_where_nobody_typed_or_wants_it(
    hours: float, kernel: None, made: Context, with_file: Context
) -> None:
    context = replace(with_file, unlock_hours=hours)
    assert open_vault(context).opened_by == "passphrase"
    assert kept(made) is None
    typed(replace(made, unlock_hours=hours))
    assert (kept(made) is not None) is bool(hours)


def test_the_kernel_remembers_the_highest_generation(
    kernel: None, made: Context, problem: Caught
) -> None:
    before = made.paths.sealed_file.read_bytes(), made.paths.index.read_bytes()
    typed(made).save_client("Desk", "installed", "2", "p", Secret("{}"))
    assert open_vault(made).notices == ()
    made.paths.sealed_file.write_bytes(before[0])
    made.paths.index.write_bytes(before[1])  # a whole folder that was put back
    for context in (made, replace(made, unlock_hours=8.0)):
        notices = open_vault(context).notices
        assert [one.code for one in notices] == ["vault.older_generation"]
    assert [one.code for one in typed(made).notices] == ["vault.older_generation"]


def test_opening_does_not_undo_a_lock_in_the_meantime(
    kernel: None, made: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = typed(made)
    vault.save_client("Desk", "installed", "2", "p", Secret("{}"))  # a newer one than was seen
    load = vault.ledger.load

    class Locking(IndexFile):
        def load(self) -> Index:
            forget_key(made)
            return load()

    monkeypatch.setattr("chattui.vault.opening.IndexFile", Locking)
    before = kept(made)
    monkeypatch.setattr("chattui.vault.opening.kept_key", lambda *_: before)
    assert open_vault(made).opened_by == "kernel"
    assert kept(made) is None


def test_a_key_that_is_another_now_is_forgotten(
    kernel: None, made: Context, problem: Caught
) -> None:
    file = sealed(made)
    kernel_keyring.keep(file.id, bytes(32), file.generation, 100.0)
    found = problem(lambda: open_vault(made))
    assert found.code == "vault.passphrase_needed"
    assert "The key that the kernel kept does not open it any more." in found.cause
    assert kept(made) is None


def test_all_ways_are_tried_in_their_order(
    kernel: None,
    made: Context,
    backend: MemoryKeyring,
    agent: FakeAgent,
    credentials: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: Caught,
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", agent.path)
    vault = typed(made)
    keys.add_keyring(vault, NAME, backend)
    keys.add_agent(vault, ssh_agent.identities(agent.path)[0])
    ways = []
    for take_away in (
        lambda: forget_key(made),
        backend.items.clear,
        lambda: monkeypatch.setenv("SSH_AUTH_SOCK", str(credentials)),
        credentials.unlink,
    ):
        ways.append(open_vault(made).opened_by)
        take_away()
    assert ways == ["kernel", "keyring", "ssh-agent", "credentials"]
    found = problem(lambda: open_vault(made))
    assert found.code == "vault.passphrase_needed"
    for said in ("The kernel keeps no key", "The keyring no longer has its key.", "agent"):
        assert said in found.cause
    assert kept(made) is None  # what opens by itself needs no kernel


def test_why_a_slot_does_not_open_it_is_told(
    made: Context,
    backend: MemoryKeyring,
    agent: FakeAgent,
    credentials: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: Caught,
) -> None:
    vault = typed(made)
    keys.add_keyring(vault, NAME, backend)
    keys.add_agent(vault, ssh_agent.identities(agent.path)[0])
    asked: list[float] = []

    def hang(name: str, seconds: float = 3.0, *, chosen: str = "") -> MemoryKeyring:
        asked.append(seconds)
        raise KeyringFault(State.TIMEOUT, "It did not answer.")

    monkeypatch.setattr(keyring_guard, "reopen", hang)
    credentials.write_text("wrong\n")
    with FakeAgent(credentials.parent, ed25519(9)) as other:
        for socket, said in (
            ("", "SSH_AUTH_SOCK is not set"),
            (other.path, "The ssh-agent holds no key that opens it."),
        ):
            monkeypatch.setenv("SSH_AUTH_SOCK", socket)
            found = problem(lambda: open_vault(made, keyring_seconds=30.0))
            assert said in found.cause
            assert "cannot be asked: It did not answer." in found.cause
            assert "credentials directory of this service does not open it" in found.cause
    assert asked == [30.0, 30.0]
    credentials.write_text("")
    assert "No passphrase could be read" in problem(lambda: open_vault(made)).cause


def test_credentials_open_no_file_without_a_passphrase(
    made: Context, backend: MemoryKeyring, credentials: Path, problem: Caught
) -> None:
    vault = typed(made)
    keys.add_keyring(vault, NAME, backend)
    keys.remove_slot(vault, 1)
    backend.items.clear()
    found = problem(lambda: open_vault(made))
    assert found.code == "vault.passphrase_needed"
    assert "credentials directory of this service does not open it" in found.cause


def test_credentials_make_the_file_where_no_keyring_works(
    kernel: None, here: Context, credentials: Path
) -> None:
    vault = open_vault(here, cost=FLOOR)
    assert (vault.kind, vault.opened_by) == ("file", "")
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    again = open_vault(here)
    assert again.opened_by == "credentials"
    keys.add_passphrase(again, Secret("a second one"), cost=FLOOR)
    assert keys.change_passphrase(again, Secret("another"), cost=FLOOR).number == 1
    assert kept(here) is None


def test_a_damaged_slot_is_damage(made: Context, credentials: Path, problem: Caught) -> None:
    data = made.paths.sealed_file.read_bytes()
    assert data.count(b'"m":19456') == 1
    made.paths.sealed_file.write_bytes(data.replace(b'"m":19456', b'"m":10000'))
    assert problem(lambda: open_vault(made)).code == "vault.damaged"
