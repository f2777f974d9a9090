"""Reading a file that may be anything: bounded, and only ever a regular one."""

from __future__ import annotations

import errno
import os
import stat
import sys

from chattui.clientfile.diagnosis import LIMIT, diagnose_bytes
from chattui.clientfile.model import Custody, Diagnosis
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

STANDARD_INPUT = "-"


def diagnose_file(path: str | os.PathLike[str]) -> Diagnosis:
    """What the file at `path` is and what is wrong with it; ``-`` is standard input. Blocking.

    At most 1 MiB is read. Raises ProblemError with exit status 2 (``clientfile.unreadable``,
    ``clientfile.not_a_file``) where it cannot be read, or is no regular file.
    """
    name = os.fspath(path)
    if name == STANDARD_INPUT:
        return diagnose_bytes(_read_standard_input(), name)
    try:
        # O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise _unreadable(name, error) from None
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise _not_a_file(name, state.st_mode)
        data = _read(descriptor)
    except OSError as error:
        raise _unreadable(name, error) from None
    finally:
        os.close(descriptor)
    return diagnose_bytes(data, name, custody=Custody(stat.S_IMODE(state.st_mode)))


def _read(descriptor: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= LIMIT:
        part = os.read(descriptor, LIMIT + 1 - size)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _read_standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise _unreadable(STANDARD_INPUT, OSError(errno.EBADF, os.strerror(errno.EBADF)))
    try:
        return sys.stdin.buffer.read(LIMIT + 1)
    except OSError as error:
        raise _unreadable(STANDARD_INPUT, error) from None


def _unreadable(path: str, error: OSError | ValueError) -> ProblemError:
    number = error.errno if isinstance(error, OSError) else None
    causes = {
        errno.ENOENT: t("There is no file with this name."),
        errno.ENOTDIR: t("A part of the path is a file where a folder is needed."),
        errno.EACCES: t("You have no permission to read it."),
        errno.EPERM: t("You have no permission to read it."),
        errno.ELOOP: t("It is a symbolic link that leads in a circle."),
        errno.ENXIO: t("It is a socket or device, and no file."),
        errno.ENAMETOOLONG: t("The name is longer than a file's name can be."),
    }
    cause = causes.get(number or 0) or t(
        "The operating system says: {reason}.",
        reason=safe_text(os.strerror(number) if number else "invalid path"),
    )
    return ProblemError(
        Problem(
            "clientfile.unreadable",
            t("{path} cannot be read.", path=safe_text(path, limit=300)),
            cause,
            t("Check the path, or paste the text of the file into `chattui doctor -`."),
            exit=Exit.USAGE,
        )
    )


def _not_a_file(path: str, mode: int) -> ProblemError:
    shown = safe_text(path, limit=300)
    if stat.S_ISDIR(mode):
        message = t("{path} is a folder, not a file.", path=shown)
    elif stat.S_ISFIFO(mode):
        message = t("{path} is a pipe, not a file.", path=shown)
    else:
        message = t("{path} is a device, not a file.", path=shown)
    return ProblemError(
        Problem(
            "clientfile.not_a_file",
            message,
            t("A client file is a regular file of about 500 bytes."),
            t("Name the JSON file itself, or give its text to `chattui doctor -`."),
            exit=Exit.USAGE,
        )
    )
