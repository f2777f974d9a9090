"""chattui people: the options of its commands, each of which has a module of its own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.admin import CHANGES_MEMBERS, READS_MEMBERS, READS_SPACES, add_admin
from chattui.cli.members import ROLES, add_ends
from chattui.cli.options import Parser, add_format, add_part, run_part
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(
        dest="part", required=True, metavar="find | add | remove | hand-over"
    )
    _declare_find(parts)
    _declare_add(parts)
    _declare_remove(parts)
    _declare_hand_over(parts)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return run_part("people", args, context)


def _declare_find(parts: Parts[Parser]) -> None:
    find = add_part(
        parts,
        "find",
        t("the spaces that a person is in, with their role"),
        "chattui people find grace@example.com",
        "chattui people find grace@example.com --admin --format csv --columns space,role",
        account=True,
    )
    find.add_argument("email", metavar="EMAIL", help=t("the person"))
    _add_spaces(find, t("look only in these"))
    add_admin(find, needs=lambda args: _admin_scopes(args, READS_MEMBERS))
    add_format(find, csv=True)


def _declare_add(parts: Parts[Parser]) -> None:
    add = add_part(
        parts,
        "add",
        t("one person to many spaces"),
        "chattui people add grace@example.com --space AAAAtestRoom AAAAotherRoom --yes",
        "chattui people add grace@example.com --all-of alan@example.com --dry-run",
        account=True,
    )
    add.add_argument("email", metavar="EMAIL", help=t("the person"))
    where = add.add_mutually_exclusive_group(required=True)
    _add_spaces(where, t("to these"))
    where.add_argument("--all-of", metavar="EMAIL", help=t("to all that this person is in"))
    add.add_argument("--role", choices=ROLES[:2], default="", help=t("and make them that"))
    add_ends(add, _changes)


def _declare_remove(parts: Parts[Parser]) -> None:
    remove = add_part(
        parts,
        "remove",
        t("one person out of all spaces, or of some"),
        "chattui people remove alan@example.com --dry-run",
        "chattui people remove alan@example.com --space AAAAtestRoom --yes",
        account=True,
    )
    remove.add_argument("email", metavar="EMAIL", help=t("the person"))
    _add_spaces(remove, t("only out of these"))
    add_ends(remove, _changes)


def _declare_hand_over(parts: Parts[Parser]) -> None:
    hand_over = add_part(
        parts,
        "hand-over",
        t("make someone the owner of what another one owns"),
        "chattui people hand-over alan@example.com grace@example.com --dry-run",
        "chattui people hand-over alan@example.com grace@example.com --remove --yes",
        account=True,
    )
    hand_over.add_argument("email", metavar="FROM", help=t("who owns the spaces now"))
    hand_over.add_argument("to", metavar="TO", help=t("who is to own them"))
    _add_spaces(hand_over, t("only these"))
    hand_over.add_argument(
        "--remove", action="store_true", help=t("take FROM out of them afterwards")
    )
    add_ends(hand_over, _changes)


def _add_spaces(parser: argparse._ActionsContainer, words: str) -> None:
    parser.add_argument(
        "--space", action="extend", nargs="+", default=[], metavar="SPACE", help=words
    )


def _changes(args: argparse.Namespace) -> tuple[str, ...]:
    return _admin_scopes(args, CHANGES_MEMBERS)


def _admin_scopes(args: argparse.Namespace, members: str) -> tuple[str, ...]:
    """Where no spaces are named, all of the organisation's are looked for."""
    return (members,) if args.space else (READS_SPACES, members)
