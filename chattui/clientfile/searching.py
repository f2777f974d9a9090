"""Credential files below a folder, found by their content, whatever their names.

The walk goes in the order of the names, keeps its own stack, and follows no link to a folder, so it
ends. A link to a file is followed where the file is outside of what is searched. A file with two
names is told twice, since each name is a place where it can be found by others. Left out are the
folders of version control and of installed packages, caches, and what the kernel shows as files.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chattui.clientfile.custody import custody_of
from chattui.clientfile.diagnosis import LIMIT, diagnose_bytes
from chattui.clientfile.model import Diagnosis, Kind
from chattui.clientfile.mounts import OF_THE_KERNEL, devices_of
from chattui.clientfile.reading import OpenFile, cause_of
from chattui.clientfile.sniffing import HEAD, is_meant, is_worth_a_look
from chattui.clientfile.whereabouts import Folders
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

MOST = 1_000_000
"""How many files and folders are looked at in one search."""

STEP = 250
"""After how many of them progress is told."""

SKIPPED = frozenset(
    """
    .bzr .cache .git .gradle .hg .jj .m2 .mypy_cache .nox .npm .pytest_cache .ruff_cache .rustup
    .svn .tox .venv __pycache__ bower_components node_modules site-packages
    """.split()  # noqa: SIM905
)
"""Folders in which nobody keeps a credential file: what is there was put there by programs."""

_SIGNS = frozenset({"CACHEDIR.TAG", "pyvenv.cfg"})
"""Files that mark a cache and a virtual environment."""

NO_CREDENTIALS = frozenset({Kind.OTHER_JSON, Kind.NOT_JSON, Kind.HTML, Kind.EMPTY, Kind.BINARY})


class Found(NamedTuple):
    """One event of a search: a credential file, something that could not be read, or progress.

    At most one of `diagnosis` and `problem` is there; where there is none, the event says only how
    far the search is. It can be left between any two events.
    """

    diagnosis: Diagnosis | None
    problem: Problem | None
    looked_at: int
    """How many files and folders were looked at so far."""
    folder: str = ""
    """The folder that is being searched, as it is named on the disk: unsafe to draw."""


def search(folder: str) -> Iterator[Found]:
    """The credential files below `folder`, in the order of their paths. Blocking.

    A file counts by its kind; one with the name that the console gives (``client_secret….json``)
    counts whatever is in it. What cannot be read becomes an event, and the search goes on.
    """
    return _Search(folder).run()


class _Search:
    def __init__(self, top: str) -> None:
        self._top = top
        self._below = ""
        self._folders = Folders()
        self._looked_at = 0
        self._kernel: frozenset[int] | None = None

    def run(self) -> Iterator[Found]:
        """The events."""
        try:
            device = os.stat(self._top).st_dev
            self._below = os.path.realpath(self._top).rstrip("/") + "/"
            if self._is_of_the_kernel(device):
                yield self._event(problem=_nothing_here(self._top))
                return
            stack = [(self._top, device, iter(entries_of(self._top)))]
        except (OSError, ValueError) as error:
            yield self._event(problem=_unread(self._top, error))
            return
        while stack:
            folder, device, entries = stack[-1]
            entry = next(entries, None)
            if entry is None:
                stack.pop()
                continue
            if self._looked_at == MOST:
                yield self._event(problem=_too_many(self._top), folder=folder)
                return
            self._looked_at += 1
            try:
                if entry.is_dir(follow_symlinks=False):
                    below = self._enter(entry, device)
                    if below is not None:
                        stack.append(below)
                else:
                    diagnosis = self._look(entry)
                    if diagnosis is not None:
                        yield self._event(diagnosis, folder=folder)
            except FileNotFoundError:
                pass  # it is gone by now
            except ProblemError as error:
                yield self._event(problem=error.problem, folder=folder)
            except OSError as error:
                yield self._event(problem=_unread(entry.path, error), folder=folder)
            if self._looked_at % STEP == 0:
                yield self._event(folder=folder)
        yield self._event(folder=self._top)

    def _event(
        self, diagnosis: Diagnosis | None = None, problem: Problem | None = None, folder: str = ""
    ) -> Found:
        return Found(diagnosis, problem, self._looked_at, folder)

    def _enter(
        self, entry: os.DirEntry[str], device: int
    ) -> tuple[str, int, Iterator[os.DirEntry[str]]] | None:
        """What is in a folder; None where it is left out."""
        if entry.name in SKIPPED:
            return None
        inner = entry.stat(follow_symlinks=False).st_dev
        if inner != device and self._is_of_the_kernel(inner):
            return None
        entries = entries_of(entry.path)
        if any(inside.name in _SIGNS for inside in entries):
            return None
        return entry.path, inner, iter(entries)

    def _look(self, entry: os.DirEntry[str]) -> Diagnosis | None:
        """The diagnosis of a file that is a credential file, or is meant to be one."""
        meant = is_meant(entry.name)
        if entry.is_symlink():
            if os.path.realpath(entry.path).startswith(self._below):
                return None
            state = os.stat(entry.path)
        else:
            state = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(state.st_mode) or not (meant or 0 < state.st_size <= LIMIT):
            return None
        with OpenFile(entry.path) as file:
            data = file.read(HEAD)
            if not meant and not is_worth_a_look(data, state.st_size, entry.name):
                return None
            if len(data) == HEAD:
                data += file.read(LIMIT + 1 - HEAD)
            custody = custody_of(entry.path, file.state, self._folders)
        diagnosis = diagnose_bytes(data, entry.path, custody=custody)
        return diagnosis if meant or diagnosis.kind not in NO_CREDENTIALS else None

    def _is_of_the_kernel(self, device: int) -> bool:
        if self._kernel is None:
            self._kernel = devices_of(OF_THE_KERNEL)
        return device in self._kernel


def entries_of(folder: str) -> list[os.DirEntry[str]]:
    """What is in `folder`, in the order of the names, as far as a search goes."""
    with os.scandir(folder) as scan:
        found = list(islice(scan, MOST + 1))
    found.sort(key=_name)
    return found


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _unread(path: str, error: OSError | ValueError) -> Problem:
    return Problem(
        "clientfile.unreadable",
        t("{path} cannot be read.", path=safe_text(path, limit=300)),
        cause_of(error),
        t("What is in it was not looked at. Search as a user who may read it."),
        exit=Exit.USAGE,
    )


def _nothing_here(path: str) -> Problem:
    return Problem(
        "clientfile.not_searched",
        t("{path} was not searched.", path=safe_text(path, limit=300)),
        t("There the kernel shows its own state; no files are kept there."),
        t("Name the folder that your files are in."),
        exit=Exit.USAGE,
    )


def _too_many(path: str) -> Problem:
    return Problem(
        "clientfile.search_ended",
        t("{path} was not searched to its end.", path=safe_text(path, limit=300)),
        t("A search ends after {count} files and folders.", count=format(MOST, ",")),
        t("Name a smaller folder."),
        exit=Exit.USAGE,
    )
