"""``--show-code``: the program that does the same, instead of doing it."""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING, Final

from chattui.cli import output
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from chattui.context import Context
    from chattui.plans.model import Plan
    from chattui.programs.lists import Listing
    from chattui.programs.model import Program
    from chattui.session import Session
    from chattui.vault import AccountEntry

LANGUAGES: Final = ("python", "node", "java", "apps-script", "curl")
GRANTS: Final = ("user", "delegation", "token")


def add_code(parser: argparse.ArgumentParser) -> None:
    """``--show-code`` and ``--code-grant``, of whatever can be a program."""
    parser.add_argument(
        "--show-code",
        choices=LANGUAGES,
        default="",
        help=t("print a program that does it, and do nothing"),
    )
    parser.add_argument(
        "--code-grant",
        choices=GRANTS,
        default="",
        help=t("where that program has its token from; usually as the account"),
    )


async def show_plan(
    args: argparse.Namespace, session: Session, account: AccountEntry, plan: Plan
) -> int:
    """Print the program that does what `plan` does; nothing is changed."""
    from chattui.cli.plan_preview import say_plan
    from chattui.programs.model import Language
    from chattui.programs.show import code_of_plan

    say_plan(plan)
    for warning in plan.warnings:
        output.warn(warning)
    name = (await session.index()).name_of(account)
    endpoints = session.context.endpoints
    language = Language(args.show_code)
    program = code_of_plan(plan, account, name, language, endpoints, grant=args.code_grant)
    _write(program)
    output.say(t("Nothing was changed: the program does it."))
    return Exit.DONE


async def show_list(
    args: argparse.Namespace, context: Context, listing: Callable[[], Listing]
) -> int:
    """Print the program that prints what `listing` gives; nothing is asked of Google."""
    from chattui.cli.work import session_of
    from chattui.programs.model import Language
    from chattui.programs.show import code_of_list

    async with session_of(context) as session:
        account = await session.account()
        name = (await session.index()).name_of(account)
    endpoints = context.endpoints
    language = Language(args.show_code)
    program = code_of_list(listing(), account, name, language, endpoints, grant=args.code_grant)
    _write(program)
    return Exit.DONE


def not_in_code(option: str) -> ProblemError:
    """An option that asks for what the programs do not do."""
    return ProblemError(
        Problem(
            "cli.not_in_code",
            t("{option} has no program.", option=option),
            t("It takes a look into each space, which chattui does and the programs do not."),
            t("Leave it out, or leave --show-code out."),
            exit=Exit.USAGE,
        )
    )


def _write(program: Program) -> None:
    """The program alone on standard output, in UTF-8 as its file has to be."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    output.write_line(program.text.rstrip("\n"))
    file, command = program.file_name, program.run
    if command:
        output.say(t("To be kept as {file}, and run by: {command}", file=file, command=command))
    else:
        output.say(t("To be kept as {file}.", file=file))
