"""From the arguments to one command's module; the last place where failures are met."""

from __future__ import annotations

import argparse
import importlib
import itertools
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

from chattui.cli.commands import Command, commands
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


class CommandModule(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace, context: Any) -> int:
        """Do it and give the exit status; `context` is the surroundings of an offline command."""


class Parser(argparse.ArgumentParser):
    """argparse with our exit status and the remedy on a line of its own."""

    def error(self, message: str) -> NoReturn:
        """Wrong usage: what is wrong, and how to see what is right."""
        from chattui.safe_text import safe_text

        sys.stderr.write(f"✗ {safe_text(message)}\n  ")
        sys.stderr.write(t("`{program} --help` shows what it takes.", program=self.prog) + "\n")
        raise SystemExit(int(Exit.USAGE))


_SHARED_OPTIONS = ("--emulator", "--passphrase-file", "--account")


def add_shared_options(parser: argparse.ArgumentParser, *, account: bool = False) -> None:
    """The options that every command which meets Google or the vault takes."""
    parser.add_argument(
        "--emulator", metavar="127.0.0.1:PORT", default="", help=t("use an emulator, not Google")
    )
    parser.add_argument(
        "--passphrase-file",
        metavar="PATH",
        default="",
        help=t("a file whose first line opens the sealed file"),
    )
    if account:
        parser.add_argument("--account", metavar="EMAIL", default="", help=t("act as this account"))


def _leading_options(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Shared options may stand before the command: (those, the rest)."""
    taken: list[str] = []
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in _SHARED_OPTIONS:
        taken.append(rest.pop(0))
        if "=" not in taken[-1] and rest:
            taken.append(rest.pop(0))
    return taken, rest


def _top_parser() -> Parser:
    lines = [f"  {command.name:<10} {command.summary}" for command in commands()]
    parser = Parser(
        prog="chattui",
        usage="chattui [COMMAND] [OPTION]…",
        description=t("From a downloaded OAuth client file to a working Google Chat space."),
        epilog="\n".join(
            [
                t("Without a command the app opens. Commands:"),
                *lines,
                "",
                t("Examples:"),
                "  chattui demo",
                "  chattui login --client client_secret.json",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help=t("print the version"))
    add_shared_options(parser, account=True)
    return parser


def _command_parser(command: Command) -> Parser:
    return Parser(
        prog=f"chattui {command.name}",
        description=command.summary,
        epilog="\n".join([t("Examples:"), *(f"  {line}" for line in command.examples)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _dispatch(arguments: list[str]) -> int:
    shared, rest = _leading_options(arguments)
    if not rest or rest[0].startswith("-"):
        args = _top_parser().parse_args(shared + rest)
        if args.version:
            from chattui.cli import main

            return main(["--version"])
        return _open_app(args)
    known = {command.name: command for command in commands()}
    command = known.get(rest[0])
    if command is None:
        raise ProblemError(_unknown_command(rest[0], list(known)))
    module = cast("CommandModule", importlib.import_module(f"chattui.cli.{command.module}"))
    parser = _command_parser(command)
    module.add_arguments(parser)
    args = parser.parse_args(rest[1:] + shared)
    if command.offline:
        from chattui import surroundings

        return module.run(args, surroundings.look())
    return module.run(args, _context(args))


def _unknown_command(name: str, known: list[str]) -> Problem:
    import difflib

    from chattui.safe_text import safe_text

    near = difflib.get_close_matches(name, known, 1)
    remedy = (
        t("Did you mean `chattui {near}`?", near=near[0])
        if near
        else t("`chattui --help` lists the commands.")
    )
    return Problem(
        "cli.unknown_command",
        t("There is no command {name}.", name=safe_text(name, limit=40)),
        remedy=remedy,
        exit=Exit.USAGE,
    )


def _context(args: argparse.Namespace) -> Context:
    import dataclasses

    from chattui import context

    made = context.make(
        emulator=getattr(args, "emulator", ""),
        passphrase_file=getattr(args, "passphrase_file", ""),
    )
    account = getattr(args, "account", "")
    if account:
        around = dataclasses.replace(made.surroundings, account=account)
        made = dataclasses.replace(made, surroundings=around)
    return made


def _open_app(args: argparse.Namespace) -> int:
    from chattui.tui.run import run as run_app

    return run_app(_context(args))


def _wants_json(arguments: list[str]) -> bool:
    pairs = itertools.pairwise(arguments)
    return "--format=json" in arguments or ("--format", "json") in pairs


def run(arguments: list[str]) -> int:
    """Run the command that `arguments` name. Nothing escapes but its exit status."""
    from chattui.cli import output

    output.prepare_streams()
    try:
        try:
            return _dispatch(arguments)
        finally:
            output.flush()
    except ProblemError as error:
        output.show_problem(error.problem)
        if _wants_json(arguments):
            output.write_json({"problem": error.problem.as_json()})
        return int(error.problem.exit)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(Exit.USAGE)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`chattui … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.FAILED)
    except Exception as error:
        output.show_crash(error)
        return int(Exit.FAILED)
