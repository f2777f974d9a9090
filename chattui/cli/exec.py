"""chattui exec: a command with an access token in its environment, in this process's place."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from chattui.cli import output
from chattui.cli.options import Parser, add_shared_options
from chattui.endpoints import EMULATOR_VARIABLE
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.vault import AccountEntry

VARIABLE = "GOOGLE_OAUTH_ACCESS_TOKEN"
FILE_VARIABLE = "CHATTUI_PASSPHRASE_FILE"

MIN_SECONDS = 600.0
"""The token that is handed over lives at least so long."""

NOT_FOUND, NOT_RUN = 127, 126
"""What env(1) and the shells give where a command is not there, or cannot be run."""


def add_arguments(parser: Parser) -> None:
    """Declare the options; what follows the command is its own."""
    parser.add_argument(
        "--scope", action="append", default=[], metavar="S", help=t("a scope that it must hold")
    )
    add_shared_options(parser, account=True)
    parser.add_argument(
        "command",
        nargs=argparse.REMAINDER,
        metavar="-- COMMAND …",
        help=t(
            "what to run; {variable} in its environment is the token, and the exit status is that"
            " of the command",
            variable=VARIABLE,
        ),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Get a token and become the command."""
    from chattui.cli.token import fetch
    from chattui.vault.passphrase import is_spent

    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        raise ProblemError(
            Problem(
                "exec.no_command",
                t("There is no command to run."),
                remedy=t("Put it behind two dashes: chattui exec -- COMMAND"),
                exit=Exit.USAGE,
            )
        )
    account, token = asyncio.run(fetch(args.scope, context, MIN_SECONDS))
    output.flush()
    named = _as_named(context, account)
    environment = {**os.environ, **named, VARIABLE: token.value.reveal()}
    if is_spent(environment.get(FILE_VARIABLE, "")):
        del environment[FILE_VARIABLE]
    try:
        if _on_windows():
            return _run_beside(command, environment)
        _become(command, environment)
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        output.show_problem(_not_run(command[0], error))
        missing = isinstance(error, OSError) and error.errno in {errno.ENOENT, errno.ENOTDIR}
        return NOT_FOUND if missing else NOT_RUN


def _as_named(context: Context, account: AccountEntry) -> dict[str, str]:
    """What makes a `chattui token` inside the command, once this token has ended, mean the same
    account at the same place, whatever options named them."""
    found = {
        "CHATTUI_ACCOUNT": account.key,
        EMULATOR_VARIABLE: context.endpoints.emulator,
        FILE_VARIABLE: context.surroundings.passphrase_file,
    }
    return {name: value for name, value in found.items() if value}


def _become(command: Sequence[str], environment: dict[str, str]) -> NoReturn:
    """The command in this process: its status and what ends it are then this one's by nature."""
    ignored = [number for number in (signal.SIGPIPE, signal.SIGXFSZ) if _is_ignored(number)]
    for number in ignored:  # Python ignores them, and whoever follows would inherit that
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(command[0], list(command), environment)  # noqa: S606 what was asked for
    finally:  # only where it failed
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


def _is_ignored(number: signal.Signals) -> bool:
    return signal.getsignal(number) == signal.SIG_IGN


def _on_windows() -> bool:
    return os.name == "nt"


def _run_beside(command: Sequence[str], environment: dict[str, str]) -> int:
    """On Windows nothing takes a process's place: whoever waits for it would go on at once."""
    import subprocess

    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def _not_run(name: str, error: OSError | ValueError) -> Problem:
    shown = safe_text(name, limit=200)
    if isinstance(error, OSError) and error.errno == errno.ENOENT:
        cause = t("There is no such command on the path, or its interpreter is missing.")
    elif isinstance(error, OSError) and error.errno in {errno.EACCES, errno.EPERM}:
        cause = t("It may not be executed, or it is a folder.")
    else:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        cause = t("The operating system says: {reason}.", reason=safe_text(reason or "?"))
    return Problem(
        "exec.not_run",
        t("{command} could not be run.", command=shown),
        cause,
        t("Check its name, or give its whole path."),
    )
