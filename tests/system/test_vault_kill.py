"""A writer of the vault killed at its system calls, and the order in which it makes them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chattui import context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault, read_index
from tests.conftest import need

pytestmark = pytest.mark.system

PASSPHRASE = "words of the test"
OLD = Grant(Secret("1//old" * 20), Secret("ya29.old"), 5.0, ("openid",))
NEW = Grant(Secret("1//new" * 30), Secret("ya29.new"), 6.0, ("openid", "chat"))
DOCUMENT = Secret('{"installed": {}}')

WRITER = f"""
from chattui import context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault
from chattui.vault.sealed import FLOOR
GRANT = Grant(Secret("1//new" * 30), Secret("ya29.new"), 6.0, ("openid", "chat"))
vault = open_vault(context.make(), Secret({PASSPHRASE!r}), cost=FLOOR)
client = vault.save_client("Desk", "installed", "1", "p", Secret('{{"installed": {{}}}}')).key
for email in ("ada@example.com", "alan@example.com"):
    vault.save_account(email, "1", client, GRANT, consented_at=1.0)
grace = [a.key for a in vault.accounts() if a.email == "grace@example.com"]
for key in grace:
    vault.remove_account(key)
"""


def writer(home: Path, *tracing: str) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "CHATTUI_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*tracing, sys.executable, "-c", WRITER]
    return subprocess.run(command, env=environ, capture_output=True, timeout=120, check=False)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a client and two accounts, which the writer replaces and removes."""
    from chattui.vault.sealed import FLOOR

    home = tmp_path / "kept"
    monkeypatch.setenv("CHATTUI_HOME", str(home))
    vault = open_vault(context.make(), Secret(PASSPHRASE), cost=FLOOR)
    client = vault.save_client("Desk", "installed", "1", "p", DOCUMENT).key
    for email in ("ada@example.com", "grace@example.com"):
        vault.save_account(email, "1", client, OLD, consented_at=1.0)
    return home


def calls(home: Path, tmp_path: Path, name: str) -> int:
    trace = tmp_path / f"trace-{name}"
    done = writer(home, "strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={name}")
    assert done.returncode == 0, done.stderr
    return len(trace.read_text().splitlines())


@pytest.mark.parametrize("call", ["rename", pytest.param("fsync", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("start", ["kept", "empty"])
def test_a_killed_writer_loses_nothing(
    call: str, start: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("strace")
    empty = tmp_path / "empty"
    empty.mkdir()
    before = {"kept": kept, "empty": empty}[start]
    counted = tmp_path / "counted"
    shutil.copytree(before, counted)
    points = calls(counted, tmp_path, call)
    assert points >= 8
    for point in range(1, points + 1):
        home = tmp_path / f"killed-{point}"
        shutil.copytree(before, home)
        done = writer(
            home,
            *("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}"),
            *("-e", f"inject={call}:signal=KILL:when={point}"),
        )
        assert done.returncode != 0
        monkeypatch.setenv("CHATTUI_HOME", str(home))
        _check_nothing_lost(start)
        assert writer(home).returncode == 0
        _check_all_done(home)


def _check_nothing_lost(start: str) -> None:
    where = context.make()
    index = read_index(where)
    emails = {a.email for a in index.accounts}
    if start == "kept":
        assert "ada@example.com" in emails
        assert len(index.clients) == 1
    if not index.settled:
        assert emails == set()
        return
    vault = open_vault(where, Secret(PASSPHRASE))
    for account in index.accounts:
        assert vault.grant(account.key) in (OLD, NEW)
    for client in index.clients:
        assert vault.client_document(client.key) == DOCUMENT


def _check_all_done(home: Path) -> None:
    where = context.make()
    index = read_index(where)
    vault = open_vault(where, Secret(PASSPHRASE))
    assert [a.email for a in index.accounts] == ["ada@example.com", "alan@example.com"]
    assert all(vault.grant(a.key) == NEW for a in index.accounts)
    owned = {f"grant:{a.key}" for a in index.accounts}
    assert set(index.items) == owned | {f"client:{c.key}" for c in index.clients}
    assert [path.name for path in (home / "state").iterdir() if ".tmp" in path.name] == []


def test_every_rename_is_between_two_fsyncs(kept: Path, tmp_path: Path) -> None:
    """The file's content is on the disk before its name is, and its name before the next step."""
    need("strace")
    trace = tmp_path / "trace"
    done = writer(kept, "strace", "-f", "-y", "-qq", "-o", str(trace), "-e", "trace=fsync,rename")
    assert done.returncode == 0, done.stderr
    steps = []
    for line in trace.read_text().splitlines():
        named = re.search(r"(fsync|rename)\((?:\d+<([^>]*)>|\"([^\"]*)\")", line)
        assert named, line
        assert line.endswith("= 0")
        steps.append((named[1], Path(named[2] or named[3])))
    assert len(steps) >= 9
    assert len(steps) % 3 == 0
    for first, second, third in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        assert first[0] == "fsync"
        assert second == ("rename", first[1])
        assert third == ("fsync", first[1].parent)
