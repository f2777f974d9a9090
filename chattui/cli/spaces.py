"""chattui spaces list | create."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.dispatch import add_shared_options
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.creation import Created, CreationPlan, NewSpace
    from chattui.chat.models import Space
    from chattui.context import Context
    from chattui.session import Session

COLUMNS = ("name", "type", "members", "last_active", "space", "uri")
TYPES = {"space": "SPACE", "group": "GROUP_CHAT", "dm": "DIRECT_MESSAGE"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="list | create")
    listing = parts.add_parser("list", help=t("the spaces of the account"))
    output.add_format(listing, "csv")
    create = parts.add_parser("create", help=t("a new space with its members"))
    create.add_argument("--name", default="", help=t("its name, up to 128 characters"))
    create.add_argument("--type", choices=tuple(TYPES), default="space", help=t("what to make"))
    create.add_argument(
        "--member",
        action="append",
        default=[],
        metavar="EMAIL",
        help=t("a person to add; may be repeated, up to 49"),
    )
    create.add_argument("--description", default="", help=t("what it is for"))
    create.add_argument("--guidelines", default="", help=t("how to behave in it"))
    create.add_argument("--history", choices=("on", "off"), help=t("whether messages are kept"))
    create.add_argument(
        "--external", action="store_true", help=t("let people of other organisations join")
    )
    create.add_argument(
        "--request-id",
        metavar="ID",
        default="",
        help=t("repeat an earlier request safely: the same ID never makes a second space"),
    )
    create.add_argument("--dry-run", action="store_true", help=t("only say what would happen"))
    create.add_argument("--yes", action="store_true", help=t("do not ask"))
    output.add_format(create)
    for part in (listing, create):
        add_shared_options(part, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    return asyncio.run(_list(args, context) if args.part == "list" else _create(args, context))


async def _list(args: argparse.Namespace, context: Context) -> int:
    from chattui.chat.when import relative_time
    from chattui.session import Session

    output.choose_columns(args.columns, COLUMNS)
    async with Session(context) as session:
        account = await session.account()
        await ask.open_vault(session)
        spaces: list[Space] = []
        async for page in session.fresh_spaces(account):
            spaces += page
    now = datetime.now(UTC).astimezone()
    rows = [
        {
            "name": space.label,
            "type": space.kind_words,
            "members": str(space.member_count or ""),
            "last_active": relative_time(space.last_active, now),
            "space": space.name,
            "uri": space.uri,
        }
        for space in spaces
    ]
    if not args.columns and args.format == "text":
        args.columns = "space,name,type,members,last_active"
    output.write_list(args, "spaces", [dict(space.raw) for space in spaces], rows, COLUMNS)
    return Exit.DONE


def _new_space(args: argparse.Namespace) -> NewSpace:
    from chattui.chat.creation import NewSpace

    return NewSpace(
        space_type=TYPES[args.type],
        display_name=args.name,
        description=args.description,
        guidelines=args.guidelines,
        history=None if args.history is None else args.history == "on",
        external=args.external,
        members=tuple(args.member),
    )


async def _create(args: argparse.Namespace, context: Context) -> int:
    from chattui.chat.creation import plan_creation
    from chattui.session import Session

    new = _new_space(args)
    async with Session(context) as session:
        account = await session.account()
        plan = plan_creation(new, account.scopes, account.email, request_id=args.request_id)
        for sentence in plan.sentences:
            output.say(f"  {sentence}")
        for warning in plan.warnings:
            output.say(f"! {warning.message} {warning.remedy}".rstrip())
        if args.dry_run:
            if args.format == "json":
                output.write_json({"dryRun": True, **plan.as_json()})
            return Exit.DONE
        if not ask.confirm(context, t("Do it?"), yes=args.yes, needed=False):
            output.say(t("Nothing was created."))
            return Exit.FAILED
        await ask.open_vault(session)
        created = await _carry_out(plan, session)
    return _report(args, created)


async def _carry_out(plan: CreationPlan, session: Session) -> Created:
    """Carry the plan out, telling its progress; a failure says how to repeat it safely."""
    from chattui.chat.creation import Finished, carry_out
    from chattui.chat.events import Waiting

    chat = await session.chat(await session.account())
    try:
        async for event in carry_out(plan, chat):
            if isinstance(event, Waiting):
                output.say(f"{event.reason.message} {_pause(event.seconds)}")
            elif isinstance(event, Finished):
                return event.created
    except ProblemError as error:
        if error.problem.code.startswith(("net.", "chat.unavailable", "chat.quota")):
            output.say(
                t(
                    "To try again without making a second space, add: --request-id {id}",
                    id=plan.request_id,
                )
            )
        raise
    raise RuntimeError("a plan ended without a result")


def _pause(seconds: float) -> str:
    return tn(
        "Trying again in {count} second.",
        "Trying again in {count} seconds.",
        max(1, round(seconds)),
    )


def _report(args: argparse.Namespace, created: Created) -> int:
    output.done(t("The space is there: {name}", name=created.space.label))
    if created.space.uri:
        output.say(f"  {created.space.uri}")
    words = {
        "added": t("added"),
        "invited": t("invited; not a member until they accept"),
        "dropped": t("NOT added"),
        "unknown": t("not known"),
    }
    for member in created.members:
        mark = {"added": "✓", "invited": "·"}.get(member.result, "!")
        output.say(f"  {mark} {safe_text(member.email)}: {words[member.result]}")
    for why in dict.fromkeys(m.problem for m in created.members if m.problem):
        output.show_problem(why)
    if args.format == "json":
        output.write_json(created.as_json())
    else:
        output.write_line(created.space.name)
    return int(created.exit)
