"""From the arguments to one command's module; the last place where failures are met."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Protocol, cast

from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


class Command(NamedTuple):
    """A command: its name, the module that serves it, what it does, and two examples."""

    name: str
    module: str
    summary: str
    examples: tuple[str, str]


class CommandModule(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace, context: Context) -> int:
        """Do it and give the exit status."""


def commands() -> tuple[Command, ...]:
    """Every command, in the order of the help."""
    return (
        Command(
            "demo",
            "demo",
            t("Try everything on an embedded emulator, without a Google account."),
            ("chattui demo", "chattui demo --first-run"),
        ),
        Command(
            "doctor",
            "doctor",
            t("Say what a credential file is, what is wrong with it, and how to mend it."),
            ("chattui doctor client_secret.json", "chattui doctor --format json *.json"),
        ),
        Command(
            "login",
            "login",
            t("Sign in with an OAuth client file and keep the grant in the vault."),
            (
                "chattui login --client client_secret.json",
                "chattui login --client client_secret.json --flow paste --scope chat.spaces.create",
            ),
        ),
        Command(
            "accounts",
            "accounts",
            t("List the accounts, choose the default, or forget one."),
            ("chattui accounts list", "chattui accounts use ada@example.com"),
        ),
        Command(
            "spaces",
            "spaces",
            t("List spaces, or create one with its members."),
            (
                "chattui spaces list --format json",
                'chattui spaces create --name "Launch team" --member grace@example.com',
            ),
        ),
        Command(
            "members",
            "members",
            t("List the members of a space."),
            (
                "chattui members list spaces/AAAAtestRoom",
                "chattui members list AAAAtestRoom --format csv --columns email,role",
            ),
        ),
        Command(
            "token",
            "token",
            t("Print one access token, refreshed first if it is about to end."),
            ("chattui token", "chattui token --account ada@example.com --scope chat.spaces"),
        ),
        Command(
            "emulator",
            "emulator",
            t("Serve a local Google to try things out on and to test against."),
            (
                "chattui emulator",
                "chattui emulator --port 8085 --auto-consent ada@example.com",
            ),
        ),
    )


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
        parser.add_argument(
            "--account", metavar="EMAIL", default="", help=t("act as this account")
        )


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
    context = _context(args)
    around = context.surroundings
    if not (around.terminal_in and around.terminal_out):
        raise ProblemError(
            Problem(
                "cli.no_terminal",
                t("The app needs a terminal for its keys and its screen."),
                t("Standard input or standard output is a file or a pipe."),
                t("Use a command instead: `chattui --help` lists them. With ssh, add -t."),
                exit=Exit.USAGE,
            )
        )
    from chattui.tui.run import run as run_app

    return run_app(context)


def _wants_json(arguments: list[str]) -> bool:
    pairs = zip(arguments, arguments[1:], strict=False)
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
