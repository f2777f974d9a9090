"""Why a mending was not written, in words."""

from __future__ import annotations

import errno
import os

from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t


def _shown(path: str) -> str:
    return safe_text(path, limit=300)


def changed(path: str) -> Problem:
    """The file is another one than was looked at."""
    return Problem(
        "clientfile.changed_meanwhile",
        t("{path} was not mended.", path=_shown(path)),
        t("It has changed since it was looked at."),
        t("Look at it again with `chattui doctor`, and mend it then."),
    )


def not_a_file(path: str) -> Problem:
    """A folder, pipe or device."""
    return Problem(
        "clientfile.not_a_file",
        t("{path} is no regular file, and was not changed.", path=_shown(path)),
        t("Only a regular file can be mended."),
        t("Name the JSON file itself."),
    )


def foreign(path: str) -> Problem:
    """The file or its folder belongs to somebody else."""
    return Problem(
        "clientfile.foreign_file",
        t("{path} was not mended.", path=_shown(path)),
        t("The file or its folder belongs to another user."),
        t("Copy the file into a folder of your own, and mend the copy."),
    )


def too_many(path: str) -> Problem:
    """No name is free for a copy."""
    return Problem(
        "clientfile.too_many_copies",
        t("{path} was not mended.", path=_shown(path)),
        t("Too many copies of it stand in the folder, and none is overwritten."),
        t("Delete the copies that are not needed."),
    )


def not_mended(error: OSError, path: str) -> Problem:
    """The operating system refused; the file is as it was."""
    causes = {
        errno.ENOENT: t("There is no file with this name any more."),
        errno.ELOOP: t("A symbolic link stands in its place now."),
        errno.EACCES: t("You have no permission to read it, or to write in its folder."),
        errno.EPERM: t("You have no permission to change it."),
        errno.EROFS: t("The file system that it is on is read-only."),
        errno.ENOSPC: t("There is no room left on the disk."),
        errno.EDQUOT: t("Your quota on the disk is used up."),
        errno.ENAMETOOLONG: t("Its name is too long for the name of a copy beside it."),
    }
    cause = causes.get(error.errno or 0) or t(
        "The operating system says: {reason}.",
        reason=safe_text(os.strerror(error.errno) if error.errno else type(error).__name__),
    )
    remedies = {
        errno.ENOSPC: t("Free some space there, then try again."),
        errno.EDQUOT: t("Free some space there, then try again."),
        errno.ENAMETOOLONG: t("Give the file a shorter name, then try again."),
        errno.ENOENT: t("Check the path."),
        errno.ELOOP: t("Look at the file again with `chattui doctor`."),
    }
    return Problem(
        "clientfile.not_mended",
        t("{path} was not mended, and is as it was.", path=_shown(path)),
        cause,
        remedies.get(error.errno or 0)
        or t("Copy the file into a folder of your own, and mend the copy."),
    )
