"""The browser at home, chattui on a server: through the ssh line that chattui shows, as it is."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.system.home_network import SERVER, HomeNetwork
from tests.system.ssh_login import CHATTUI, Sshd, free_port, remote_command, until
from tests.system.test_command_line import Desk

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, for a network of its own"
    ),
]

BROWSER = Path(__file__).parent / "browser.py"


@pytest.fixture
def home() -> Iterator[HomeNetwork]:
    with HomeNetwork() as network:
        yield network


@pytest.fixture
def server(home: HomeNetwork, tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "ssh", SERVER) as sshd:
        yield sshd


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    try:
        desk.control("settings", {"auto_consent": ""})  # a person consents
        yield desk
    finally:
        desk.stop()


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def read_until(process: subprocess.Popen[str], mark: str) -> list[str]:
    """The lines of standard error up to the one that holds `mark`."""
    assert process.stderr is not None
    seen: list[str] = []
    for line in process.stderr:
        seen.append(line)
        if mark in line:
            return seen
    raise AssertionError("".join(seen))


def answers_at_home(home: HomeNetwork, port: int) -> bool:
    script = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
    command = home.inside(sys.executable, "-c", script)
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def login_command(server: Sshd, google: Desk, port: int) -> list[str]:
    """chattui in a login of its own over ssh, as somebody at home starts it."""
    names = ("CHATTUI_HOME", "CHATTUI_EMULATOR_HOST", "CHATTUI_PASSPHRASE_FILE")
    return server.command(
        remote_command(
            {name: google.environ[name] for name in names},
            CHATTUI, "login", "--client", str(google.client),
            "--flow", "loopback", "--port", str(port), "--format", "json",
        )
    )  # fmt: skip


def test_chromium_at_home_signs_in_through_the_line_that_is_shown(
    home: HomeNetwork, server: Sshd, google: Desk, tmp_path: Path
) -> None:
    need("/usr/bin/chromium")
    port, emulator = free_port(), google.base.rpartition(":")[2]
    with running(home.inside(*login_command(server, google, port))) as login:
        seen = read_until(login, "Waiting on port")
        line = next(line.strip() for line in seen if line.strip().startswith("ssh -L"))
        user = os.environ.get("USER") or "root"
        assert line == f"ssh -L {port}:127.0.0.1:{port} -p {server.port} {user}@{SERVER}"
        assert any("jump host" in text for text in seen)
        # The words of the line as they are; the rest is what a person has in ~/.ssh/config.
        options = [word for word in server.command()[1:-1] if word != "-p"]
        options.remove(str(server.port))
        tunnel = [
            "ssh", *options, "-N", "-o", "ExitOnForwardFailure=yes",
            "-L", f"{emulator}:127.0.0.1:{emulator}", *shlex.split(line)[1:],
        ]  # fmt: skip
        assert not answers_at_home(home, port)
        with running(home.inside(*tunnel)) as ssh:
            until(lambda: answers_at_home(home, port), lambda: f"no tunnel: {ssh.poll()}")
            ran = subprocess.run(
                home.inside(
                    sys.executable, str(BROWSER), f"http://127.0.0.1:{port}/", "390", "844",
                    "allow", str(tmp_path / "page.png"),
                ),
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stderr
        out, err = login.communicate(timeout=30)
    assert login.returncode == 0, err
    assert json.loads(out)["account"]["email"] == "grace@example.com"
    page = json.loads(ran.stdout)
    assert page["url"] == f"http://127.0.0.1:{port}/oauth2/callback"
    assert "go back to your terminal" in page["heading"]
    assert (page["console"], page["cut_off"]) == ([], [])
    with socket.socket() as sock:
        assert sock.connect_ex(("127.0.0.1", port)) != 0
    # Next time nobody has to name the port: the tunnel of before would lead there again.
    kept = json.loads(
        (Path(google.environ["CHATTUI_HOME"]) / "state/emulator/port.json").read_text()
    )
    assert kept == {"port": port}
