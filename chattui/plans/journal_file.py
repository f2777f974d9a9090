"""The file of the journal: opened, made with its tables, and set aside where it is damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from chattui.atomic import lock
from chattui.disk import CLOEXEC, NOFOLLOW, check_target, disk_problem, ensure_folder
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
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NOFOLLOW | CLOEXEC, 0o600)
        try:
            if os.name != "nt" and os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _prepare(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    # What was sent is never forgotten, in a power cut neither: every note is synced.
    db.execute("pragma synchronous = full")
    # What is forgotten is gone: it names people.
    db.execute("pragma secure_delete = on")
    if _version(db) == 0:
        # SQLite does not wait for its turn to change the mode.
        with lock(_guard(path)):
            if _version(db) == 0:
                db.execute("pragma journal_mode = wal")
                db.executescript(f"begin; {_SCHEMA} pragma user_version = {VERSION}; commit")
    if _version(db) > VERSION:
        raise ProblemError(problems.newer(path))


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])


def set_aside(path: Path, now: float) -> Problem:
    """Move a damaged journal to a name of its own, for one process only; what to say about it."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    try:
        with lock(_guard(path)):
            if _is_damaged(path):
                for end in ("", *_BESIDE):
                    with suppress(FileNotFoundError):
                        os.replace(f"{path}{end}", f"{kept}{end}")
    except OSError as error:
        raise ProblemError(disk_problem(error, path)) from None
    return problems.damaged(kept)


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
