"""Reading a file that is named on a page: on a thread, regular files only."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import NONBLOCK, shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe, safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis


def typed_path(text: str) -> Path:
    """The path that a person typed, with ``~`` and quotes of a dragged file undone.

    Raises ProblemError for the empty path and for control characters.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if not text:
        raise ProblemError(
            Problem(
                "client.no_path",
                t("There is no path yet."),
                "",
                t("Type where the file is, such as ~/Downloads/client_secret.json."),
                exit=Exit.USAGE,
            )
        )
    if not is_safe(text):
        raise ProblemError(
            Problem(
                "client.path_unsafe",
                t("The path {path} holds control characters.", path=safe_text(text, limit=80)),
                t("They may have come with a paste."),
                t("Type the path by hand."),
                exit=Exit.USAGE,
            )
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~nobody
        return Path(text)


async def read_file(path: Path) -> Diagnosis:
    """What the file at `path` is. Raises ProblemError where it cannot be read."""
    return await asyncio.to_thread(_diagnose, path)


async def is_folder(path: Path) -> bool:
    """Whether a folder is at `path`, as far as that may be known."""
    return await asyncio.to_thread(os.path.isdir, path)


def _diagnose(path: Path) -> Diagnosis:
    from chattui.clientfile import diagnose_file

    return diagnose_file(path)


FILE_LIMIT = 50 * 1024 * 1024
"""Bytes that are read of a list."""


def read_bytes(text: str) -> bytes:
    """What is in the file whose path a person typed; at most `FILE_LIMIT`. Blocking.

    Raises ProblemError (exit status 2) where it cannot be read, is none, or is larger.
    """
    path = typed_path(text)
    try:
        descriptor = os.open(path, os.O_RDONLY | NONBLOCK)
        with open(descriptor, "rb") as file:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(FILE_LIMIT + 1) if regular else b""
    except OSError as error:
        why = t("The system says: {error}.", error=error.strerror or type(error).__name__)
        raise ProblemError(_unreadable(path, why)) from None
    if not regular:
        raise ProblemError(_unreadable(path, t("It is no file with something in it.")))
    if len(data) > FILE_LIMIT:
        raise ProblemError(_unreadable(path, t("It is larger than 50 MiB.")))
    return data


def _unreadable(path: Path, why: str) -> Problem:
    message = t("{path} cannot be read.", path=shown(path))
    return Problem("input.unreadable", message, why, t("Name another file."), exit=Exit.USAGE)


def suggestion(text: str) -> str:
    """The one entry that `text` is the beginning of, in full, else the empty string. Blocking."""
    folder, slash, name = text.rpartition("/")
    try:
        with os.scandir(Path(folder + slash or ".").expanduser()) as entries:
            found = sorted(
                (e.name + ("/" if e.is_dir() else "") for e in entries if _fits(e.name, name)),
                key=lambda entry: (not entry.endswith(".json"), entry),
            )
    except (OSError, RuntimeError, ValueError):  # RuntimeError: ~ of nobody
        return ""
    if not found or (not name and len(found) != 1):
        return ""
    return text[: len(text) - len(name)] + found[0]


def _fits(entry: str, name: str) -> bool:
    hidden = entry.startswith(".") and not name.startswith(".")
    return entry.startswith(name) and not hidden and is_safe(entry)
