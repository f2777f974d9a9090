"""The main job through a real ssh login, in tmux at 80×24, with keys alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.ssh_login import CHATTUI, Sshd, Tmux, remote_command, until
from tests.system.test_command_line import Desk, browse

PASSPHRASE = "correct horse battery staple"
FIELDS_BETWEEN_NAME_AND_PEOPLE = 7


@pytest.fixture
def login(tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "ssh") as sshd:
        yield sshd


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    with Tmux(tmp_path) as tmux:
        yield tmux


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.stop()


def shell_state(terminal: Tmux) -> str:
    """The settings of the terminal line, as the shell of the pane sees them."""
    terminal.type("clear; stty -a; echo END")
    terminal.press("Enter")
    return terminal.wait_for("\nEND").partition("END")[0]


def remote(google: Desk, *command: str) -> str:
    """chattui on the far side, whose vault asks for its passphrase."""
    return remote_command(
        {
            "CHATTUI_HOME": google.environ["CHATTUI_HOME"],
            "CHATTUI_EMULATOR_HOST": google.environ["CHATTUI_EMULATOR_HOST"],
            "TERM": "xterm-256color",
        },
        CHATTUI,
        *command,
    )


def long_address(terminal: Tmux) -> str:
    """The consent address, as `u` prints it: one line that the terminal wraps."""
    terminal.press("u")
    screen = terminal.wait_for("access_type=offline", "enter")
    lines = screen.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("http"))
    end = next(i for i in range(start, len(lines)) if len(lines[i]) < 80)
    terminal.press("Enter")
    return "".join(lines[start : end + 1])


def first_run(google: Desk, login: Sshd, terminal: Tmux) -> None:
    """From the shell to Home: paste the file, choose a passphrase, sign in by a pasted redirect."""
    terminal.run(login.command(remote(google), terminal=True))
    terminal.wait_for("Set up · 1 of 4", "Paste its text")
    terminal.press("Enter")
    terminal.wait_for("Paste the text of the client file here")
    terminal.paste(google.client.read_text())
    terminal.wait_for("client file of a desktop app", "Use it?")
    terminal.press("Enter")
    terminal.wait_for("Choose a passphrase")
    terminal.fill("The passphrase", PASSPHRASE)
    terminal.fill("The same once more", PASSPHRASE)
    terminal.wait_for("Set up · 2 of 4")
    terminal.press("Enter")
    terminal.wait_for("Set up · 3 of 4", "ssh -L", "waiting")
    redirect = browse(long_address(terminal))
    terminal.wait_for("Set up · 3 of 4")
    terminal.paste(redirect)
    terminal.wait_for("You are signed in as ada@example.com")
    terminal.press("Down")  # an Enter right after the paste would be taken for the field's
    terminal.press("Enter")
    terminal.wait_for("Spaces", "New", "ada@example.com")


def test_from_the_first_run_to_a_space_with_three_members(
    google: Desk, login: Sshd, terminal: Tmux
) -> None:
    before = shell_state(terminal)
    first_run(google, login, terminal)
    terminal.wait_for("No spaces yet")

    terminal.press("n")
    terminal.wait_for("New space")
    terminal.type("Launch team")
    people = "Grace <grace@example.com>; alan@example.com, edsger@example.com"
    for _ in range(FIELDS_BETWEEN_NAME_AND_PEOPLE):
        terminal.press("Tab")
    terminal.wait_for_field("People")
    terminal.paste(people)
    terminal.wait_for("3 people")
    terminal.press("C-s")
    terminal.wait_for("Launch team", "3 people", "Do it")
    terminal.press("Enter")
    terminal.wait_for("What came of it", "3 people were added", "grace@example.com")
    terminal.press("Escape")
    terminal.wait_for("─ Spaces ─", "▸ Launch team")

    terminal.press("C-q")
    terminal.wait_for("EXITED:0")
    assert shell_state(terminal) == before
    assert google.requests("chat.spaces.setup") == 1
    secret = json.loads(google.client.read_text())["installed"]["client_secret"]
    shown = terminal.history()
    for canary in (secret, PASSPHRASE, "ya29.", "1//0"):
        assert canary not in shown


@pytest.mark.exhaustive  # test_vault_logins holds the same of logins, without an app
def test_a_second_login_finds_the_account_behind_the_passphrase(
    google: Desk, login: Sshd, terminal: Tmux
) -> None:
    first_run(google, login, terminal)
    terminal.press("C-q")
    terminal.wait_for("EXITED:0")
    terminal.run(login.command(remote(google, "accounts", "list"), terminal=True))
    terminal.wait_for("ada@example.com", "EXITED:0")
    terminal.run(login.command(remote(google), terminal=True))
    terminal.wait_for("No spaces yet", "ada@example.com")  # typed once for all logins
    terminal.press("C-q")
    terminal.wait_for("EXITED:0")
    terminal.run(login.command(remote(google, "vault", "lock"), terminal=True))
    terminal.wait_for("forgotten its key", "EXITED:0")
    terminal.run(login.command(remote(google), terminal=True))
    terminal.wait_for("assphrase", "ada@example.com")
    terminal.type("wrong passphrase")
    terminal.press("Enter")
    terminal.wait_for("does not open")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.wait_for("No spaces yet")
    terminal.press("C-q")
    terminal.wait_for("EXITED:0")


def test_a_link_that_drops_ends_the_app(google: Desk, login: Sshd, terminal: Tmux) -> None:
    terminal.run(login.command(remote(google), terminal=True))
    terminal.wait_for("Set up · 1 of 4")
    assert running(google)
    terminal.kill()
    until(lambda: not running(google), lambda: f"still running: {running(google)}")


def running(google: Desk) -> list[str]:
    """The chattui processes of this test's home, the emulator aside."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                environ = (process / "environ").read_bytes()
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            ours = f"CHATTUI_HOME={google.environ['CHATTUI_HOME']}\0".encode() in environ
            if ours and b"chattui\0" in command + b"\0" and b"emulator" not in command:
                found.append(f"{process.name} {command!r}")
    return found


def test_without_a_terminal_the_app_says_what_to_do(google: Desk, login: Sshd) -> None:
    ran = subprocess.run(
        login.command(remote(google)), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 2
    assert "ssh -t" in ran.stderr or "terminal" in ran.stderr
    assert "Traceback" not in ran.stderr
