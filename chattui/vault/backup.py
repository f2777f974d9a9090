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
from typing import TYPE_CHECKING

from chattui.disk import disk_problem, sync_folder
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.context import Context


def backup_path(path: Path) -> Path:
    """Where the generation before the one at `path` is."""
    return path.with_name(path.name + ".bak")


def keep(path: Path) -> None:
    """Make what is at `path` the generation before. The vault's lock is held; raises OSError."""
    before = backup_path(path)
    with suppress(FileNotFoundError):
        os.unlink(before)
    with suppress(OSError):  # no file yet, or a file system without hard links: then no copy
        os.link(path, before, follow_symlinks=False)


def remove(path: Path) -> None:
    """Remove the generation before, for good. The vault's lock is held; raises ProblemError."""
    before = backup_path(path)
    try:
        os.unlink(before)
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ProblemError(disk_problem(error, before)) from None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    generation: int
    aside: Path | None
    """Where the damaged file was put; None where there was none."""


def restore_backup(context: Context) -> Restored:
    """Put the generation before in the place of the sealed file, which is kept aside.

    Takes the vault's lock and opens nothing. Raises ProblemError ``vault.no_backup`` where there
    is none, or one that is damaged too or belongs to another vault.
    """
    raise NotImplementedError
