"""One person across spaces: where they are, in many, out of all, and what they own handed over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.api import ChatClient
from chattui.chat.events import Tell, stream
from chattui.chat.models import DIRECT_MESSAGE, Membership
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.making import mistake, names, note
from chattui.plans.model import Kind, Plan
from chattui.plans.planning import plan_add, plan_remove
from chattui.plans.present import Looked, Present, is_of_one_space, several
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

__all__ = [
    "Found",
    "Looked",
    "NotLooked",
    "find_person",
    "found_spaces",
    "person_named",
    "plan_add_person",
    "plan_hand_over",
    "plan_remove_person",
]

EVERY_SPACE: Final = 'customer = "customers/my_customer" AND space_type = "SPACE"'
"""Google searches named spaces only, as an administrator."""


@dataclass(frozen=True, slots=True)
class Found:
    """A space that the person is in."""

    target: Target
    membership: Membership


@dataclass(frozen=True, slots=True)
class NotLooked:
    """A space that could not be looked at, and why."""

    target: Target
    problem: Problem


def person_named(address: str) -> Wanted:
    """The person whom an e-mail address or ``users/ID`` names. Raises ProblemError."""
    text = address.strip()
    if not text.startswith("users/") and (reason := why_not_address(text)):
        shown = safe_text(text, limit=120)
        message = t("“{address}” cannot be an e-mail address.", address=shown)
        raise ProblemError(mistake("bad_address", message, reason, t("Correct it.")))
    return Wanted(text)


def find_person(
    chat: ChatClient,
    acting: Acting,
    address: str,
    *,
    spaces: Sequence[Target] | None = None,
    reads: Reads | None = None,
) -> AsyncGenerator[object, None]:
    """Where `address` (an e-mail address or ``users/ID``) is: in `spaces`, else in all of the
    acting person's, else, as an administrator, in all named spaces of the organisation.

    Tells `Found`, `NotLooked` and `Looked`, and besides `Waiting` and `Pacing`. One request looks
    into one space. Members of a Google group are in a space by the group, and not found by this.
    """
    person = person_named(address)

    async def work(tell: Tell) -> None:
        looking = replace(reads or Reads(), tell=tell)
        present = Present(chat, acting, looking)
        done = 0
        async for targets, total in _targets(present, spaces):
            before, known = done, total

            def count(looked: Looked, before: int = before, known: int | None = known) -> None:
                tell(Looked(before + looked.number, known))

            await several(targets, lambda target: _look(present, target, person, tell), count)
            done += len(targets)
        tell(Looked(done, done))

    return stream(work)


async def _look(present: Present, target: Target, person: Wanted, tell: Tell) -> None:
    try:
        glimpse = await present.member(target.space, person.address)
    except ProblemError as error:
        if not is_of_one_space(error.problem):
            raise
        tell(NotLooked(target, error.problem))
        return
    if glimpse.membership:
        tell(Found(target, glimpse.membership))


async def _targets(
    present: Present, spaces: Sequence[Target] | None
) -> AsyncIterator[tuple[list[Target], int | None]]:
    """The spaces to look into, page by page, and how many there are where that is known."""
    if spaces is not None:
        yield list(spaces), len(spaces)
    elif present.acting.admin:
        async for page in present.chat.search_spaces(EVERY_SPACE):
            yield [Target.of(space) for space in page.spaces if space.name], page.total
    else:
        async for listed in present.chat.space_pages():
            yield [Target.of(space) for space in listed if space.name], None


async def found_spaces(
    chat: ChatClient,
    acting: Acting,
    address: str,
    reads: Reads | None,
    problems: list[Problem],
) -> list[Found]:
    """All that `find_person` finds; `problems` gains the spaces that could not be looked at."""
    found: list[Found] = []
    missed: list[NotLooked] = []
    tell = (reads or Reads()).tell
    async with aclosing(find_person(chat, acting, address, reads=reads)) as events:
        async for event in events:
            if isinstance(event, Found):
                found.append(event)
            elif isinstance(event, NotLooked):
                missed.append(event)
            else:
                tell(event)
    if missed:
        problems.append(
            note(
                "not_looked",
                tn(
                    "{count} space could not be looked into: {names}.",
                    "{count} spaces could not be looked into: {names}.",
                    len(missed),
                    names=names(each.target.label for each in missed),
                ),
                missed[0].problem.message,
                t("They may be in it all the same."),
            )
        )
    return sorted(found, key=lambda each: (each.target.label.casefold(), each.target.space))


async def plan_add_person(
    chat: ChatClient,
    acting: Acting,
    person: Wanted,
    spaces: Sequence[Target],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Add one person, with the role that they name, to many spaces."""
    return await plan_add(
        chat, acting, spaces, [person], now=now, reads=reads, kind=Kind.ADD_PERSON
    )


async def plan_remove_person(
    chat: ChatClient,
    acting: Acting,
    address: str,
    spaces: Sequence[Target] | None = None,
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Take one person out of `spaces`, else out of all that `find_person` finds, but for direct
    messages, which nobody can leave."""
    person = person_named(address)
    told: list[Problem] = []
    if spaces is None:
        found = await found_spaces(chat, acting, address, reads, told)
        told += _direct_messages(found)
        spaces = [f.target for f in found if f.target.space_type != DIRECT_MESSAGE]
        if not spaces:
            raise ProblemError(nowhere(person, told))
    plan = await plan_remove(
        chat, acting, spaces, [person], now=now, reads=reads, kind=Kind.REMOVE_PERSON
    )
    return replace(plan, warnings=(*told, *plan.warnings))


def _direct_messages(found: Sequence[Found]) -> list[Problem]:
    count = sum(each.target.space_type == DIRECT_MESSAGE for each in found)
    if not count:
        return []
    return [
        note(
            "direct_messages_stay",
            tn(
                "{count} direct message with them stays.",
                "{count} direct messages with them stay.",
                count,
            ),
            t("Nobody can be taken out of a direct message."),
        )
    ]


def nowhere(person: Wanted, told: Sequence[Problem]) -> Problem:
    """The person was found in no space, and what else is known of that."""
    return Problem(
        "plans.nowhere",
        t("{name} was found in no space.", name=person.label),
        told[0].message if told else t("Members of a Google group are in a space by the group."),
        t("Check the address."),
    )


async def plan_hand_over(
    chat: ChatClient,
    acting: Acting,
    from_: str,
    to: str,
    spaces: Sequence[Target] | None = None,
    *,
    now: float,
    remove: bool = False,
    reads: Reads | None = None,
) -> Plan:
    """Make `to` an owner of each space that `from_` owns (of `spaces`, else of all), and `from_` a
    member after that, or, with `remove`, none any more."""
    from chattui.plans.handing_over import hand_over

    return await hand_over(
        chat,
        acting,
        (person_named(from_), person_named(to)),
        spaces,
        now=now,
        remove=remove,
        reads=reads,
    )
