"""Program: what is to be done by a program, before it is written in any language.

A `Task` is a list of `Block`s, each one method of one of Google's APIs, called once or once for
each row of a small table. Values that differ from row to row stand in the table; a `Hole` says
where they go. What only an earlier answer tells (the name of a space that was just made) is a
`Ref`. A writer for each language turns a Task into a `Program`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

_NOTHING: Final[Mapping[str, Any]] = {}


class Language(StrEnum):
    """What a program may be written in; the values of ``--show-code``."""

    PYTHON = "python"
    NODE = "node"
    JAVA = "java"
    APPS_SCRIPT = "apps-script"
    CURL = "curl"


class Grant(StrEnum):
    """Where a program has its access token from; the values of ``--code-grant``."""

    USER = "user"
    """It signs the person in by itself: the client file, a loopback redirect with PKCE, and a
    refresh token kept in a file of mode 0600."""
    DELEGATION = "delegation"
    """A service account's key file, acting as somebody of the organisation."""
    TOKEN = "token"  # noqa: S105 the name of a way, not a token
    """`chattui token` gives it, each time."""


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a value of the block's table, by its column."""

    column: str


@dataclass(frozen=True, slots=True)
class Ref:
    """What an earlier answer holds: the field of the answer that block `variable` got."""

    variable: str
    field: str = "name"


@dataclass(frozen=True, slots=True)
class Text:
    """A text made of pieces, some of which are only known when the program runs."""

    parts: tuple[str | Hole | Ref, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of plain text, as Gmail's ``raw`` (base64url of RFC 5322, non-ASCII encoded)."""

    to: tuple[str, ...]
    subject: str | Text
    text: str | Text


Value = Any
"""A JSON value in which `Hole`, `Ref`, `Text` and `Mail` may stand as leaves."""


@dataclass(frozen=True, slots=True)
class Block:
    """One method, called once, or once for each row of `rows`."""

    api: str
    """``chat``, ``calendar``, ``sheets``, ``gmail``."""
    version: str
    """``v1``, ``v3``, ``v4``: as the discovery service names it."""
    method: str
    """The discovery id without the API: ``spaces.members.create``, ``events.insert``."""
    verb: str
    path: str
    """The discovery path with its ``{+parent}`` and ``{calendarId}``."""
    comment: str
    """One line in plain words on what it does."""
    parameters: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    """Those of the path and of the query."""
    body: Mapping[str, Value] | None = None
    columns: tuple[str, ...] = ()
    """The names of the table's columns, usable as names in any language: ``email``, ``role``."""
    rows: tuple[tuple[Value, ...], ...] = ()
    """No row, no loop: the method is called once."""
    saves: str = ""
    """The variable that keeps the answer, such as ``launch_team``; only where it is called once."""
    pages: str = ""
    """The field of the answer that holds a page's rows (``spaces``, ``memberships``): then all
    pages are read, and each row is printed."""
    shows: tuple[str, ...] = ()
    """The fields of an answer (or of each row of a page) that are printed, as dotted paths."""
    accepts: tuple[int, ...] = ()
    """HTTP statuses which say that it is so already: 409 for somebody who is a member."""
    unless_rows: str = ""
    """Sheets: it is called only where this range holds nothing yet (the header)."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that a program does, and as whom."""

    title: str
    """What it does, in one line and safe to show."""
    blocks: tuple[Block, ...]
    scopes: tuple[str, ...]
    """The full names of the least scopes that it needs."""
    grant: Grant = Grant.USER
    subject: str = ""
    """With DELEGATION, the address of the person it acts as."""
    account: str = ""
    """With TOKEN, the account that `chattui token --account` is asked for."""
    emulator: str = ""
    """``http://127.0.0.1:PORT`` where the program talks to an emulator, else empty: Google."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program in one language."""

    language: Language
    text: str
    """The whole file; its first lines are comments with the set-up."""
    file_name: str
    """What to call it: ``make_launch_team.py``, ``MakeLaunchTeam.java``, ``Code.gs``."""
    set_up: tuple[str, ...] = ()
    """The commands that are run once before it (pip, npm)."""
    run: str = ""
    """The command that runs it."""
    besides: Mapping[str, str] = field(default_factory=dict)
    """Other files that it needs, by name: ``appsscript.json``, ``package.json``."""
