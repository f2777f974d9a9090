"""Writing a file so that it is whole at any moment, and the locks that go with it.

General enough for every file that chattui keeps: nothing here knows about vaults. The order of a
write is: temporary file in the same folder (new, mode given at creation), write, fsync, rename,
fsync of the folder. A process killed at any point leaves the old content or the new one, and at
most a temporary file that a later write sweeps.

Codes besides those of `disk`: ``disk.locked``, ``disk.no_locks``.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import (
    BINARY,
    CLOEXEC,
    NOFOLLOW,
    check_target,
    disk_problem,
    ensure_folder,
    shown,
    sync_folder,
)
from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from filelock import FileLock

LOCK_SECONDS = 15.0
TURNS = 4
ABANDONED_SECONDS = 24 * 3600.0
"""Age from which a temporary file is taken for left over by someone who holds no lock."""


def write_atomically(
    path: Path,
    data: bytes,
    mode: int = 0o600,
    *,
    locked: bool = False,
    before: Callable[[], None] | None = None,
) -> None:
    """Replace the content of `path`, whole or not at all; blocking; raises ProblemError.

    The folder is made where it is missing (0700). With `locked` the caller holds the lock that
    guards `path`: then every temporary file beside it is left over from a killed process and is
    removed. Without it only those older than `ABANDONED_SECONDS` are. `before` is called when the
    new content is on the disk, while `path` still has the old one.
    """
    ensure_folder(path.parent)
    check_target(path)
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    try:
        _sweep(path, locked)
        try:
            _write_new(temporary, data, mode)
            if before is not None:
                before()
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC | BINARY
    descriptor = os.open(path, flags, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)  # its errors count: a quota on NFS is told only here


def _sweep(path: Path, locked: bool) -> None:
    prefix, suffix = f".{path.name}.", ".tmp"
    with os.scandir(path.parent) as entries:
        left = [e for e in entries if e.name.startswith(prefix) and e.name.endswith(suffix)]
    for entry in left:
        with suppress(FileNotFoundError):
            if entry.is_dir(follow_symlinks=False):
                continue  # nobody who writes left that
            age = time.time() - entry.stat(follow_symlinks=False).st_mtime
            if locked or age > ABANDONED_SECONDS:
                os.unlink(entry.path)


@contextmanager
def lock(path: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file at `path`, which is made where it is missing and stays.

    The kernel frees it when its process ends, however it ends. It excludes threads of this
    process too. Raises ProblemError where one process keeps it for `seconds`, naming that where
    the system tells; while many hand it on, it is waited for `TURNS` times as long.
    """
    from filelock import FileLock, Timeout

    ensure_folder(path.parent)
    check_target(path)
    # Never the soft lock: it is a file that outlives a killed process.
    held = FileLock(path, mode=0o600, poll_interval=0.02, fallback_to_soft=False)
    try:
        _acquire(held, path, seconds)
    except Timeout:
        raise ProblemError(_held_problem(path, seconds)) from None
    except NotImplementedError:
        raise ProblemError(_no_locks_problem(path)) from None
    except OSError as error:
        if error.errno in {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}:
            raise ProblemError(_no_locks_problem(path)) from None
        raise ProblemError(disk_problem(error, path)) from None
    try:
        yield
    finally:
        held.release()


def _acquire(held: FileLock, path: Path, seconds: float) -> None:
    """Take the lock; raises Timeout. It goes to whoever asks at the right moment: among dozens of
    processes on a busy machine, somebody is always late."""
    from filelock import Timeout

    try:
        held.acquire(timeout=0.0)
        return
    except Timeout:
        if not seconds:
            raise
    for turn in range(1, TURNS + 1):
        before = holder(path)
        try:
            held.acquire(timeout=seconds)
            return
        except Timeout:
            if turn == TURNS or holder(path) == before:
                raise


def remove_lock(path: Path) -> bool:
    """Remove a lock file that nobody needs any more; False where somebody holds it.

    It goes while it is held here, so that who waited for it notices, and makes a new one.
    """
    if not os.path.lexists(path):
        return True
    try:
        with lock(path, seconds=0.0):
            os.unlink(path)  # Windows refuses while it is open: there it stays
    except (OSError, ProblemError):
        return False
    return True


def holder(path: Path) -> int | None:
    """The process that holds the lock file at `path`, as Linux tells in /proc/locks."""
    try:
        found = os.stat(path)
        table = Path("/proc/locks").read_text("ascii", "replace")
    except OSError:
        return None
    wanted = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for line in table.splitlines():
        # "1: FLOCK  ADVISORY  WRITE 1234 08:02:5678 0 EOF" (proc(5)); waiting ones have "->"
        fields = line.split()
        if len(fields) >= 6 and fields[1] == "FLOCK" and fields[5] == wanted:
            return int(fields[4]) if fields[4].isdecimal() and fields[4] != "0" else None
    return None


def _held_problem(path: Path, seconds: float) -> Problem:
    pid = holder(path)
    if pid:
        message = t("Process {pid} holds the lock {path}.", pid=pid, path=shown(path))
        remedy = t("Wait for it to end, or look at it with: ps -fp {pid}", pid=pid)
    else:
        message = t("Another process holds the lock {path}.", path=shown(path))
        remedy = t("Wait for the other chattui to end, then try again.")
    return Problem(
        "disk.locked",
        message,
        t(
            "It did not let go within {seconds} seconds. Nothing was changed.",
            seconds=f"{seconds:g}",
        ),
        remedy,
    )


def _no_locks_problem(path: Path) -> Problem:
    return Problem(
        "disk.no_locks",
        t("The file system of {path} has no locks.", path=shown(path)),
        t("Without them, two processes could overwrite each other's tokens."),
        t("Name a folder on a local disk with CHATTUI_HOME."),
    )
