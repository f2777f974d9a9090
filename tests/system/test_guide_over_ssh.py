"""The whole guide through a real ssh login, in tmux at 80×24, with keys alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui import context as contexts
from chattui.guide.pages import STEP_PAGES, page, page_ids
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.system.ssh_login import CHATTUI, Sshd, Tmux, remote_command, until
from tests.system.test_command_line import Desk, browse
from tests.system.test_over_ssh import long_address

PROJECT = "chattui-emulator"
"""The one that the emulator's client file is of."""


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    open_vault(contexts.make(desk.environ), cost=FLOOR)  # a sealed file that opens quickly
    yield desk
    desk.stop()


def test_the_whole_guide_from_a_bare_account_to_the_first_space(
    google: Desk, tmp_path: Path
) -> None:
    names = ("CHATTUI_HOME", "CHATTUI_EMULATOR_HOST", "CHATTUI_PASSPHRASE_FILE")
    environ = {**{name: google.environ[name] for name in names}, "TERM": "xterm-256color"}
    with Sshd(tmp_path / "ssh") as login, Tmux(tmp_path) as terminal:
        terminal._tmux("set", "-s", "set-clipboard", "on")
        terminal.run(login.command(remote_command(environ, CHATTUI), terminal=True))
        terminal.wait_for("Set up · 1 of 4", "I have none yet")
        read_all(terminal)
        sign_in(terminal, google)
        check_and_make_a_space(terminal)
        terminal.press("C-q")
        terminal.wait_for("EXITED:0")
        shown = terminal.history()
    secret = json.loads(google.client.read_text())["installed"]["client_secret"]
    for canary in (secret, "ya29.", "1//0"):
        assert canary not in shown
    assert google.requests("chat.spaces.setup") == 1


def read_all(terminal: Tmux) -> None:
    """Name the project, copy a link, tick a step, and read every page."""
    terminal.press("4")
    terminal.wait_for("─ From a Google account to a working Chat app ─", "0 of 12 done")
    terminal.press("Down", "Enter")
    terminal.wait_for("─ A Google Cloud project ─", "enter Name it")
    terminal.press("y")
    terminal.wait_for("Sent to your terminal's clipboard")
    copied = "https://console.cloud.google.com/projectcreate"
    until(lambda: terminal._tmux("show-buffer", check=False) == copied, terminal.screen)
    terminal.press("Enter")
    terminal.wait_for("What is the id of your Google Cloud project?")
    terminal.type(PROJECT)
    terminal.press("Enter")
    terminal.wait_for("─ A Google Cloud project ─", PROJECT)
    terminal.press("Space")
    terminal.wait_for("You ticked it")
    kinds = [page_id for page_id in page_ids() if page_id.startswith("client-")]
    for page_id in (*list(STEP_PAGES)[2:], *page_ids()):
        if page_id not in kinds:
            terminal.press("n")
            terminal.wait_for(f"─ {page(page_id).title} ─")
        elif page_id == kinds[-1]:  # typed ahead, the others pass by
            terminal.press(*["n"] * len(kinds))
            terminal.wait_for(f"─ {page(page_id).title} ─")
    terminal.press("Escape")
    terminal.wait_for(f"─ The project {PROJECT} ─", "1 of 12 done")


def sign_in(terminal: Tmux, google: Desk) -> None:
    """From the checklist to Home: the file, what to ask for, and the pasted redirect."""
    terminal.press("i")
    terminal.wait_for("Set up · 1 of 4", "Paste its text")
    terminal.press("Enter")
    terminal.wait_for("Paste the text of the client file here")
    terminal.paste(google.client.read_text())
    terminal.wait_for("client file of a desktop app", "Use it?")
    terminal.press("Enter")
    terminal.wait_for("Set up · 2 of 4")
    terminal.press("Enter")
    terminal.wait_for("Set up · 3 of 4", "waiting")
    redirect = browse(long_address(terminal))
    terminal.wait_for("Set up · 3 of 4")
    terminal.paste(redirect)
    terminal.wait_for("You are signed in as ada@example.com")
    terminal.press("Down")  # an Enter right after the paste would be taken for the field's
    terminal.press("Enter")
    terminal.wait_for("─ Spaces ─", "No spaces yet")


def check_and_make_a_space(terminal: Tmux) -> None:
    """Ask Google how far everything is, and do the step that is left."""
    terminal.press("g")
    terminal.wait_for(f"─ The project {PROJECT} ─", "ada@example.com is")
    terminal.press("r")
    terminal.wait_for("Checked. 11 of 12 done.", "▸ · 12 The first space")
    terminal.press("Enter")
    terminal.wait_for("─ The first space ─", "enter Make one")
    terminal.press("Enter")
    terminal.wait_for("New space")
    terminal.type("First space")
    terminal.press("C-s")
    terminal.wait_for("What will happen", "Do it")
    terminal.press("Enter")
    terminal.wait_for("What came of it")
    terminal.press("Escape")
    terminal.wait_for("─ The first space ─", "✓ done ─")
    terminal.press("Escape")
    terminal.wait_for("12 of 12 done")
