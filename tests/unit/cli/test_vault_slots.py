"""chattui vault passphrase, add-slot, remove-slot and rotate."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Iterator

import pytest

from chattui.cli import ask
from chattui.problem import Exit
from chattui.vault import keyring_guard
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.vault.agents import FakeAgent, ed25519, rsa
from tests.unit.vault.fakes import MemoryKeyring

OLD, NEW = "a passphrase for the tests", "another one for the tests"


@pytest.fixture
def sealed(desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a sealed file, its passphrase in a file, and a new one in `new`."""
    shelf.furnish(desk, "installed")
    monkeypatch.setattr("chattui.vault.keys.calibrated_cost", lambda: FLOOR)
    new = desk.home / "new"
    new.write_text(NEW + "\n")
    new.chmod(0o600)
    return desk


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    memory = MemoryKeyring()
    monkeypatch.setattr(
        keyring_guard, "find_working", lambda names=None, seconds=3.0: ("SecretService", memory)
    )
    for module in ("keyring_guard", "keys", "rotation"):
        monkeypatch.setattr(f"chattui.vault.{module}.reopen", lambda name, *_, **__: memory)
    return memory


@pytest.fixture
def agent(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeAgent]:
    with FakeAgent(tmp_path_factory.mktemp("a"), ed25519()) as agent:
        monkeypatch.setenv("SSH_AUTH_SOCK", agent.path)
        yield agent


@pytest.fixture
def typing(sealed: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at the terminal; what they type unseen, in order."""
    answers: list[str] = []
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    monkeypatch.setattr(getpass, "getpass", lambda prompt: answers.pop(0))
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: True)
    return answers


def kinds(desk: Desk) -> list[str]:
    return [slot["kind"] for slot in desk.json("vault", "status")["slots"]]


def opens(desk: Desk, passphrase: str) -> bool:
    file = desk.home / "tried"
    file.write_text(passphrase + "\n")
    file.chmod(0o600)
    ran = desk.run("--passphrase-file", str(file), "vault", "rotate", "--dry-run")
    return ran.status == Exit.DONE


def no_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "can_ask", lambda around: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))


def new_of(desk: Desk) -> tuple[str, str]:
    return "--new-passphrase-file", str(desk.home / "new")


def test_a_passphrase_is_changed_for_a_script(sealed: Desk) -> None:
    assert sealed.json("vault", "passphrase", "--dry-run") == {"slot": None, "dryRun": True}
    assert opens(sealed, OLD)
    changed = sealed.json("vault", "passphrase", *new_of(sealed))
    assert changed["slot"]["number"] == 1
    assert (opens(sealed, OLD), opens(sealed, NEW)) == (False, True)


def test_a_passphrase_is_changed_by_typing(sealed: Desk, typing: list[str]) -> None:
    typing += [OLD, "short", NEW, NEW]
    ran = sealed.run("vault", "passphrase")
    assert ran.status == Exit.DONE
    assert "`chattui vault rotate`" in ran.err
    assert "✓ The passphrase is changed." in ran.err
    assert (opens(sealed, OLD), opens(sealed, NEW)) == (False, True)


def test_one_of_several_passphrases_is_changed(sealed: Desk) -> None:
    assert sealed.json("vault", "add-slot", "passphrase", *new_of(sealed))["slot"]["number"] == 2
    (sealed.home / "new").write_text("the third one\n")
    assert sealed.run("vault", "passphrase", "--slot", "2", *new_of(sealed)).status == Exit.DONE
    assert [opens(sealed, one) for one in (OLD, NEW, "the third one")] == [True, False, True]
    refused = sealed.json("vault", "passphrase", "--slot", "5", *new_of(sealed), status=2)
    assert refused["problem"]["code"] == "vault.no_such_slot"


def test_an_agents_key_is_added_with_its_risk_told(sealed: Desk, agent: FakeAgent) -> None:
    assert sealed.json("vault", "add-slot", "ssh-agent", "--dry-run")["slot"] is None
    assert sealed.run("vault", "add-slot", "ssh-agent").status == Exit.USAGE  # needs a yes
    ran = sealed.run("vault", "add-slot", "ssh-agent", "--yes")
    assert ran.status == Exit.DONE
    assert "whoever is root here can use it" in ran.err
    assert kinds(sealed) == ["passphrase", "ssh-agent"]
    told = sealed.run("vault", "lock").err
    assert "It still opens without a passphrase by slot 2. Ending the forwarding" in told
    assert "keyring" not in told


def test_a_no_adds_nothing(sealed: Desk, agent: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    no_of(monkeypatch)
    ran = sealed.run("vault", "add-slot", "ssh-agent")
    assert (ran.status, "Nothing was added." in ran.err) == (Exit.FAILED, True)
    assert kinds(sealed) == ["passphrase"]


def test_which_key_of_the_agent_is_told(
    sealed: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeAgent(tmp_path_factory.mktemp("a"), ed25519(), rsa(2048)) as two:
        monkeypatch.setenv("SSH_AUTH_SOCK", two.path)
        refused = sealed.json("vault", "add-slot", "ssh-agent", "--yes", status=2)["problem"]
        assert refused["code"] == "vault.which_identity"
        held = [word for word in refused["cause"].split() if word.startswith("SHA256:")]
        assert len(held) == 2
        add = ("vault", "add-slot", "ssh-agent", "--yes", "--identity")
        assert sealed.run(*add, "nobody@nowhere").status == Exit.USAGE
        added = sealed.json(*add, held[1])
        assert held[1] in added["slot"]["detail"]


def test_a_keyring_is_added(sealed: Desk, backend: MemoryKeyring) -> None:
    assert sealed.json("vault", "add-slot", "keyring")["slot"]["number"] == 2
    assert kinds(sealed) == ["passphrase", "keyring"]
    assert backend.items


def test_a_keyring_that_does_not_work_is_told(
    sealed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(names: object = None, seconds: float = 3.0) -> None:
        raise KeyringFault(State.NO_SERVICE, "Nobody answers.")

    monkeypatch.setattr(keyring_guard, "find_working", fail)
    refused = sealed.json("vault", "add-slot", "keyring", status=Exit.FAILED)
    assert refused["problem"]["code"] == "vault.no_keyring"
    assert kinds(sealed) == ["passphrase"]


def test_a_slot_is_removed_but_never_the_last(sealed: Desk) -> None:
    refused = sealed.json("vault", "remove-slot", "1", "--yes", status=2)["problem"]
    assert refused["code"] == "vault.last_slot"
    sealed.run("vault", "add-slot", "passphrase", *new_of(sealed))
    assert sealed.json("vault", "remove-slot", "2", "--dry-run")["slot"]["number"] == 2
    assert sealed.run("vault", "remove-slot", "2").status == Exit.USAGE  # needs a yes
    with pytest.MonkeyPatch.context() as patch:
        no_of(patch)
        assert sealed.run("vault", "remove-slot", "2").status == Exit.FAILED
    assert kinds(sealed) == ["passphrase", "passphrase"]
    ran = sealed.run("vault", "remove-slot", "2", "--yes")
    assert ran.err.startswith("✓ Slot 2 (passphrase Argon2id")
    assert "opens the file no more." in ran.err
    assert "A copy of the file that was made before still opens as it did" in ran.err
    assert (opens(sealed, OLD), opens(sealed, NEW)) == (True, False)
    refused = sealed.json("vault", "remove-slot", "7", "--yes", status=2)["problem"]
    assert refused["code"] == "vault.no_such_slot"


def test_rotating_says_what_becomes_of_every_slot(
    sealed: Desk, agent: FakeAgent, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (["passphrase", *new_of(sealed)], ["ssh-agent", "--yes"], ["keyring"]):
        assert sealed.run("vault", "add-slot", *arguments).status == Exit.DONE
    monkeypatch.delenv("SSH_AUTH_SOCK")
    plan = sealed.json("vault", "rotate", "--dry-run")
    fates = [slot["fate"] for slot in plan["slots"]]
    assert fates == ["passphrase", "passphrase", "dropped", "kept"]
    assert sealed.run("vault", "rotate").status == Exit.USAGE  # needs a yes
    with pytest.MonkeyPatch.context() as patch:
        no_of(patch)
        assert sealed.run("vault", "rotate").status == Exit.FAILED
    assert len(kinds(sealed)) == 4
    ran = sealed.run("vault", "rotate", "--yes", "--format", "json")
    assert [slot["kind"] for slot in ran.json["kept"]] == ["passphrase", "keyring"]
    assert [slot["number"] for slot in ran.json["dropped"]] == [2, 3]
    assert "dropped, since its passphrase was not given." in ran.err
    assert (opens(sealed, OLD), opens(sealed, NEW)) == (True, False)


def test_a_passphrase_that_is_mistyped_drops_nothing(sealed: Desk, typing: list[str]) -> None:
    sealed_new = new_of(sealed)
    typing.append(OLD)
    sealed.run("vault", "add-slot", "passphrase", *sealed_new)
    typing += [OLD, "wrong", OLD, "wrong", "wrong", "wrong"]
    ran = sealed.run("vault", "rotate", "--yes")
    assert (ran.status, typing) == (Exit.USAGE, [])
    assert "That is not the passphrase of slot 2." in ran.err
    assert len(kinds(sealed)) == 2
    typing += [OLD, "", NEW]  # Enter alone drops the first
    assert sealed.run("vault", "rotate", "--yes").status == Exit.DONE
    assert (opens(sealed, OLD), opens(sealed, NEW)) == (False, True)


def test_nobody_to_ask_and_no_file_keeps_no_passphrase(
    sealed: Desk, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed.run("vault", "add-slot", "keyring")
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    ran = sealed.run("vault", "rotate", "--yes")
    assert ran.status == Exit.DONE
    assert "! Then no passphrase opens the file, only the keyring of that login" in ran.err
    assert kinds(sealed) == ["keyring"]


def test_removing_the_last_passphrase_is_warned_of(sealed: Desk, agent: FakeAgent) -> None:
    sealed.run("vault", "add-slot", "ssh-agent", "--yes")
    assert "no passphrase" not in sealed.run("vault", "remove-slot", "2", "--dry-run").err
    for way in ("--dry-run", "--yes"):
        ran = sealed.run("vault", "remove-slot", "1", way)
        assert ran.status == Exit.DONE
        assert ran.err.startswith("! Then no passphrase opens the file, only an ssh-agent")
    assert "numbered anew" in ran.err


def test_nothing_is_typed_for_a_vault_that_takes_no_passphrase(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "open_vault", lambda session: pytest.fail("opened"))
    for arguments in (["passphrase"], ["add-slot", "passphrase"]):
        refused = desk.json("vault", *arguments, status=2)["problem"]
        assert refused["code"] == "vault.not_a_file"


@pytest.mark.parametrize(
    "arguments", [["passphrase"], ["add-slot", "passphrase"], ["remove-slot", "1"]]
)
def test_without_a_sealed_file_there_is_nothing_to_change(desk: Desk, arguments: list[str]) -> None:
    refused = desk.json("vault", *arguments, "--dry-run", status=2)["problem"]
    assert refused["code"] == "vault.not_a_file"
    desk.context.paths.state.mkdir(parents=True)
    desk.context.paths.sealed_file.write_bytes(b"x")
    refused = desk.json("vault", *arguments, "--dry-run", status=1)["problem"]
    assert refused["code"] == "vault.damaged"
