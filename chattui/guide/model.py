"""What a page of the guide is made of, and how far a person is with its steps.

Pages are values: the app and the command line draw the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How far one is with a step."""

    OPEN = "open"
    DONE = "done"
    """It was checked, and is as it should be."""
    TICKED = "ticked"
    """A person says that it is done; nobody can check it, or nobody has."""
    TROUBLE = "trouble"
    """It was checked, and something is wrong."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Whole sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in Google's consoles: the link with the project filled in, and the menus."""

    url: str
    menu: str
    """Today's names, with › between them."""
    before: str = ""
    """What the place was called before, because other texts still say so; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Copyable:
    """Something to type or to paste there."""

    label: str
    text: str
    """One line or several, as it is to be pasted."""


@dataclass(frozen=True, slots=True)
class Worked:
    """How to tell that it worked."""

    text: str


@dataclass(frozen=True, slots=True)
class Pitfall:
    """What goes wrong there, and what to do."""

    symptom: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a small table: what is asked for, and what that is."""

    name: str
    words: str


Part = Paragraph | Place | Copyable | Worked | Pitfall | Fact


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a step's, a kind of client's, or one on a question of its own."""

    id: str
    """Short and plain, for the command line: ``consent``, ``client-desktop``, ``delegation``."""
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the checklist."""

    page: Page
    standing: Standing = Standing.OPEN
    told_by: str = ""
    """How that is known, in words: "Google answered with your spaces, today at 10:12"."""
    is_optional: bool = False

    @property
    def id(self) -> str:
        """What `chattui guide --done` takes."""
        return self.page.id
