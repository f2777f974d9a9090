"""chattui spaces search: the spaces that one may find, or, as an administrator, all there are."""

from __future__ import annotations

import argparse
import sys
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final

from chattui.cli import output
from chattui.cli.progress import ProgressLine
from chattui.cli.space_rows import COLUMNS
from chattui.cli.spaces_list import write_spaces
from chattui.cli.work import tell, working
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from datetime import datetime

    from chattui.chat.models import Space
    from chattui.cli.work import Work
    from chattui.context import Context

FOR_ADMINS: Final = {
    "idle_since": "--idle-since",
    "created_before": "--created-before",
    "created_after": "--created-after",
    "history": "--history",
    "no_owner": "--no-owner",
    "with_external": "--with-external",
}
ORDERS: Final = {
    "members": ("members", True),
    "fewest": ("members", False),
    "active": ("active", True),
    "idle": ("active", False),
    "newest": ("created", True),
    "oldest": ("created", False),
}


async def run(args: argparse.Namespace, context: Context) -> int:
    """Search; 1 where nothing is found, 4 where a space could not be looked into."""
    from chattui.chat.queries import order_by

    output.choose_columns(args.columns, COLUMNS)
    query = _query(args)
    column, descending = ORDERS.get(args.order or "", ("", True))
    order = order_by(column, descending=descending, admin=args.admin)
    if args.order and not order:
        raise ProblemError(_admin_only("--order", args.order))
    if args.show_code:
        from chattui.cli.code import not_in_code, show_list
        from chattui.programs.lists import spaces_searched

        if args.no_owner or args.with_external:
            raise not_in_code("--no-owner" if args.no_owner else "--with-external")
        listing = partial(spaces_searched, query, order_by=order, admin=args.admin)
        return await show_list(args, context, listing)
    output.say(t("Query: {query}", query=safe_text(query)))
    async with working(args, context) as work:
        spaces: list[Space] = []
        async for page in work.chat.search_spaces(query, order_by=order):
            spaces += page.spaces
        missed = 0
        if args.no_owner or args.with_external:
            spaces, missed = await _looked_into(args, work, spaces)
    if spaces or args.format != "text":
        write_spaces(args, spaces)
    if missed:
        return Exit.PARTLY
    if not spaces:
        output.say(t("No space was found."))
    return Exit.DONE if spaces else Exit.FAILED


def _query(args: argparse.Namespace) -> str:
    """Google's query. Raises ProblemError (exit 2) with everything that is wrong."""
    from chattui.chat.queries import AdminQuery, UserQuery

    external = {"yes": True, "no": False}.get(args.external or "")
    names = (args.name,) if args.name else ()
    if args.query:
        return _raw(args)
    if not args.admin:
        given = [option for name, option in FOR_ADMINS.items() if getattr(args, name)]
        if given:
            raise ProblemError(*(_admin_only(option) for option in given))
        query: AdminQuery | UserQuery = UserQuery(names, external)
    else:
        query = AdminQuery(
            names,
            True if args.with_external else external,
            None if args.history is None else args.history == "on",
            active_before=_date(args.idle_since, "--idle-since"),
            created_after=_date(args.created_after, "--created-after"),
            created_before=_date(args.created_before, "--created-before"),
        )
    wrong = [problem for problem in query.problems() if problem.exit is not Exit.DONE]
    if wrong:
        raise ProblemError(*wrong)
    for problem in query.problems():
        output.warn(problem)
    return query.text()


def _raw(args: argparse.Namespace) -> str:
    """Google's own query as it was typed, beside which no other condition can stand."""
    besides = ("name", "external", "history", "idle_since", "created_before", "created_after")
    if not any(getattr(args, name) for name in besides):
        return str(args.query)
    raise ProblemError(
        Problem(
            "cli.query_and_options",
            t("--query is the whole query."),
            t("What other options ask for would not be in it."),
            t("Write everything into --query, or leave it out."),
            exit=Exit.USAGE,
        )
    )


def _admin_only(option: str, value: str = "") -> Problem:
    shown = f"{option} {value}".strip()
    return Problem(
        "cli.admin_only",
        t("{option} is for administrators.", option=shown),
        t("Without administrator access Google finds spaces by their names alone."),
        t("Add --admin, or leave it out."),
        exit=Exit.USAGE,
    )


def _date(text: str, option: str) -> datetime | None:
    """A day, or a time, in the time zone of this machine. Raises ProblemError (exit 2)."""
    from datetime import datetime

    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise ProblemError(
            Problem(
                "cli.date",
                t("“{text}” is no date.", text=safe_text(text, limit=40)),
                t("It was given with {option}.", option=option),
                t("Write it as 2026-01-31, or as 2026-01-31T18:00."),
                exit=Exit.USAGE,
            )
        ) from None


async def _looked_into(
    args: argparse.Namespace, work: Work, spaces: list[Space]
) -> tuple[list[Space], int]:
    """Those of `spaces` that are as wanted, in their order; and how many could not be looked
    into."""
    from chattui.cli.planner import planning
    from chattui.plans.sifting import Trait, sift

    async with planning(work.session, work.account, work.admin) as made:
        project = made.acting.project
    line = ProgressLine() if sys.stderr.isatty() else None
    missed: list[Problem] = []
    pace = work.session.plans().pace
    wanted = {Trait.OWNERLESS: args.no_owner, Trait.OUTSIDERS: args.with_external}
    for trait in (trait for trait, is_wanted in wanted.items() if is_wanted):
        kept: list[Space] = []
        sifting = sift(work.chat, spaces, trait, pace=pace, project=project, tell=tell)
        async with aclosing(sifting) as found:
            number = 0
            async for sifted in found:
                number += 1
                missed += [sifted.problem] if sifted.problem else []
                kept += [sifted.space] if sifted.has_it else []
                if line:
                    line.update(_words(number, len(spaces), len(kept)))
        spaces = kept
    if line:
        line.clear()
    _tell_missed(missed)
    return spaces, len(missed)


def _tell_missed(missed: list[Problem]) -> None:
    for problem in dict.fromkeys(missed):
        output.warn(problem)
    if missed:
        output.say(
            tn(
                "{count} space could not be looked at.",
                "{count} spaces could not be looked at.",
                len(missed),
            )
        )


def _words(number: int, every: int, found: int) -> str:
    return t(
        "Looked at {number} of {all} spaces, found {found}.",
        number=format(number, ","),
        all=format(every, ","),
        found=format(found, ","),
    )
