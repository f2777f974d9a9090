"""ErrorPage: what one of Google's errors means; and the row that says how it is recognised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One of Google's errors: its code and number, what Google writes, why, and what to do.

    `words` are Google's own, with … where it fills something in. `link` is a page of ours to open,
    empty where none helps. `browser` is whether a browser shows it; else the token endpoint
    answers with it.
    """

    code: str
    number: int
    title: str
    words: str
    cause: str
    remedy: str
    link: str = ""
    browser: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A page, and pieces of text that it is known by, in lower case and with ``*`` for anything.

    `marks` are enough alone; `hints` only tell apart what has the same code.
    """

    page: ErrorPage
    marks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
