"""Real processes that write at once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from chattui.context import Context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault, read_index
from chattui.vault.sealed import FLOOR
from tests.unit.vault.conftest import PASSPHRASE

WRITER = f"""
import sys
from chattui import context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault
from chattui.vault.sealed import FLOOR
from dataclasses import replace
number = sys.argv[1]
vault = open_vault(context.make(), Secret({PASSPHRASE!r}), cost=FLOOR)
print("ready", flush=True)
sys.stdin.readline()
client = vault.save_client("Desk", "installed", "the same for all", "p", Secret("{{}}")).key
for round in range(int(sys.argv[2])):
    grant = Grant(Secret(f"r{{number}}.{{round}}"), None, 0.0, ("openid",))
    email = f"p{{number}}.{{round}}@example.com"
    key = vault.save_account(email, "", client, grant, consented_at=1.0).key
    vault.save_grant(key, replace(grant, access_token=Secret(f"a{{number}}.{{round}}")))
    vault.touch(key)
"""


@pytest.mark.parametrize(
    ("processes", "rounds"), [(4, 5), pytest.param(32, 2, marks=pytest.mark.exhaustive)]
)
def test_no_update_of_many_processes_is_lost(
    with_file: Context, here: Context, processes: int, rounds: int
) -> None:
    """All start on an empty folder, so that they race for making the sealed file too."""
    with ExitStack() as stack:
        writers = [_writer(stack, number, rounds) for number in range(processes)]
        for writer in writers:
            assert writer.stdout
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            _, errors = writer.communicate(timeout=300)
            assert (writer.returncode, errors) == (0, "")
    vault = open_vault(here, Secret(PASSPHRASE))
    accounts = {a.email: a for a in vault.accounts()}
    assert len(accounts) == processes * rounds
    for number in range(processes):
        for round_ in range(rounds):
            entry = accounts[f"p{number}.{round_}@example.com"]
            expected = Grant(
                Secret(f"r{number}.{round_}"), Secret(f"a{number}.{round_}"), 0.0, ("openid",)
            )
            assert vault.grant(entry.key) == expected
            assert entry.last_used_at
    assert len(vault.clients()) == 1
    assert _left_over(here.paths.state) == []
    assert read_index(here).stale == ()


def _writer(stack: ExitStack, number: int, rounds: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(number), str(rounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    stack.enter_context(process)
    stack.callback(process.kill)
    return process


def _left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


def test_readers_never_see_a_half_written_vault(here: Context) -> None:
    vault = open_vault(here, Secret(PASSPHRASE), cost=FLOOR)
    client = vault.save_client("Desk", "installed", "1", "p", Secret("{}")).key
    grant = Grant(Secret("r"), None, 0.0, ("openid",))
    key = vault.save_account("ada@example.com", "", client, grant, consented_at=1.0).key
    code = f"""
import sys
from chattui import context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault
vault = open_vault(context.make(), Secret({PASSPHRASE!r}))
for number in range(30):
    vault.save_grant({key!r}, Grant(Secret("r" * (number * 50 + 1)), None, 0.0, ("openid",)))
"""
    writer = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    seen = 0
    while writer.poll() is None:
        token = vault.grant(key).refresh_token
        assert token
        assert set(token.reveal()) == {"r"}
        seen += 1
    _, errors = writer.communicate()
    assert (writer.returncode, errors) == (0, "")
    assert seen > 10
    token = vault.grant(key).refresh_token
    assert token
    assert len(token.reveal()) == 29 * 50 + 1
