"""Accounts and clients in the index: found, put in their place, and given keys."""

from __future__ import annotations

import os
from typing import TypeVar

from chattui.vault.index import AccountEntry, ClientEntry, Index

E = TypeVar("E", AccountEntry, ClientEntry)


def put(entries: tuple[E, ...], entry: E) -> tuple[E, ...]:
    """`entries` with `entry` in the place of the one of its key, or at the end."""
    if any(e.key == entry.key for e in entries):
        return tuple(entry if e.key == entry.key else e for e in entries)
    return entries + (entry,)  # noqa: RUF005 the type checker follows only this


def same_account(index: Index, email: str, client_key: str, kind: str) -> AccountEntry | None:
    """The account of that address, client and kind, whose place a new sign-in takes."""
    wanted = (email.casefold(), client_key, kind)
    found = (a for a in index.accounts if (a.email.casefold(), a.client_key, a.kind) == wanted)
    return next(found, None)


def new_key() -> str:
    """A random key for an account or a client."""
    return os.urandom(8).hex()
