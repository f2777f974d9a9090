"""What other programs leave behind after a sign-in: which client, which refresh token, whose."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from chattui.problem import Problem
from chattui.secret import Secret


@dataclass(frozen=True, slots=True)
class Place:
    """Where another program keeps a sign-in: its file, and the account in it where it has many."""

    program: str
    """One of `foreign_places.PROGRAMS`; empty for a file that a person named."""
    path: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class ForeignGrant:
    """What was found in a file of another program.

    `problem` says why it cannot be imported; it is None where it can.
    """

    kind: str
    """As `clientfile.Kind` names it, or "gcloud_database", "gam_token", "gog_export"."""
    client_id: str = ""
    client_secret: Secret = field(default_factory=lambda: Secret(""))
    refresh_token: Secret = field(default_factory=lambda: Secret(""))
    email: str = ""
    """The address that the file itself names; a claim, and nothing more."""
    scopes: tuple[str, ...] = ()
    problem: Problem | None = None
    place: Place = Place("", "")


def look_at(place: str | os.PathLike[str] | Place) -> ForeignGrant:
    """What the file is; ``-`` is standard input. Blocking.

    Raises ProblemError ``clientfile.unreadable`` or ``clientfile.not_a_file`` (exit 2).
    """
    raise NotImplementedError
