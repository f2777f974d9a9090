"""Long lines in rows: nothing is lost, nothing is wider than it may be, every column is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chattui.tui.widgets.subject_line import end_of, shown_name
from chattui.tui.wrapped import Wrapped

ODD = "ab ,é日👩\u0301\ufe0f…"
LINES = st.lists(st.text(st.sampled_from(ODD), max_size=60), max_size=8)


@given(LINES, st.integers(2, 30))
def test_rows_hold_all_of_the_lines_and_no_more_than_fits(lines: list[str], width: int) -> None:
    wrapped = Wrapped(lines, width)
    pieces = [wrapped.piece(row) for row in range(wrapped.row_count)]
    for number, line in enumerate(lines):
        assert "".join(line[p.start : p.end] for p in pieces if p.line == number) == line
    for piece in pieces:
        assert cell_len(lines[piece.line][piece.start : piece.end]) <= width
    assert [p.line for p in pieces] == sorted(p.line for p in pieces)
    assert {p.line for p in pieces} == set(range(len(lines)))


@given(LINES, st.integers(2, 30))
def test_every_column_is_found_in_its_row(lines: list[str], width: int) -> None:
    wrapped = Wrapped(lines, width)
    for number, line in enumerate(lines):
        for column in range(len(line) + 1):
            piece = wrapped.piece(wrapped.row_of(number, column))
            assert piece.line == number
            assert piece.start <= column
            assert column < piece.end or (column, piece.end) == (len(line), len(line))


def test_rows_end_behind_a_comma_or_blank_where_one_is_near() -> None:
    wrapped = Wrapped(['{"client_id": "1234", "client_secret"'], 24)
    assert wrapped.piece(0).end == len('{"client_id": "1234", ')


def test_without_lines_there_are_no_rows() -> None:
    assert Wrapped((), 10).row_count == 0
    assert Wrapped((), 10).row_of(4, 4) == 0


@pytest.mark.parametrize("width", [2, 5, 20, 200])
def test_of_a_long_path_the_end_stays(width: int) -> None:
    path = "/home/ada/" + "日本語/" * 30 + "client_secret.json"
    shown = shown_name(path, width)
    assert cell_len(shown) <= width
    assert path.endswith(shown.removeprefix("…"))
    assert shown.startswith("…") == (width < cell_len(path))
    assert end_of("abc", 3) == "abc"


def test_a_path_in_the_home_begins_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert shown_name("/home/ada/x.json") == "~/x.json"
    assert shown_name("/home/adam/x.json") == "/home/adam/x.json"
    assert shown_name("/x/\x1b[2J.json") == "/x/␛[2J.json"
    assert shown_name("") == "pasted text"
