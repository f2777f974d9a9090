"""chattui token: one of the three places where a secret is printed, because that is its job."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_format, add_shared_options
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--scope", action="append", default=[], metavar="S", help=t("a scope that it must hold")
    )
    add_format(parser)
    add_shared_options(parser, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Print one access token."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.scopes import expand, missing

    async with session_of(context) as session:
        wanted = expand(args.scope)
        account = await session.account()
        lacking = missing(wanted, account.scopes)
        if lacking:
            raise ProblemError(_not_held(lacking))
        await ask.open_vault(session)
        token = await session.access_token(account)
    if token.unsaved:
        output.warn(token.unsaved)
    if args.format == "json":
        ends = datetime.fromtimestamp(token.expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        output.write_json(
            {
                "access_token": token.value.reveal(),
                "expires_at": ends,
                "scopes": list(token.scopes),
                "account": account.email,
            }
        )
    else:
        output.write_line(token.value.reveal())
    return Exit.DONE


def _not_held(scopes: tuple[str, ...]) -> Problem:
    from chattui.oauth.scopes import short_name

    names = [short_name(scope) for scope in scopes]
    return Problem(
        "token.scope_missing",
        t("This sign-in does not hold {scopes}.", scopes=", ".join(names)),
        remedy=t(
            "Sign in again and ask for it: `chattui login {options}`, along with the scopes that"
            " you use already.",
            options=" ".join(f"--scope {name}" for name in names),
        ),
        exit=Exit.NOT_SIGNED_IN,
    )
