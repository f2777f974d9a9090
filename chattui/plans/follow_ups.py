"""What follows a space: an event in Calendar, rows in a log sheet, a mail with Gmail.

Each is a row of a plan, of one that makes spaces or changes members (`with_follow_ups`) or of one
of its own (`plan_follow_ups`). A follow-up that fails stops no other row and hides none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chattui.problem import Problem

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.acting import Acting
    from chattui.plans.directory import Reads
    from chattui.plans.model import Plan, Row
    from chattui.plans.wanted import Target

MAIL_GUESTS: Final = ("none", "all", "external")
"""Whom Calendar tells of an event by mail."""


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
    """"" for "Kick-off: {space}"."""
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
    """"" for a plain one with the space's name."""
    text: str = ""
    """"" for a plain one with the space's name and link."""
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
    raise NotImplementedError


def mistakes(follow_ups: FollowUps, *, now: float, zone: str = "") -> Iterator[Problem]:
    """What is wrong with them as far as that can be told without asking Google, for a form that is
    being filled in; `zone` is the calendar's, where it is known."""
    raise NotImplementedError


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
    raise NotImplementedError


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
    kept or carried out yet.
    """
    raise NotImplementedError


def preview_of(row: Row, *, link: str = "") -> str:
    """What a row of a follow-up sends, line by line and safe to show: the event, the mail as its
    readers see it, the lines of the log. Without `link`, its place is named."""
    raise NotImplementedError
