"""chattui spaces: the options of its commands, each of which has a module of its own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.admin import (
    CHANGES_SPACES,
    DELETES,
    READS_MEMBERS,
    READS_SPACES,
    add_admin,
    add_no_admin,
)
from chattui.cli.code import add_code
from chattui.cli.follow_options import (
    add_creation_follow_ups,
    declare_event,
    declare_log,
    declare_mail,
)
from chattui.cli.options import Parser, add_caution, add_format, add_part, add_space, run_part
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context

TYPES = {"space": "SPACE", "group": "GROUP_CHAT", "dm": "DIRECT_MESSAGE"}
PARTS = "list | create | show | edit | delete | search | find | event | log | mail"


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=PARTS)
    _declare_list(parts)
    _declare_create(parts)
    _declare_show(parts)
    _declare_edit(parts)
    _declare_delete(parts)
    _declare_search(parts)
    _declare_find(parts)
    declare_event(parts)
    declare_log(parts)
    declare_mail(parts)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return run_part("spaces", args, context)


def _declare_list(parts: Parts[Parser]) -> None:
    listing = add_part(
        parts,
        "list",
        t("the spaces of the account; with --admin, those of the organisation"),
        "chattui spaces list --format json",
        "chattui spaces list --type space --filter launch --columns name,members",
        account=True,
    )
    listing.add_argument(
        "--filter", metavar="TEXT", default="", help=t("only where each of these words occurs")
    )
    listing.add_argument("--type", choices=tuple(TYPES), help=t("only of this kind"))
    add_admin(listing, READS_SPACES)
    add_code(listing)
    add_format(listing, csv=True)


def _declare_create(parts: Parts[Parser]) -> None:
    create = add_part(
        parts,
        "create",
        t("a new space with its members, or many from a file"),
        'chattui spaces create --name "Launch team" --member grace@example.com',
        "chattui spaces create --type dm --member grace@example.com --dry-run",
        account=True,
    )
    create.add_argument("--name", default="", help=t("its name, up to 128 characters"))
    create.add_argument("--type", choices=tuple(TYPES), default="", help=t("what to make"))
    _declare_people(create)
    create.add_argument("--description", default="", help=t("what it is for"))
    create.add_argument("--guidelines", default="", help=t("how to behave in it"))
    create.add_argument("--history", choices=("on", "off"), help=t("whether messages are kept"))
    create.add_argument(
        "--external", action="store_true", help=t("let people of other organisations join")
    )
    create.add_argument(
        "--announcement", action="store_true", help=t("only owners and managers post")
    )
    create.add_argument(
        "--audience",
        metavar="ID",
        default="",
        help=t("a target audience that may find and join it, such as default"),
    )
    create.add_argument("--message", metavar="TEXT", default="", help=t("post this as the first"))
    _declare_sources(create)
    add_creation_follow_ups(create)
    add_no_admin(create, t("Google makes spaces for people, who are in them then."))
    add_caution(create)
    add_code(create)
    add_format(create, csv=True)


def _declare_people(create: Parser) -> None:
    for option, words in (
        ("--member", t("a person to add, or a list of them; may be repeated")),
        ("--owner", t("as --member, and made an owner")),
        ("--manager", t("as --member, and made a manager")),
    ):
        create.add_argument(option, action="append", default=[], metavar="EMAIL", help=words)
    create.add_argument(
        "--app", action="store_true", help=t("with --type dm: the direct message with the app")
    )


def _declare_sources(create: Parser) -> None:
    create.add_argument(
        "--from", dest="template", metavar="FILE.toml", help=t("as `spaces show --format toml`")
    )
    create.add_argument(
        "--file",
        metavar="FILE.csv",
        help=t("one space a row; - reads the input; --from says what a row leaves open"),
    )
    create.add_argument(
        "--import-mode", action="store_true", help=t("not made here: it is for migrations alone")
    )
    create.add_argument(
        "--request-id",
        metavar="ID",
        default="",
        help=t("repeat an earlier request safely: the same ID never makes a second space"),
    )


def _declare_show(parts: Parts[Parser]) -> None:
    show = add_part(
        parts,
        "show",
        t("everything of a space in words, with its members; as TOML, a template"),
        "chattui spaces show spaces/AAAAtestRoom",
        "chattui spaces show AAAAtestRoom --format toml",
        account=True,
    )
    add_space(show)
    add_admin(show, READS_SPACES)
    add_code(show)
    show.add_argument(
        "--format", choices=("text", "json", "toml"), default="text", help=t("how to print")
    )


def _declare_edit(parts: Parts[Parser]) -> None:
    edit = add_part(
        parts,
        "edit",
        t("other settings of one space or many; what is not named stays"),
        'chattui spaces edit spaces/AAAAtestRoom --description "For the launch"',
        "chattui spaces edit AAAAtestRoom AAAAother --permission toggleHistory=managers --yes",
        account=True,
    )
    edit.intermix()
    edit.add_argument("space", nargs="+", metavar="SPACE", help=t("spaces/ID, or the ID"))
    edit.add_argument("--name", help=t("its name, up to 128 characters"))
    edit.add_argument("--description", help=t("what it is for; empty takes it away"))
    edit.add_argument("--guidelines", help=t("how to behave in it; empty takes them away"))
    edit.add_argument("--history", choices=("on", "off"), help=t("whether messages are kept"))
    _declare_audiences(edit)
    edit.add_argument(
        "--permission",
        action="append",
        default=[],
        metavar="NAME=WHO",
        help=t(
            "who may do what: owners, managers or everyone; may be repeated. Names:"
            " manageMembersAndGroups, modifySpaceDetails, toggleHistory, useAtMentionAll,"
            " manageApps, manageWebhooks, replyMessages, viewSpaceMembership"
        ),
    )
    edit.add_argument(
        "--to-space", metavar="NAME", help=t("make a group chat a space of this name")
    )
    edit.add_argument(
        "--external",
        choices=("on", "off"),
        help=t("cannot be changed: Google lets it be chosen only when a space is made"),
    )
    add_admin(edit, CHANGES_SPACES)
    add_caution(edit)
    add_code(edit)
    add_format(edit, csv=True)


def _declare_audiences(edit: Parser) -> None:
    edit.add_argument(
        "--audience",
        metavar="ID",
        help=t("the target audience that may find and join it; empty makes it private"),
    )
    for option, words in (
        ("--who-finds", t("the audience that may find it, apart from who may join")),
        ("--who-joins", t("the audience that may join, of those who may find it")),
        ("--who-sees", t("the audience that may see who is a member, besides the members")),
    ):
        edit.add_argument(option, metavar="ID", help=words)


def _declare_delete(parts: Parts[Parser]) -> None:
    delete = add_part(
        parts,
        "delete",
        t("spaces with all that is in them; asks for the name"),
        "chattui spaces delete spaces/AAAAtestRoom --dry-run",
        "chattui spaces delete AAAAtestRoom AAAAotherRoom --yes",
        account=True,
    )
    delete.intermix()
    delete.add_argument("space", nargs="+", metavar="SPACE", help=t("spaces/ID, or the ID"))
    add_admin(delete, READS_SPACES, DELETES)
    add_caution(delete)
    add_code(delete)
    add_format(delete, csv=True)


def _declare_search(parts: Parts[Parser]) -> None:
    search = add_part(
        parts,
        "search",
        t("spaces by their traits: yours and those you may join, or all with --admin"),
        "chattui spaces search --name launch",
        "chattui spaces search --admin --idle-since 2026-01-01 --order idle --format csv",
        account=True,
    )
    search.add_argument("--name", default="", metavar="WORDS", help=t("words of its name"))
    search.add_argument(
        "--external", choices=("yes", "no"), help=t("whether people from outside may join")
    )
    search.add_argument("--query", metavar="QUERY", default="", help=t("Google's own query"))
    for option, words in (
        ("--idle-since", t("without a message since then (--admin)")),
        ("--created-before", t("made before then (--admin)")),
        ("--created-after", t("made after then (--admin)")),
    ):
        search.add_argument(option, metavar="DATE", default="", help=words)
    search.add_argument("--history", choices=("on", "off"), help=t("with that history (--admin)"))
    search.add_argument(
        "--no-owner", action="store_true", help=t("looked at one by one: nobody owns it (--admin)")
    )
    search.add_argument(
        "--with-external",
        action="store_true",
        help=t("looked at one by one: people from outside are in it (--admin)"),
    )
    search.add_argument(
        "--order",
        choices=("members", "fewest", "active", "idle", "newest", "oldest"),
        help=t("which come first"),
    )
    add_admin(search, needs=_search_scopes)
    add_code(search)
    add_format(search, csv=True)


def _declare_find(parts: Parts[Parser]) -> None:
    find = add_part(
        parts,
        "find",
        t("the direct message or the group chats with just these people"),
        "chattui spaces find --with grace@example.com",
        "chattui spaces find --with grace@example.com --with alan@example.com --format json",
        account=True,
    )
    find.add_argument(
        "--with",
        dest="people",
        action="append",
        required=True,
        metavar="EMAIL",
        help=t("a person, or a list of them; may be repeated"),
    )
    add_code(find)
    add_no_admin(find, t("Google finds the chats of the person who asks, and no others."))
    add_format(find, csv=True)


def _search_scopes(args: argparse.Namespace) -> tuple[str, ...]:
    """Who owns a space, and who is in it, is looked up in each of them."""
    looks = args.no_owner or args.with_external
    return (READS_SPACES, READS_MEMBERS) if looks else (READS_SPACES,)
