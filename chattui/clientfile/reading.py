"""Reading a file that may be anything: bounded, and only ever a regular one."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from chattui.clientfile.bounded import FLAGS
from chattui.clientfile.custody import custody_of
from chattui.clientfile.diagnosis import LIMIT, diagnose_bytes
from chattui.clientfile.model import Diagnosis
from chattui.clientfile.whereabouts import Folders
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from typing import BinaryIO

STANDARD_INPUT = "-"


def diagnose_file(path: str | os.PathLike[str], *, folders: Folders | None = None) -> Diagnosis:
    """What the file at `path` is and what is wrong with it; ``-`` is standard input. Blocking.

    At most 1 MiB is read. Raises ProblemError with exit status 2 (``clientfile.unreadable``,
    ``clientfile.not_a_file``) where it cannot be read, or is no regular file. Give the same
    `folders` to calls for many files, so that each folder is looked at once.
    """
    name = os.fspath(path)
    if name == STANDARD_INPUT:
        return diagnose_bytes(read_standard_input(), name)
    with OpenFile(name) as file:
        data = file.read()
    custody = custody_of(name, file.state, folders or Folders())
    return diagnose_bytes(data, name, custody=custody)


class OpenFile:
    """A regular file, opened without waiting and read with a bound; a context manager."""

    __slots__ = ("_descriptor", "_path", "state")

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, FLAGS)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            raise _unreadable(path, error) from None
        self.state = os.fstat(self._descriptor)
        if not stat.S_ISREG(self.state.st_mode):
            os.close(self._descriptor)
            raise _not_a_file(path, self.state.st_mode)

    def __enter__(self) -> OpenFile:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read(self, most: int = LIMIT + 1) -> bytes:
        """The next `most` bytes; less at the end of the file."""
        parts: list[bytes] = []
        try:
            while most > 0 and (part := os.read(self._descriptor, most)):
                parts.append(part)
                most -= len(part)
        except OSError as error:
            raise _unreadable(self._path, error) from None
        return b"".join(parts)


def read_standard_input() -> bytes:
    """What standard input gives until its end, with the bound of a file; raises ProblemError."""
    if sys.stdin is None or sys.stdin.closed:
        raise _unreadable(STANDARD_INPUT, OSError(errno.EBADF, os.strerror(errno.EBADF)))
    stream = sys.stdin.buffer
    data = b""
    try:
        while True:
            part: bytes | None = stream.read(LIMIT + 1 - len(data))
            data += part or b""
            if part == b"" or _waits(stream):  # at the end, or nothing more was asked for
                return data
            import select

            select.select([stream], [], [])
    except OSError as error:
        raise _unreadable(STANDARD_INPUT, error) from None


def _waits(stream: BinaryIO) -> bool:
    """Whether reading waits for the end, as it does unless another program has changed that."""
    try:
        return os.get_blocking(stream.fileno())
    except OSError:  # no file of the operating system
        return True


def _unreadable(path: str, error: OSError | ValueError) -> ProblemError:
    cause = cause_of(error)
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        cause = t("It is a symbolic link, and what it leads to is not there.")
    message = t("{path} cannot be read.", path=safe_text(path, limit=300))
    remedy = t("Check the path, or paste the text; in a shell, into `chattui doctor -`.")
    if path == STANDARD_INPUT:
        message = t("Standard input cannot be read.")
        remedy = t("Name a file instead, or give one: chattui doctor - < client_secret.json")
    return ProblemError(Problem("clientfile.unreadable", message, cause, remedy, exit=Exit.USAGE))


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


def cause_of(error: OSError | ValueError) -> str:
    """Why the operating system does not let a file be read, in a sentence."""
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
    return causes.get(number or 0) or t(
        "The operating system says: {reason}.",
        reason=safe_text(os.strerror(number) if number else "invalid path"),
    )
