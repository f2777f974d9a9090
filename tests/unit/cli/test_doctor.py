"""``chattui doctor``: exit statuses, both formats, standard input, colour."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import surroundings
from chattui.cli import doctor
from chattui.problem import Exit, ProblemError
from tests.unit.clientfile.cases import GOOD, SECRET, client, key


def run(*arguments: str, terminal_in: bool = True, terminal_out: bool = False) -> int:
    """The exit status of the command, in this process."""
    parser = argparse.ArgumentParser()
    doctor.add_arguments(parser)
    around = replace(surroundings.look({}), terminal_in=terminal_in, terminal_out=terminal_out)
    return doctor.run(parser.parse_args(arguments), around)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def good(folder: Path) -> Path:
    """A client file with nothing wrong."""
    return write(Path("good.json"), GOOD)


@pytest.fixture
def bad(folder: Path) -> Path:
    """A client file that leads to a stranger."""
    return write(Path("bad.json"), client(token_uri="https://evil.example/token"))


def write(path: Path, data: bytes) -> Path:
    """A file that its owner alone may read."""
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


def test_a_usable_file_ends_with_0(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(good)) == Exit.DONE
    shown = capsys.readouterr()
    assert shown.out == (f"{good} · a client file of a desktop app\n✓ It can be used to sign in.\n")
    assert shown.err == ""


def test_the_report_shows_the_line_the_span_and_the_remedy(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(bad)) == Exit.FAILED
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "✗ It cannot be used to sign in."
    assert lines[3] == "✗ CS301  error · line 1, column 207"
    assert '"https://evil.example/token"' in lines[5]
    assert lines[6].endswith(" " + "^" * len('"https://evil.example/token"'))
    assert lines[6].index("^") == lines[5].index('"https://evil')
    assert lines[7].startswith("  → ")


def test_one_bad_file_among_good_ones_ends_with_1(good: Path, bad: Path) -> None:
    assert run(str(good), str(bad)) == Exit.FAILED
    assert run(str(good), str(good)) == Exit.DONE


def test_a_key_for_delegation_is_no_client_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(write(tmp_path / "key.json", key()))) == Exit.FAILED
    assert "It can be used for delegation, not to sign in." in capsys.readouterr().out


def test_an_unreadable_file_ends_with_2_and_the_others_are_shown(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / "none"), "/dev/null", str(good)) == Exit.USAGE
    shown = capsys.readouterr()
    assert "It can be used" in shown.out
    assert "There is no file with this name." in shown.err
    assert "is a device" in shown.err


def test_json_is_one_document_of_the_contract(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--format", "json", str(good), str(bad)) == Exit.FAILED
    document: Any = json.loads(capsys.readouterr().out)
    assert list(document) == ["schema", "files"]
    assert document["schema"] == "chattui.doctor/1"
    first, second = document["files"]
    assert first == {
        "path": str(good),
        "kind": "installed",
        "usable": True,
        "usable_for": "user",
        "findings": [],
    }
    assert second["usable_for"] == "none"
    (finding,) = second["findings"]
    assert list(finding) == [
        "code",
        "severity",
        "line",
        "column",
        "pointer",
        "message",
        "remedy",
        "fixable",
    ]
    assert finding["pointer"] == "/installed/token_uri"
    assert (finding["line"], finding["column"]) == (1, 207)
    assert finding["fixable"] is False


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ((), ("-",)):
        with io.TextIOWrapper(io.BytesIO(GOOD)) as stream:
            monkeypatch.setattr("sys.stdin", stream)
            assert run(*arguments, terminal_in=False) == Exit.DONE
        assert capsys.readouterr().out.startswith("standard input · ")


def test_no_file_on_a_terminal_is_wrong_usage() -> None:
    with pytest.raises(ProblemError) as caught:
        run()
    assert caught.value.problem.code == "doctor.no_file"
    assert caught.value.problem.exit is Exit.USAGE


def test_colour_on_a_terminal_only(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(bad))
    plain = capsys.readouterr().out
    assert "\x1b" not in plain
    run(str(bad), terminal_out=True)
    colored = capsys.readouterr().out
    assert "\x1b[31m" in colored
    for style in ("31", "33", "32", "2", "1", "0"):
        colored = colored.replace(f"\x1b[{style}m", "")
    assert colored == plain


def test_explain_prints_the_page_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--explain", "cs204") == Exit.DONE
    assert capsys.readouterr().out.startswith("CS204 (error)\n\nThe client id")
    with pytest.raises(ProblemError) as caught:
        run("--explain", "CS999\x1b[2J")
    assert caught.value.problem.exit is Exit.USAGE
    assert "\x1b" not in caught.value.problem.message


def test_a_hostile_name_of_a_file_is_made_safe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a\x1b[2J\n\u202eb.json", GOOD)
    for form in ("text", "json"):
        run("--format", form, str(path))
        assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_process_shows_no_secret_and_loads_nothing_heavy(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / "x.json", client(client_id=SECRET, client_secret=SECRET + " "))
    code = (
        "import sys\n"
        "from chattui.cli import main\n"
        f"status = main(['doctor', '--format', {form!r}, {str(path)!r}])\n"
        "heavy = {'asyncio', 'cryptography', 'email', 'google', 'http', 'httpx', 'keyring'}\n"
        "heavy |= {'rich', 'requests', 'socket', 'ssl', 'textual', 'chattui.net'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == Exit.FAILED
    assert done.stderr == ""
    assert SECRET[7:12] not in done.stdout
