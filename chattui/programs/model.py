"""Program: what is to be done by a program, before it is written in any language.

A `Task` is a list of `Block`s, each one method of one of Google's APIs, called once or once for
each row of a small table. Values that differ from row to row stand in the table; a `Hole` says
where they go. What only an earlier answer tells (the name of a space that was just made) is a
`Ref`. A writer for each language turns a Task into a `Program`.

What a program does, in every language: blocks run in their order. A call that fails is printed with
its `label` and Google's message, counted, and the program goes on; its exit status is 1 at the
end. Where a block that is called once `saves` its answer and fails, the program ends there, since
what follows needs it; where a block `saves` a list, the place of a failed call in it is empty, and
a row that has a `Ref` to it is skipped and counted as failed. What is answered with one of
`accepts` counts as done. 429 and 5xx are tried again, with the pause of Retry-After, else 1, 2, 4,
8 and 16 seconds; where `again` is False only 429 and 503 are, which say that nothing was done.
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
    """It signs the person in by itself: the client file (``$CLIENT_FILE``, else
    ``./client_secret.json``), a redirect to ``http://127.0.0.1:PORT`` (``$PORT``, else 8400: the
    one to name with ``ssh -L``) with PKCE and state, the address printed on standard error, and
    a refresh token kept in a file of mode 0600 in ``$XDG_CONFIG_HOME/chattui-programs/``."""
    DELEGATION = "delegation"
    """A service account's key file (``$SERVICE_ACCOUNT_FILE``, else ``./service_account.json``),
    acting as somebody of the organisation."""
    TOKEN = "token"  # noqa: S105 the name of a way, not a token
    """`chattui token --account … --scope …` gives it, and another where it has ended."""


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a value of the block's table, by its column."""

    column: str


@dataclass(frozen=True, slots=True)
class Ref:
    """What an earlier answer holds: the field of the answer that block `variable` got.

    A program that runs a second time is answered with little more than the name of a space: its
    link is built from that then.
    """

    variable: str
    field: str = "name"
    row: int | None = None
    """Where `variable` is a list (its block has a table): the place in it, from 0."""

    @property
    def is_link(self) -> bool:
        """Whether it is the link of a space."""
        return self.field == "spaceUri"


@dataclass(frozen=True, slots=True)
class Now:
    """The time at which the program runs, as RFC 3339 in UTC: ``2026-12-01T09:00:00Z``."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an earlier call, in words: `done`, or `failed`."""

    variable: str = ""
    """The block that was called once and `saves` it; "" inside an `Each`: the row's own."""
    done: str = "done"
    failed: str = "failed"
    row: int | None = None
    """Where `variable` is a list: the place in it, from 0."""


@dataclass(frozen=True, slots=True)
class Each:
    """Stands in a list for several of its items: one `item` for each row of an earlier block's
    table. In `item`, a `Hole` is a column of that table, and ``Result("")`` what came of it."""

    variable: str
    """What that block `saves`."""
    item: Value


@dataclass(frozen=True, slots=True)
class Text:
    """A text made of pieces, some of which are only known when the program runs."""

    parts: tuple[str | Hole | Ref | Result, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of plain text, as Gmail's ``raw`` (base64url of RFC 5322, non-ASCII encoded).

    A subject that holds ``=?`` is encoded as well: Python's EmailMessage decodes encoded words in
    what it is given, so that ``=?utf-8?q?a=0D=0ABcc:_b=40c?=`` becomes a header of its own there;
    `email.header.Header` in a `MIMEText` takes it as it stands (`chattui.workspace.gmail`).
    """

    to: tuple[str, ...]
    """Plain addresses, already checked."""
    subject: str | Text
    text: str | Text


Value = Any
"""A JSON value (dict, list, str, int, bool, None) in which `Hole`, `Ref`, `Text`, `Now`, `Result`
and `Mail` may stand as leaves, and `Each` as an item of a list."""


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
    """Those of the path and of the query; a list is sent as the same parameter several times."""
    body: Mapping[str, Value] | None = None
    columns: tuple[str, ...] = ()
    """The names of the table's columns, in small letters with ``_``: ``email``, ``role``."""
    rows: tuple[tuple[Value, ...], ...] = ()
    """No row, no loop: the method is called once. A cell is a string, a JSON value, or a `Ref`."""
    saves: str = ""
    """The variable that keeps the answer, such as ``launch_team``; with a table, the list of the
    answers, one for each row. In small letters with ``_``; no two blocks have the same."""
    label: str | Hole | Text = ""
    """What the report of the program calls one call: ``Hole("email")``, "Launch team". May hold
    `Hole`s, no `Ref`."""
    pages: str = ""
    """The field of the answer that holds a page's rows (``spaces``, ``memberships``): then all
    pages are read, and each row is printed."""
    shows: tuple[str, ...] = ()
    """The fields of an answer (or of each row of a page) that are printed, as dotted paths, on one
    line with tabs between them; what is not there is empty. No `shows`, nothing is printed but
    the label."""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a page's rows, only those whose field (a dotted path) holds one of these values; with no
    values, anything at all."""
    words: tuple[str, ...] = ()
    """Of a page's rows, only those in whose line each of these occurs (in any case)."""
    again: bool = True
    """Whether it may be sent again where the answer was lost: not a mail, nor rows of a sheet."""
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
    """``http://127.0.0.1:PORT`` where the program talks to an emulator, else empty: Google. Then
    its consent page is ``/o/oauth2/v2/auth`` there, tokens are at ``/token``, and every API's
    discovery path follows its service path (``/calendar/v3/`` for Calendar, ``/`` for others)."""
    note: str = ""
    """What to know before it is run, in sentences; "" for nothing."""


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
