"""What other programs leave behind after a sign-in: which client, which refresh token, whose.

The files are read as the doctor reads client files: bounded, regular ones only, tolerant of what
editors do to them, and with a reason where nothing can be made of one. What they say is a claim;
`importing` asks Google.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chattui.problem import Problem
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient

SQLITE = b"SQLite format 3\x00"
"""How every SQLite database begins (sqlite.org/fileformat.html, section 1.2)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where another program keeps a sign-in: its file, and the account in it where it has many."""

    program: str
    """One of `foreign_places.PROGRAMS`; empty for a file that a person named."""
    path: str
    account: str = ""
    clients: tuple[str, ...] = ()
    """Client files, or folders with them, that belong to it: what is at `path` may name none."""


@dataclass(frozen=True, slots=True)
class ForeignGrant:
    """What was found in a file of another program.

    `problem` says why it cannot be imported; it is None where it can.
    """

    kind: str
    """As `clientfile.Kind` names it, or "gcloud_database", "gws_sealed", "gam_token",
    "gog_export"."""
    client_id: str = ""
    client_secret: Secret = field(default_factory=lambda: Secret(""))
    refresh_token: Secret = field(default_factory=lambda: Secret(""))
    email: str = ""
    """The address that the file itself names; a claim, and nothing more."""
    scopes: tuple[str, ...] = ()
    """What the file says was granted; a claim as well."""
    problem: Problem | None = None
    place: Place = Place("", "")
    client: OAuthClient | None = None
    """The whole client, where its client file was found beside."""
    client_name: str = ""
    """What the program calls the client that it does not name by its id: gog does so."""


def look_at(place: str | os.PathLike[str] | Place) -> ForeignGrant:
    """What the file is; ``-`` is standard input. Blocking.

    Raises ProblemError ``clientfile.unreadable`` or ``clientfile.not_a_file`` (exit 2).
    """
    from chattui.oauth import foreign_stores
    from chattui.oauth.foreign_clients import complete

    if not isinstance(place, Place):
        place = Place("", os.fspath(place))
    data = read_foreign(place.path)
    if data.startswith(SQLITE):
        found = foreign_stores.from_database(data, place)
    elif os.path.basename(place.path) == foreign_stores.GWS_SEALED:
        found = foreign_stores.from_gws(data, place)
    else:
        found = from_bytes(data, place)
    return complete(replace(found, place=place))


def read_foreign(path: str) -> bytes:
    """The content of a file, with a bound; raises as `look_at` does."""
    from chattui.clientfile.diagnosis import LIMIT
    from chattui.clientfile.reading import STANDARD_INPUT, OpenFile, read_standard_input
    from chattui.oauth.foreign_stores import LARGEST_DATABASE

    if path == STANDARD_INPUT:
        return read_standard_input()
    with OpenFile(os.path.expanduser(path)) as file:
        data = file.read(LIMIT + 1)
        if data.startswith(SQLITE):
            data += file.read(LARGEST_DATABASE - len(data))
    return data


def from_bytes(data: bytes, place: Place) -> ForeignGrant:
    """What JSON text says of a sign-in; pure."""
    from chattui.clientfile.diagnosis import examine
    from chattui.oauth.foreign_fields import read_fields

    return read_fields(examine(data, place.path), place)
