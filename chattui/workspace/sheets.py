"""Rows of a spreadsheet, from the Sheets API (discovery sheets v4).

Values are sent ``RAW``: what begins with ``=`` stays a text and is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeGuard
from urllib.parse import quote

from chattui.chat.envelope import read_envelope
from chattui.chat.errors import Refused
from chattui.chat.models import part_of, text_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t
from chattui.workspace.answers import Api, Service

SHEETS: Final = Api(
    "sheets",
    "Google Sheets API",
    "spreadsheets",
    "https://console.cloud.google.com/apis/library/sheets.googleapis.com",
)
CELL_LIMIT: Final = 50_000
"""Characters in one cell."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_ADDRESS: Final = re.compile(
    r"(?:https?://)?docs\.google\.com/(?:a/[^/\s]{1,250}/)?spreadsheets/(?:u/[0-9]+/)?d/"
    r"([A-Za-z0-9_-]{20,128})(?:[/?#]\S*)?"
)


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet that the account may open."""

    id: str
    title: str
    """Safe to show."""
    tabs: tuple[str, ...]
    """The names of its tabs as Google gives them, the first one first."""


def sheet_id(text: str) -> str:
    """The id of a spreadsheet from its address in a browser, or from the id itself.

    Raises ProblemError ``sheets.no_id`` (exit status 2) for anything else.
    """
    given = text.strip()
    match = _ADDRESS.fullmatch(given)
    if match:
        return match[1]
    if _ID.fullmatch(given):
        return given
    raise ProblemError(
        Problem(
            "sheets.no_id",
            t("“{text}” does not name a spreadsheet.", text=safe_text(given, limit=120)),
            t("A spreadsheet's address in a browser is wanted, or the long id in it."),
            t("Open it, and copy the address: https://docs.google.com/spreadsheets/d/…"),
            exit=Exit.USAGE,
        )
    )


def is_sheet_id(text: str) -> bool:
    """Whether `text` is the bare id of a spreadsheet."""
    return _ID.fullmatch(text) is not None


def in_tab(tab: str, cells: str) -> str:
    """The range `cells` of the tab called `tab`, in A1 notation: ``'Bob''s'!A:K``."""
    return f"'{tab.replace(chr(39), chr(39) * 2)}'!{cells}"


class Sheets(Service):
    """Spreadsheets, as one account. Every method raises ProblemError (``sheets.no_sheet``,
    ``sheets.no_tab``, ``sheets.not_allowed``, ``sheets.scope_missing`` and others)."""

    API = SHEETS

    @property
    def _base(self) -> str:
        return f"{self._caller.client.endpoints.sheets}/v4/spreadsheets"

    async def tabs(self, sheet: str) -> Spreadsheet:
        """The title of a spreadsheet, and what its tabs are called."""
        params = [("fields", "properties.title,sheets.properties(title,sheetType)")]
        try:
            answer = await self._caller.get(f"{self._base}/{quote(sheet, safe='')}", params)
        except Refused as error:
            raise _with_reason(error) from None
        found = answer.get("sheets")
        entries = [s for s in found if isinstance(s, Mapping)] if isinstance(found, list) else []
        tabs = [part_of(entry, "properties") for entry in entries]
        names = tuple(
            tab["title"]
            for tab in tabs
            # A chart on a tab of its own has no cells.
            if _can_be_named(tab.get("title")) and tab.get("sheetType", "GRID") == "GRID"
        )
        if not names:
            raise self._caller.nothing()
        return Spreadsheet(sheet, text_of(part_of(answer, "properties"), "title"), names)

    async def values(self, sheet: str, cells: str) -> tuple[tuple[str, ...], ...]:
        """The cells of a range as they are shown, row by row; empty ones at an end are left out."""
        try:
            answer = await self._caller.get(self._values(sheet, cells), [])
        except Refused as error:
            raise _with_reason(error) from None
        rows = answer.get("values", [])
        if not isinstance(rows, list):
            raise self._caller.nothing()
        return tuple(tuple(map(str, row)) for row in rows if isinstance(row, list))

    async def append(self, sheet: str, cells: str, rows: Sequence[Sequence[str]]) -> str:
        """Put `rows` behind the table that is found in a range, in one request that is sent once;
        gives the range that they are in now, in A1 notation and safe to show."""
        params = [("valueInputOption", "RAW"), ("insertDataOption", "INSERT_ROWS")]
        body: dict[str, Any] = {"majorDimension": "ROWS", "values": [list(row) for row in rows]}
        url = f"{self._values(sheet, cells)}:append"
        try:
            answer = await self._caller.post(url, params, body)
        except Refused as error:
            raise _with_reason(error) from None
        written = text_of(part_of(answer, "updates"), "updatedRange")
        if not written:
            raise self._caller.nothing()
        return written

    def _values(self, sheet: str, cells: str) -> str:
        return f"{self._base}/{quote(sheet, safe='')}/values/{quote(cells, safe='')}"


def _can_be_named(title: object) -> TypeGuard[str]:
    """Whether the name of a tab can stand in an address: half of a surrogate pair, which a JSON
    string can hold, cannot."""
    return isinstance(title, str) and not any("\ud800" <= char <= "\udfff" for char in title)


def _with_reason(error: Refused) -> Refused:
    """`error` with a code of its own where its status tells what is the matter."""
    problem, status = error.problem, error.reply.status
    if problem.code != "sheets.refused":
        return error
    if status == 404:
        told = replace(
            problem,
            code="sheets.no_sheet",
            message=t("There is no such spreadsheet, or this account may not know of it."),
            remedy=t("Open it in a browser with the same account, and copy its address."),
        )
    elif status == 403:
        told = replace(
            problem,
            code="sheets.not_allowed",
            message=t("This account may not do that with the spreadsheet."),
            remedy=t("Ask its owner for the right to edit it, or name another one."),
        )
    elif "Unable to parse range" in problem.cause:
        told = replace(
            problem,
            code="sheets.no_tab",
            message=t("The spreadsheet has no tab of that name."),
            remedy=t("Look at the tabs below the sheet, and name one of them."),
        )
    elif read_envelope(error.reply).status == "FAILED_PRECONDITION":
        told = replace(
            problem,
            code="sheets.no_spreadsheet",
            message=t("The file is no Google spreadsheet, but one of Excel or of another program."),
            remedy=t(
                "Open it in Google Sheets, choose File, Save as Google Sheets, and name that."
            ),
        )
    else:
        return error
    return Refused(told, error.reply)
