"""A real sshd on loopback, and a terminal of 80×24 in tmux that logs in to it."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from tests.conftest import need

LIMIT_SECONDS = 30.0


def until(condition: Callable[[], bool], what: Callable[[], str]) -> None:
    """Wait until `condition` holds; `what` tells the state where it never does."""
    end = time.monotonic() + LIMIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(what())
        time.sleep(0.05)  # the poll of a condition, not a guess at a duration


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Sshd:
    """An sshd of this test's own, with a key that may log in; a context manager."""

    def __init__(self, folder: Path, address: str = "127.0.0.1") -> None:
        need("ssh", "ssh-keygen", "/usr/sbin/sshd")
        self.folder = folder
        self.address = address
        self.port = free_port()

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("host", "identity"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name)],
                check=True,
            )
        keys = self.folder / "authorized_keys"
        keys.write_bytes((self.folder / "identity.pub").read_bytes())
        keys.chmod(0o600)
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.process = subprocess.Popen(
            [
                "/usr/sbin/sshd", "-D", "-f", "/dev/null", "-h", str(self.folder / "host"),
                "-o", f"Port={self.port}", "-o", f"ListenAddress={self.address}",
                "-o", f"AuthorizedKeysFile={keys}", "-o", "StrictModes=no", "-o", "UsePAM=no",
                "-o", "PasswordAuthentication=no", "-o", "PidFile=none",
                "-o", "PermitRootLogin=prohibit-password", "-E", str(self.folder / "log"),
            ],
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        until(self._answers, lambda: (self.folder / "log").read_text())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(LIMIT_SECONDS)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((self.address, self.port), 1):
            return True
        return False

    def command(self, *remote: str, terminal: bool = False) -> list[str]:
        """The ssh command line that runs `remote` there."""
        user = os.environ.get("USER") or "root"
        return [
            "ssh", "-F", "/dev/null", "-i", str(self.folder / "identity"), "-p", str(self.port),
            "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}",
            "-o", "StrictHostKeyChecking=accept-new", "-o", "LogLevel=ERROR",
            "-o", "IdentitiesOnly=yes", *(["-tt"] if terminal else []), f"{user}@{self.address}",
            *remote,
        ]  # fmt: skip


class Tmux:
    """A tmux server of this test's own with one pane; a context manager."""

    def __init__(self, folder: Path, columns: int = 80, rows: int = 24) -> None:
        need("tmux")
        self.socket = folder / "tmux"
        self.size = (columns, rows)

    def __enter__(self) -> Self:
        self.socket.parent.mkdir(parents=True, exist_ok=True)
        columns, rows = self.size
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
            "env TERM=xterm-256color PS1='$ ' sh",
        )  # fmt: skip
        self._tmux("set", "-g", "history-limit", "20000")
        until(lambda: "$" in self.screen(), self.screen)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End the terminal under whatever runs in it, as a closed window does."""
        self._tmux("kill-server", check=False)

    def _tmux(self, *arguments: str, check: bool = True, text: str | None = None) -> str:
        ran = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments],
            check=check,
            capture_output=True,
            text=True,
            input=text,
            timeout=LIMIT_SECONDS,
        )
        return ran.stdout

    def screen(self) -> str:
        """What the pane shows."""
        return self._tmux("capture-pane", "-p", check=False)

    def history(self) -> str:
        """Everything that the pane has shown and kept, with the screen."""
        return self._tmux("capture-pane", "-p", "-S", "-", check=False)

    def wait_for(self, *marks: str) -> str:
        """The screen, once it holds all of `marks`."""
        until(
            lambda: all(mark in (held := self.screen()) and bool(held) for mark in marks),
            lambda: f"waited for {marks}; the screen holds:\n{self.screen()}",
        )
        return self.screen()

    def row(self) -> int:
        """The row of the cursor: which field has the focus."""
        return int(self._tmux("display-message", "-p", "#{cursor_y}"))

    def in_field(self, label: str) -> bool:
        """Whether the cursor stands in the field of `label`, beside it or in the box below."""
        lines = self.screen().splitlines()
        row = next((i for i, line in enumerate(lines) if line.strip().startswith(label)), None)
        return row is not None and row <= self.row() <= row + 2

    def wait_for_field(self, label: str) -> None:
        """Wait until the cursor stands in the field of `label`."""
        until(lambda: self.in_field(label), lambda: f"not in {label}:\n{self.screen()}")

    def fill(self, label: str, text: str) -> None:
        """Type into the field of `label`, which has the focus; press Enter; wait until it is left.

        The cursor is moved to a field with the first character that is drawn there.
        """
        self.type(text)
        self.wait_for_field(label)
        self.press("Enter")
        until(lambda: not self.in_field(label), lambda: f"still in {label}:\n{self.screen()}")

    def run(self, command: list[str], environ: Mapping[str, str] | None = None) -> None:
        """Type a command line and press Enter; ``EXITED:0`` follows when it has ended well."""
        names = [f"{name}={shlex.quote(value)}" for name, value in (environ or {}).items()]
        self.type(" ".join(["clear;", *names, shlex.join(command), '; echo "EXITED:$?"']))
        self.press("Enter")

    def type(self, text: str) -> None:
        """Type text literally."""
        self._tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", *keys)

    def paste(self, text: str) -> None:
        """Paste text as a terminal does: in one go, bracketed where the program asked for it."""
        self._tmux("load-buffer", "-", text=text)
        self._tmux("paste-buffer", "-p", "-d")


def remote_command(environ: Mapping[str, str], *command: str) -> str:
    """A shell line for the far end of ssh that runs chattui's interpreter with an environment."""
    names = [f"{name}={value}" for name, value in environ.items()]
    return shlex.join(["env", *names, *command])


CHATTUI = str(Path(sys.executable).with_name("chattui"))
