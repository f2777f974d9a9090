"""chattui people find: where a person is."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.progress import ProgressLine
from chattui.cli.work import tell, working
from chattui.problem import Exit
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.cli.planner import Planner
    from chattui.cli.work import Work
    from chattui.context import Context
    from chattui.plans.people import Found, NotLooked
    from chattui.plans.wanted import Target

COLUMNS: Final = ("space", "name", "role", "state", "affiliation", "member")


async def run(args: argparse.Namespace, context: Context) -> int:
    """Look for the person; 1 where they are nowhere, 4 where not everything could be looked at."""
    from chattui.cli.planner import person_of, planning, targets

    output.choose_columns(args.columns, COLUMNS)
    address = person_of(args.email)
    async with working(args, context) as work:
        spaces = targets(args.space) if args.space else None
        async with planning(work.session, work.account, work.admin) as made:
            found, missed = await look(work, made, address, spaces)
    documents = [_document(each) for each in found]
    rows = [_row(each, for_scripts=args.format == "csv") for each in found]
    if rows or args.format != "text":
        output.write_list(args, "spaces", documents, rows, COLUMNS)
    for each in missed:
        output.warn(each.problem)
    email = safe_text(address)
    if missed:
        output.say(
            tn(
                "{count} space could not be looked at.",
                "{count} spaces could not be looked at.",
                len(missed),
            )
        )
        return Exit.PARTLY
    if not found:
        output.say(t("{email} is in none of these spaces.", email=email))
        return Exit.FAILED
    return Exit.DONE


async def look(
    work: Work, made: Planner, address: str, spaces: Sequence[Target] | None
) -> tuple[list[Found], list[NotLooked]]:
    """Where a person is, with a line of progress on a terminal; and where nobody could look."""
    from contextlib import aclosing

    from chattui.plans.people import Found, Looked, NotLooked, find_person

    line = ProgressLine() if sys.stderr.isatty() else None
    found: list[Found] = []
    missed: list[NotLooked] = []
    looking = find_person(work.chat, made.acting, address, spaces=spaces, reads=made.reads)
    async with aclosing(looking) as events:
        async for event in events:
            if isinstance(event, Found):
                found.append(event)
            elif isinstance(event, NotLooked):
                missed.append(event)
            elif isinstance(event, Looked) and line:
                line.update(_words(event, len(found)))
            else:
                tell(event)
    if line:
        line.clear()
    return found, missed


def _words(event: Any, found: int) -> str:
    if event.of is None:
        return tn(
            "Looked at {count} space, found in {found}.",
            "Looked at {count} spaces, found in {found}.",
            event.number,
            found=format(found, ","),
        )
    return t(
        "Looked at {number} of {all} spaces, found in {found}.",
        number=format(event.number, ","),
        all=format(event.of, ","),
        found=format(found, ","),
    )


def _document(found: Found) -> dict[str, Any]:
    return {
        "space": found.target.space,
        "displayName": found.target.label,
        "membership": dict(found.membership.raw),
    }


def _row(found: Found, *, for_scripts: bool) -> dict[str, str]:
    from chattui.cli.member_rows import affiliation_words

    member = found.membership
    return {
        "space": found.target.space,
        "name": found.target.label,
        "role": member.role if for_scripts else member.role_words,
        "state": member.state if for_scripts else member.state_words,
        "affiliation": member.affiliation if for_scripts else affiliation_words(member),
        "member": member.name,
    }
