"""chattui members: the options of its commands, each of which has a module of its own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.admin import CHANGES_MEMBERS, READS_MEMBERS, Needs, add_admin
from chattui.cli.code import add_code
from chattui.cli.follow_options import add_log
from chattui.cli.options import Parser, add_caution, add_format, add_part, add_space, run_part
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context

ROLES = ("owner", "manager", "member")
PARTS = "list | add | remove | role | sync"


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=PARTS)
    _declare_list(parts)
    _declare_add(parts)
    _declare_remove(parts)
    _declare_role(parts)
    _declare_sync(parts)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return run_part("members", args, context)


def _declare_list(parts: Parts[Parser]) -> None:
    listing = add_part(
        parts,
        "list",
        t("who is in a space"),
        "chattui members list spaces/AAAAtestRoom",
        "chattui members list AAAAtestRoom --role owner --format csv --columns email,role",
        account=True,
    )
    add_space(listing)
    listing.add_argument(
        "--filter", metavar="TEXT", default="", help=t("only where each of these words occurs")
    )
    listing.add_argument("--role", choices=ROLES, help=t("only with this role"))
    listing.add_argument(
        "--state", choices=("joined", "invited"), help=t("only who is in, or is not yet")
    )
    listing.add_argument("--kind", choices=("person", "group", "app"), help=t("only of this kind"))
    listing.add_argument(
        "--from-outside", action="store_true", help=t("only people of other organisations")
    )
    add_admin(listing, READS_MEMBERS)
    add_code(listing)
    add_format(listing, csv=True)


def _declare_add(parts: Parts[Parser]) -> None:
    add = add_part(
        parts,
        "add",
        t("add or invite people, Google groups or the app"),
        "chattui members add spaces/AAAAtestRoom grace@example.com alan@example.com --yes",
        "chattui members add AAAAtestRoom --file people.csv --dry-run",
        account=True,
    )
    add_space(add)
    _add_people(add)
    add.add_argument("--role", choices=ROLES[:2], default="", help=t("and make them that"))
    add_ends(add)


def _declare_remove(parts: Parts[Parser]) -> None:
    remove = add_part(
        parts,
        "remove",
        t("take people, Google groups or the app out"),
        "chattui members remove spaces/AAAAtestRoom alan@example.com --yes",
        "chattui members remove AAAAtestRoom --file left.csv --dry-run",
        account=True,
    )
    add_space(remove)
    _add_people(remove)
    add_ends(remove)


def _declare_role(parts: Parts[Parser]) -> None:
    role = add_part(
        parts,
        "role",
        t("make members owners, managers or plain members"),
        "chattui members role spaces/AAAAtestRoom owner grace@example.com",
        "chattui members role AAAAtestRoom member --file former.csv --yes",
        account=True,
    )
    role.intermix()
    add_space(role)
    role.add_argument("role", choices=ROLES, metavar="ROLE", help=t("owner, manager or member"))
    role.add_argument("email", nargs="*", default=[], metavar="EMAIL", help=t("who gets it"))
    add_people_file(role)
    add_ends(role)


def _declare_sync(parts: Parts[Parser]) -> None:
    sync = add_part(
        parts,
        "sync",
        t("make the membership that of a file or of another space"),
        "chattui members sync spaces/AAAAtestRoom --file team.csv --dry-run",
        "chattui members sync AAAAtestRoom --from AAAAotherRoom --add-only --yes",
        account=True,
    )
    add_space(sync)
    source = sync.add_mutually_exclusive_group(required=True)
    add_people_file(source)
    source.add_argument(
        "--from", dest="source", metavar="SPACE", help=t("the members of this space, with roles")
    )
    which = sync.add_mutually_exclusive_group()
    which.add_argument("--add-only", action="store_true", help=t("take nobody out"))
    which.add_argument("--remove-only", action="store_true", help=t("add nobody"))
    sync.add_argument(
        "--no-roles", action="store_true", help=t("leave the roles of members as they are")
    )
    sync.add_argument(
        "--remove-me", action="store_true", help=t("take me out where I am not listed")
    )
    sync.add_argument(
        "--remove-last-owner",
        action="store_true",
        help=t("take out even the last owner who is not listed"),
    )
    add_ends(sync)


def add_people_file(parser: argparse._ActionsContainer) -> None:
    """``--file``: a list of people."""
    parser.add_argument(
        "--file",
        metavar="FILE",
        help=t("a list of people: CSV, TSV or as a mail program gives it; - reads the input"),
    )


def _add_people(parser: Parser) -> None:
    parser.intermix()
    parser.add_argument(
        "email", nargs="*", default=[], metavar="EMAIL", help=t("a person, or a list of them")
    )
    add_people_file(parser)
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="EMAIL",
        help=t("a Google group by its address; may be repeated"),
    )
    parser.add_argument("--app", action="store_true", help=t("the Chat app of the client"))


def add_ends(parser: Parser, needs: Needs | None = None) -> None:
    """What every change of members takes; `needs` is as `add_admin` has it."""
    add_log(parser)
    add_admin(parser, CHANGES_MEMBERS, needs=needs)
    add_caution(parser)
    add_code(parser)
    add_format(parser, csv=True)
