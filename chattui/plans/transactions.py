"""A transaction of SQLite that is committed whole or not at all; and a file that is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """What is written meanwhile counts at the end, or not at all where something is raised."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def check_whole(db: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where the file is damaged: what is not found in it may have
    been lost, and not every damage is met by whoever looks for something else."""
    import sqlite3

    if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        error = sqlite3.DatabaseError("not whole")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
