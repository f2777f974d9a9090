"""What is done from the vault's page, by keys, on a sealed file and on keyrings that are fakes."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from textual.pilot import Pilot

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.tui.screens.vault_notices import NoticesPage
from chattui.tui.text import plain
from chattui.vault import open_vault, read_index
from chattui.vault.moving import Moved, Step
from chattui.vault.sealed import FLOOR
from chattui.vault.status import vault_status
from tests.tui.guide import AskingStage, type_fast, type_passphrase, until_problem
from tests.tui.harness import (
    PASSPHRASE,
    Stage,
    check_drawn,
    golden_both,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.unit.vault.agents import FakeAgent
from tests.unit.vault.fakes import MemoryKeyring

pytestmark = pytest.mark.anyio

OTHER = "quite another passphrase"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every passphrase costs as little as is legal, and no agent or bus of this login is met."""
    for module in ("keys", "rotation", "file_store"):
        monkeypatch.setattr(f"chattui.vault.{module}.calibrated_cost", lambda: FLOOR, raising=False)
    for name in ("SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """A keyring that works, in the place of this system's."""
    backend = MemoryKeyring()
    monkeypatch.setattr("chattui.vault.keyring_guard.refused_at_once", lambda *_a, **_k: None)
    monkeypatch.setattr("chattui.vault.keyring_guard.make", lambda _name: backend)
    return backend


@pytest.fixture
async def asking(stage: Stage) -> AskingStage:
    """Ada is signed in, and the sealed file needs its passphrase."""
    await stage.sign_in()
    return AskingStage(stage.emulator, stage.home)


async def to_vault(pilot: Pilot[Any], passphrase: str = PASSPHRASE) -> None:
    """From the first page to the vault's, with the vault open."""
    await until_page(pilot, "passphrase")
    await type_passphrase(pilot, passphrase)
    await until_page(pilot, "home")
    await until_shown(pilot, "Fresh from Google")
    await pilot.press("a")
    await until_page(pilot, "accounts")
    await pilot.press("v")
    await until_page(pilot, "vault")
    await until_shown(pilot, "It is open: the passphrase was given.")


async def choose_passphrase(pilot: Pilot[Any], text: str) -> None:
    """Type a new passphrase twice."""
    await until_page(pilot, "passphrase")
    await type_passphrase(pilot, text)
    await type_passphrase(pilot, text)


def ways(context: Context) -> list[str]:
    """The kinds of what opens the file."""
    return [slot.kind for slot in vault_status(context).slots]


@pytest.mark.exhaustive
async def test_it_is_locked_and_opened_again(asking: AskingStage) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("l")
        await until_shown(pilot, "✓ The vault is locked.")
        await until_shown(pilot, "It is locked: u opens it.")
        assert not app.session.vault_is_open
        await pilot.press("u")
        await until_page(pilot, "passphrase")
        await pilot.press("escape")
        await until_page(pilot, "vault")
        assert not app.session.vault_is_open
        await pilot.press("u")
        await type_passphrase(pilot)
        await until_shown(pilot, "✓ The vault is open.")


@pytest.mark.exhaustive
async def test_the_passphrase_is_changed(asking: AskingStage) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("p")
        await choose_passphrase(pilot, OTHER)
        await until_shown(pilot, "✓ The passphrase is changed.")
        await pilot.press("l")
        await until_shown(pilot, "It is locked")
        await pilot.press("u")
        await type_passphrase(pilot)
        await until_problem(pilot, "vault.wrong_passphrase")
        await type_passphrase(pilot, OTHER)
        await until_shown(pilot, "✓ The vault is open.")


@pytest.mark.exhaustive
async def test_ways_are_added_and_removed(asking: AskingStage, keyring: MemoryKeyring) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("a")
        await until_page(pilot, "add_way")
        await until_shown(pilot, "This login has no ssh-agent")
        await pilot.press("1")
        await choose_passphrase(pilot, OTHER)
        await until_shown(pilot, "✓ Another passphrase opens the file too.")
        await pilot.press("a")
        await until_page(pilot, "add_way")
        await pilot.press("2")
        await until_shown(pilot, "✓ The keyring of this login opens the file too.")
        assert ways(app.session.context) == ["passphrase", "passphrase", "keyring"]
        assert keyring.items
        await until_shown(pilot, "3 the keyring of a login")
        await pilot.press("end", "x")
        await until_shown(pilot, "keyring to say so")
        type_fast(app, "passphrase\n")
        await until_shown(pilot, "That is not the word")
        await pilot.press("ctrl+u")
        type_fast(app, "keyring\n")
        await until_shown(pilot, "✓ That way is removed.")
        assert ways(app.session.context) == ["passphrase", "passphrase"]


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAgent]:
    """An ssh-agent with a key that serves, beside which one is told that cannot."""
    from chattui.vault import ssh_agent

    real = ssh_agent.identities
    other = ssh_agent.Identity("ecdsa", "work", "SHA256:x", usable=False, why="It is ECDSA.")
    monkeypatch.setattr(ssh_agent, "identities", lambda socket: (*real(socket), other))
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    with tempfile.TemporaryDirectory() as folder, FakeAgent(Path(folder), key) as agent:
        monkeypatch.setenv("SSH_AUTH_SOCK", agent.path)
        yield agent


async def test_an_ssh_key_is_added_after_its_risk_was_told(
    asking: AskingStage, agent: FakeAgent
) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("a")
        await until_page(pilot, "add_way")
        await until_shown(pilot, "cannot serve")
        await pilot.press("down", "down")
        await until_shown(pilot, "whoever is root here can use")
        await golden_both(pilot, "vault_add_way")
        await pilot.press("4")
        await until_shown(pilot, "✗ It cannot serve")
        await pilot.press("3")
        await until_shown(pilot, "Let the ssh key")
        check_drawn(app)
        await pilot.press("y")
        await until_shown(pilot, "opens the file too.")
        assert ways(app.session.context) == ["passphrase", "ssh-agent"]
        await until_shown(pilot, "2 a key of an ssh-agent")
        await pilot.press("home", "x")  # the only passphrase
        await until_shown(pilot, "! Then no passphrase opens the file")
        check_drawn(app)
        await pilot.press("escape")


@pytest.mark.exhaustive
async def test_an_agent_that_fails_is_told_on_the_page(
    asking: AskingStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(asking.home / "nothing"))
        await pilot.press("a")
        await until_page(pilot, "add_way")
        await until_problem(pilot, "vault.agent_absent")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
        await pilot.press("2")
        await until_problem(pilot, "vault.no_keyring")


@pytest.mark.exhaustive
async def test_a_new_key_keeps_what_is_given(asking: AskingStage) -> None:
    app = asking.app()
    vault = open_vault(asking.context, Secret(PASSPHRASE))
    from chattui.vault.keys import add_passphrase

    add_passphrase(vault, Secret(OTHER), cost=FLOOR)
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("n")
        await until_shown(pilot, "by way 1?")
        await type_passphrase(pilot, "mistyped")
        await until_problem(pilot, "vault.wrong_passphrase")
        await type_passphrase(pilot)
        await until_shown(pilot, "by way 2?")
        await pilot.press("escape")
        await until_page(pilot, "vault")
        await pilot.press("n")
        await until_shown(pilot, "by way 1?")
        await type_passphrase(pilot)
        await until_shown(pilot, "by way 2?")
        await type_passphrase(pilot, OTHER)
        await until_shown(pilot, "✓ 2 a passphrase stays.")
        assert "✓ 1 a passphrase stays." in check_drawn(app)
        await pilot.press("y")
        await until_shown(pilot, "Everything is sealed with a new key.")
        assert ways(app.session.context) == ["passphrase", "passphrase"]


@pytest.mark.exhaustive
async def test_the_file_before_the_last_save_comes_back(asking: AskingStage) -> None:
    before = vault_status(asking.context).generation
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("b")
        await until_shown(pilot, "Go back to the sealed file")
        await pilot.press("y")
        await until_shown(pilot, "✓ The file before the last save is back. The newer one is")
    assert vault_status(asking.context).generation < before


async def test_destroying_asks_for_the_word_and_tells_what_stays(asking: AskingStage) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("d")
        await until_shown(pilot, "Type destroy to say so")
        check_drawn(app)
        type_fast(app, "yes\n")
        await until_shown(pilot, "That is not the word")
        await pilot.press("ctrl+u")
        type_fast(app, "destroy\n")
        await until_page(pilot, "vault_notices")
        await until_shown(pilot, "myaccount.google.com/connections")
        await pilot.press("enter")
        await until_page(pilot, "setup")
    assert not asking.context.paths.sealed_file.exists()
    assert read_index(asking.context).accounts == ()


@pytest.mark.exhaustive
async def test_everything_moves_to_a_keyring_and_back(
    asking: AskingStage, keyring: MemoryKeyring
) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        await pilot.press("m")
        await until_shown(pilot, "Move everything into the keyring")
        await pilot.press("y")
        await until_shown(pilot, "keyring now.")
        assert not asking.context.paths.sealed_file.exists()
        assert keyring.items
        await until_shown(pilot, "It opens with that keyring")
        await pilot.press("m")
        await until_shown(pilot, "Move everything into a file")
        await pilot.press("y")
        await choose_passphrase(pilot, OTHER)
        await until_shown(pilot, "✓ Everything is in the sealed file")
        assert not keyring.items
    assert open_vault(asking.context, Secret(OTHER)).accounts()


async def test_a_move_tells_how_far_it_is_and_can_be_stopped(
    asking: AskingStage, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*_: object, tell: Any, **_more: object) -> Moved:
        tell(Step(3, 40))
        go_on.wait()
        tell(Step(4, 40))
        raise AssertionError("it was to be stopped")

    monkeypatch.setattr("chattui.vault.moving.move", slow)
    app = asking.app()
    async with opened(app) as pilot:
        await to_vault(pilot)
        try:
            await pilot.press("m")
            await until_shown(pilot, "Move everything into the keyring")
            await pilot.press("y")
            await until_shown(pilot, "Moving: 3 of 40 secrets; esc stops")
            await pilot.press("d", "escape")
            await until_shown(pilot, "Stopping after this secret")
        finally:
            go_on.set()
        await until_problem(pilot, "vault.move_stopped")
        assert "4 of 40 secrets had been copied." in check_drawn(app)
        assert app.session.vault_is_open


async def test_what_an_open_vault_has_to_tell_is_read_first_and_told_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.sign_in()
    from chattui.vault import opening

    notice = Problem(
        "vault.older_generation",
        "The sealed file is older than the one that was used last: save 3, not 5.",
        "It was restored from a backup, or put back by somebody.",
        "If that was not you, revoke the accounts and sign in again.",
    )
    real = opening.open_vault

    def telling(*arguments: Any, **options: Any) -> Any:
        vault = real(*arguments, **options)
        vault.notices += (notice,)
        return vault

    monkeypatch.setattr(opening, "open_vault", telling)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "vault_notices")
        await golden_both(pilot, "vault_notices")
        await pilot.press("y")
        await until_shown(pilot, "Sent to your terminal's clipboard")
        await pilot.press("enter")
        await until_page(pilot, "home")
        await until_shown(pilot, "Fresh from Google")
        app.session.forget_vault()
        await pilot.press("r")
        await until(pilot, lambda: app.session.vault_is_open)
        await until_page(pilot, "home")


@pytest.mark.exhaustive
async def test_long_notices_scroll(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(NoticesPage("A title", [plain(f"line {n}") for n in range(40)]))
        await until_page(pilot, "vault_notices")
        assert "line 39" not in screen_text(app)
        await pilot.press("end")
        await until_shown(pilot, "line 39")


def test_the_agent_of_this_login(monkeypatch: pytest.MonkeyPatch) -> None:
    from chattui.tui.vault_work import agent_socket

    assert agent_socket() == ""
    monkeypatch.setitem(os.environ, "SSH_AUTH_SOCK", "/run/agent")
    assert agent_socket() == "/run/agent"


async def test_long_details_of_a_question_scroll_below_its_keys(stage: Stage) -> None:
    from chattui.tui.screens.confirm import confirm

    await stage.sign_in()
    async with opened(stage.app()) as pilot:
        page: Any = pilot.app.screen
        long = "\n".join(f"{line}:{'long' * 40}" for line in range(9))
        page.work(confirm(pilot.app, "Is it " + "so " * 300 + "?", long))
        await until_shown(pilot, "y Yes")
        assert "8:long" not in screen_text(pilot.app)
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        await until_shown(pilot, "8:long")
        assert "n No" in screen_text(pilot.app)
