"""The options of what follows a space: an event, rows in a log sheet, a mail."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.admin import add_no_admin
from chattui.cli.code import add_code
from chattui.cli.options import Parser, add_caution, add_format, add_part, add_space, number
from chattui.plans.follow_ups import MAIL_GUESTS
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

MOST_MINUTES = 7 * 24 * 60


def declare_event(parts: Parts[Parser]) -> None:
    """``spaces event``."""
    event = add_part(
        parts,
        "event",
        t("a kick-off event in your calendar, with the members as guests"),
        'chattui spaces event spaces/AAAAtestRoom --at "2030-12-01 10:00"',
        'chattui spaces event AAAAtestRoom --at "2030-12-01 10:00" --mail-guests all --dry-run',
        account=True,
    )
    add_space(event)
    event.add_argument("--at", metavar="WHEN", required=True, help=_when())
    event.add_argument(
        "--minutes", type=number(1, MOST_MINUTES), default=30, help=t("how long (default: 30)")
    )
    event.add_argument("--title", default="", help=_template(t("its title")))
    event.add_argument("--text", default="", help=_template(t("its description")))
    event.add_argument("--zone", default="", metavar="ZONE", help=_zone())
    _add_mail_guests(event)
    _add_people(event, "--guest", t("a guest in place of the members; may be repeated"))
    _add_ends(event)


def declare_log(parts: Parts[Parser]) -> None:
    """``spaces log``."""
    log = add_part(
        parts,
        "log",
        t("a row about the space in your log sheet"),
        "chattui spaces log spaces/AAAAtestRoom --sheet https://docs.google.com/spreadsheets/d/ID",
        "chattui spaces log AAAAtestRoom --dry-run",
        account=True,
    )
    add_space(log)
    log.add_argument("--sheet", metavar="ID", default="", help=_sheet())
    log.add_argument("--tab", metavar="NAME", default="", help=_tab())
    _add_ends(log)


def declare_mail(parts: Parts[Parser]) -> None:
    """``spaces mail``."""
    mail = add_part(
        parts,
        "mail",
        t("a mail to the members, with the space's name and link"),
        "chattui spaces mail spaces/AAAAtestRoom --dry-run",
        'chattui spaces mail AAAAtestRoom --subject "Join {space}" --text-file mail.txt --yes',
        account=True,
    )
    add_space(mail)
    mail.add_argument("--subject", default="", help=_template(t("its subject")))
    text = mail.add_mutually_exclusive_group()
    text.add_argument("--text", default="", help=_template(t("its text")))
    text.add_argument(
        "--text-file", metavar="FILE", default="", help=t("its text; - reads the input")
    )
    _add_people(mail, "--to", t("a recipient in place of the members; may be repeated"))
    _add_ends(mail)


def add_creation_follow_ups(create: Parser) -> None:
    """What is to follow on each space that is made."""
    group = create.add_argument_group(t("afterwards, for each space"))
    group.add_argument("--event", metavar="WHEN", default="", help=_when())
    group.add_argument(
        "--event-minutes",
        type=number(1, MOST_MINUTES),
        default=30,
        metavar="MINUTES",
        help=t("how long (default: 30)"),
    )
    for name, words in (("--event-title", t("its title")), ("--event-text", t("its description"))):
        group.add_argument(name, metavar="TEXT", default="", help=_template(words))
    group.add_argument("--event-zone", metavar="ZONE", default="", help=_zone())
    _add_mail_guests(group)
    group.add_argument("--mail", action="store_true", help=t("a mail to the members"))
    group.add_argument(
        "--mail-subject", metavar="TEXT", default="", help=_template(t("its subject"))
    )
    group.add_argument("--mail-file", metavar="FILE", default="", help=_template(t("its text")))
    add_log(group)


def add_log(parser: argparse._ActionsContainer) -> None:
    """``--to-log`` and what names the log sheet, of whatever changes members. (``--log`` is of
    every command: the file for a report of a bug.)"""
    parser.add_argument(
        "--to-log", action="store_true", help=t("write a row for each change to your log sheet")
    )
    parser.add_argument("--log-sheet", metavar="ID", default="", help=_sheet())
    parser.add_argument("--log-tab", metavar="NAME", default="", help=_tab())


def _add_people(parser: Parser, option: str, words: str) -> None:
    parser.add_argument(option, action="append", default=[], metavar="EMAIL", help=words)


def _add_mail_guests(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--mail-guests",
        choices=MAIL_GUESTS,
        default="none",
        help=t("whom Calendar tells of it by mail: nobody (default), all, or those from outside"),
    )


def _add_ends(parser: Parser) -> None:
    add_no_admin(parser, t("An event, a log and a mail are those of the person who makes them."))
    add_caution(parser)
    add_code(parser)
    add_format(parser, csv=True)


def _when() -> str:
    return t("an event then, such as 2030-12-01 10:00, or with an offset: 2030-12-01T10:00+01:00")


def _zone() -> str:
    return t("in this time zone, such as Europe/Berlin (default: your calendar's)")


def _sheet() -> str:
    return t("the spreadsheet of the log, by its id or its address; named once, it is remembered")


def _tab() -> str:
    return t("the tab of the log (default: the first)")


def _template(what: str) -> str:
    return t(
        "{what}; {space} and {link} stand for the space's",
        what=what,
        space="{space}",
        link="{link}",
    )
