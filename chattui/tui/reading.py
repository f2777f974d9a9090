"""Reading a credential file from a page: on a thread, regular files only."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

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
