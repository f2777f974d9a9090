"""chattui token: one of the three places where a secret is printed, because that is its job."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.dispatch import add_shared_options
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--scope", action="append", default=[], metavar="S", help=t("a scope that it must hold")
    )
    output.add_format(parser)
    add_shared_options(parser, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Print one access token."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.refresh import fresh_token
    from chattui.oauth.scopes import expand, satisfied, short_name
    from chattui.session import Session

    async with Session(context) as session:
        wanted = expand(args.scope)
        account = await session.account()
        missing = [scope for scope in wanted if not satisfied((scope,), account.scopes)]
        if missing:
            raise ProblemError(
                Problem(
                    "token.scope_missing",
                    t(
                        "This sign-in does not hold {scopes}.",
                        scopes=", ".join(short_name(scope) for scope in missing),
                    ),
                    remedy=t("Sign in again and ask for it: `chattui login --scope S`."),
                    exit=Exit.NOT_SIGNED_IN,
                )
            )
        await ask.open_vault(session)
        vault = await session.vault()
        token = await asyncio.to_thread(fresh_token, context, vault, account.key)
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
