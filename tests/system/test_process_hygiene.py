"""Nobody looks into a process that has the vault open, and it leaves no memory behind."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui.vault import kernel_keyring

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
]

SOMEBODY = 12345
CANARY = "words-of-the-canary"

BECOME = f"""
import ctypes, json, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def become_somebody():
    os.setgroups([])
    os.setresgid({SOMEBODY}, {SOMEBODY}, {SOMEBODY})
    os.setresuid({SOMEBODY}, {SOMEBODY}, {SOMEBODY})
    libc.prctl(4, 1, 0, 0, 0)  # the change of user took it: PR_SET_DUMPABLE
"""
"""A shell of theirs cannot start an interpreter that lies in root's home."""

HOLDER = (
    BECOME
    + """
from chattui import context
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
import chattui.vault.file_store, cryptography.hazmat.primitives.kdf.argon2, encodings.utf_8_sig
become_somebody()
vault = open_vault(context.make(), cost=FLOOR)
vault.store.prepare()
print("open", flush=True)
sys.stdin.read()
os.abort()
"""
)

LOOKER = (
    BECOME
    + """
become_somebody()
pid = int(sys.argv[1])
def opens(name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            file.seek(int(sys.argv[2]) if name == "mem" else 0)
            return bool(file.read(1))
    except PermissionError:
        return False
seen = {name: opens(name) for name in ("environ", "maps", "mem")}
seen["ptrace"] = libc.ptrace(16, pid, None, None) == 0  # PTRACE_ATTACH
if seen["ptrace"]:
    os.waitpid(pid, 0)
    libc.ptrace(17, pid, None, None)
print(json.dumps(seen))
"""
)


KEYRING_LOOKER = (
    BECOME
    + """
from chattui.vault import kernel_keyring as kernel
vault_id, serial = sys.argv[1], int(sys.argv[2], 16)
def done(work):
    try:
        work()
        return "done"
    except OSError as error:
        return error.strerror
def look():
    return {
        "found": kernel.find(vault_id) is not None,
        "listed": vault_id in open("/proc/keys").read(),
        "read": done(lambda: kernel._read(serial)),
        "linked": done(lambda: kernel._keyctl(kernel._LINK, serial, kernel._THREAD_KEYRING)),
        "revoked": done(lambda: kernel._keyctl(kernel._REVOKE, serial)),
    }
assert kernel.find(vault_id)
become_somebody()
kernel._keyctl(1, 0)  # KEYCTL_JOIN_SESSION_KEYRING: a new one, as in a login of theirs
print(json.dumps(look()))
"""
)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of somebody's, with a passphrase file."""
    folder = Path(tempfile.mkdtemp(prefix="hygiene-"))
    passphrase = folder / "passphrase"
    passphrase.write_text(CANARY)
    passphrase.chmod(0o600)
    for path in (folder, passphrase):
        os.chown(path, SOMEBODY, SOMEBODY)
    yield folder
    shutil.rmtree(folder)


def start(home: Path, debug: str) -> subprocess.Popen[str]:
    """A process of somebody's that has the vault open, with no limit on core dumps."""
    environ = {
        **os.environ,
        "CHATTUI_HOME": str(home / "chattui"),
        "CHATTUI_PASSPHRASE_FILE": str(home / "passphrase"),
        "CHATTUI_DEBUG": debug,
    }
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        env=environ, cwd=home, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (most, most)),
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def look(pid: int) -> dict[str, bool]:
    """What another process of the same user gets to see."""
    first = Path(f"/proc/{pid}/maps").read_text().partition("-")[0]
    done = subprocess.run(
        [sys.executable, "-S", "-c", LOOKER, str(pid), str(int(first, 16))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, bool] = json.loads(done.stdout)
    return found


def abort(process: subprocess.Popen[str]) -> bool:
    """Whether it leaves a core dump when it aborts."""
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.stdout.close()
    _, status = os.waitpid(process.pid, 0)
    process.returncode = status
    assert os.WTERMSIG(status) == signal.SIGABRT
    return os.WCOREDUMP(status)


def test_an_open_vault_is_seen_by_nobody_and_leaves_no_memory(home: Path) -> None:
    process = start(home, debug="")
    arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    environ = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert CANARY.encode() not in arguments + environ
    seen = look(process.pid)
    assert not abort(process)
    assert seen == dict.fromkeys(("environ", "maps", "mem", "ptrace"), False)
    assert [path.name for path in home.glob("core*")] == []


@pytest.mark.exhaustive
def test_the_same_user_sees_it_all_where_debugging_was_asked_for(home: Path) -> None:
    """So that the test above is known to look at the right places."""
    process = start(home, debug="1")
    seen = look(process.pid)
    dumped = abort(process)
    assert seen == dict.fromkeys(("environ", "maps", "mem", "ptrace"), True)
    assert dumped == (not Path("/proc/sys/kernel/core_pattern").read_text().startswith("|"))


def test_what_the_kernel_keeps_is_seen_by_no_other_user(kernel: None) -> None:
    vault_id = os.urandom(16).hex()
    assert kernel_keyring.keep(vault_id, os.urandom(32), 1, 60)
    with open("/proc/keys", encoding="ascii") as table:
        (serial,) = [line.split()[0] for line in table if vault_id in line]
    done = subprocess.run(
        [sys.executable, "-c", KEYRING_LOOKER, vault_id, serial],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seen = json.loads(done.stdout)
    refused = dict.fromkeys(("read", "linked", "revoked"), "Permission denied")
    assert seen == {"found": False, "listed": False, **refused}
    assert kernel_keyring.find(vault_id)
