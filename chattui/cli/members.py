"""chattui members list SPACE."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_format, add_part
from chattui.cli.work import session_of, tell
from chattui.problem import Exit
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.context import Context

COLUMNS = ("email", "name", "role", "state", "kind", "member")


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="list")
    listing = add_part(
        parts,
        "list",
        t("who is in a space"),
        "chattui members list spaces/AAAAtestRoom",
        "chattui members list AAAAtestRoom --format csv --columns email,role",
        account=True,
    )
    listing.add_argument("space", metavar="SPACE", help=t("spaces/ID, or the ID"))
    add_format(listing, csv=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return asyncio.run(_list(args, context))


async def _list(args: argparse.Namespace, context: Context) -> int:
    from chattui.chat.names import space_name

    output.choose_columns(args.columns, COLUMNS)
    space = space_name(args.space)
    async with session_of(context) as session:
        account = await session.account()
        await ask.open_vault(session)
        chat = await session.chat(account)
        members: list[Membership] = []
        async for page in chat.telling(tell).member_pages(space):
            members += page
    known = {f"users/{account.subject}": account.email} if account.subject else {}
    emails = [member.email or known.get(member.user_name, "") for member in members]
    for_scripts = args.format == "csv"
    rows = [
        {
            "email": email,
            "name": member.display_name,
            "role": member.role if for_scripts else member.role_words,
            "state": member.state,
            "kind": member.kind,
            "member": member.name,
        }
        for member, email in zip(members, emails, strict=True)
    ]
    documents = [
        {**member.raw, "email": email} if email else dict(member.raw)
        for member, email in zip(members, emails, strict=True)
    ]
    output.write_list(args, "members", documents, rows, COLUMNS)
    return Exit.DONE
