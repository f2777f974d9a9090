"""What follows a space, from the options of a command to the rows of a plan."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.work import tell, working
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.cli.planner import Planner
    from chattui.cli.work import Work
    from chattui.context import Context
    from chattui.plans.follow_ups import FollowUps, KickOff, Letter, Log
    from chattui.plans.model import Plan
    from chattui.session import Session
    from chattui.vault import AccountEntry

LONGEST_TEXT = 1 << 20
"""Bytes of a file with the text of a mail."""


async def follow(args: argparse.Namespace, context: Context, wanted: FollowUps) -> int:
    """Follow up on the one space of the command; gives the exit status."""
    from chattui.cli.follow_lines import write_followed
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planning, targets
    from chattui.plans.follow_ups import plan_follow_ups

    (target,) = targets([args.space])
    async with working(args, context) as work:
        named = named_sheet(work.session, work.account, wanted)
        async with planning(work.session, work.account) as made:
            plan = await plan_follow_ups(
                work.chat, made.acting, target, named, now=made.now, reads=made.reads
            )
        status = await settle(
            args, work.session, work.account, plan, bulk=False, write=write_followed
        )
        await keep_sheet(args, work.session, plan, wanted.log, status)
        return status


async def with_log(args: argparse.Namespace, work: Work, made: Planner, plan: Plan) -> Plan:
    """`plan` with the row that logs its changes, where that was asked for and there are any.

    Raises ProblemError where the log sheet cannot be written.
    """
    from chattui.plans.follow_ups import FollowUps, with_follow_ups

    log = log_of(args)
    if log is None or not plan.rows:
        return plan
    named = named_sheet(work.session, work.account, FollowUps(log=log))
    return await with_follow_ups(
        work.chat, plan, made.acting, named, now=made.now, reads=made.reads
    )


async def settle_logged(args: argparse.Namespace, work: Work, plan: Plan) -> int:
    """Settle a plan of changes that may be logged; gives the exit status."""
    from chattui.cli.plan_run import settle

    status = await settle(args, work.session, work.account, plan)
    await keep_sheet(args, work.session, plan, log_of(args), status)
    return status


async def with_all(
    session: Session, account: AccountEntry, made: Planner, plan: Plan, wanted: FollowUps
) -> Plan:
    """The `plan` of a creation with what is to follow."""
    from chattui.plans.follow_ups import with_follow_ups

    chat = (await session.chat(account)).telling(tell)
    named = named_sheet(session, account, wanted)
    return await with_follow_ups(chat, plan, made.acting, named, now=made.now, reads=made.reads)


def named_sheet(session: Session, account: AccountEntry, wanted: FollowUps) -> FollowUps:
    """`wanted` with the log sheet that config.toml or an earlier run has named."""
    from chattui.plans.log_sheet import named_log

    if wanted.log is None:
        return wanted
    context = session.context
    log = named_log(wanted.log, context.paths, account.key, context.log_sheet)
    return replace(wanted, log=log)


async def keep_sheet(
    args: argparse.Namespace, session: Session, plan: Plan, log: Log | None, status: int
) -> None:
    """Remember the log sheet that was named, once something of `plan` was written to it."""
    from chattui.plans.log_sheet import remember_sheet
    from chattui.plans.model import Action, State
    from chattui.workspace.sheets import sheet_id

    only_shown = args.dry_run or args.show_code or not plan.rows
    if log is None or not log.sheet or only_shown or status not in {Exit.DONE, Exit.PARTLY}:
        return
    report = await session.plans().report(plan.id)
    rows = [row for row in plan.rows if row.action is Action.LOG_ROWS]
    if any(report.outcome(row).state is State.DONE for row in rows):
        found = replace(log, sheet=sheet_id(log.sheet))
        try:
            remember_sheet(session.context.paths, plan.account, found)
        except ProblemError as error:  # what was to be done is done
            output.warn(error.problem)


def log_of(args: argparse.Namespace) -> Log | None:
    """The log that the options of a change ask for."""
    from chattui.plans.follow_ups import Log

    if not (args.to_log or args.log_sheet or args.log_tab):
        return None
    return Log(args.log_sheet, args.log_tab)


async def creation_follow_ups(args: argparse.Namespace) -> FollowUps:
    """What the options of ``spaces create`` let follow. Raises ProblemError (exit 2)."""
    from chattui.plans.follow_ups import FollowUps, KickOff, Letter

    beside = {
        "--event": (args.event, ("event_title", "event_text", "event_zone")),
        "--mail": (args.mail, ("mail_subject", "mail_file")),
    }
    lonely = [
        _without(name, f"--{option.replace('_', '-')}")
        for name, (given, options) in beside.items()
        for option in options
        if getattr(args, option) and not given
    ]
    if args.mail_guests != "none" and not args.event:
        lonely.append(_without("--event", "--mail-guests"))
    if lonely:
        raise ProblemError(*lonely)
    kick_off = letter = None
    if args.event:
        kick_off = KickOff(
            at=args.event,
            minutes=args.event_minutes,
            title=args.event_title,
            text=args.event_text,
            zone=args.event_zone,
            mail_guests=args.mail_guests,
        )
    if args.mail:
        letter = Letter(args.mail_subject, await text_of(args.mail_file))
    return FollowUps(kick_off, log_of(args), letter)


def kick_off_of(args: argparse.Namespace) -> KickOff:
    """What ``spaces event`` asks for."""
    from chattui.plans.follow_ups import KickOff

    return KickOff(
        at=args.at,
        minutes=args.minutes,
        title=args.title,
        text=args.text,
        zone=args.zone,
        mail_guests=args.mail_guests,
        guests=addresses(args.guest),
    )


async def letter_of(args: argparse.Namespace) -> Letter:
    """What ``spaces mail`` asks for. Raises ProblemError (exit 2) where the file has no text."""
    from chattui.plans.follow_ups import Letter

    text = args.text or await text_of(args.text_file)
    return Letter(args.subject, text, addresses(args.to))


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses of an option that may be repeated and may be a list; what is none stays as it
    is, and planning says so beside all else that is wrong."""
    from chattui.chat.people import parse_people

    found: dict[str, None] = {}
    for text in texts:
        read = parse_people(text)
        whole = not read.people and not read.bad
        found |= dict.fromkeys((*read.people, *(one.text for one in read.bad)))
        found |= dict.fromkeys([text] if whole else [])
    return tuple(found)


async def text_of(name: str) -> str:
    """The text of a file, or of standard input for ``-``; "" where none is named.

    Raises ProblemError (exit 2) for what is no text, or nothing.
    """
    from chattui.cli.planner import read_file
    from chattui.plans.decoding import decode

    if not name:
        return ""
    data = await asyncio.to_thread(read_file, name)
    if len(data) > LONGEST_TEXT:
        raise ProblemError(_no_text(t("{path} is too long for a mail.", path=safe_text(name))))
    try:
        text = decode(data).text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    except ProblemError:  # its words are about lists
        raise ProblemError(_no_text(t("{path} is no text.", path=safe_text(name)))) from None
    if not text.strip():
        raise ProblemError(_no_text(t("{path} holds no text.", path=safe_text(name))))
    return text


def first_mistakes(wanted: FollowUps, now: float) -> Sequence[Problem]:
    """What is wrong with them as far as nobody has to be asked."""
    from chattui.plans.follow_ups import mistakes

    return list(mistakes(wanted, now=now))


def _without(name: str, option: str) -> Problem:
    return Problem(
        "cli.follow_up_without",
        t("{option} is about what {name} asks for, which is not there.", option=option, name=name),
        remedy=t("Give {name} as well, or leave {option} out.", option=option, name=name),
        exit=Exit.USAGE,
    )


def _no_text(message: str) -> Problem:
    return Problem(
        "cli.no_text",
        message,
        t(
            "It is to be the text of the mail, in which {space} and {link} are filled in.",
            space="{space}",
            link="{link}",
        ),
        t("Name a file with at most {most} KiB of text.", most=LONGEST_TEXT >> 10),
        exit=Exit.USAGE,
    )
