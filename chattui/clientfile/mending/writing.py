"""Writing a mending: a copy of the old file first, then the new content, whole or not at all.

Everything is done by names in one folder that is held open, so that a folder which is swapped
meanwhile leads nowhere. A process that is killed at any point leaves the old file or the new one,
a whole copy or none, and at most a temporary file beside them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from chattui.clientfile.mending import Mending, problems
from chattui.clientfile.mending.naming import numbered
from chattui.disk import BINARY, CLOEXEC, NOFOLLOW, NONBLOCK
from chattui.problem import ProblemError

MODE = 0o600
MOST_NAMES = 1_000
"""Names that are tried for a copy before giving up."""

ABANDONED_SECONDS = 3600.0
"""Age from which a temporary file is taken for left over."""

_PREFIX, _SUFFIX = ".chattui-mending-", ".tmp"


class Written(NamedTuple):
    """What was written: the file, and the copy of the old one, empty where none was needed."""

    path: str
    backup: str


def target_of(mending: Mending, path: str) -> str:
    """Where `write_mending` writes: the file that `path` leads to, or the free name beside it.

    A file of that name which has the same content already is not made again. Raises ProblemError
    (``clientfile.not_mended``, ``clientfile.too_many_copies``).
    """
    real = os.path.realpath(path)
    if not mending.rebuilt:
        return real
    folder = os.path.dirname(real)
    try:
        with _opened(folder) as here:
            for name in _names_beside(mending):
                full = os.path.join(folder, name)
                if not os.path.lexists(full) or _has(here, name, mending.data):
                    return full
    except OSError as error:
        raise ProblemError(problems.not_mended(error, real)) from None
    raise ProblemError(problems.too_many(path))


def write_mending(mending: Mending, path: str) -> Written:
    """Write `mending` of the file at `path`. Blocking.

    Raises ProblemError (``clientfile.changed_meanwhile``, ``clientfile.not_mended``,
    ``clientfile.foreign_file``, ``clientfile.too_many_copies``): then the file is as it was.
    """
    real = os.path.realpath(path)
    folder, name = os.path.split(real)
    try:
        with _opened(folder) as here, _held(here, name) as descriptor:
            found = os.fstat(descriptor)
            _check(mending, descriptor, found, os.fstat(here), real)
            if not mending.rebuilt and not mending.only_mode:
                return Written(real, os.path.join(folder, _rewrite(here, real, mending, found)))
            new = _beside(here, mending, found) if mending.rebuilt else name
            if any(change.code == "CS502" for change in mending.changes):
                os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & MODE)
            return Written(os.path.join(folder, new), "")
    except OSError as error:
        raise ProblemError(problems.not_mended(error, real)) from None


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _held(folder: int, name: str) -> Iterator[int]:
    flags = os.O_RDONLY | NOFOLLOW | NONBLOCK | CLOEXEC | BINARY
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _check(
    mending: Mending, descriptor: int, found: os.stat_result, folder: os.stat_result, path: str
) -> None:
    """Refuse a file that is not what was diagnosed, or not ours to write."""
    if not stat.S_ISREG(found.st_mode):
        raise ProblemError(problems.not_a_file(path))
    you = os.geteuid()
    if you and (found.st_uid != you or folder.st_uid not in (you, 0)):
        raise ProblemError(problems.foreign(path))
    document = mending.diagnosis.document
    if _read(descriptor, len(document.data) + (not document.cut)) != document.data:
        raise ProblemError(problems.changed(path))


def _read(descriptor: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := os.read(descriptor, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _rewrite(folder: int, path: str, mending: Mending, found: os.stat_result) -> str:
    """Keep a copy, write the new content in place of the old, and give the name of the copy."""
    name, data = os.path.basename(path), mending.diagnosis.document.data
    mode = stat.S_IMODE(found.st_mode) & MODE
    with _temporary(folder, mending.data, mode, found) as temporary:
        copy = _keep(folder, name, data, found)
        if not _has(folder, name, data):  # a last look: an editor may have saved meanwhile
            os.unlink(copy, dir_fd=folder)
            raise ProblemError(problems.changed(path))
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        _sync(folder)
    return copy


def _keep(folder: int, name: str, data: bytes, found: os.stat_result) -> str:
    """Write a copy of the old content beside the file, under a name that is free."""
    with _temporary(folder, data, MODE, found) as temporary:
        for number in range(1, MOST_NAMES):
            copy = f"{name}.bak" if number == 1 else f"{name}.bak.{number}"
            if _link(folder, temporary, copy):
                _sync(folder)
                return copy
    raise ProblemError(problems.too_many(name))


def _link(folder: int, temporary: str, name: str) -> bool:
    """Give a temporary file its name; False where the name is taken."""
    try:
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links: an empty file takes the name first.
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC
            os.close(os.open(name, flags, MODE, dir_fd=folder))
        except FileExistsError:
            return False
        try:
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            os.unlink(name, dir_fd=folder)
            raise
    return True


@contextmanager
def _temporary(folder: int, data: bytes, mode: int, found: os.stat_result) -> Iterator[str]:
    """A file of the same owner with `data`, safe on the disk; gone afterwards if not renamed."""
    _sweep(folder)
    temporary = f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC | BINARY
    descriptor = os.open(temporary, flags, mode, dir_fd=folder)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            made = os.fstat(descriptor)
            if made.st_uid != found.st_uid:
                os.fchown(descriptor, found.st_uid, found.st_gid)
            elif made.st_gid != found.st_gid:
                with suppress(OSError):  # a group that its owner is no member of
                    os.fchown(descriptor, -1, found.st_gid)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)  # its errors count: a quota on NFS is told only here
        yield temporary
    finally:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)


def _sync(folder: int) -> None:
    """Make the names in a folder last through a power cut, where its file system can do that."""
    with suppress(OSError):
        os.fsync(folder)


def _sweep(folder: int) -> None:
    """Remove what a process left that was killed an hour ago or earlier."""
    with os.scandir(folder) as entries:
        names = [e.name for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX)]
    for name in names:
        with suppress(OSError):
            age = time.time() - os.lstat(name, dir_fd=folder).st_mtime
            if age > ABANDONED_SECONDS:
                os.unlink(name, dir_fd=folder)


def _names_beside(mending: Mending) -> Iterator[str]:
    name = os.path.basename(mending.mended.path)
    return (numbered(name, number) for number in range(1, MOST_NAMES))


def _beside(folder: int, mending: Mending, found: os.stat_result) -> str:
    """Write the new file beside the old one, under a name that is free."""
    with _temporary(folder, mending.data, MODE, found) as temporary:
        for name in _names_beside(mending):
            if _link(folder, temporary, name):
                _sync(folder)
                return name
            if _has(folder, name, mending.data):
                return name  # made before
    raise ProblemError(problems.too_many(mending.mended.path))


def _has(folder: int, name: str, data: bytes) -> bool:
    """Whether the file holds exactly `data`."""
    try:
        with _held(folder, name) as descriptor:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            return regular and _read(descriptor, len(data) + 1) == data
    except OSError:
        return False
