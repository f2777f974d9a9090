"""chattui spaces create."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.spaces import TYPES
from chattui.cli.work import session_of, tell
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.creation import Created, CreationPlan, NewSpace
    from chattui.context import Context
    from chattui.session import Session
    from chattui.vault import AccountEntry


def _new_space(args: argparse.Namespace) -> tuple[NewSpace, list[Problem]]:
    """What is to be made, and what of the members is no address."""
    from chattui.chat.creation import NewSpace
    from chattui.chat.new_space import bad_address
    from chattui.chat.people import parse_people

    lists = [parse_people(text) for text in args.member]
    bad = [bad_address(entry.text, entry.reason) for parsed in lists for entry in parsed.bad]
    # An empty value is most likely a variable of a script that was not set.
    bad += [bad_address(text) for text in args.member if not text.strip()]
    new = NewSpace(
        space_type=TYPES[args.type or "space"],
        display_name=args.name,
        description=args.description,
        guidelines=args.guidelines,
        history=None if args.history is None else args.history == "on",
        external=args.external,
        members=tuple(person for parsed in lists for person in (*parsed.people, *parsed.repeated)),
    )
    return new, bad


def _plan(args: argparse.Namespace, account: AccountEntry) -> CreationPlan:
    """The plan. Raises ProblemError with everything that is wrong, at once."""
    from chattui.chat.creation import check, is_warning, plan_creation

    new, bad = _new_space(args)
    # Where an address could not be read, the number of people says nothing.
    about_number = {"creation.direct_message_members", "creation.group_chat_members"}
    wrong = [p for p in check(new, account.email) if not is_warning(p)]
    wrong = bad + [p for p in wrong if not (bad and p.code in about_number)]
    if wrong:
        raise ProblemError(*wrong)
    return plan_creation(new, account.scopes, account.email, request_id=args.request_id)


async def run(args: argparse.Namespace, context: Context) -> int:
    """Make the space, or many."""
    from chattui.chat.errors import scope_missing

    async with session_of(context) as session:
        account = await session.account()
        plan = _plan(args, account)
        for sentence in plan.sentences:
            output.say(f"  {sentence}")
        for warning in plan.warnings:
            output.warn(warning)
        if args.dry_run and args.format == "json":
            output.write_json({"dryRun": True, **plan.as_json()})
        if plan.missing:
            # Known beforehand, so that nobody is asked for a yes or a passphrase in vain.
            problem = scope_missing(plan.method)
            if not args.dry_run:
                raise ProblemError(problem)
            output.show_problem(problem)
            return problem.exit
        if args.dry_run:
            return Exit.DONE
        if not ask.confirm(context.surroundings, t("Do it?"), yes=args.yes, needed=False):
            output.say(t("Nothing was created."))
            return Exit.FAILED
        await ask.open_vault(session)
        created = await _carry_out(plan, session, account)
    return _report(args, created)


async def _carry_out(plan: CreationPlan, session: Session, account: AccountEntry) -> Created:
    """Carry the plan out, telling its progress; a failure says how to repeat it safely."""
    from chattui.chat.creation import Finished, Started, carry_out

    chat = await session.chat(account)
    sent = False
    try:
        async with contextlib.aclosing(carry_out(plan, chat)) as events:
            async for event in events:
                tell(event)
                sent = sent or isinstance(event, Started)
                if isinstance(event, Finished):
                    return event.created
    except (ProblemError, asyncio.CancelledError) as error:
        if sent and _may_have_been_made(error):
            output.say(
                t(
                    "To try again without making a second space, add: --request-id {id}",
                    id=plan.request_id,
                )
            )
        raise
    raise RuntimeError("a plan ended without a result")


def _may_have_been_made(error: BaseException) -> bool:
    """Whether Google may have made the space all the same: it did not clearly refuse."""
    open_ends = ("net.", "chat.unavailable", "chat.quota", "chat.bad_answer", "chat.not_google")
    return not isinstance(error, ProblemError) or error.problem.code.startswith(open_ends)


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
        output.warn(why)
    if args.format == "json":
        output.write_json(created.as_json())
    else:
        output.write_line(created.space.name)
    return int(created.exit)
