"""Sign-ins in stores that are no JSON: gcloud's database, and the encrypted file of gws."""

from __future__ import annotations

import base64
import contextlib
import os
from typing import TYPE_CHECKING

from chattui.clientfile.bounded import read_some
from chattui.oauth import foreign_problems as problems
from chattui.oauth.foreign_files import ForeignGrant, Place, from_bytes
from chattui.words import t

if TYPE_CHECKING:
    import sqlite3

GCLOUD_DATABASE = "gcloud_database"
GWS_SEALED = "credentials.enc"
"""gws's ``encrypted_credentials_path`` (src/credential_store.rs)."""

LARGEST_DATABASE = 16 * 1024 * 1024
_MOST_ROWS = 200
_MOST_STEPS = 1_000_000
"""Of SQLite's machine: a file of somebody else's may hold a table that never ends."""
_LONGEST_VALUE = 128 * 1024
"""Bytes of one value, which a column may also make up when it is read; gcloud's have some 600."""


def accounts_in(data: bytes) -> tuple[str, ...]:
    """The accounts in gcloud's database; none where it is not one."""
    with contextlib.suppress(ValueError):
        return tuple(account for account, _ in _rows(data))
    return ()


def from_database(data: bytes, place: Place) -> ForeignGrant:
    """The sign-in of `place.account` in gcloud's ``credentials.db``, or its only one.

    The table is ``credentials (account_id TEXT PRIMARY KEY, value BLOB)``, with gcloud's JSON as
    the value (``SqliteCredentialStore``, googlecloudsdk/core/credentials/creds.py).
    """
    try:
        rows = _rows(data)
    except ValueError as error:
        return ForeignGrant(GCLOUD_DATABASE, problem=problems.database(str(error)))
    wanted = place.account.casefold()
    found = [row for row in rows if not wanted or row[0].casefold() == wanted]
    if not found:
        words = t("It has no account {account}.", account=place.account)
        return ForeignGrant(GCLOUD_DATABASE, problem=problems.database(words))
    if len(found) > 1:
        return ForeignGrant(GCLOUD_DATABASE, problem=problems.several())
    account, value = found[0]
    from dataclasses import replace

    from chattui.oauth.identity import address_in

    grant = from_bytes(value, place)
    return replace(grant, kind=GCLOUD_DATABASE, email=address_in(account) or grant.email)


def _rows(data: bytes) -> list[tuple[str, bytes]]:
    """Account and value of each row; raises ValueError with the reason, in words."""
    import sqlite3

    if len(data) >= LARGEST_DATABASE:
        raise ValueError(t("It is larger than any of gcloud's."))
    # In memory, so that nothing is written beside the file; a write-ahead log needs a file, so
    # the two bytes that ask for one are set back (sqlite.org/fileformat.html, section 1.3).
    whole = data[:18] + b"\x01\x01" + data[20:]
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(whole)
            return _read(database)
        except (sqlite3.Error, OverflowError, UnicodeError):
            raise ValueError(t("It is damaged, or no database of gcloud's.")) from None


def _read(database: sqlite3.Connection) -> list[tuple[str, bytes]]:
    import sqlite3

    steps = iter(range(_MOST_STEPS // 1000))
    database.set_progress_handler(lambda: int(next(steps, None) is None), 1000)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.execute("PRAGMA trusted_schema = OFF")
    kind = "SELECT type, rootpage FROM sqlite_master WHERE name = 'credentials'"
    found = database.execute(kind).fetchone()
    if found is None or found[0] != "table" or not found[1]:  # a view, or a virtual table
        raise ValueError(t("It has no table of credentials."))
    query = "SELECT account_id, value FROM credentials LIMIT ?"
    rows = database.execute(query, (_MOST_ROWS,)).fetchall()
    texts = ((str(a), v.encode() if isinstance(v, str) else v) for a, v in rows)
    # Behind a "#" is the domain of another universe than Google's own.
    return [(account, value) for account, value in texts if isinstance(value, bytes)]


def from_gws(data: bytes, place: Place) -> ForeignGrant:
    """The sign-in in gws's ``credentials.enc``, where its key lies beside it.

    The file is a nonce of 12 bytes and what AES-256-GCM made of the ``authorized_user`` JSON; the
    key is the base64 text in ``.encryption_key``, unless it is in a keyring alone
    (src/credential_store.rs, `encrypt` and `read_key_file`).
    """
    from chattui.vault.aes_gcm import open_aes_gcm

    path = os.path.join(os.path.dirname(os.path.expanduser(place.path)), ".encryption_key")
    key = b""
    with contextlib.suppress(ValueError):
        key = base64.b64decode(read_some(path, 1024).strip(), validate=True)
    plain = open_aes_gcm(key, data)
    if plain is None:
        return ForeignGrant("gws_sealed", problem=problems.sealed("gws", problems.gws_way()))
    return from_bytes(plain, place)
