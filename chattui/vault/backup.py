"""The generation before, kept as ``vault.sealed.bak`` beside the sealed file.

It is for a file that was damaged, and is put in its place only when a person asks. Whatever
takes something away for good removes it: an older passphrase would still open it.

Code: ``vault.no_backup``.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chattui.atomic import lock
from chattui.context import Context
from chattui.disk import check_target, disk_problem, read_file, shown, sync_folder
from chattui.problem import Problem, ProblemError
from chattui.vault.index import IndexFile
from chattui.vault.sealed import FILE_LIMIT, SealedError, parse
from chattui.words import t


def backup_path(path: Path) -> Path:
    """Where the generation before the one at `path` is."""
    return path.with_name(path.name + ".bak")


def keep(path: Path) -> None:
    """Make what is at `path` the generation before. The vault's lock is held; raises
    ProblemError."""
    before = backup_path(path)
    try:
        os.unlink(before)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise ProblemError(disk_problem(error, before)) from None
    with suppress(OSError):  # no file yet, or a file system without hard links: then no copy
        os.link(path, before, follow_symlinks=False)


def remove(path: Path) -> None:
    """Remove the generation before, and damaged files that were put aside: all could give away
    what is being taken away. The vault's lock is held; raises ProblemError."""
    copies = [backup_path(path), *path.parent.glob(f"{path.name}.damaged*")]
    for copy in filter(os.path.lexists, copies):
        try:
            os.unlink(copy)
            sync_folder(path.parent)
        except OSError as error:
            raise ProblemError(disk_problem(error, copy)) from None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    generation: int
    aside: Path | None
    """Where the damaged file was put, until something is taken out of the vault; None where there
    was none."""


def restore_backup(context: Context) -> Restored:
    """Put the generation before in the place of the sealed file, which is kept aside.

    Takes the vault's lock and opens nothing. Raises ProblemError ``vault.no_backup`` where there
    is none, or one that is damaged too or belongs to another vault.
    """
    path = context.paths.sealed_file
    before = backup_path(path)
    with lock(path.with_name("vault.lock")):
        generation = _sound(before, context)
        try:
            if os.path.lexists(path) and os.path.samefile(path, before):
                os.unlink(before)  # a save was killed between its two steps
                raise ProblemError(no_backup(path, t("It is the same as the file itself.")))
            aside = _put_aside(path)
            os.replace(before, path)
            sync_folder(path.parent)
        except OSError as error:
            raise ProblemError(disk_problem(error, path)) from None
    return Restored(generation, aside)


def _sound(before: Path, context: Context) -> int:
    """The generation of a backup that may be put back; raises ProblemError."""
    data = read_file(before, FILE_LIMIT)
    path = context.paths.sealed_file
    if data is None:
        raise ProblemError(no_backup(path, t("There is no {path}.", path=shown(before))))
    try:
        found = parse(data)
    except SealedError:
        raise ProblemError(no_backup(path, t("{path} is damaged.", path=shown(before)))) from None
    vault_id = ""
    with suppress(ProblemError):  # a damaged list of accounts is another trouble
        vault_id = IndexFile(context.paths.index).load().vault_id
    if vault_id not in {"", found.id}:
        cause = t("{path} does not belong to this list of accounts.", path=shown(before))
        raise ProblemError(no_backup(path, cause))
    return found.generation


def _put_aside(path: Path) -> Path | None:
    """Give the file at `path` a second name, so that it is there when another takes its place."""
    check_target(path)
    if not path.exists():
        return None
    number = 1
    while True:
        aside = path.with_name(f"{path.name}.damaged" + (f"-{number}" if number > 1 else ""))
        try:
            os.link(path, aside, follow_symlinks=False)
            return aside
        except FileExistsError:
            if os.path.samefile(path, aside):  # by an attempt that was killed
                return aside
            number += 1


def no_backup(path: Path, cause: str) -> Problem:
    """No generation before can be put back; `cause` says why."""
    return Problem(
        "vault.no_backup",
        t("There is nothing to put in the place of {path}.", path=shown(path)),
        cause,
        t("Restore the file from a backup of your own, or move it aside and sign in again."),
    )
