"""chattui token: one of the three places where a secret is printed, because that is its job."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.asked_scopes import asked_scopes
from chattui.cli.options import Parser, add_format, add_shared_options
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.oauth.refresh import AccessToken
    from chattui.vault import AccountEntry


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


async def fetch(
    scopes: Sequence[str], context: Context, min_seconds: float = 60
) -> tuple[AccountEntry, AccessToken]:
    """The account that acts, and a token of it that lives for `min_seconds` more and holds
    `scopes`. Raises ProblemError ``token.scope_missing`` (exit 3), and what a refresh raises."""
    from chattui.oauth.refresh import fresh_token
    from chattui.oauth.scopes import missing

    async with session_of(context) as session:
        wanted = asked_scopes(scopes)
        account = await session.account()
        lacking = missing(wanted, account.scopes)
        if lacking:
            name = (await session.index()).name_of(account)
            raise ProblemError(_not_held(account, name, lacking))
        await ask.open_vault(session)
        vault, key = await session.vault(), account.key
        token = await asyncio.to_thread(fresh_token, context, vault, key, min_seconds=min_seconds)
    if token.unsaved:
        output.warn(token.unsaved)
    return account, token


async def _run(args: argparse.Namespace, context: Context) -> int:
    account, token = await fetch(args.scope, context)
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


def _not_held(account: AccountEntry, name: str, scopes: tuple[str, ...]) -> Problem:
    from chattui.oauth.scopes import short_name

    names = [short_name(scope) for scope in scopes]
    email = safe_text(account.email, limit=80)
    if account.kind == "user":
        cause = t("{email} has not allowed it, or it was not asked for.", email=email)
        remedy = t(
            "Ask for just that: `chattui login --add --account {name} {options}`. What was"
            " allowed before stays.",
            name=shell_word(name, limit=80),
            options=" ".join(f"--scope {name}" for name in names),
        )
    else:
        cause = t("The administrator has not authorized it for the service account.")
        from chattui.oauth.delegated import more_remedy

        remedy = more_remedy(account.email)
    return Problem(
        "token.scope_missing",
        t("This sign-in does not hold {scopes}.", scopes=", ".join(names)),
        cause,
        remedy,
        exit=Exit.NOT_SIGNED_IN,
    )
