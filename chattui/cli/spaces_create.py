"""chattui spaces create: one space from options or a template, or a hundred from a file."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.follow_lines import say_follow_ups
from chattui.cli.following import creation_follow_ups, first_mistakes, keep_sheet, with_all
from chattui.cli.plan_preview import plan_json
from chattui.cli.plan_result import counts_json, write_result
from chattui.cli.plan_run import settle
from chattui.cli.spaces import TYPES
from chattui.cli.work import session_of
from chattui.plans.model import ONE_BY_ONE
from chattui.plans.report import COLUMNS
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.chat.new_space import NewSpace
    from chattui.cli.plan_run import Write
    from chattui.context import Context
    from chattui.plans.creating import SpaceWanted
    from chattui.plans.follow_ups import FollowUps
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
    "request_id": "--request-id",
}
"""What describes one space; a file describes many."""


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the space, or many."""
    from chattui.cli.planner import read_file
    from chattui.plans.spaces_file import read_spaces

    output.choose_columns(args.columns, COLUMNS)
    follow_ups = await creation_follow_ups(args)
    if args.import_mode:
        from chattui.chat.new_space import import_mode_problem

        raise ProblemError(import_mode_problem())
    if not args.file:
        one = [await _one(args)]
        return await _planned(args, context, one, follow_ups, bulk=False, write=_write_one)
    besides = [option for name, option in _OF_ONE.items() if getattr(args, name)]
    if besides:
        raise ProblemError(_beside_file(besides))
    like = [await _from_template(args)] if args.template else []
    read = read_spaces(await asyncio.to_thread(read_file, args.file), *like)
    output.say(read.shape)
    if read.problems:
        raise ProblemError(*read.problems)
    return await _planned(args, context, read.spaces, follow_ups, bulk=True, write=write_result)


async def _planned(
    args: argparse.Namespace,
    context: Context,
    spaces: Sequence[SpaceWanted],
    follow_ups: FollowUps,
    *,
    bulk: bool,
    write: Write,
) -> int:
    """Make the plan, and settle it. The vault is opened only for what has to be looked up (groups,
    and what follow-ups need), and once the plan was agreed to."""
    from chattui.cli import ask
    from chattui.cli.planner import planning
    from chattui.plans.creating import plan_create

    people = [wanted for each in spaces for wanted in each.people]
    looks = any(w.kind == "group" and not w.address.startswith("groups/") for w in people)
    async with session_of(context) as session:
        account = await session.account()
        wrong = first_mistakes(follow_ups, session.clock())
        if looks or follow_ups:
            await ask.open_vault(session)
        async with planning(session, account, reads=looks or bool(follow_ups)) as made:
            try:
                plan = await plan_create(made.acting, spaces, now=made.now, reads=made.reads)
            except ProblemError as error:
                raise ProblemError(error.problem, *error.others, *wrong) from None
            if follow_ups:
                plan = await with_all(session, account, made, plan, follow_ups)
        status = await settle(args, session, account, plan, bulk=bulk, write=write)
        await keep_sheet(args, session, plan, follow_ups.log, status)
        return status


def _write_one(args: argparse.Namespace, report: Report, stopped: ProblemError | None) -> None:
    """``{"space": …, "members": […]}``, and what came of every row beside it; the ``problem`` where
    there is no space."""
    first = report.outcome(report.plan.rows[0])
    if args.format == "csv":
        write_result(args, report, stopped)
    elif args.format == "json":
        problem = stopped.problem if stopped else None if first.space else first.problem
        document: dict[str, Any] = {"problem": problem.as_json()} if problem else {}
        if first.space:
            own = {"members", ONE_BY_ONE}
            document["space"] = {k: v for k, v in first.answer.items() if k not in own}
            document["members"] = _members(report)
        document |= {
            "plan": plan_json(report.plan),
            "rows": list(report.rows),
            "counts": counts_json(report.counts),
        }
        output.write_json(document)
    elif first.space:
        output.write_line(first.space)
    if first.space:
        _say_made(report)


def _say_made(report: Report) -> None:
    """The space, its link, and for everybody whether they are in it."""
    from chattui.chat.models import Space

    space = Space.from_json(report.outcome(report.plan.rows[0]).answer)
    output.done(t("The space is there: {name}", name=space.label))
    if space.uri:
        output.say(f"  {space.uri}")
    words = {
        "added": t("added"),
        "invited": t("invited; not a member until they accept"),
        "dropped": t("NOT added"),
        "unknown": t("not known"),
    }
    for member in _members(report):
        mark = {"added": "✓", "invited": "·"}.get(member["result"], "!")
        stranger = (member["problem"] or {}).get("code") == "chat.unknown_person"
        said = t("NOT added; Google knows no such person") if stranger else words[member["result"]]
        output.say(f"  {mark} {safe_text(member['email'])}: {said}")
    say_follow_ups(report)


def _members(report: Report) -> list[dict[str, Any]]:
    """Everybody who was to be in it: those of the first request, then those that were added."""
    from chattui.plans.failures import member_word

    first, *rest = report.rows
    words = [member_word(report.outcome(row)) for row in report.plan.rows[1:]]
    added = [
        {"email": row["email"], "result": word, "problem": row["problem"]}
        for row, word in zip(rest, words, strict=True)
        if row["action"] == "add_member"
    ]
    return [*first.get("members", ()), *added]


def _beside_file(options: list[str]) -> Problem:
    return Problem(
        "cli.beside_file",
        t("A file describes many spaces, and {options} one.", options=", ".join(options)),
        t("What holds for a space stands in its row of the file."),
        t(
            "Leave the options out, or the file. What holds for all of them may be a template:"
            " --from FILE.toml."
        ),
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
    from chattui.chat.new_space import check
    from chattui.chat.texts import is_warning

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
    from chattui.chat.templates import read_template
    from chattui.cli.planner import read_file
    from chattui.plans.creating import SpaceWanted

    data = await asyncio.to_thread(read_file, args.template)
    # What is no UTF-8 is no TOML either, and told as such by its line.
    template = read_template(data.decode("utf-8-sig", errors="replace"))
    output.say(t("From the template {path}.", path=safe_text(args.template)))
    return SpaceWanted.of(template)
