"""chattui spaces create: one space from options or a template, or a hundred from a file."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.plan_result import counts_json
from chattui.cli.spaces import TYPES
from chattui.cli.work import session_of, working
from chattui.plans.report import COLUMNS
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.new_space import NewSpace
    from chattui.context import Context
    from chattui.plans.creating import SpaceWanted
    from chattui.plans.report import Report
    from chattui.plans.wanted import Wanted

_OF_ONE: Final = {
    "name": "--name",
    "type": "--type",
    "member": "--member",
    "owner": "--owner",
    "manager": "--manager",
    "app": "--app",
    "description": "--description",
    "guidelines": "--guidelines",
    "history": "--history",
    "external": "--external",
    "announcement": "--announcement",
    "audience": "--audience",
    "message": "--message",
    "template": "--from",
    "request_id": "--request-id",
}
"""What describes one space; a file describes many."""


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the space, or many."""
    from chattui.cli import spaces_create_one

    output.choose_columns(args.columns, COLUMNS)
    if args.file:
        return await _many(args, context)
    wanted = await _one(args)
    if spaces_create_one.is_one_request(wanted):
        async with session_of(context) as session:
            return await spaces_create_one.create(args, session, wanted)
    return await _planned(args, context, wanted)


async def _many(args: argparse.Namespace, context: Context) -> int:
    """One space for each row of a table."""
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planning, read_file
    from chattui.plans.creating import plan_create
    from chattui.plans.spaces_file import read_spaces

    besides = [option for name, option in _OF_ONE.items() if getattr(args, name)]
    if besides:
        raise ProblemError(_beside_file(besides))
    read = read_spaces(await asyncio.to_thread(read_file, args.file))
    output.say(read.shape)
    if read.problems:
        raise ProblemError(*read.problems)
    async with working(args, context) as work:
        async with planning(work) as made:
            plan = await plan_create(made.acting, read.spaces, now=made.now, reads=made.reads)
        return await settle(args, work, plan)


async def _planned(args: argparse.Namespace, context: Context, wanted: SpaceWanted) -> int:
    """One space that takes more than one request; its JSON is that of every single space."""
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planning
    from chattui.plans.creating import plan_create

    async with working(args, context) as work:
        async with planning(work) as made:
            plan = await plan_create(made.acting, [wanted], now=made.now, reads=made.reads)
        return await settle(args, work, plan, bulk=False, write=_write_one)


def _write_one(args: argparse.Namespace, report: Report, stopped: ProblemError | None) -> None:
    """``{"space": …, "members": […]}``, and what came of every row beside it."""
    first = report.outcome(report.plan.rows[0])
    rows = report.rows
    if args.format == "csv":
        from chattui.cli.plan_result import write_result

        write_result(args, report, stopped)
    elif args.format == "json":
        document: dict[str, Any] = {
            "space": {k: v for k, v in first.answer.items() if k != "members"},
            "members": _members(report),
            "rows": list(rows),
            "counts": counts_json(report.counts),
        }
        if stopped is not None:
            document["problem"] = stopped.problem.as_json()
        output.write_json(document)
    elif first.space:
        output.write_line(first.space)


def _members(report: Report) -> list[dict[str, Any]]:
    """Everybody who was to be in it: those of the first request, then those that were added."""
    first, *rest = report.rows
    added = [
        {"email": row["email"], "result": _result(row), "problem": row["problem"]}
        for row in rest
        if row["action"] == "add_member"
    ]
    return [*first.get("members", ()), *added]


def _result(row: dict[str, Any]) -> str:
    """In the words of a creation: added, invited, dropped or unknown."""
    if row["state"] == "done":
        return "invited" if row["result"] == "invited" else "added"
    return "dropped" if row["state"] in {"failed", "skipped"} else "unknown"


def _beside_file(options: list[str]) -> Problem:
    return Problem(
        "cli.beside_file",
        t("A file describes many spaces, and {options} one.", options=", ".join(options)),
        t("What holds for a space stands in its row of the file."),
        t("Leave the options out, or the file."),
        exit=Exit.USAGE,
    )


async def _one(args: argparse.Namespace) -> SpaceWanted:
    """What the options ask for, over what a template says. Raises ProblemError (exit 2)."""
    from chattui.plans.creating import SpaceWanted

    start = await _from_template(args) if args.template else SpaceWanted()
    members, bad = _people(args.member)
    owners, bad_owners = _people(args.owner)
    managers, bad_managers = _people(args.manager)
    bad += bad_owners + bad_managers
    people = [
        *start.people,
        *_with_role(owners, "ROLE_MANAGER"),
        *_with_role(managers, "ROLE_ASSISTANT_MANAGER"),
    ]
    if bad:
        raise ProblemError(*bad, *_other_mistakes(_options_over(start.new, args, members)))
    new = _options_over(start.new, args, members)
    return SpaceWanted(new, tuple(people), request_id=args.request_id)


def _other_mistakes(new: NewSpace) -> list[Problem]:
    """What is wrong besides addresses that cannot be read; then the number of people says
    nothing."""
    from chattui.chat.creation import check, is_warning

    about_number = {"creation.direct_message_members", "creation.group_chat_members"}
    return [p for p in check(new) if not is_warning(p) and p.code not in about_number]


def _options_over(new: NewSpace, args: argparse.Namespace, members: list[str]) -> NewSpace:
    """`new` with what the options say instead."""
    from chattui.chat.audiences import audience_name

    said = {
        "space_type": TYPES.get(args.type),
        "display_name": args.name,
        "description": args.description,
        "guidelines": args.guidelines,
        "external": args.external,
        "announcement": args.announcement,
        "audience": audience_name(args.audience),
        "message": args.message,
        "with_app": args.app,
    }
    given: dict[str, Any] = {name: value for name, value in said.items() if value}
    if args.history is not None:
        given["history"] = args.history == "on"
    return replace(new, members=(*new.members, *members), **given)


def _people(texts: list[str]) -> tuple[list[str], list[Problem]]:
    """The addresses of an option that may be repeated, and what of it is none."""
    from chattui.chat.new_space import bad_address
    from chattui.chat.people import parse_people

    lists = [parse_people(text) for text in texts]
    bad = [bad_address(entry.text, entry.reason) for read in lists for entry in read.bad]
    # An empty value is most likely a variable of a script that was not set.
    bad += [bad_address(text) for text in texts if not text.strip()]
    return [person for read in lists for person in (*read.people, *read.repeated)], bad


def _with_role(people: list[str], role: str) -> list[Wanted]:
    from chattui.plans.wanted import Wanted

    return [Wanted(address, role=role) for address in people]


async def _from_template(args: argparse.Namespace) -> SpaceWanted:
    """What a template says. Raises ProblemError (exit 2) with its line where it is none."""
    from chattui.chat.roles import MEMBER
    from chattui.chat.templates import read_template
    from chattui.cli.planner import read_file
    from chattui.plans.creating import SpaceWanted
    from chattui.plans.wanted import Wanted

    data = await asyncio.to_thread(read_file, args.template)
    # What is no UTF-8 is no TOML either, and told as such by its line.
    template = read_template(data.decode("utf-8-sig", errors="replace"))
    output.say(t("From the template {path}.", path=safe_text(args.template)))
    people = [
        Wanted(each.address, "" if each.role == MEMBER else each.role, each.kind)
        for each in template.people
    ]
    return SpaceWanted(template.new, tuple(people))
