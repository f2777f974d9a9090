"""chattui members list."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.member_rows import COLUMNS, IN_TEXT, USUAL, member_documents, member_rows
from chattui.cli.work import working
from chattui.problem import Exit

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.context import Context
    from chattui.programs.lists import Listing

_ROLES = {"owner": "ROLE_MANAGER", "manager": "ROLE_ASSISTANT_MANAGER", "member": "ROLE_MEMBER"}

_OUTSIDE = frozenset(("EXTERNAL", "MANAGED_EXTERNAL"))


async def run(args: argparse.Namespace, context: Context) -> int:
    """List who is in the space."""
    from chattui.chat.names import space_name
    from chattui.cli.names import known_people

    output.choose_columns(args.columns, COLUMNS)
    name = space_name(args.space)
    if args.show_code:
        from chattui.cli.code import show_list

        return await show_list(args, context, partial(_listing, args, name))
    async with working(args, context) as work:
        members = [m async for page in work.chat.member_pages(name) for m in page]
        members = [member for member in members if _is_wanted(args, member)]
        known = await known_people(work, members)
    words = args.filter.casefold().split()
    in_words = member_rows(members, known, for_scripts=False)
    kept = [place for place, row in enumerate(in_words) if _matches(row, words)]
    chosen: list[Membership] = [members[place] for place in kept]
    rows = (
        member_rows(chosen, known, for_scripts=True)
        if args.format == "csv"
        else [in_words[place] for place in kept]
    )
    usual = IN_TEXT if args.format == "text" else USUAL
    output.write_list(args, "members", member_documents(chosen, known), rows, COLUMNS, usual)
    return Exit.DONE


def _listing(args: argparse.Namespace, name: str) -> Listing:
    from chattui.programs.lists import members_listed

    return members_listed(
        name,
        name,
        role=_ROLES.get(args.role, ""),
        state=(args.state or "").upper(),
        kind=args.kind or "",
        outside=args.from_outside,
        words=args.filter.split(),
        admin=args.admin,
    )


def _is_wanted(args: argparse.Namespace, member: Membership) -> bool:
    return (
        (not args.role or member.role == _ROLES[args.role])
        and (not args.state or member.state == args.state.upper())
        and (not args.kind or member.kind == args.kind)
        and (not args.from_outside or member.affiliation in _OUTSIDE)
    )


def _matches(row: dict[str, str], words: list[str]) -> bool:
    line = "\n".join(row.values()).casefold()
    return all(word in line for word in words)
