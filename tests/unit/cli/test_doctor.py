"""``chattui doctor``: exit statuses, both formats, standard input, colour."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import surroundings
from chattui.cli import doctor
from chattui.cli.options import Parser
from chattui.cli.progress import ProgressLine
from chattui.clientfile import diagnose_bytes
from chattui.clientfile.rules import RULES
from chattui.clientfile.searching import Found
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.clientfile.cases import CLIENT_ID, GOOD, SECRET, client, key


def run(
    *arguments: str,
    terminal_in: bool = True,
    terminal_out: bool = False,
    terminal_error: bool = False,
) -> int:
    """The exit status of the command, in this process."""
    parser = Parser(prog="chattui doctor")
    doctor.add_arguments(parser)
    around = replace(
        surroundings.look({}),
        terminal_in=terminal_in,
        terminal_out=terminal_out,
        terminal_error=terminal_error,
    )
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


def test_who_is_to_paste_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    for terminal, told in ((True, "ctrl-d"), (False, "")):
        with pytest.MonkeyPatch.context() as patch, io.TextIOWrapper(io.BytesIO(GOOD)) as stream:
            patch.setattr("sys.stdin", stream)
            assert run("-", terminal_in=terminal) == Exit.DONE
        shown = capsys.readouterr()
        assert told in shown.err
        assert bool(shown.err) == terminal
        assert shown.out.startswith("standard input · ")


def test_one_file_that_is_stopped_is_not_counted(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chattui.clientfile.reading.diagnose_file", interrupt)
    assert run(str(good)) == Exit.INTERRUPTED
    assert capsys.readouterr().err.strip() == "Stopped."


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


def test_several_files_end_with_one_line_about_all(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(str(good), str(bad), str(bad))
    assert capsys.readouterr().out.endswith("\n\n3 files: 1 can be used, 2 cannot.\n")
    run(str(good), "none.json")
    assert capsys.readouterr().out.endswith(
        "\n\n2 files: 1 can be used, 0 cannot, 1 could not be read.\n"
    )
    run(str(good))
    assert "files" not in capsys.readouterr().out


def test_many_problems_are_counted_after_the_first_twenty(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(good), *(f"none{n}.json" for n in range(22))) == Exit.USAGE
    err = capsys.readouterr().err
    assert err.count("cannot be read") == 20
    assert err.endswith("✗ 2 more are not shown.\n")


def test_what_fix_would_mend_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comma = GOOD.replace(b'"]}', b'"],}')
    write(Path("a.json"), comma)
    run("a.json")
    assert capsys.readouterr().out.endswith("\n\n`chattui doctor --fix` mends it.\n")
    Path("a.json").chmod(0o644)
    run("a.json")
    assert capsys.readouterr().out.endswith("\n\n`chattui doctor --fix` mends all.\n")
    write(Path("b.json"), client(client_id="YOUR_CLIENT_ID").replace(b'"]}', b'"],}'))
    run("b.json")
    assert capsys.readouterr().out.endswith("\n\n`chattui doctor --fix` mends 1 of 2.\n")


def test_a_new_file_is_not_called_mending(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = {"token": "ya29.a", "client_id": CLIENT_ID, "client_secret": SECRET, "scopes": []}
    write(Path("token.json"), json.dumps(token).encode())
    write(Path("a.json.gz"), gzip.compress(GOOD, mtime=0))
    write(Path("a.json"), gzip.compress(GOOD, mtime=0))
    for name, words in (
        ("token.json", "writes a client file beside it."),
        ("a.json.gz", "writes a client file beside it."),
        ("a.json", "mends it."),
    ):
        run(name)
        assert capsys.readouterr().out.endswith(f"\n\n`chattui doctor --fix` {words}\n")


def test_standard_input_cannot_be_mended_and_is_not_said_to_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with io.TextIOWrapper(io.BytesIO(GOOD.replace(b'"]}', b'"],}'))) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("-", terminal_in=False) == Exit.FAILED
    assert "--fix" not in capsys.readouterr().out


def test_sarif_has_the_problems_and_the_status(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--format", "sarif", str(bad), "none.json") == Exit.USAGE
    shown = capsys.readouterr()
    (told,) = json.loads(shown.out)["runs"]
    assert [result["ruleId"] for result in told["results"]] == ["CS301"]
    (invocation,) = told["invocations"]
    assert invocation["exitCode"] == Exit.USAGE
    assert len(invocation["toolExecutionNotifications"]) == 1
    assert "none.json" in shown.err


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--explain", "ALL") == Exit.DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line[2:7] for line in lines if not line.startswith(" ")] == sorted(RULES)
    assert max(map(len, lines)) <= 80


def test_a_message_of_a_library_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    message = "ValueError: Client secrets must be for a web or installed app."
    assert run("--explain", message) == Exit.DONE
    lines = capsys.readouterr().out.splitlines()
    assert "google-auth-oauthlib" in lines[0]
    assert any(line.startswith("  → ") for line in lines)
    assert max(map(len, lines)) <= 80


def test_what_cannot_be_explained_is_not_repeated() -> None:
    with pytest.raises(ProblemError) as caught:
        run("--explain", f"what is {SECRET}")
    assert caught.value.problem.exit is Exit.USAGE
    assert SECRET[7:12] not in str(caught.value.problem)


@pytest.mark.parametrize(
    "arguments",
    [("--fix",), ("--format", "json"), ("a.json", "b.json"), ("-",)],
    ids=lambda arguments: " ".join(arguments),
)
def test_what_does_not_go_with_the_app(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ProblemError) as caught:
        run("--tui", *arguments)
    assert caught.value.problem.exit is Exit.USAGE
    assert "--tui" in caught.value.problem.message


def test_the_app_opens_at_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def run_doctor(context: object, path: Path | None) -> int:
        opened.append(path)
        return 0

    monkeypatch.setattr("chattui.tui.run.run_doctor", run_doctor)
    assert run("--tui") == Exit.DONE
    assert run("--tui", "a.json", terminal_in=False) == Exit.DONE
    assert opened == [None, Path("a.json")]


def test_the_app_needs_a_terminal() -> None:
    with pytest.raises(ProblemError) as caught:
        run("--tui")
    assert caught.value.problem.code == "app.no_terminal"


def found_in(*events: Found) -> Callable[[str], Iterator[Found]]:
    """A search that gives these."""
    return lambda folder: iter(events)


def test_a_folder_is_searched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = diagnose_bytes(GOOD, "good"), diagnose_bytes(b"{", "bad")
    trouble = Problem("clientfile.unreadable", "A corner cannot be read.", exit=Exit.USAGE)
    monkeypatch.setattr(
        "chattui.clientfile.searching.search",
        found_in(
            Found(good, None, 1), Found(None, None, 7), Found(None, trouble, 8), Found(bad, None, 9)
        ),
    )
    assert run(str(tmp_path)) == Exit.USAGE
    shown = capsys.readouterr()
    assert shown.out.startswith("good · a client file")
    assert shown.out.endswith("3 files: 1 can be used, 1 cannot, 1 could not be read.\n")
    assert shown.err == "✗ A corner cannot be read.\n"


def test_a_folder_that_holds_none_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    assert run(str(tmp_path)) == Exit.USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "there is no credential file." in shown.err


def test_a_folder_that_cannot_be_read_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = Problem("clientfile.unreadable", "It cannot be read.", exit=Exit.USAGE)
    monkeypatch.setattr("chattui.clientfile.searching.search", found_in(Found(None, trouble, 0)))
    assert run(str(tmp_path)) == Exit.USAGE
    assert capsys.readouterr().err == "✗ It cannot be read.\n"


def test_ctrl_c_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def search(folder: str) -> Iterator[Found]:
        yield Found(diagnose_bytes(GOOD, "a"), None, 3)
        yield Found(diagnose_bytes(GOOD, "b"), None, 1234)
        raise KeyboardInterrupt

    monkeypatch.setattr("chattui.clientfile.searching.search", search)
    for form in ("text", "json", "sarif"):
        assert run(str(tmp_path), "--format", form) == Exit.INTERRUPTED
        shown = capsys.readouterr()
        assert "Stopped after 1,234 files and folders were looked at." in shown.err
        assert "2 files: 2 can be used, 0 cannot." in shown.err
        assert form == "text" or shown.out == ""


def test_progress_is_drawn_on_a_terminal_and_taken_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter(number / 4 for number in range(100))
    monkeypatch.setattr("chattui.cli.progress.time.monotonic", lambda: next(now))
    events = [Found(None, None, 1000 * number) for number in range(1, 5)]
    monkeypatch.setattr(
        "chattui.clientfile.searching.search",
        found_in(*events, Found(diagnose_bytes(GOOD, "a"), None, 5000)),
    )
    assert run(str(tmp_path), terminal_error=True) == Exit.DONE
    err = capsys.readouterr().err
    first = "Looked at 2,000, 4,000 a second; credential files: 0. ctrl-c stops."
    assert err.startswith("\r" + first + "\r")
    assert err.endswith("\r" + " " * len(first) + "\r")
    assert err.count("\r" + " " * len(first) + "\r") == 2
    assert run(str(tmp_path), terminal_error=False) == Exit.DONE
    assert capsys.readouterr().err == ""


def test_progress_outlives_its_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError

    monkeypatch.setattr("chattui.cli.progress.FIRST_AFTER", 0.0)
    monkeypatch.setattr("sys.stderr", Gone())
    line = ProgressLine()
    line.show(1, 1)
    line.clear()
