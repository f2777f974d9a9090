"""Writing a new file that a person names: on a thread, over nothing that is there."""

from __future__ import annotations

import os
from pathlib import Path

from chattui.disk import shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to a new file at `path`, whole or not at all. Blocking.

    Raises ProblemError (exit status 2) where something is there, or it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        raise ProblemError(_not_written(path, error)) from None
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise ProblemError(_not_written(path, error)) from None


def _not_written(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileExistsError):
        why = t("Something of that name is there, and is never written over.")
    else:
        why = t("The system says: {error}.", error=error.strerror or type(error).__name__)
    message = t("{path} was not written.", path=shown(path))
    return Problem("output.not_written", message, why, t("Name another file."), exit=Exit.USAGE)
