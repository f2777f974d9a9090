"""chattui spaces find: the direct message or the group chats with just these people."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.space_rows import COLUMNS
from chattui.cli.spaces_list import write_spaces
from chattui.cli.work import working
from chattui.problem import Exit, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Look for them; exit status 1 where there are none."""
    from chattui.chat.new_space import bad_address
    from chattui.chat.people import parse_people

    output.choose_columns(args.columns, COLUMNS)
    lists = [parse_people(text) for text in args.people]
    bad = [bad_address(entry.text, entry.reason) for parsed in lists for entry in parsed.bad]
    bad += [bad_address(text) for text in args.people if not text.strip()]
    if bad:
        raise ProblemError(*bad)
    people = list(dict.fromkeys(person for parsed in lists for person in parsed.people))
    if args.show_code:
        from chattui.cli.code import show_list
        from chattui.programs.lists import chats_found

        return await show_list(args, context, partial(chats_found, people))
    spaces: list[Space] = []
    async with working(args, context) as work:
        if len(people) == 1:
            found = await work.chat.find_direct_message(people[0])
            spaces += [found] if found else []
        else:
            async for page in work.chat.find_group_chats(people):
                spaces += page
    if spaces or args.format != "text":
        write_spaces(args, spaces)
    if spaces:
        return Exit.DONE
    output.say(
        t("There is no direct message with this person.")
        if len(people) == 1
        else t("There is no group chat with just these people.")
    )
    return Exit.FAILED
