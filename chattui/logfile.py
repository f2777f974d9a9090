"""The file that ``--log`` names: what chattui did, safe to attach to a report of a bug.

One line for each note and for each warning of a library. Secrets are taken out by `redaction`,
people and places by `anonymous`; of what libraries say only the constant part is kept. The file
is written on a thread, because a disk can stall and a screen must not.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import stat
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.anonymous import Anonymous
from chattui.disk import CLOEXEC, NOFOLLOW, NONBLOCK, disk_problem, shown, symlink_problem
from chattui.log import LOGGER
from chattui.problem import Exit, Problem, ProblemError
from chattui.redaction import quiet_logs, redact
from chattui.words import t

if TYPE_CHECKING:
    from chattui.paths import Paths

HEADER = b"chattui log 1\n"
SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes; then the older half goes."""

LINE_LIMIT = 2000
END_SECONDS = 2.0
KEY_NAME = "log.key"


class LogFile(logging.Handler):
    """A handler that appends lines to a file, which several processes may do at once."""

    def __init__(self, path: str, anonymous: Anonymous) -> None:
        super().__init__()
        self._anonymous = anonymous
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._descriptor = _open(Path(path))
        self.failed = False
        """Whether a line could not be written: the work goes on without its log."""
        self._thread = threading.Thread(target=self._write_all, name="chattui-log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Make the line of a record, and leave it to the thread."""
        if record.name == LOGGER:
            told = record.getMessage()
        elif record.levelno >= logging.WARNING:
            told = _of_library(record)
        else:
            return
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told = self._anonymous(redact(told[: 4 * LINE_LIMIT]))[:LINE_LIMIT]
        line = f"{when}.{int(record.msecs):03}Z {record.process} {told}"
        safe = "".join(c if c.isprintable() else "·" for c in line)
        self._lines.put(f"{safe}\n".encode(errors="replace"))

    def close(self) -> None:
        """Write what is left and close the file; waits no longer than `END_SECONDS`."""
        super().close()
        self._lines.put(None)
        self._thread.join(END_SECONDS)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                _append(self._descriptor, line)
            except OSError:
                self.failed = True
        os.close(self._descriptor)


def _of_library(record: logging.LogRecord) -> str:
    """What a library warns of, without what it was about: no argument, no exception's text."""
    text = getattr(record, "template", "").replace("\n", " ")[:200]
    place = f"{os.path.basename(record.pathname)}:{record.lineno}"
    return f"library name={record.name} level={record.levelname} at={place} text={text!r}"


def _open(path: Path) -> int:
    """The file, made with mode 0600 where it is missing; raises ProblemError."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | NOFOLLOW | NONBLOCK | CLOEXEC
    try:
        if path.is_symlink():
            raise ProblemError(symlink_problem(path))
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    try:
        found = os.fstat(descriptor)
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or (found.st_size and os.pread(descriptor, len(HEADER), 0) != HEADER):
            raise ProblemError(_another_file(path))
        os.fchmod(descriptor, 0o600)
    except OSError as error:
        os.close(descriptor)
        raise ProblemError(disk_problem(error, path)) from None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _another_file(path: Path) -> Problem:
    return Problem(
        "log.another_file",
        t("The log cannot be written to {path}.", path=shown(path)),
        t("There is something else already, which is left as it is."),
        t("Name a new file with --log, or one that chattui wrote its log to before."),
        exit=Exit.USAGE,
    )


def _append(descriptor: int, line: bytes) -> None:
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        size = os.fstat(descriptor).st_size
        if size + len(line) > SIZE_LIMIT:
            kept = os.pread(descriptor, SIZE_LIMIT // 2, max(0, size - SIZE_LIMIT // 2))
            os.ftruncate(descriptor, 0)
            line = HEADER + kept.partition(b"\n")[2] + line
        elif size == 0:
            line = HEADER + line
        while line:
            line = line[os.write(descriptor, line) :]
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def sign_key(paths: Paths) -> bytes:
    """The key of this machine's signs, made at the first log; where it cannot be kept, a new one.

    With another key the same person has another sign in the next run, which is no harm.
    """
    from chattui.atomic import write_atomically
    from chattui.disk import read_file

    place = paths.state / KEY_NAME
    with contextlib.suppress(ProblemError):
        kept = read_file(place, 64)
        if kept and len(kept) == 32:
            return kept
    key = os.urandom(32)
    with contextlib.suppress(ProblemError):
        write_atomically(place, key)
    return key


def start(path: str, anonymous: Anonymous) -> LogFile:
    """Append to the file `path` from now on; raises ProblemError where that is impossible."""
    handler = LogFile(path, anonymous)
    quiet_logs()
    logging.getLogger().addHandler(handler)
    logging.getLogger(LOGGER).setLevel(logging.INFO)
    return handler


def finish(handler: LogFile) -> Problem | None:
    """Take the log off again; the problem, where not all of it could be written."""
    logging.getLogger().removeHandler(handler)
    logging.getLogger(LOGGER).setLevel(logging.NOTSET)
    handler.close()
    if not handler.failed:
        return None
    return Problem(
        "log.incomplete",
        t("The log is not complete."),
        t("Its file could not be written to all the time; often the disk is full."),
        t("Everything else was done as told above."),
    )
