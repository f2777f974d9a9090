"""Mending a credential file: what can be changed in it without altering what it says.

`mend` gives a `Mending`: the new content, what was changed, and what the doctor says about it then.
`diff` shows it with secrets masked, and `writing.write_mending` writes it. Nothing is guessed: a
value that is missing, a placeholder, an address or a redirect stays for a person to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from chattui.clientfile.mendable import MENDABLE, mendable_codes
from chattui.clientfile.model import Diagnosis

__all__ = ["MENDABLE", "Change", "DiffLine", "Mending", "diff", "mend"]


class Change(NamedTuple):
    """One thing that is changed: the code of the finding that it answers, and a sentence."""

    code: str
    words: str


class DiffLine(NamedTuple):
    """One line of a diff, safe to draw.

    `sign` is ``-`` for what was, ``+`` for what will be, a space for what stays, and ``@`` where
    lines are left out. `number` is the line's, in the old text for ``-`` and else in the new.
    """

    sign: str
    text: str
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Mending:
    """What would be done about a file. It shows none of its content in a repr."""

    diagnosis: Diagnosis = field(repr=False)
    """Of the file as it is."""
    mended: Diagnosis = field(repr=False)
    """Of the new content."""
    data: bytes = field(repr=False)
    changes: tuple[Change, ...]
    dropped: tuple[str, ...]
    """Top-level members that are left out, by name and safe to draw; to be asked for by name."""
    rebuilt: bool = False
    """A new file beside the old one, which keeps its content: a client file made from a saved
    token, or what was in an archive or another text. Its name is that of `mended.path`, where
    that is free."""
    only_mode: bool = False
    """The content stays, and only the permission bits change."""


def mend(diagnosis: Diagnosis, *, drop: bool = True) -> Mending | None:
    """What can be mended without a person, None where nothing can. Pure, and never raises.

    Without `drop`, foreign members at the top stay where they are.
    """
    if not mendable_codes(diagnosis):
        return None
    from dataclasses import replace

    from chattui.clientfile.diagnosis import with_flags
    from chattui.clientfile.mending.course import mend_all

    mending = mend_all(diagnosis, drop=drop)
    return replace(mending, mended=with_flags(mending.mended)) if mending is not None else None


def diff(mending: Mending) -> list[DiffLine]:
    """The lines that differ, secrets masked, long lines cut to what is around each change.

    Empty where no character of the text changes, as with an encoding: then `changes` tells it.
    """
    from chattui.clientfile.mending.diffing import lines_of

    return lines_of(mending)
