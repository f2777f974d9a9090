"""chattui plans: the options of its commands, each of which has a module of its own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.admin import add_no_admin
from chattui.cli.code import add_code
from chattui.cli.options import Parser, add_caution, add_format, add_part, run_part
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(
        dest="part", required=True, metavar="list | show | resume | undo | forget"
    )
    listing = add_part(
        parts,
        "list",
        t("what was changed and what was stopped on the way"),
        "chattui plans list",
        "chattui plans list --unfinished --format json",
    )
    listing.add_argument("--unfinished", action="store_true", help=t("only where work is left"))
    show = add_part(
        parts,
        "show",
        t("a plan, and what came of every row"),
        "chattui plans show p7k2m9",
        "chattui plans show p7k2m9 --failed --format csv --columns email,problem",
    )
    _add_id(show)
    show.add_argument("--failed", action="store_true", help=t("only rows that are not done"))
    add_code(show)
    _declare_resume(parts)
    _declare_undo(parts)
    _declare_forget(parts)
    for each in (listing, show):
        _add_ends(each, changes=False)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return run_part("plans", args, context)


def _declare_resume(parts: Parts[Parser]) -> None:
    resume = add_part(
        parts,
        "resume",
        t("go on with a plan that was stopped or killed"),
        "chattui plans resume p7k2m9 --yes",
        "chattui plans resume p7k2m9 --failed --yes",
    )
    _add_id(resume)
    resume.add_argument(
        "--failed", action="store_true", help=t("try what failed or was not tried once more")
    )
    _add_ends(resume)


def _declare_undo(parts: Parts[Parser]) -> None:
    undo = add_part(
        parts,
        "undo",
        t("take back what a plan did, as far as that can be done"),
        "chattui plans undo p7k2m9 --dry-run",
        "chattui plans undo p7k2m9 --yes",
    )
    _add_id(undo)
    undo.add_argument(
        "--add-again",
        action="store_true",
        help=t("instead, add those again whom it removed, who are told so"),
    )
    _add_ends(undo)


def _declare_forget(parts: Parts[Parser]) -> None:
    forget = add_part(
        parts,
        "forget",
        t("let go of plans; what they did stays done"),
        "chattui plans forget p7k2m9",
        "chattui plans forget --ended",
    )
    forget.intermix()
    forget.add_argument(
        "id", nargs="*", default=[], metavar="ID", help=t("as `chattui plans list` shows it")
    )
    forget.add_argument("--ended", action="store_true", help=t("all in which no work is left"))
    add_caution(forget)
    _no_admin(forget)


def _add_id(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=t("as `chattui plans list` shows it"))


def _add_ends(parser: Parser, *, changes: bool = True) -> None:
    if changes:
        add_caution(parser)
        add_code(parser)
    _no_admin(parser)
    add_format(parser, csv=True)


def _no_admin(parser: Parser) -> None:
    add_no_admin(parser, t("A plan keeps the rights with which it was made."))
