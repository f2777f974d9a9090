"""What the operating system says about a file or folder, as a Problem; bounded, careful reading.

Codes: ``disk.full``, ``disk.read_only``, ``disk.denied``, ``disk.not_a_folder``,
``disk.not_a_file``, ``disk.symlink``, ``disk.folder_shared``, ``disk.folder_foreign``,
``disk.too_big``, ``disk.failed``.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
CLOEXEC = getattr(os, "O_CLOEXEC", 0)
NONBLOCK = getattr(os, "O_NONBLOCK", 0)
BINARY = getattr(os, "O_BINARY", 0)


def shown(path: Path | str) -> str:
    """A path, safe to draw."""
    return safe_text(os.fspath(path), limit=1024)


def disk_problem(error: OSError, path: Path, folder: Path | None = None) -> Problem:
    """What an OSError on `path`, in `folder`, means to a person."""
    where = shown(path)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Problem(
                "disk.full",
                t("There is no room left on the disk for {path}.", path=where),
                t("The file system is full or a quota is used up. What was kept is unchanged."),
                t("Free some space there, then try again."),
            )
        case errno.EROFS:
            return Problem(
                "disk.read_only",
                t("{path} cannot be written.", path=where),
                t("The file system that it is on is read-only. What was kept is unchanged."),
                t("Make it writable, or name another folder with CHATTUI_HOME."),
            )
        case errno.EACCES | errno.EPERM:
            return Problem(
                "disk.denied",
                t("The operating system does not let chattui at {path}.", path=where),
                t("The permissions of the file, or of a folder on the way to it, do not allow it."),
                t("Look at them with `ls -ld`, or name another folder with CHATTUI_HOME."),
            )
        case errno.ENOTDIR | errno.EEXIST:
            return Problem(
                "disk.not_a_folder",
                t("{folder} cannot be used as a folder.", folder=shown(folder or path.parent)),
                t("It, or something on the way to it, is a file."),
                t("Move that file away, or name another folder with CHATTUI_HOME."),
            )
        case errno.ELOOP | errno.EISDIR:
            return (symlink_problem if error.errno == errno.ELOOP else _not_a_file)(path)
        case _:
            return Problem(
                "disk.failed",
                t("{path} could not be read or written.", path=where),
                t(
                    "The operating system said: {words}.",
                    words=safe_text(error.strerror or type(error).__name__, limit=200),
                ),
                t("Check the disk and the folder, or name another folder with CHATTUI_HOME."),
            )


def symlink_problem(path: Path) -> Problem:
    """A symbolic link stands where the file should be; its target is named."""
    try:
        target = shown(os.readlink(path))
    except OSError:
        target = "?"
    return Problem(
        "disk.symlink",
        t("{path} is a symbolic link to {target}.", path=shown(path), target=target),
        t("chattui keeps secrets only in files of its own and follows no link to another place."),
        t(
            "Put the file itself there, or name the folder of the target with CHATTUI_HOME,"
            " then remove the link."
        ),
    )


def _not_a_file(path: Path) -> Problem:
    return Problem(
        "disk.not_a_file",
        t("{path} is not a regular file.", path=shown(path)),
        t("A folder, a device or a pipe stands in its place."),
        t("Move it away, then try again."),
    )


def check_target(path: Path) -> None:
    """Refuse a symbolic link or anything but a regular file at `path`; nothing there is fine."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    if stat.S_ISLNK(mode):
        raise ProblemError(symlink_problem(path))
    if not stat.S_ISREG(mode):
        raise ProblemError(_not_a_file(path))


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` last through a power cut; raises OSError."""
    if os.name == "nt":
        return  # Windows has no handle of a folder to flush; NTFS journals the rename
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ensure_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, for this user alone, and check who may write.

    Whoever can write in the folder could put another file in place of ours, so a folder that
    others own or can write is refused.
    """
    try:
        for missing in _missing(folder):
            try:
                os.mkdir(missing, 0o700)
            except FileExistsError:
                continue  # another process was faster
            sync_folder(missing.parent)
        found = os.stat(folder)
    except OSError as error:
        raise ProblemError(disk_problem(error, folder, folder)) from None
    if not stat.S_ISDIR(found.st_mode):
        raise ProblemError(disk_problem(OSError(errno.ENOTDIR, ""), folder, folder))
    _check_owner(folder, found)


def folder_problem(folder: Path) -> Problem | None:
    """Why `folder` is not this user's alone to write in; None where it is, or is not there."""
    try:
        _check_owner(folder, os.stat(folder))
    except ProblemError as error:
        return error.problem
    except OSError:
        return None
    return None


def _missing(folder: Path) -> list[Path]:
    missing: list[Path] = []
    here = folder
    while True:
        try:
            os.stat(here)
        except FileNotFoundError:
            missing.insert(0, here)
            if here.parent == here:
                return missing
            here = here.parent
        else:
            return missing


def _check_owner(folder: Path, found: os.stat_result) -> None:
    if os.name == "nt":
        return
    if found.st_uid != os.geteuid():
        raise ProblemError(
            Problem(
                "disk.folder_foreign",
                t("The folder {folder} belongs to another user.", folder=shown(folder)),
                t(
                    "Its owner is user {owner} and you are user {you}; sudo is a common reason.",
                    owner=found.st_uid,
                    you=os.geteuid(),
                ),
                t("Run chattui as its owner, or name a folder of your own with CHATTUI_HOME."),
            )
        )
    if found.st_mode & 0o022:
        raise ProblemError(
            Problem(
                "disk.folder_shared",
                t("Other users can write in the folder {folder}.", folder=shown(folder)),
                t("They could put files of theirs in place of the vault."),
                t("Run: chmod go-w {folder}", folder=shell_word(str(folder), limit=1024)),
            )
        )


def read_file(path: Path, limit: int) -> bytes | None:
    """The content of the regular file at `path`, None where there is none.

    Links are not followed, nothing blocks on a pipe, and more than `limit` bytes are refused.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | NOFOLLOW | NONBLOCK | CLOEXEC | BINARY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ProblemError(_not_a_file(path))
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise ProblemError(
            Problem(
                "disk.too_big",
                t("{path} is larger than anything that chattui writes.", path=shown(path)),
                t("More than {limit} bytes are not read.", limit=format(limit, ",")),
                t("Move it aside if it is not chattui's own."),
            )
        )
    return data
