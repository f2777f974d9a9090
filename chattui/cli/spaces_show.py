"""chattui spaces show: everything of a space in words, as JSON, or as a template."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.member_rows import IN_TEXT, email_of, member_documents, member_rows
from chattui.cli.work import working
from chattui.problem import Exit
from chattui.safe_text import cells
from chattui.words import tn

if TYPE_CHECKING:
    from chattui.chat.models import Membership, Space
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Show the space and its members."""
    from chattui.chat.names import space_name
    from chattui.cli.names import known_people

    name = space_name(args.space)
    if args.show_code:
        from chattui.cli.code import show_list
        from chattui.programs.lists import space_shown

        return await show_list(args, context, partial(space_shown, name, name, admin=args.admin))
    async with working(args, context) as work:
        space = await work.chat.get_space(name)
        members = [m async for page in work.chat.member_pages(name) for m in page]
        known = await known_people(work, members)
    if args.format == "json":
        documents = member_documents(members, known)
        output.write_json({"space": dict(space.raw), "members": documents})
    elif args.format == "toml":
        from chattui.chat.templates import template_of, to_toml

        named = [_with_address(member, known) for member in members]
        output.write_line(to_toml(template_of(space, named)).rstrip("\n"))
    else:
        _in_words(space, members, known)
    return Exit.DONE


def _with_address(member: Membership, known: Mapping[str, tuple[str, str]]) -> Membership:
    """`member` with the address that was looked up: a template for others names no ids."""
    return replace(member, member=replace(member.member, email=email_of(member, known)))


def _in_words(
    space: Space, members: list[Membership], known: Mapping[str, tuple[str, str]]
) -> None:
    """The details in their groups, then the members, who begin with those who own it."""
    from chattui.chat.details import details

    output.write_line(space.label)
    for group in details(space, datetime.now(UTC).astimezone()):
        output.write_line("")
        output.write_line(group.title)
        width = max((cells(line.label) for line in group.lines), default=0)
        for line in group.lines:
            pad = " " * (width - cells(line.label))
            first, *more = line.words.split("\n")
            output.write_line(f"  {line.label}{pad}  {first}".rstrip())
            for words in more:
                output.write_line(f"  {' ' * width}  {words}".rstrip())
    output.write_line("")
    output.write_line(tn("{count} member", "{count} members", len(members)))
    order = {"ROLE_MANAGER": 0, "ROLE_ASSISTANT_MANAGER": 1}
    ordered = sorted(members, key=lambda member: order.get(member.role, 2))
    output.write_table(member_rows(ordered, known, for_scripts=False), IN_TEXT)
