"""``chattui doctor --fix``: what it shows, asks, writes, and gives as its status."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from chattui.problem import Exit, Problem, ProblemError
from tests.unit.cli.test_doctor import run, write
from tests.unit.clientfile.cases import GOOD, SECRET, TEXT, TOKEN, client

COMMA = TEXT.replace('"]}', '"],}').encode()
EXTRA = json.dumps(json.loads(TEXT) | {"access_token": "ya29.abcdefgh"}).encode()
BOTH = EXTRA.replace(b'"]}', b'"],}')
PERSON = {"terminal_in": True, "terminal_out": True, "terminal_error": True}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the person types, line by line."""

    def typed(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return typed


def test_with_yes_it_writes_and_says_where_the_old_file_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write(Path("a.json"), COMMA)
    assert run("--fix", "--yes", "a.json", terminal_in=False) == Exit.DONE
    assert path.read_bytes() == GOOD
    assert Path("a.json.bak").read_bytes() == COMMA
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "What would be changed:\n  · " in shown.out
    assert "\n  - 1 │ …" in shown.out
    assert "\n  + 1 │ …" in shown.out
    assert "kept in a.json.bak, which holds its secrets too." in " ".join(shown.out.split())
    assert shown.out.endswith(
        "\na.json · a client file of a desktop app\n✓ It can be used to sign in.\n"
    )
    assert SECRET[7:12] not in shown.out


def test_a_dry_run_writes_nothing_and_needs_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("a.json"), COMMA)
    assert run("--fix", "--dry-run", "a.json", terminal_in=False) == Exit.FAILED
    assert [path.name for path in Path().iterdir()] == ["a.json"]
    assert Path("a.json").read_bytes() == COMMA
    assert "Nothing was written: this is a dry run." in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "status"), [("y", Exit.DONE), ("n", Exit.FAILED)])
def test_a_person_is_asked(
    answers: Any, answer: str, status: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(answer)
    write(Path("a.json"), COMMA)
    assert run("--fix", "a.json", **PERSON) == status
    assert Path("a.json.bak").exists() == (answer == "y")
    shown = capsys.readouterr()
    assert shown.err.startswith("Write this to a.json? ")
    assert ("Nothing was written." in shown.out) == (answer == "n")


def test_where_standard_output_is_no_terminal_the_diff_is_shown_beside_the_question(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("y")
    write(Path("a.json"), COMMA)
    assert run("--fix", "a.json", **PERSON | {"terminal_out": False}) == Exit.DONE
    shown = capsys.readouterr()
    assert shown.out == "a.json · a client file of a desktop app\n✓ It can be used to sign in.\n"
    assert "What would be changed:" in shown.err
    assert shown.err.index("+ 1 │ ") < shown.err.index("Write this")


def test_members_are_left_out_only_after_asking_by_name(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("y", "y")
    write(Path("a.json"), EXTRA)
    assert run("--fix", "a.json", **PERSON) == Exit.DONE
    err = capsys.readouterr().err
    assert err.startswith("Leave out access_token, which does not belong into a client file? ")
    assert "access_token" not in json.loads(Path("a.json").read_bytes())


def test_who_keeps_the_members_may_have_the_rest_mended(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("n", "y")
    write(Path("a.json"), BOTH)
    assert run("--fix", "a.json", **PERSON) == Exit.FAILED
    assert "access_token" in json.loads(Path("a.json").read_bytes())
    shown = capsys.readouterr()
    assert "Without leaving anything out:" in shown.out
    assert "What is left needs a person: 1 finding." in shown.out


def test_who_keeps_the_members_and_has_nothing_else_to_mend(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("n")
    write(Path("a.json"), EXTRA)
    assert run("--fix", "a.json", **PERSON) == Exit.FAILED
    assert Path("a.json").read_bytes() == EXTRA
    assert "Nothing was written." in capsys.readouterr().out


def test_without_a_person_and_without_yes_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(Path("a.json"), COMMA)
    write(Path("b.json"), COMMA)
    write(Path("c.json"), GOOD)
    assert run("--fix", "a.json", "b.json", "c.json", terminal_in=False) == Exit.USAGE
    assert len(list(Path().iterdir())) == 3
    shown = capsys.readouterr()
    assert shown.out.count("Nothing was written.") == 2
    assert shown.err.count("This needs a yes") == 1
    assert "3 files: 1 can be used, 2 cannot." in shown.out


def test_a_sound_file_needs_no_yes(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("a.json"), GOOD)
    assert run("--fix", "a.json", terminal_in=False) == Exit.DONE
    assert "mended" not in capsys.readouterr().out


def test_what_needs_a_person_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("a.json"), client(client_id="YOUR_CLIENT_ID"))
    assert run("--fix", "--yes", "a.json", terminal_in=False) == Exit.FAILED
    assert "Nothing of this can be mended without a person." in capsys.readouterr().out
    broken = client(client_id="YOUR_CLIENT_ID").replace(b'"]}', b'"],}')
    write(Path("a.json"), broken)
    assert run("--fix", "--yes", "a.json", terminal_in=False) == Exit.FAILED
    out = capsys.readouterr().out
    after = out[out.index("✓ a.json is mended") :]
    assert "CS203" in after
    assert "CS011" not in after
    assert "What is left needs a person: 1 finding." in after


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_document_is_alone_on_standard_output(
    form: str, answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answers("y")
    write(Path("a.json"), COMMA)
    assert run("--fix", "--format", form, "a.json", **PERSON) == Exit.DONE
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    if form == "json":
        assert document["files"][0]["usable"] is True
        assert document["files"][0]["path"] == "a.json"
    else:
        assert document["runs"][0]["results"] == []
        assert document["runs"][0]["invocations"][0]["exitCode"] == 0
    assert "+ 1 │ " in shown.err
    assert "a.json is mended" in shown.err


def test_only_the_mode(answers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    answers("y")
    path = write(Path("a.json"), GOOD)
    path.chmod(0o644)
    assert run("--fix", "a.json", **PERSON) == Exit.DONE
    assert path.stat().st_mode & 0o777 == 0o600
    shown = capsys.readouterr()
    assert shown.err.startswith("Change the mode of a.json?")
    assert "Only you can read and change a.json now." in shown.out
    assert [path.name for path in Path().iterdir()] == ["a.json"]


def test_a_client_file_from_a_saved_token(answers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    answers("y")
    data = json.dumps(TOKEN | {"client_secret": SECRET}).encode()
    path = write(Path("token.json"), data)
    assert run("--fix", "token.json", **PERSON) == Exit.DONE
    assert path.read_bytes() == data
    (new,) = [other for other in Path().iterdir() if other != path]
    assert json.loads(new.read_bytes())["installed"]["client_secret"] == SECRET
    shown = capsys.readouterr()
    assert f"{new.name}?" in shown.err
    assert "token.json keeps its content" in " ".join(shown.out.split())
    assert f"\n{new.name} · a client file" in shown.out
    assert SECRET[7:12] not in shown.out + shown.err


def test_behind_a_link_files_are_named_where_they_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = folder / "real"
    real.mkdir()
    write(real / "token.json", json.dumps(TOKEN | {"client_secret": SECRET}).encode())
    write(real / "a.json", COMMA)
    Path("t.json").symlink_to("real/token.json")
    Path("l.json").symlink_to("real/a.json")
    assert run("--fix", "--yes", "t.json") == Exit.DONE
    shown = capsys.readouterr()
    assert shown.err == ""
    assert f"\n{real / 'client_secret_t.json'} · a client file" in shown.out.replace(
        "\n  a", " · a"
    )
    assert run("--fix", "--yes", "l.json") == Exit.DONE
    assert f"kept in {real / 'a.json.bak'}, " in " ".join(capsys.readouterr().out.split())


def test_standard_input_is_refused_with_the_reason() -> None:
    for arguments in (("--fix", "-"), ("--fix",)):
        with pytest.raises(ProblemError) as caught:
            run(*arguments, terminal_in=False)
        problem = caught.value.problem
        assert problem.code == "doctor.fix_standard_input"
        assert problem.exit is Exit.USAGE
        assert "holds a secret" in problem.cause


@pytest.mark.parametrize("option", ["--yes", "--dry-run"])
def test_its_options_need_it(option: str) -> None:
    with pytest.raises(ProblemError) as caught:
        run(option, "a.json")
    assert caught.value.problem.exit is Exit.USAGE
    assert "--fix" in caught.value.problem.message


def test_a_file_that_cannot_be_written_stays_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise ProblemError(Problem("clientfile.not_mended", "No room.", "Full.", "Free some."))

    monkeypatch.setattr("chattui.clientfile.mending.writing.write_mending", refused)
    write(Path("a.json"), COMMA)
    write(Path("b.json"), GOOD)
    assert run("--fix", "--yes", "a.json", "b.json", terminal_in=False) == Exit.FAILED
    shown = capsys.readouterr()
    assert "No room." in shown.err
    assert "2 files: 1 can be used, 1 cannot." in shown.out


def test_long_lines_of_the_diff_are_broken_at_the_edge(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("chattui.cli.output.width_of", lambda stream: 44)
    write(Path("a.json"), COMMA.replace(b"demo-project-1", "日本".encode() * 20))
    run("--fix", "--dry-run", "a.json", terminal_in=False)
    diff = [line for line in capsys.readouterr().out.splitlines() if " │ " in line]
    assert any(line.startswith("    │ ") for line in diff)
    assert max(map(len, diff)) <= 44


def test_lines_between_changes_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    pretty = json.dumps(json.loads(TEXT), indent=1).replace('"\n  ]\n', '",\n  ]\n')
    write(Path("a.json"), pretty.encode())
    run("--fix", "--dry-run", "a.json", **PERSON)
    out = capsys.readouterr().out
    assert "\x1b[2m    " in out
    assert "⋮" in out
    assert "\x1b[31m- " in out
    assert "\x1b[32m+ " in out
