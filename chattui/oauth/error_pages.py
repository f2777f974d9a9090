"""What Google's error pages and the token endpoint's codes mean, found by whatever was copied.

An error page at accounts.google.com sends nobody back: chattui never hears of it, and whoever sees
one has to be able to ask. The rows are in `page_rows` and `answer_rows` (reference sections 3.2 and
3.3).
"""

from __future__ import annotations

import html
import re
from functools import cache
from urllib.parse import unquote

from chattui.oauth.error_row import ErrorPage, Row

__all__ = ["ErrorPage", "error_pages", "find_error", "find_errors"]

LONGEST = 20_000
"""How many characters of a text are looked at, its beginning and its end."""

_ELSEWHERE = (
    "jwt",
    "device flow",
    "tvs and limited input",
    "account not found",
    "email or user id",
    "not a valid email",
    "impersonat",
    "oauth scope or id token audience",
)
"""Words that belong to device codes and service accounts: a bare code beside them is not ours."""

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"\s*_\s*")
_WORDED, _NAMED, _NUMBERED = 16, 8, 1
_PLAINLY = 32
"""``Error 400: invalid_request`` outweighs every other word on the page."""


@cache
def _rows() -> tuple[Row, ...]:
    from chattui.oauth.answer_rows import ANSWER_ROWS
    from chattui.oauth.page_rows import PAGE_ROWS

    return (*PAGE_ROWS, *ANSWER_ROWS)


def error_pages() -> tuple[ErrorPage, ...]:
    """Every one: those that a browser shows first, then the answers of the token endpoint."""
    return tuple(row.page for row in _rows())


def find_error(text: str) -> ErrorPage | None:
    """The page for what was copied: a code, the words, an address or a whole page.

    None where nothing is recognised, or only a number that several have. Nothing of `text` is
    given back: it may hold a secret.
    """
    found = _ranked(text)
    return found[0][1] if found and found[0][0] >= _NAMED else None


def find_errors(text: str) -> tuple[ErrorPage, ...]:
    """All that `text` may mean, the likeliest first; by a number alone, all that have it."""
    return tuple(page for _, page in _ranked(text))


def _ranked(text: str) -> list[tuple[int, ErrorPage]]:
    plain = _plain(text)
    others = any(word in plain for word in _ELSEWHERE)
    ranked = [(_score(row, plain, others), row.page) for row in _rows()]
    return sorted(((s, page) for s, page in ranked if s), key=lambda pair: -pair[0])


def _plain(text: str) -> str:
    """`text` in lower case, without tags, entities, percent signs, curly quotes or line ends."""
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half]} {text[-half:]}"
    text = text.replace("\\u0026", "&")
    text = html.unescape(html.unescape(_TAG.sub(" ", text)))
    text = unquote(text, errors="replace") if "%" in text else text
    text = "".join(c for c in text if c.isprintable() or c.isspace())
    text = text.lower().replace("\u2019", "'").replace("\u2018", "'").replace("+", " ")
    # A code that a terminal wrapped, or that was retyped with hyphens.
    return _BREAK.sub("_", " ".join(text.split()))


def _score(row: Row, plain: str, others: bool) -> int:
    """How well `row` fits; 0 where it does not at all."""
    page = row.page
    code = re.escape(page.code).replace("_", "[_ -]")
    plainly = re.search(rf"\b{page.number}[:.\s]+{code}\b", plain) is not None
    named = plainly or re.search(rf"(?<![\w-]){code}(?![\w-])", plain) is not None
    worded = sum(_holds(plain, mark) for mark in row.marks)
    if not worded and (others or not named):
        numbered = re.fullmatch(rf"(?:\w+ )?{page.number}[:.]?", plain) is not None
        return _NUMBERED if numbered and not others else 0
    hinted = named and any(hint in plain for hint in row.hints)
    return (
        (_PLAINLY if plainly else 0)
        + (_NAMED if named else 0)
        + (_WORDED if worded or hinted else 0)
    )


def _holds(text: str, mark: str) -> bool:
    """Whether the parts of `mark`, around ``*``, stand in `text` one behind the other."""
    place = 0
    for part in mark.split("*"):
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
