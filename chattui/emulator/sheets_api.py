"""Sheets' spreadsheets.get, values.get and values.append (discovery v4, revision 20261019)."""

from __future__ import annotations

from typing import Any, Final

from chattui.emulator import invented
from chattui.emulator.call import Call, Method
from chattui.emulator.errors import ApiError, Json, invalid
from chattui.emulator.quota import SHEET_READS, SHEET_WRITES
from chattui.emulator.schema import read_bool, snake
from chattui.emulator.scopes import AUTH
from chattui.emulator.services import SHEETS
from chattui.emulator.sheets_range import Cells, read_cells, split, written
from chattui.emulator.sheets_store import EMPTY, Cell, Spreadsheet, Tab, entered

LONGEST_CELL: Final = 50_000
_INPUT: Final = ("RAW", "USER_ENTERED")
_INSERT: Final = ("", "OVERWRITE", "INSERT_ROWS")
_RENDER: Final = ("", "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
_DIMENSION: Final = ("", "DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS")
_ALL_FILES: Final = frozenset(
    AUTH + name for name in ("spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly")
)


def _file(call: Call, *, to_change: bool = False) -> Spreadsheet:
    """The spreadsheet of the path, where the caller may read it, or change it."""
    file = call.world.spreadsheets.files.get(call.path["spreadsheetId"])
    # drive.file is for files that the app made or was shown, and none of these is one.
    if file is None or not call.scopes & _ALL_FILES:
        raise ApiError(404, invented.ENTITY_NOT_FOUND)
    me = call.person.email
    if me not in file.editors and (to_change or me not in file.readers):
        raise ApiError(403, invented.SHEET_DENIED)
    if file.is_office:
        raise ApiError(400, invented.NOT_A_SPREADSHEET, status="FAILED_PRECONDITION")
    return file


def _choice(call: Call, name: str, choices: tuple[str, ...]) -> str:
    value = call.params.get(name, "")
    if value not in choices:
        path, kind = snake(name), f"type.googleapis.com/{SHEETS.types}{name[0].upper()}{name[1:]}"
        text = invented.BAD_VALUE.format(path=path, kind=kind, value=f'"{value}"')
        raise invalid(text, (path, text))
    return value


def _range(call: Call, file: Spreadsheet, text: str) -> tuple[Tab, Cells]:
    name, rest = split(text)
    tab = next((one for one in file.tabs if name in {None, one.title}), None)
    cells = read_cells(rest) if rest else Cells()
    if tab is None or cells is None:
        raise invalid(invented.NO_SUCH_RANGE.format(range=text))
    if cells.top >= tab.height or cells.left >= tab.width:
        found = written(tab.title, cells.top, cells.left, *_end(tab, cells))
        raise invalid(invented.OUTSIDE_GRID.format(range=found, rows=tab.height, columns=tab.width))
    return tab, cells


def _end(tab: Tab, cells: Cells) -> tuple[int, int]:
    """The last row and column that `cells` name, or that `tab` has."""
    bottom = tab.height - 1 if cells.bottom < 0 else cells.bottom
    return bottom, tab.width - 1 if cells.right < 0 else cells.right


def get(call: Call) -> Json:
    """The Spreadsheet: its title and its tabs, without what stands in them."""
    file = _file(call)
    if read_bool(call.params, "includeGridData"):
        raise ApiError(501, invented.NO_GRID_DATA)
    for text in call.every("ranges"):
        _range(call, file, text)
    return file.as_json()


def values_get(call: Call) -> Json:
    """The ValueRange: rows and cells that are empty at the end are left out."""
    file = _file(call)
    option = _choice(call, "valueRenderOption", _RENDER)
    dimension = _choice(call, "majorDimension", _DIMENSION)
    tab, cells = _range(call, file, call.path["range"])
    bottom, right = _end(tab, cells)
    bottom, right = min(bottom, tab.height - 1), min(right, tab.width - 1)
    answer: Json = {
        "range": written(tab.title, cells.top, cells.left, bottom, right),
        "majorDimension": "COLUMNS" if dimension == "COLUMNS" else "ROWS",
    }
    rows = [
        [tab.cell(row, column) for column in range(cells.left, right + 1)]
        for row in range(cells.top, min(bottom, len(tab.rows) - 1) + 1)
    ]
    if dimension == "COLUMNS":
        rows = [list(column) for column in zip(*rows, strict=True)]
    shown = [[cell.rendered(option) for cell in _without_tail(row)] for row in rows]
    while shown and not shown[-1]:
        shown.pop()
    return answer | ({"values": shown} if shown else {})


def _without_tail(row: list[Cell]) -> list[Cell]:
    length = next((i for i in range(len(row), 0, -1) if row[i - 1] != EMPTY), 0)
    return row[:length]


def append(call: Call) -> Json:
    """What was written where: below the last table of the range, or at its beginning."""
    option = _choice(call, "valueInputOption", ("", "INPUT_VALUE_OPTION_UNSPECIFIED", *_INPUT))
    if option not in _INPUT:
        raise invalid(invented.NO_INPUT_OPTION)
    insert = _choice(call, "insertDataOption", _INSERT)
    render = _choice(call, "responseValueRenderOption", _RENDER)
    file = _file(call, to_change=True)
    text = call.path["range"]
    tab, cells = _range(call, file, text)
    if call.body.get("range", text) != text:
        raise invalid(invented.OTHER_RANGE.format(given=call.body["range"], range=text))
    rows = _rows(call.body, option)
    table = tab.table(cells)
    top, left = (table[2] + 1, table[1]) if table else (cells.top, cells.left)
    answer: Json = {"spreadsheetId": file.id}
    if table:
        answer["tableRange"] = written(tab.title, *table)
    if insert == "INSERT_ROWS" and top < len(tab.rows):
        tab.rows[top:top] = [[] for _ in rows]
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                tab.put(top + index, left + column, cell)
    width = max([1, *(len(row) for row in rows)])
    updates: Json = {"spreadsheetId": file.id}
    updates["updatedRange"] = written(
        tab.title, top, left, top + max(1, len(rows)) - 1, left + width - 1
    )
    if rows:
        count = sum(cell is not None for row in rows for cell in row)
        updates |= {"updatedRows": len(rows), "updatedColumns": width, "updatedCells": count}
    if read_bool(call.params, "includeValuesInResponse"):
        shown = [[(cell or EMPTY).rendered(render) for cell in row] for row in rows]
        data = {"range": updates["updatedRange"], "majorDimension": "ROWS", "values": shown}
        updates["updatedData"] = data
    return answer | {"updates": updates}


def _rows(body: Json, option: str) -> list[list[Cell | None]]:
    """The cells of a ValueRange, row by row; None for one that stays as it is."""
    values = body.get("values", [])
    rows = [
        [_cell(value, option, r, c) for c, value in enumerate(row)] for r, row in enumerate(values)
    ]
    if body.get("majorDimension") != "COLUMNS":
        return rows
    height = max([0, *(len(column) for column in rows)])
    return [[col[r] if r < len(col) else None for col in rows] for r in range(height)]


def _cell(value: Any, option: str, row: int, column: int) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        raise invalid(invented.BAD_CELL.format(row=row, column=column, kind=kind))
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise invalid(invented.LONG_CELL)
    return Cell(value) if option == "RAW" else entered(value)


def _scopes(*names: str) -> tuple[str, ...]:
    return tuple(AUTH + name for name in names)


_READING: Final = _scopes(
    "drive", "drive.file", "drive.readonly", "spreadsheets", "spreadsheets.readonly"
)
_FILE: Final = "/v4/spreadsheets/{spreadsheetId}"
# A range may hold a slash: the name of a tab.
_VALUES: Final = f"{_FILE}/values/{{range:path}}"

SHEETS_METHODS: Final = (
    Method(
        "sheets.spreadsheets.values.append",
        "POST",
        f"{_VALUES}:append",
        "AppendValues",
        _scopes("drive", "drive.file", "spreadsheets"),
        SHEET_WRITES,
        append,
        query=(
            *("includeValuesInResponse", "insertDataOption", "responseDateTimeRenderOption"),
            *("responseValueRenderOption", "valueInputOption"),
        ),
        message="sheets.ValueRange",
        root="data",
        service=SHEETS,
    ),
    Method(
        "sheets.spreadsheets.values.get",
        "GET",
        _VALUES,
        "GetValues",
        _READING,
        SHEET_READS,
        values_get,
        query=("dateTimeRenderOption", "majorDimension", "valueRenderOption"),
        service=SHEETS,
    ),
    Method(
        "sheets.spreadsheets.get",
        "GET",
        _FILE,
        "GetSpreadsheet",
        _READING,
        SHEET_READS,
        get,
        query=("commentsViewMode", "excludeTablesInBandedRanges", "includeGridData", "ranges"),
        service=SHEETS,
    ),
)
