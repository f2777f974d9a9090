"""Google's error page in place of the redirect: its text, or its address, was pasted.

Nobody is sent back from such a page, so what a person has before them is all that can be pasted.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence

from chattui.oauth.cleaning import RAW_LIMIT, clean, starts_as_address
from chattui.oauth.error_pages import LONGEST, ErrorPage, find_error
from chattui.problem import Exit, Problem
from chattui.words import t

CODE = "oauth.redirect_error_page"

_SOME_PAGE = re.compile(r"\b(?:access blocked|authori[sz]ation error|error \d{3}\b)", re.IGNORECASE)
_ERROR_ADDRESS = re.compile(
    r"(?:https?://)?accounts\.google\.com(?::443)?/signin/oauth/error(?![\w-])", re.IGNORECASE
)


def pasted_error(text: str) -> Problem | None:
    """What the text of one of Google's error pages means; None where `text` is none.

    An address alone is none: a word in an address of somebody else's says nothing about Google.
    """
    if len(text.split()) == 1 and starts_as_address(clean(text[:RAW_LIMIT])):
        return None
    page = _shown(find_error(text))
    if page is not None:
        return _named(page)
    return _unnamed() if _SOME_PAGE.search(text[:LONGEST]) else None


def is_error_address(address: str) -> bool:
    """Whether this is where Google shows its error pages."""
    return _ERROR_ADDRESS.match(address) is not None


def error_at(query: Mapping[str, Sequence[str]]) -> Problem:
    """What the error page with this query means.

    Its ``authError`` is base64 of a message with code and words. Only what the table of errors
    knows is taken from it, and nothing of it is shown.
    """
    page = _shown(find_error(_auth_error(query)))
    return _unnamed() if page is None else _named(page)


def _auth_error(query: Mapping[str, Sequence[str]]) -> str:
    value = next(iter(query.get("authError", ())), "").translate(str.maketrans(" -_", "++/"))
    value = value.rstrip("=")
    try:
        data = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    # The lengths and tags between the fields are told apart from their text by being no letters.
    return "".join(chr(byte) if 32 <= byte < 127 else " " for byte in data)


def _shown(page: ErrorPage | None) -> ErrorPage | None:
    """`page`, where a browser shows it; that of a refusal proves nothing without our state."""
    return page if page and page.browser and page.number else None


def _named(page: ErrorPage) -> Problem:
    return Problem(
        CODE,
        t(
            "This is Google's error page {number}, {code}: {title}.",
            number=page.number,
            code=page.code,
            title=page.title,
        ),
        page.cause,
        page.remedy,
        page.link,
        Exit.NOT_SIGNED_IN,
    )


def _unnamed() -> Problem:
    return Problem(
        CODE,
        t("This is one of Google's error pages, which do not lead back here."),
        t("Which error it is cannot be told from this alone."),
        t(
            "Paste what the page says, with its line “Error 403: …”; `chattui doctor --explain`"
            " takes it too."
        ),
        exit=Exit.NOT_SIGNED_IN,
    )
