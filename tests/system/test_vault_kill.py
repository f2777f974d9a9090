"""Writers of the vault killed at their system calls, and the order in which they make them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chattui import context
from chattui.secret import Secret
from chattui.vault import Grant, open_vault, read_index
from tests.conftest import need
from tests.system.keyring_session import PROGRAMS
from tests.system.kill_points import SUPPORTED
from tests.system.vault_operations import OPERATIONS

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


@pytest.mark.exhaustive
@pytest.mark.parametrize("call", ["rename", "fsync"])
@pytest.mark.parametrize("start", ["kept", "empty"])
def test_a_writer_killed_by_strace_loses_nothing(
    call: str, start: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as below for one program, by another hand."""
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


OF_A_FILE = ("save, file", "rotate", "rebuild, file", "destroy, file")
"""What is killed at a few of its points whenever the tests run; the others take longer."""


WITHOUT_WRITING = ("key kept by the kernel", "key forgotten by the kernel", "restore")
"""What writes into no file, or only gives one another name; each other operation is seen to."""


def killed(*names: str, sample: int = 0, part: str = "0/1") -> list[dict[str, Any]]:
    """What came of operations killed at all of their points, or at a sample of them."""
    # A process is killed, not the machine, so no disk has to be waited for.
    memory = {"TMPDIR": "/dev/shm"} if os.path.isdir("/dev/shm") else {}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.system.vault_operations", *names),
            *("--sample", str(sample), "--part", part),
        ],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **memory, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(reports: list[dict[str, Any]], least: int) -> None:
    assert reports
    for report in reports:
        print(report["name"], report["points"], report["tried"], report["calls"])
        assert (report["lost"], report["left"]) == ([], []), report["name"]
        assert report["tried"] >= min(least, report["points"])
        if report["name"] not in WITHOUT_WRITING:
            assert report["calls"]["write"], report["name"]


@pytest.mark.skipif(not SUPPORTED, reason="the calls are known by their numbers on x86-64")
def test_a_killed_operation_on_a_file_loses_nothing() -> None:
    check(killed(*OF_A_FILE, sample=3), 3)


@pytest.mark.skipif(not SUPPORTED, reason="the calls are known by their numbers on x86-64")
def test_a_killed_operation_on_a_keyring_loses_nothing() -> None:
    need(*PROGRAMS)
    check(killed("moved into a file", sample=3), 3)


@pytest.mark.skipif(not SUPPORTED, reason="the calls are known by their numbers on x86-64")
def test_a_key_kept_by_the_kernel_is_never_there_without_an_end(kernel: None) -> None:
    check(killed("key kept by the kernel"), 3)


@pytest.mark.exhaustive
@pytest.mark.parametrize("part", ["0/2", "1/2"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_killed_anywhere_loses_nothing(
    name: str, part: str, request: pytest.FixtureRequest
) -> None:
    need(*PROGRAMS)
    if OPERATIONS[name].kept:
        request.getfixturevalue("kernel")
    (report,) = killed(name, part=part)
    check([report], report["points"] // 2)


def test_every_rename_is_between_two_fsyncs(kept: Path, tmp_path: Path) -> None:
    """The file's content is on the disk before its name is, and its name before the next step."""
    need("strace")
    trace = tmp_path / "trace"
    done = writer(kept, *tracing(trace))
    assert done.returncode == 0, done.stderr
    assert check_order(trace) >= 5


ONE_RUN = """
import sys
from pathlib import Path
from tests.system.vault_operations import OPERATIONS, Home
operation, home = OPERATIONS[sys.argv[2]], Home(Path(sys.argv[3]))
getattr(operation, sys.argv[1])(home)
"""


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "name", [name for name, one in OPERATIONS.items() if not (one.keyring or one.kept or one.agent)]
)
def test_every_rename_of_every_operation_is_between_two_fsyncs(name: str, tmp_path: Path) -> None:
    need("strace")
    trace = tmp_path / "trace"
    for part, before in (("setup", ()), ("program", tracing(trace))):
        subprocess.run(
            [*before, sys.executable, "-c", ONE_RUN, part, name, str(tmp_path / "home")],
            cwd=Path(__file__).parents[2], capture_output=True, timeout=120, check=True,
        )  # fmt: skip
    assert check_order(trace) >= 1


def tracing(trace: Path) -> tuple[str, ...]:
    """The command that writes down the order of what goes to the disk."""
    return ("strace", "-f", "-y", "-qq", "-o", str(trace), "-e", "trace=fsync,rename")


def check_order(trace: Path) -> int:
    """How many names were given, each to what is on the disk, and written down itself."""
    steps = []
    for line in trace.read_text().splitlines():
        named = re.search(r"(fsync|rename)\((?:\d+<([^>]*)>|\"([^\"]*)\")", line)
        assert named, line
        assert line.endswith("= 0")
        steps.append((named[1], Path(named[2] or named[3])))
    renames = [place for place, (call, _) in enumerate(steps) if call == "rename"]
    for place in renames:
        source = steps[place][1]
        # A copy that is put back was on the disk before it became the copy.
        assert steps[place - 1] == ("fsync", source) or source.suffix == ".bak"
        assert steps[place + 1] == ("fsync", source.parent)
    return len(renames)
