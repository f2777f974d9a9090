"""What follows a space: an event in Calendar, rows in a log sheet, a mail with Gmail.

Each is a row of a plan, of one that makes spaces or changes members (`with_follow_ups`) or of one
of its own (`plan_follow_ups`). A follow-up that fails stops no other row and hides none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.acting import Acting
    from chattui.plans.directory import Reads
    from chattui.plans.model import Plan, Row
    from chattui.plans.wanted import Target

MAIL_GUESTS: Final = ("none", "all", "external")
"""Whom Calendar tells of an event by mail."""


def default_title() -> str:
    """The title of an event for which none is given."""
    return t("Kick-off: {space}", space="{space}")


def default_subject() -> str:
    """The subject of a mail for which none is given."""
    return t("New space in Google Chat: {space}", space="{space}")


def default_letter() -> str:
    """The text of a mail for which none is given."""
    return t(
        "Hello,\n\nthere is a new space in Google Chat, {space}:\n{link}\n",
        space="{space}",
        link="{link}",
    )


@dataclass(frozen=True, slots=True)
class KickOff:
    """An event in the person's own calendar, with the members as guests and the space's link.

    In `title` and `text`, ``{space}`` and ``{link}`` stand for the space's name and link; ``{{``
    and ``}}`` for a brace.
    """

    at: str
    """``2026-12-01 10:00`` (in `zone`), or with an offset: ``2026-12-01T10:00+01:00``."""
    minutes: int = 30
    title: str = ""
    """"" for `default_title`."""
    text: str = ""
    """Its description; "" for the link alone, which is put behind a text without it."""
    zone: str = ""
    """``Europe/Berlin``; "" for the calendar's own."""
    mail_guests: str = "none"
    """One of `MAIL_GUESTS`."""
    guests: tuple[str, ...] = ()
    """Addresses, instead of the members."""


@dataclass(frozen=True, slots=True)
class Log:
    """A row in a log sheet for each space and each member change."""

    sheet: str = ""
    """The id of a spreadsheet, or its address in a browser."""
    tab: str = ""
    """"" for the first one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to the members; `subject` and `text` are templates, as in `KickOff`."""

    subject: str = ""
    """"" for `default_subject`."""
    text: str = ""
    """"" for `default_letter`."""
    to: tuple[str, ...] = ()
    """Addresses, instead of the members."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What is to follow; None for what is not."""

    kick_off: KickOff | None = None
    log: Log | None = None
    letter: Letter | None = None

    def __bool__(self) -> bool:
        return bool(self.kick_off or self.log or self.letter)


def scopes_for(follow_ups: FollowUps) -> tuple[str, ...]:
    """The scopes, in full, that these follow-ups need."""
    from chattui.workspace.methods import CALENDAR_SCOPE, GMAIL_SCOPE, SHEETS_SCOPE

    wanted = (
        (follow_ups.kick_off, CALENDAR_SCOPE),
        (follow_ups.log, SHEETS_SCOPE),
        (follow_ups.letter, GMAIL_SCOPE),
    )
    return tuple(scope for asked, scope in wanted if asked)


def mistakes(follow_ups: FollowUps, *, now: float, zone: str = "") -> Iterator[Problem]:
    """What is wrong with them as far as that can be told without asking Google, for a form that is
    being filled in; `zone` is the calendar's, where it is known."""
    from chattui.plans.follow_checks import mistakes_in

    return mistakes_in(follow_ups, now, zone)


async def plan_follow_ups(
    chat: ChatClient,
    acting: Acting,
    target: Target,
    follow_ups: FollowUps,
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Follow up on a space that is there.

    Reads the members, the calendar's zone and the sheet's tabs as far as they are needed. Raises
    ProblemError with all mistakes at once; ``plans.scopes_missing`` (exit status 3) where a scope
    is missing without which these cannot be read.
    """
    from chattui.plans.follow_asking import Asked, about
    from chattui.plans.follow_making import Following
    from chattui.plans.follow_people import People
    from chattui.plans.making import Maker, refuse
    from chattui.plans.model import Kind
    from chattui.plans.present import Present

    present = Present(chat, acting, reads)
    asked = await Asked.of(present, follow_ups, now)
    try:
        space, people = await about(present, target, follow_ups, asked.problems)
    except ProblemError as error:
        problems = (*asked.problems, error.problem, *error.others)
        raise ProblemError(*dict.fromkeys(problems)) from None
    maker = Maker(Kind.FOLLOW_UP, acting, now)
    following = Following(maker, acting, follow_ups, asked)
    if people is not None:
        following.check(people)
    refuse(asked.problems)
    following.rows_about(space.name, space.label, space.uri, people or People())
    following.note_of(space.name, space.label, space.uri)
    return maker.plan(t("Follow up on {space}", space=space.label))


async def with_follow_ups(
    chat: ChatClient,
    plan: Plan,
    acting: Acting,
    follow_ups: FollowUps,
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """`plan` with rows that follow its own: for each space that it makes an event and a mail to
    the people of that space, and the log of all its spaces and member changes.

    Raises ProblemError as `plan_follow_ups` does. The plan keeps its id; it must not have been
    kept or carried out yet. A plan without rows stays as it is.
    """
    from chattui.plans.follow_asking import Asked
    from chattui.plans.follow_making import Following
    from chattui.plans.follow_people import people_of
    from chattui.plans.making import Maker, refuse
    from chattui.plans.model import Action
    from chattui.plans.present import Present

    if not (plan.rows and follow_ups):
        return plan
    present = Present(chat, acting, reads)
    asked = await Asked.of(present, follow_ups, now)
    made = [row for row in plan.rows if row.action is Action.CREATE_SPACE]
    maker = Maker(plan.kind, acting, now)
    maker.rows += plan.rows
    following = Following(maker, acting, follow_ups, asked)
    people = [people_of(plan, row, acting) for row in made]
    for row, each in zip(made, people, strict=True):
        following.check(each, row.space_label if len(made) > 1 else "")
    following.check_made(made)
    refuse(asked.problems)
    for row, each in zip(made, people, strict=True):
        space = f"row:{row.number}"
        after = [r.number for r in plan.rows if r.space == space and r.action is Action.ADD_MEMBER]
        following.rows_about(space, row.space_label, "", each, tuple(after))
    following.log_of(plan.rows)
    warnings = tuple(dict.fromkeys((*plan.warnings, *maker.warnings)))
    return replace(plan, rows=tuple(maker.rows), warnings=warnings)


def preview_of(row: Row, *, link: str = "") -> str:
    """What a row of a follow-up sends, line by line and safe to show: the event, the mail as its
    readers see it, the log and its columns. Without `link`, its place is named."""
    from chattui.plans import follow_words

    return follow_words.preview_of(row, link=link)
