"""chattui members list SPACE."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.dispatch import add_shared_options
from chattui.problem import Exit
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.context import Context

COLUMNS = ("email", "name", "role", "state", "kind", "member")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="list")
    listing = parts.add_parser("list", help=t("who is in a space"))
    listing.add_argument("space", metavar="SPACE", help=t("spaces/ID, or the ID"))
    output.add_format(listing, "csv")
    add_shared_options(listing, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return asyncio.run(_list(args, context))


async def _list(args: argparse.Namespace, context: Context) -> int:
    from chattui.chat.names import space_name
    from chattui.session import Session

    output.choose_columns(args.columns, COLUMNS)
    space = space_name(args.space)
    async with Session(context) as session:
        account = await session.account()
        await ask.open_vault(session)
        chat = await session.chat(account)
        members: list[Membership] = []
        async for page in chat.member_pages(space):
            members += page
    rows = [
        {
            "email": member.email,
            "name": member.display_name,
            "role": member.role_words,
            "state": member.state,
            "kind": member.kind,
            "member": member.name,
        }
        for member in members
    ]
    output.write_list(args, "members", [_as_json(member) for member in members], rows, COLUMNS)
    return Exit.DONE


def _as_json(member: Membership) -> dict[str, Any]:
    """Google's Membership, with the address beside it where it is known."""
    document: dict[str, Any] = dict(member.raw)
    if member.email:
        document["email"] = member.email
    return document
