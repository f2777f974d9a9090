"""Sheets' values: ranges, tables, formulas, and who may do what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from chattui.emulator.directory import Person
from chattui.emulator.sheets_range import column_letters, column_number, quoted, read_cells, split
from chattui.emulator.sheets_store import (
    LOG_SHEET,
    OFFICE_FILE,
    PRIVATE_SHEET,
    READ_ONLY_SHEET,
    TEAM_SHEET,
    Spreadsheets,
)
from tests.unit.emulator.conftest import Google, User, failure

DENIED = (403, "PERMISSION_DENIED", "The caller does not have permission")
UNKNOWN = (404, "NOT_FOUND", "Requested entity was not found.")


@pytest.fixture
def ada(google: Google) -> User:
    return google.user("ada@example.com", "spreadsheets")


def append(
    user: User, *rows: list[Any], sheet: str = LOG_SHEET, to: str = "Sheet1", **params: Any
) -> httpx.Response:
    path = f"/v4/spreadsheets/{sheet}/values/{to}:append"
    return user.ask("POST", path, {"values": rows}, **{"valueInputOption": "RAW"} | params)


def values(user: User, to: str = "Sheet1", sheet: str = LOG_SHEET, **params: Any) -> Any:
    reply = user.ask("GET", f"/v4/spreadsheets/{sheet}/values/{to}", **params)
    assert reply.status_code == 200, reply.text
    return reply.json().get("values")


def test_columns_have_letters() -> None:
    for number in (0, 25, 26, 701, 702, 18277):
        assert column_number(column_letters(number)) == number
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A1", (None, "A1")),
        ("Sheet1", ("Sheet1", "")),
        ("Sheet1!A1:K", ("Sheet1", "A1:K")),
        ("'It''s'!A:A", ("It's", "A:A")),
        ("'a!b'", ("a!b", "")),
        ("'A1'!B2", ("A1", "B2")),
        ("''", ("''", "")),
    ],
)
def test_a_range_is_a_tab_and_cells(text: str, parts: tuple[str | None, str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A1:", ":B", "ABCD1", "A1:B2:C3", "A:1"])
def test_what_is_no_cells(text: str) -> None:
    assert read_cells(text) is None


def test_cells_are_read_whichever_corner_comes_first() -> None:
    assert read_cells("B3:A1") == read_cells("A1:B3") == read_cells("$A$1:b3")
    assert quoted("A1") == "'A1'"
    assert quoted("Ada's log") == "'Ada''s log'"


@pytest.mark.parametrize(
    ("option", "kept", "shown", "formula"),
    [
        ("RAW", "=1+1", "=1+1", "=1+1"),
        ("RAW", '+HYPERLINK("x")', '+HYPERLINK("x")', '+HYPERLINK("x")'),
        ("USER_ENTERED", {"formula": "=1+1"}, "#ERROR!", "=1+1"),
    ],
)
def test_what_is_raw_is_never_a_formula(
    google: Google, ada: User, option: str, kept: object, shown: str, formula: str
) -> None:
    text = formula if option == "RAW" else "=1+1"
    append(ada, [text], valueInputOption=option)
    (sheet,) = [
        s for s in google.http.get("/_emulator/sheets").json()["sheets"] if s["id"] == LOG_SHEET
    ]
    assert sheet["tabs"][0]["rows"] == [[kept]]
    assert values(ada) == [[shown]]
    assert values(ada, valueRenderOption="FORMULA") == [[formula]]


def test_what_is_typed_is_read_as_a_person_s(ada: User) -> None:
    typed = ["12", "-3", "1.5", "true", "'=x", "words", 7, False, None, "+2"]
    append(ada, typed, valueInputOption="USER_ENTERED")
    plain = values(ada, valueRenderOption="UNFORMATTED_VALUE")
    assert plain == [[12, -3, 1.5, True, "=x", "words", 7, False, "", "#ERROR!"]]
    assert values(ada)[0][:4] == ["12", "-3", "1.5", "TRUE"]


def test_rows_are_added_below_the_table_of_the_range(ada: User) -> None:
    first = append(ada, ["time", "what"], ["", "", "x"]).json()
    assert "tableRange" not in first
    assert first["updates"]["updatedRange"] == "Sheet1!A1:C2"
    second = append(ada, ["1", "2"], to="A1", includeValuesInResponse="true").json()
    assert (second["tableRange"], second["updates"]["updatedRange"]) == (
        "Sheet1!A1:C2",
        "Sheet1!A3:B3",
    )
    assert second["updates"]["updatedData"]["values"] == [["1", "2"]]
    below = append(ada, ["far"], to="Sheet1!E10").json()
    assert below["updates"]["updatedRange"] == "Sheet1!E10"
    between = append(ada, ["a"], ["b"], to="Sheet1!A1:C3", insertDataOption="INSERT_ROWS").json()
    assert between["updates"]["updatedRange"] == "Sheet1!A4:A5"
    assert values(ada, "Sheet1!E:E")[-1] == ["far"]
    assert len(values(ada)) == 12
    assert values(ada, "Sheet1!A1:B2", majorDimension="COLUMNS") == [["time"], ["what"]]


def test_rows_beyond_the_grid_make_it_grow(ada: User) -> None:
    append(ada, *[[str(number)] for number in range(1100)])
    append(ada, ["last"])
    assert values(ada, "Sheet1!A1101:A1101") == [["last"]]
    described = ada.ask("GET", f"/v4/spreadsheets/{LOG_SHEET}").json()
    assert described["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1101


def test_a_tab_with_an_odd_name(ada: User) -> None:
    name = "'Ada''s log %2F 2026'"
    answer = append(ada, ["x"], sheet=TEAM_SHEET, to=f"{name}!A1:K1").json()
    assert answer["updates"]["updatedRange"] == "'Ada''s log / 2026'!A1"
    assert values(ada, name, TEAM_SHEET) == [["x"]]
    assert values(ada, "A:A", TEAM_SHEET) == [["Name"], ["Ada Lovelace"]]


@pytest.mark.parametrize("sheet", [LOG_SHEET, READ_ONLY_SHEET, PRIVATE_SHEET, OFFICE_FILE, "none"])
def test_who_may_see_and_write(google: Google, ada: User, sheet: str) -> None:
    told = {PRIVATE_SHEET: DENIED, "none": UNKNOWN, READ_ONLY_SHEET: DENIED}
    office = (400, "FAILED_PRECONDITION", "This operation is not supported for this document")
    reply = append(ada, ["x"], sheet=sheet)
    if sheet == LOG_SHEET:
        assert reply.status_code == 200
    else:
        assert failure(reply) == told.get(sheet, office)
    seen = ada.ask("GET", f"/v4/spreadsheets/{sheet}")
    assert (seen.status_code == 200) is (sheet in {LOG_SHEET, READ_ONLY_SHEET})
    narrow = google.user("ada@example.com", "drive.file")
    assert failure(append(narrow, ["x"], sheet=sheet)) == UNKNOWN
    reader = google.user("ada@example.com", "directory.readonly")
    assert failure(append(reader, ["x"], sheet=sheet))[0] == 403


UNWRITTEN: list[tuple[str, Any, dict[str, str], str]] = [
    ("Sheet1:append", {}, {}, "'valueInputOption' is required but not specified"),
    ("Sheet1:append", {}, {"valueInputOption": "COOKED"}, "value_input_option"),
    ("Nope!A1:append", {}, {"valueInputOption": "RAW"}, "Unable to parse range: Nope!A1"),
    ("Sheet1!A:append", {}, {"valueInputOption": "RAW"}, "Unable to parse range: Sheet1!A"),
    ("ZZZ9999999:append", {}, {"valueInputOption": "RAW"}, "exceeds grid limits"),
    ("A1:append", {"values": ["x"]}, {"valueInputOption": "RAW"}, "ListValue"),
    ("A1:append", {"values": [[{}]]}, {"valueInputOption": "RAW"}, "struct_value"),
    ("A1:append", {"values": [[[]]]}, {"valueInputOption": "RAW"}, "list_value"),
    ("A1:append", {"values": [["x" * 50_001]]}, {"valueInputOption": "RAW"}, "50000"),
    ("A1:append", {"range": "B1"}, {"valueInputOption": "RAW"}, "B1"),
    ("A1:append", {"majorDimension": "DEPTH"}, {"valueInputOption": "RAW"}, "Dimension"),
    ("A1:append", {"rows": []}, {"valueInputOption": "RAW"}, 'Unknown name "rows"'),
]


def test_what_is_not_written(ada: User) -> None:
    for path, body, params, words in UNWRITTEN:
        reply = ada.ask("POST", f"/v4/spreadsheets/{LOG_SHEET}/values/{path}", body, **params)
        code, status, message = failure(reply)
        assert (code, status) == (400, "INVALID_ARGUMENT"), path
        assert words in message, path
    assert values(ada) is None


@pytest.mark.parametrize(
    ("to", "words"),
    [("A2000", "exceeds grid limits"), ("Nope", "Unable to parse"), ("ZZ1:ZZ2", "max columns: 26")],
)
def test_what_is_not_read(ada: User, to: str, words: str) -> None:
    reply = ada.ask("GET", f"/v4/spreadsheets/{LOG_SHEET}/values/{to}")
    assert words in failure(reply)[2]


def test_the_api_and_its_quota(google: Google, ada: User) -> None:
    for _ in range(60):
        assert append(ada, ["x"]).status_code == 200
    reply = append(ada, ["x"])
    assert failure(reply)[:2] == (429, "RESOURCE_EXHAUSTED")
    assert "Write requests per minute per user" in failure(reply)[2]
    assert "errors" not in reply.json()["error"]
    assert len(values(ada)) == 60
    google.control("settings", sheets_api_enabled=False)
    assert "Google Sheets API has not been used" in failure(append(ada, ["x"]))[2]


def test_whoever_consents_by_themselves_has_the_log_sheet_too() -> None:
    me = Person("1", "me@other.example", "Me")
    files = Spreadsheets(me).files
    assert me.email in files[LOG_SHEET].editors
    assert me.email in files[READ_ONLY_SHEET].readers - files[READ_ONLY_SHEET].editors


def test_a_spreadsheet_says_what_tabs_it_has(ada: User) -> None:
    shown = ada.ask("GET", f"/v4/spreadsheets/{TEAM_SHEET}", fields="sheets.properties.title")
    titles = [one["properties"]["title"] for one in shown.json()["sheets"]]
    assert titles == ["Sheet1", "Ada's log / 2026"]
    whole = ada.ask("GET", f"/v4/spreadsheets/{TEAM_SHEET}").json()
    assert whole["sheets"][0]["properties"]["sheetId"] == 0
    asked = ada.ask("GET", f"/v4/spreadsheets/{TEAM_SHEET}", includeGridData="true")
    assert asked.status_code == 501
    assert failure(ada.ask("GET", f"/v4/spreadsheets/{LOG_SHEET}", ranges="Nope"))[0] == 400
