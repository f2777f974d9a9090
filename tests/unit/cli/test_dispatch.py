"""From the arguments to a command, and from whatever it raises to words and a status."""

from __future__ import annotations

import argparse
import importlib
import json
import shlex
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chattui.cli import main
from chattui.cli.commands import Command, commands
from chattui.cli.dispatch import CommandModule
from chattui.cli.options import Parser, leading, number
from chattui.problem import Exit, Problem, ProblemError

HOST = "127.0.0.1:8085"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A command ``token`` that notes what it was given, or raises ``error``."""
    noted: dict[str, Any] = {}

    def add_arguments(parser: Parser) -> None:
        parser.add_argument("--emulator", default=argparse.SUPPRESS)
        parser.add_argument("--format", default="text")
        parser.add_argument("words", nargs="*")

    def run(args: argparse.Namespace, context: Any) -> int:
        noted.update(args=args, context=context)
        if "error" in noted:
            raise noted["error"]
        return 0

    module = SimpleNamespace(add_arguments=add_arguments, run=run)
    monkeypatch.setattr("chattui.cli.dispatch.importlib.import_module", lambda name: module)
    return noted


@pytest.mark.parametrize(
    "arguments",
    [
        ["--emulator", HOST, "token"],
        [f"--emulator={HOST}", "token", "--", "word"],
        ["token", "--emulator", HOST],
        ["--emulator", "127.0.0.1:1", "token", "--emulator", HOST],
        ["--passphrase-file", "p", "--account", "ada", "--emulator", HOST, "token"],
    ],
)
def test_shared_options_stand_before_or_behind_the_command(
    served: dict[str, Any], arguments: list[str]
) -> None:
    assert main(arguments) == 0
    assert served["context"].endpoints.emulator == HOST


def test_the_account_and_the_passphrase_file_reach_the_context(served: dict[str, Any]) -> None:
    assert main(["--account", "ada", "--passphrase-file", "p", "token"]) == 0
    assert served["context"].surroundings.account == "ada"
    assert served["context"].surroundings.passphrase_file == "p"


def test_leading_options_end_at_the_first_other_word() -> None:
    taken, rest = leading(["--account", "ada", "spaces", "--account", "alan"])
    assert (taken, rest) == (argparse.Namespace(account="ada"), ["spaces", "--account", "alan"])
    assert leading([]) == (argparse.Namespace(), [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--emulator"], "expected one argument"),
        (["--nonsense"], "--nonsense"),
        (["tokn"], "Did you mean `chattui token`?"),
        (["zzz\x1b[2J"], "`chattui --help` lists the commands."),
        (["spaces"], "list | create"),
        (["accounts", "use"], "ACCOUNT"),
        (["spaces", "list", "--form", "json"], "--form"),
        (["--emulator", "example.com:80", "token"], "not the address of an emulator"),
    ],
)
def test_wrong_usage_is_status_2_with_a_remedy(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == Exit.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("✗ ")
    assert said in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("arguments", "program"),
    [
        (["spaces", "list", "--nonsense"], "chattui spaces list"),
        (["members", "add", "AAAA", "x@example.com", "--nonsense", "y"], "chattui members add"),
        (["doctor", "--nonsense"], "chattui doctor"),
        (["spaces", "--nonsense", "list"], "chattui spaces"),
    ],
)
def test_a_wrong_option_names_the_help_of_its_own_command(
    arguments: list[str], program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == Exit.USAGE
    said = capsys.readouterr().err
    assert "--nonsense" in said
    assert f"`{program} --help` shows what it takes." in said


def test_wrong_usage_is_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--format", "json", "--nonsense"]) == Exit.USAGE
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "cli.usage"


def test_all_problems_that_were_found_are_told(
    served: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    served["error"] = ProblemError(
        Problem("a.one", "One.", exit=Exit.USAGE), Problem("a.two", "Two.")
    )
    assert main(["token", "--format=json"]) == Exit.USAGE
    out, err = capsys.readouterr()
    assert err == "✗ One.\n✗ Two.\n"
    assert json.loads(out) == {
        "problem": {"code": "a.one", "message": "One."},
        "others": [{"code": "a.two", "message": "Two."}],
    }


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "\n"),
        (SystemExit(4), 4, ""),
        (SystemExit("words"), 2, ""),
        (RuntimeError("ya29.secret"), 1, "✗ chattui met an error of its own: RuntimeError"),
        (FileNotFoundError(2, "x", "name"), 1, "✗ chattui met an error of its own"),
    ],
)
def test_nothing_escapes_but_a_status(
    served: dict[str, Any],
    error: BaseException,
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served["error"] = error
    assert main(["token"]) == status
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert "ya29" not in err


def test_the_version_is_told_also_behind_other_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--account", "ada", "--version"]) == 0
    assert capsys.readouterr().out.startswith("chattui ")


def module_of(command: Command) -> CommandModule:
    module = cast("CommandModule", importlib.import_module(f"chattui.cli.{command.module}"))
    return module


def parser_of(command: Command) -> Parser:
    parser = Parser(prog="x")
    module_of(command).add_arguments(parser)
    return parser


def parts_of(command: Command) -> list[str]:
    """The names of a command's own commands."""
    choices = [a.choices for a in parser_of(command)._actions if a.dest == "part"]
    return [part for parts in choices for part in parts or ()]


EVERY = [
    [],
    *([command.name] for command in commands()),
    *([command.name, part] for command in commands() for part in parts_of(command)),
]


@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_every_help_ends_with_two_examples_of_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--help"]) == 0
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert lines[-3] == "Examples:"
    known = {command.name: command for command in commands()}
    for line in lines[-2:]:
        assert line.startswith(f"  {' '.join(['chattui', *arguments])}")
        name, *rest = shlex.split(line)[1:]
        parser_of(known[name]).parse_args(rest)


@pytest.mark.parametrize(
    "text", ["0", "65536", "-1", "+8085", "\uff18\uff10", "8085.0", "", "9" * 5000]
)
def test_a_number_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="from 1 to 65,535"):
        number(1, 65535)(text)


def test_a_number_in_its_bounds_is_read() -> None:
    assert [number(0, 9)("0"), number(0, 9)("9")] == [0, 9]
