"""From the arguments to one command's module; the last place where failures are met."""

from __future__ import annotations

import argparse
import errno
import importlib
import itertools
from typing import TYPE_CHECKING, Any, Protocol, cast

from chattui.cli.commands import Command, commands
from chattui.cli.logged import Logged
from chattui.cli.options import Parser, add_shared_options, leading
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


class CommandModule(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: Parser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace, context: Any) -> int:
        """Do it and give the exit status; `context` is the surroundings of an offline command."""


def _top_parser() -> Parser:
    parser = Parser(
        prog="chattui",
        usage="chattui [COMMAND] [OPTION]…",
        description=t("From a downloaded OAuth client file to a working Google Chat space."),
        listing=[
            t("Without a command the app opens. Commands:"),
            *(f"  {command.name:<10} {command.summary}" for command in commands()),
            "",
        ],
        examples=("chattui demo", "chattui login --client client_secret.json"),
    )
    parser.add_argument("--version", action="store_true", help=t("print the version"))
    add_shared_options(parser, account=True)
    return parser


def _dispatch(arguments: list[str], log: Logged) -> int:
    shared, rest = leading(arguments)
    if not rest or rest[0].startswith("-"):
        args = _top_parser().parse_args(rest, shared)
        if args.version:
            from chattui.cli import main

            return main(["--version"])
        log.start(args)
        return _open_app(args)
    command = _command(rest[0])
    module = cast("CommandModule", importlib.import_module(f"chattui.cli.{command.module}"))
    parser = Parser(
        prog=f"chattui {command.name}", description=command.summary, examples=command.examples
    )
    module.add_arguments(parser)
    parser.offer_log()
    args = parser.parse_args(rest[1:], shared)
    log.start(args)
    if command.offline:
        from chattui import surroundings

        return module.run(args, surroundings.look())
    return module.run(args, context_of(args))


def _command(name: str) -> Command:
    known = {command.name: command for command in commands()}
    if name in known:
        return known[name]
    import difflib

    from chattui.safe_text import safe_text

    near = difflib.get_close_matches(name, known, 1)
    remedy = (
        t("Did you mean `chattui {near}`?", near=near[0])
        if near
        else t("`chattui --help` lists the commands.")
    )
    raise ProblemError(
        Problem(
            "cli.unknown_command",
            t("There is no command {name}.", name=safe_text(name, limit=40)),
            remedy=remedy,
            exit=Exit.USAGE,
        )
    )


def context_of(args: argparse.Namespace) -> Context:
    """The context that the shared options and the environment make. Raises ProblemError."""
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
    logged: Logged | None = getattr(args, "logged", None)
    if logged:
        logged.start(args, made)
    return made


def _open_app(args: argparse.Namespace) -> int:
    from chattui.tui.run import run as run_app

    return run_app(context_of(args))


def _wants_json(arguments: list[str]) -> bool:
    if "--" in arguments:  # what follows is another program's
        arguments = arguments[: arguments.index("--")]
    pairs = itertools.pairwise(arguments)
    return "--format=json" in arguments or ("--format", "json") in pairs


def run(arguments: list[str]) -> int:
    """Run the command that `arguments` name. Nothing escapes but its exit status."""
    from chattui.cli import output

    output.prepare_streams()
    log = Logged(arguments)
    status = _guarded(arguments, log)
    trouble = log.finish(status)
    if trouble:
        output.warn(trouble)
    return status


def _guarded(arguments: list[str], log: Logged) -> int:
    """Run the command; nobody reading, and a full disk behind standard output, are met here."""
    from chattui.cli import output

    try:
        status = _status(arguments, log)
        output.flush()
        return status
    except KeyboardInterrupt:
        output.say("")
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`chattui … | head`): nobody is left to tell.
        output.abandon()
        return int(Exit.FAILED)
    except OSError as error:
        output.abandon()
        output.show_problem(output.not_written(error))
        return int(Exit.FAILED)


def _status(arguments: list[str], log: Logged) -> int:
    """Run the command; what it raises becomes words, and its exit status.

    Raises OSError where standard output does not take what is written.
    """
    from chattui.cli import output

    try:
        return _dispatch(arguments, log)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(Exit.USAGE)
    except ProblemError as error:
        for problem in (error.problem, *error.others):
            output.show_problem(problem)
        if _wants_json(arguments):
            output.write_problem(error)
        return int(error.problem.exit)
    except Exception as error:
        if _is_of_output(error):
            raise
        output.show_crash(error)
        return int(Exit.FAILED)


_OUTPUT_ERRORS = frozenset(
    {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
)


def _is_of_output(error: Exception) -> bool:
    """Whether standard output refused what was written; files have a name in their errors."""
    return isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS and error.filename is None
