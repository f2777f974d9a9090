"""A real ssh-agent with keys of this test's own; a context manager."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

from tests.conftest import need
from tests.system.ssh_login import until


def make_key(folder: Path, kind: str, *options: str) -> Path:
    """A new private key without a passphrase, called like its kind."""
    path = folder / kind
    command = ["ssh-keygen", "-q", "-t", kind, *options, "-N", "", "-C", f"my {kind}"]
    subprocess.run([*command, "-f", str(path)], check=True)
    return path


class SshAgent:
    """ssh-agent in the foreground, on a socket of its own."""

    def __init__(self, folder: Path, *keys: Path) -> None:
        need("ssh-agent", "ssh-add", "ssh-keygen")
        self.socket = str(folder / "agent")
        self._keys = keys

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            ["ssh-agent", "-D", "-a", self.socket],
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        try:
            until(lambda: os.path.exists(self.socket), lambda: "ssh-agent has not started")
            for key in self._keys:
                self.add(str(key))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a login with this agent."""
        return {**os.environ, "SSH_AUTH_SOCK": self.socket}

    def add(self, *arguments: str) -> None:
        """Run ssh-add."""
        subprocess.run(
            ["ssh-add", *arguments],
            env=self.environ,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
