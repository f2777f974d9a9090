"""chattui spaces create of a space that is one request: as before, with its own preview."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.work import tell
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.creation import Created, CreationPlan
    from chattui.plans.creating import SpaceWanted
    from chattui.session import Session
    from chattui.vault import AccountEntry


def is_one_request(wanted: SpaceWanted) -> bool:
    """Whether nothing is left to do after the space is made."""
    from chattui.chat.new_space import MEMBERS_LIMIT, people_to_add

    new = wanted.new
    more = wanted.people or new.message or new.permissions or new.groups or new.with_app
    return not more and len(people_to_add(new)) <= MEMBERS_LIMIT


def _plan(args: argparse.Namespace, wanted: SpaceWanted, account: AccountEntry) -> CreationPlan:
    """The plan. Raises ProblemError with everything that is wrong, at once."""
    from chattui.chat.creation import plan_creation

    return plan_creation(wanted.new, account.scopes, account.email, request_id=args.request_id)


async def create(args: argparse.Namespace, session: Session, wanted: SpaceWanted) -> int:
    """Show what will happen, ask, and make the space."""
    from chattui.chat.errors import scope_missing

    around, account = session.context.surroundings, await session.account()
    plan = _plan(args, wanted, account)
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
    if not ask.confirm(around, t("Do it?"), yes=args.yes, needed=False):
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
