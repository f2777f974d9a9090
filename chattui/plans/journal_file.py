"""The file of the journal: opened, made with its tables, and set aside where it is damaged."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from chattui.atomic import lock
from chattui.disk import CLOEXEC, NOFOLLOW, check_target, disk_problem, ensure_folder, sync_folder
from chattui.plans import journal_problem as problems
from chattui.problem import Problem, ProblemError

VERSION: Final = 1
BUSY_SECONDS: Final = 10.0
"""How long another process may keep the file."""

_SCHEMA: Final = """
create table plans (
  id text primary key, created real not null, total integer not null, head text not null,
  ended real not null, counts text not null) without rowid;
create table rows (
  plan text not null, number integer not null, body text not null,
  primary key (plan, number)) without rowid;
create table outcomes (
  plan text not null, number integer not null, state text not null, result text not null,
  body text not null, primary key (plan, number)) without rowid;
"""

_BESIDE: Final = ("-wal", "-shm")


def open_journal(path: Path) -> sqlite3.Connection:
    """A connection to the journal at `path`, which is made where there is none (0600).

    Raises ProblemError, and sqlite3.Error.
    """
    ensure_folder(path.parent)
    check_target(path)
    try:
        if not path.exists():
            _begin(path)
        descriptor = os.open(path, os.O_RDWR | NOFOLLOW | CLOEXEC)
        try:
            if os.name != "nt" and os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    db = _connection(path)
    try:
        _prepare(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _begin(path: Path) -> None:
    """Make a journal with its tables, which is there whole or not at all: an empty file in its
    place is never chattui's own doing. Raises ProblemError, OSError and sqlite3.Error."""
    new = path.with_name(f".{path.name}.new")
    with lock(_guard(path)):
        if path.exists():
            return  # another process was faster
        for end in ("", "-journal", *_BESIDE):
            with suppress(FileNotFoundError):
                os.unlink(f"{new}{end}")  # of one that was killed
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC, 0o600))
        with closing(_connection(new)) as db:
            _make_tables(db)
        os.replace(new, path)
        sync_folder(path.parent)


def _connection(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def _make_tables(db: sqlite3.Connection) -> None:
    db.executescript(f"begin; {_SCHEMA} pragma user_version = {VERSION}; commit")


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    # What was sent is never forgotten, in a power cut neither: every note is synced.
    db.execute("pragma synchronous = full")
    # What is forgotten is gone: it names people.
    db.execute("pragma secure_delete = on")
    if _version(db) > VERSION:
        raise ProblemError(problems.newer(path))
    if _version(db) == 0 or not _is_shared(db):
        # SQLite does not wait for its turn to change the mode.
        with lock(_guard(path)):
            db.execute("pragma journal_mode = wal")
            if _version(db) == 0:
                _make_tables(db)


def _is_shared(db: sqlite3.Connection) -> bool:
    """Whether others can read while one writes."""
    return bool(db.execute("pragma journal_mode").fetchone()[0] == "wal")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])


def set_aside(path: Path, now: float, *, move: bool = True) -> Problem:
    """Move a damaged journal to a name of its own, for one process only; what to say about it."""
    kept = _aside(path, "damaged", now)
    if move:
        _move(path, kept, _is_damaged)
    return problems.damaged(kept)


def set_empty_aside(path: Path, now: float, *, move: bool = True) -> Problem | None:
    """Move a journal that something has emptied to a name of its own; what to say about it, to
    whoever has moved it, and None where there was nothing to move."""
    kept = _aside(path, "empty", now)
    is_lost = _is_empty(path) and (not move or _move(path, kept, _is_empty))
    return problems.emptied(kept) if is_lost else None


def _aside(path: Path, why: str, now: float) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    return path.with_name(f"{path.name}.{why}-{stamp}")


def _move(path: Path, kept: Path, is_bad: Callable[[Path], bool]) -> bool:
    """Whether it was still bad, and is moved."""
    try:
        with lock(_guard(path)):
            if not is_bad(path):
                return False
            for end in ("", *_BESIDE):
                with suppress(FileNotFoundError):
                    os.replace(f"{path}{end}", f"{kept}{end}")
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    return True


def _is_empty(path: Path) -> bool:
    """Whether it is there, and SQLite would take it for a new one."""
    with suppress(OSError):  # told by whatever opens it
        return stat.S_ISREG((found := path.lstat()).st_mode) and found.st_size == 0
    return False


def _guard(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _is_damaged(path: Path) -> bool:
    """Whether it still is: another process may have begun a new one."""
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        return bool(db.execute("pragma quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.Error:
        return True
    finally:
        db.close()
