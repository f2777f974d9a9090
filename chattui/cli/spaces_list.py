"""chattui spaces list."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.space_rows import COLUMNS, IN_TEXT, USUAL, space_rows
from chattui.cli.spaces import TYPES
from chattui.cli.work import working
from chattui.problem import Exit
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.cli.work import Work
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """List the spaces of the account, or with ``--admin`` those of the organisation."""
    from chattui.chat.lists import filter_spaces

    output.choose_columns(args.columns, COLUMNS)
    if args.admin and args.type in {"group", "dm"}:
        from chattui.cli.admin import no_admin_access

        raise no_admin_access(t("Google's search over the organisation finds named spaces alone."))
    if args.show_code:
        from chattui.cli.code import show_list
        from chattui.programs.lists import spaces_listed

        kind, words = TYPES.get(args.type, ""), args.filter.split()
        listing = partial(spaces_listed, space_type=kind, words=words, admin=args.admin)
        return await show_list(args, context, listing)
    async with working(args, context) as work:
        spaces = await _spaces(args, work)
    shown = filter_spaces(spaces, args.filter)
    if shown or args.format != "text":
        write_spaces(args, shown)
    else:
        output.say(t("No space was found."))
        if args.type in {"group", "dm"}:
            output.say(
                t(
                    "Google lists group chats and direct messages once somebody has written in"
                    " them; `chattui spaces find` finds the others."
                )
            )
    return Exit.DONE


async def _spaces(args: argparse.Namespace, work: Work) -> list[Space]:
    from chattui.cli.work import tell

    found: list[Space] = []
    if args.admin:
        from chattui.chat.queries import AdminQuery

        async for results in work.chat.search_spaces(AdminQuery().text()):
            found += results.spaces
    elif args.type:
        async for page in work.chat.space_pages(f'space_type = "{TYPES[args.type]}"'):
            found += page
    else:
        async for page in work.session.fresh_spaces(work.account, tell):
            found += page
    return found


def write_spaces(args: argparse.Namespace, spaces: list[Space]) -> None:
    """Print spaces in the format and with the columns that were asked for."""
    usual = IN_TEXT if args.format == "text" else USUAL
    rows = space_rows(spaces, for_scripts=args.format == "csv")
    output.write_list(args, "spaces", [dict(space.raw) for space in spaces], rows, COLUMNS, usual)
