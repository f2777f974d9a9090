"""Spreadsheets: who may do what to each, and what stands in their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from chattui.emulator import invented
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json
from chattui.emulator.sheets_range import Cells

LOG_SHEET: Final = "1ChattuiLogSheet0000000000000000000000000000"
"""Empty; the person of the emulator may write to it."""
TEAM_SHEET: Final = "1ChattuiTeamList0000000000000000000000000000"
"""Has a table already, and a second tab with a name that must be quoted."""
READ_ONLY_SHEET: Final = "1ChattuiReadOnly0000000000000000000000000000"
PRIVATE_SHEET: Final = "1ChattuiPrivate00000000000000000000000000000"
"""Grace's: nobody else sees it."""
OFFICE_FILE: Final = "1ChattuiWorkbook0000000000000000000000000000"
"""An Excel file in Drive, which the Sheets API refuses."""
GRID_ROWS, GRID_COLUMNS = 1000, 26


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `formula` where it is computed."""

    value: str | float | bool = ""
    formula: str = ""

    def rendered(self, option: str) -> Any:
        """The cell by ``valueRenderOption``."""
        if self.formula:
            return self.formula if option == "FORMULA" else self.value
        if option in {"FORMULA", "UNFORMATTED_VALUE"}:
            return self.value
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        return self.value if isinstance(self.value, str) else f"{self.value:.10g}"


EMPTY: Final = Cell()


def entered(value: str | float | bool) -> Cell:
    """What a cell is after `value` was typed into it (USER_ENTERED); dates stay texts here."""
    if not isinstance(value, str):
        return Cell(value)
    if value.startswith("'"):
        return Cell(value[1:])
    if value.startswith(("=", "+")) and len(value) > 1:
        return Cell(invented.UNCOMPUTED, "=" + value.lstrip("=+"))
    if value.upper() in {"TRUE", "FALSE"}:
        return Cell(value.upper() == "TRUE")
    try:
        return Cell(int(value) if value.strip().lstrip("-").isdecimal() else float(value))
    except ValueError:
        return Cell(value)


@dataclass(slots=True)
class Tab:
    """One sheet of a spreadsheet; rows are as long as what stands in them."""

    number: int
    title: str
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Rows of the grid."""
        return max(GRID_ROWS, len(self.rows))

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return max([GRID_COLUMNS, *(len(row) for row in self.rows)])

    def cell(self, row: int, column: int) -> Cell:
        """What stands there; empty beyond what was ever written."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else EMPTY

    def filled(self, row: int, columns: range) -> bool:
        """Whether anything stands in `row` in `columns`."""
        return any(self.cell(row, column) != EMPTY for column in columns)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write `cell`, with rows and columns as needed."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([EMPTY] * (column + 1 - len(cells)))
        cells[column] = cell

    def table(self, cells: Cells) -> tuple[int, int, int, int] | None:
        """Top, left, bottom and right of the last table that `cells` touch, if any."""
        width = self.width
        right = width - 1 if cells.right < 0 else cells.right
        bottom = len(self.rows) - 1 if cells.bottom < 0 else cells.bottom
        within = range(cells.left, right + 1)
        touched = range(cells.top, min(bottom, len(self.rows) - 1) + 1)
        found = [row for row in touched if self.filled(row, within)]
        if not found:
            return None
        first = last = found[-1]
        everything = range(width)
        while first and self.filled(first - 1, everything):
            first -= 1
        while self.filled(last + 1, everything):
            last += 1
        used = [
            column
            for row in range(first, last + 1)
            for column in everything
            if self.cell(row, column) != EMPTY
        ]
        return first, min(used), last, max(used)

    def as_json(self) -> Json:
        """The tab as ``GET /_emulator/sheets`` shows it: a formula is ``{"formula": TEXT}``."""
        rows = [
            [{"formula": cell.formula} if cell.formula else cell.value for cell in row]
            for row in self.rows
        ]
        return {"title": self.title, "rows": rows}


@dataclass(slots=True)
class Spreadsheet:
    """A file in Drive. Who is neither among `editors` nor `readers` does not see into it."""

    id: str
    title: str
    editors: frozenset[str]
    """By their addresses."""
    readers: frozenset[str] = frozenset()
    tabs: list[Tab] = field(default_factory=lambda: [Tab(0, "Sheet1")])
    is_office: bool = False

    def as_json(self) -> Json:
        """The Spreadsheet without what stands in it."""
        sheets = [
            {
                "properties": {
                    "sheetId": tab.number,
                    "title": tab.title,
                    "index": index,
                    "sheetType": "GRID",
                    "gridProperties": {"rowCount": tab.height, "columnCount": tab.width},
                }
            }
            for index, tab in enumerate(self.tabs)
        ]
        return {
            "spreadsheetId": self.id,
            "properties": {
                "title": self.title,
                "locale": "en_GB",
                "autoRecalc": "ON_CHANGE",
                "timeZone": "Europe/London",
            },
            "sheets": sheets,
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.id}/edit",
        }


class Spreadsheets:
    """Those that there are, by their ids."""

    def __init__(self, owner: Person) -> None:
        us = frozenset({"ada@example.com", owner.email})
        grace = frozenset({"grace@example.com"})
        team: list[list[str | float | bool]] = [
            ["Name", "Team", "Since"],
            ["Ada Lovelace", "Analysis", 1843],
        ]
        listed = Tab(0, "Sheet1", [[Cell(value) for value in row] for row in team])
        files = (
            Spreadsheet(LOG_SHEET, "Chat log", us),
            Spreadsheet(TEAM_SHEET, "Team list", us, tabs=[listed, Tab(7, "Ada's log / 2026")]),
            Spreadsheet(READ_ONLY_SHEET, "Board minutes", grace, us),
            Spreadsheet(PRIVATE_SHEET, "Salaries", grace),
            Spreadsheet(OFFICE_FILE, "Budget.xlsx", us, is_office=True),
        )
        self.files = {file.id: file for file in files}

    def as_json(self) -> list[Json]:
        """Every one with what stands in it."""
        return [
            {"id": file.id, "title": file.title, "tabs": [tab.as_json() for tab in file.tabs]}
            for file in self.files.values()
        ]
