"""What is printed where: data on standard output, everything else on standard error."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from chattui.cli import main, output
from chattui.problem import Exit, Problem, ProblemError

COLUMNS = ("name", "type", "uri")
ROW = {"name": "Ada", "type": "SPACE", "uri": "https://chat.google.com/x"}


def written(encoding: str, document: object, monkeypatch: pytest.MonkeyPatch) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace")
    monkeypatch.setattr(sys, "stdout", stream)
    output.write_json(document)
    stream.flush()
    return raw.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "iso-8859-1", "utf-16"])
def test_json_is_the_same_document_in_every_encoding(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {"spaces": ["Zoë ☃ 🎉", "a\x9b2Jb\x7f", "\u202egnp\ud800", "\U000e0041", "x\ny"]}
    text = written(encoding, document, monkeypatch).decode(encoding)
    assert json.loads(text) == document
    assert text.endswith("}\n")


def test_json_holds_nothing_that_could_harm_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = written("utf-8", ["Zoë", "\x9b2J\x7f\u202e\u200b\U000e0041\x1b]52;"], monkeypatch)
    shown = text.decode()
    assert "Zoë" in shown
    assert all(char == "\n" or char.isprintable() for char in shown)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        *((cell, "'" + cell) for cell in ("=1+1", "+1", "-1", "@SUM(A1)")),
        *((cell, "'" + cell) for cell in (" =1", "\u00a0 =1", "\uff1d1")),
        ("\t=1", "'␉=1"),
        ("\r=1", "'␍=1"),
        ("\n@x", "'␊@x"),
        ("a=1", "a=1"),
        ("", ""),
        (" ", " "),
        ("1-2", "1-2"),
    ],
)  # fmt: skip
def test_a_spreadsheet_runs_nothing_from_csv(
    cell: str, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output.write_csv([{"name": cell, "other": "x"}], ["name", "other"])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:] == [[written, "x"]]


def test_csv_keeps_a_record_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_csv([{"name": 'a "b", c\nd\x1b[2J', "type": "SPACE"}], ["type", "name", "uri"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert list(csv.reader(lines))[1] == ["SPACE", 'a "b", c␊d␛[2J', ""]


def test_a_table_is_as_wide_as_its_cells_and_safe(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_table([ROW, {"name": "x\x1b[2J"}], ["name", "type"])
    assert capsys.readouterr().out == "NAME   TYPE\nAda    SPACE\nx␛[2J\n"


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("", list(COLUMNS)),
        ("uri,name", ["uri", "name"]),
        (" type , ", ["type"]),
        (",", list(COLUMNS)),
    ],
)
def test_columns_are_chosen_in_their_order(wanted: str, chosen: list[str]) -> None:
    assert output.choose_columns(wanted, COLUMNS) == chosen


def test_without_a_choice_the_usual_columns_are_given() -> None:
    assert output.choose_columns("", COLUMNS, ("uri",)) == ["uri"]
    assert output.choose_columns("type", COLUMNS, ("uri",)) == ["type"]


def test_an_unknown_column_is_wrong_usage_and_the_known_ones_are_named() -> None:
    with pytest.raises(ProblemError) as caught:
        output.choose_columns("name,no\x1bsuch", COLUMNS)
    assert caught.value.problem.exit is Exit.USAGE
    assert "\x1b" not in caught.value.problem.message
    assert "name, type, uri" in caught.value.problem.remedy


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("json", '{\n  "spaces": [\n    1\n  ]\n}\n'),
        ("csv", "name\nAda\n"),
        ("text", "NAME\nAda\n"),
    ],
)
def test_a_list_has_three_formats(
    format: str,  # noqa: A002
    expected: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.write_list(Namespace(format=format, columns="name"), "spaces", [1], [ROW], COLUMNS)
    assert capsys.readouterr().out == expected


def test_a_problem_is_told_in_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_problem(Problem("a.b", "What.", "Why.", "", "https://example.com/"))
    output.warn(Problem("a.b", "Beside.", remedy="Next."))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "✗ What.\n  Why.\n  https://example.com/\n! Beside.\n  Next.\n"


def test_a_crash_tells_its_place_and_nothing_of_its_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        token = "ya29.secret"
        raise ValueError(token)
    except ValueError as error:
        output.show_crash(error)
        monkeypatch.setenv("CHATTUI_DEBUG", "1")
        output.show_crash(error)
    err = capsys.readouterr().err
    assert "ValueError in test_output.py, line " in err
    assert "ya29.secret" not in err.replace('token = "ya29.secret"', "")
    assert err.count("Please report it") == 2


def test_nobody_at_standard_error_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", buffering=1) as gone:
        monkeypatch.setattr(sys, "stderr", gone)
        output.say("words")
        output.show_problem(Problem("a.b", "What."))
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), gone.fileno())


def test_streams_that_are_missing_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    output.prepare_streams()
    output.say("words")
    output.flush()
    with pytest.raises(OSError, match="Bad file descriptor"):
        output.write_line("data")
    output.abandon()


def test_a_command_without_standard_output_says_that_its_result_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["accounts", "list", "--format", "json"]) == Exit.FAILED
    assert "could not be written to standard output" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(["accounts", "list", "--format", "json"]) == Exit.FAILED
        monkeypatch.undo()
    assert "No space left on device" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        assert main(["accounts", "list", "--format", "json"]) == Exit.FAILED
        monkeypatch.undo()
    assert "✗" not in capsys.readouterr().err


class Screen(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def test_a_terminal_gets_lines_that_break_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((40, 24)))
    address = "https://accounts.google.com/" + "x" * 60
    output.show_problem(
        Problem("x.y", "It happened.", "Because " + "of this " * 8, f"Open {address}")
    )
    output.say(address)
    command = "  ssh -L 1:127.0.0.1:1 " + "someone@somewhere.example.com"
    output.say_whole(command)
    lines = screen.getvalue().splitlines()
    assert all(len(line) <= 40 for line in lines if address not in line and line != command)
    assert "  this of this of this of this of this" in lines
    assert lines.count("  " + address) == lines.count(address) == lines.count(command) == 1


def test_no_lines_are_broken_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("word " * 50)
    assert capsys.readouterr().err == "word " * 50 + "\n"


def test_columns_are_as_wide_as_they_are_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "計画 ☕", "type": "SPACE"}, {"name": "q\u0301o", "type": "SPACE"}]
    output.write_table(rows, ["name", "type"])
    assert capsys.readouterr().out.splitlines() == [
        "NAME     TYPE",
        "計画 ☕  SPACE",
        "q\u0301o       SPACE",
    ]


def test_a_table_leaves_out_what_a_terminal_would_break(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://chat.google.com/room/AAAAtest"
    rows = [{"name": "Launch", "scopes": "chat.spaces chat.memberships"}]
    rows.append({"name": "x", "scopes": address})
    monkeypatch.setattr(output, "width_of", lambda stream: 24)
    output.write_table(rows, ["name", "scopes"])
    assert "chat.memberships" in capsys.readouterr().out  # no terminal: nothing is left out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.write_table(rows, ["name", "scopes"])
    assert capsys.readouterr().out.splitlines() == [
        "NAME    SCOPES",
        "Launch  chat.spaces cha…",
        f"x       {address}",
    ]
