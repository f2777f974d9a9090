"""Once unlocked, a sealed file opens in every login of its person, until its time is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui import context
from chattui.secret import Secret
from chattui.vault import open_vault
from chattui.vault.index import IndexFile
from chattui.vault.sealed import FLOOR
from tests.conftest import need
from tests.system.ssh_login import CHATTUI, Sshd, Tmux, remote_command, until

PASSPHRASE = "correct horse battery staple"

UNLOCK_FOR_SECONDS = """
import sys
from dataclasses import replace
from chattui import context
from chattui.secret import Secret
from chattui.vault import kernel_keyring, open_vault
here = replace(context.make(), unlock_hours=float(sys.argv[2]) / 3600)
vault = open_vault(here, Secret(sys.argv[1]), typed=True)
sys.exit(kernel_keyring.find(vault.store.vault_id()) is None)
"""

IN_A_SESSION_OF_ITS_OWN = """
import sys
from chattui.vault import kernel_keyring
kernel_keyring._keyctl(1, 0)  # KEYCTL_JOIN_SESSION_KEYRING: a new one, which links to no other
from chattui.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def made(kernel: None) -> None:
    """A sealed file in this test's home, whose key nobody keeps."""
    vault = open_vault(context.make(), Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))


@pytest.fixture
def login(tmp_path: Path, made: None) -> Iterator[Sshd]:
    with Sshd(tmp_path / "ssh") as sshd:
        yield sshd


def far(*command: str) -> str:
    return remote_command({"CHATTUI_HOME": os.environ["CHATTUI_HOME"]}, *command)


def at(login: Sshd, *commands: str) -> subprocess.CompletedProcess[str]:
    """What commands give, one after the other, in a login where nobody can be asked."""
    return subprocess.run(
        login.command(" && ".join(commands)),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


OPENING = ("vault", "rotate", "--dry-run")
"""It opens the file, and changes nothing."""
STATUS = ("vault", "status", "--format", "json")


def test_what_one_login_unlocks_opens_in_the_next_until_it_is_locked(
    login: Sshd, tmp_path: Path
) -> None:
    with Tmux(tmp_path) as terminal:
        terminal.run(login.command(far(CHATTUI, "vault", "unlock"), terminal=True))
        terminal.wait_for("Passphrase of the vault:")
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
        terminal.wait_for("opens by itself for 8 h", "EXITED:0")
    # That login has ended, with everything that it had started. Under cron or systemd the
    # session keyring links to no other, and it is found from there too.
    second = at(
        login,
        far(CHATTUI, *STATUS),
        far(sys.executable, "-c", IN_A_SESSION_OF_ITS_OWN, *OPENING),
        far(CHATTUI, "vault", "lock"),
    )
    assert second.returncode == 0, second.stderr
    found = json.loads(second.stdout)
    assert found["unlocked"]
    assert 7.9 < found["secondsLeft"] / 3600 <= 8
    third = at(login, far(CHATTUI, *OPENING, "--format", "json"))
    assert third.returncode == 2
    assert json.loads(third.stdout)["problem"]["code"] == "vault.passphrase_needed"


def test_the_kernel_forgets_it_when_the_time_is_over(login: Sshd) -> None:
    first = at(login, far(sys.executable, "-c", UNLOCK_FOR_SECONDS, PASSPHRASE, "1.5"))
    assert first.returncode == 0, first.stderr
    vault_id = IndexFile(context.make().paths.index).load().vault_id

    def named() -> list[str]:
        with open("/proc/keys", encoding="ascii") as keys:
            return [line for line in keys if vault_id in line]

    until(
        lambda: all({"expd", "dead"} & set(line.split()) for line in named()), lambda: str(named())
    )
    second = at(login, far(CHATTUI, *STATUS))
    assert not json.loads(second.stdout)["unlocked"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("EPERM", "is refused here, as is usual in a container"),  # Docker's default profile
        pytest.param("ENOSYS", "has no kernel keyring", marks=pytest.mark.exhaustive),  # gVisor
    ],
)
def test_where_the_calls_are_refused_that_is_told_and_is_no_failure(
    made: None, error: str, words: str
) -> None:
    need("strace")
    ran = subprocess.run(
        [
            "strace", "-f", "-o", "/dev/null", "-e", "trace=keyctl,add_key,request_key",
            "-e", f"inject=keyctl,add_key,request_key:error={error}",
            CHATTUI, "vault", "status",
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert words in ran.stdout
