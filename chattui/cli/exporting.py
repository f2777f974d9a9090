"""chattui accounts export: one of the three places where a secret is printed, as its job."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_caution, add_format
from chattui.cli.work import session_of
from chattui.disk import shown
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.vault import AccountEntry


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("name", metavar="ACCOUNT", help=t("its address, or its name"))
    parser.add_argument(
        "--to",
        metavar="PATH",
        default="",
        help=t("write a new file that only you can read, instead of standard output"),
    )
    add_format(parser)
    add_caution(parser)


async def export(args: argparse.Namespace, context: Context) -> int:
    """Print the sign-in, or write it into a new file."""
    from chattui.cli.account_list import as_json
    from chattui.oauth.exporting import authorized_user, write_export

    path = os.path.expanduser(args.to)
    async with session_of(context) as session:
        account = await session.account(args.name)
        document = as_json(account, await session.index())
        _warn(account)
        if args.dry_run:
            output.say(t("Nothing was exported: this was a rehearsal."))
        elif not args.to and not _may_print(args, context):
            output.say(t("Nothing was exported."))
            return Exit.FAILED
        else:
            await ask.open_vault(session)
            text = await asyncio.to_thread(authorized_user, await session.vault(), account)
            if not args.to:
                output.write_line(text.reveal().rstrip())
                return Exit.DONE
            await asyncio.to_thread(write_export, path, text)
            output.done(t("Written to {path}, readable by you alone.", path=shown(path)))
            await asyncio.to_thread(_tell_custody, Path(path))
    if args.format == "json":
        output.write_json({"exported": document, "path": args.to, "dryRun": args.dry_run})
    return Exit.DONE


def _may_print(args: argparse.Namespace, context: Context) -> bool:
    """A terminal keeps what it shows, so that a person says yes to it first."""
    if not context.surroundings.terminal_out:
        return True
    question = t("Show the refresh token and the client secret on this terminal?")
    return ask.confirm(context.surroundings, question, yes=args.yes, needed=True)


def _warn(account: AccountEntry) -> None:
    email = safe_text(account.email, limit=80)
    output.say(
        "! "
        + t(
            "Whoever has this can act as {email} with all that was granted, until the grant is"
            " revoked: `chattui accounts revoke {name}` ends it in every program that has it.",
            email=email,
            name=shell_word(account.email, limit=80),
        )
    )


def _tell_custody(path: Path) -> None:
    """Say where the new file may be seen by others: in a work tree of git, a synced folder, …"""
    from chattui.clientfile import diagnose_file

    try:
        findings = diagnose_file(path).findings
    except ProblemError:  # moved already, by whoever waited for it
        return
    for finding in findings:
        if finding.code.startswith("CS5"):
            output.say(f"! {finding.message} {finding.remedy}")
