"""Plan, Row and Outcome: what is to be changed, request by request, and what came of it.

A plan is made before anything is sent, kept in the journal, and carried out row by row; each row is
one change that may be asked for again without harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from chattui.problem import Exit, Problem

_NOTHING: Final[Mapping[str, Any]] = {}
ONE_BY_ONE: Final = "oneByOne"
"""What an outcome's answer keeps of a creation whose people are added one by one."""


class Action(StrEnum):
    """What one row does; each is one writing method of the Chat API or of another of Google's."""

    CREATE_SPACE = "create_space"
    """``spaces.setup`` or ``spaces.create``, with up to 49 first members in its body."""
    EDIT_SPACE = "edit_space"
    DELETE_SPACE = "delete_space"
    ADD_MEMBER = "add_member"
    SET_ROLE = "set_role"
    REMOVE_MEMBER = "remove_member"
    POST_MESSAGE = "post_message"
    ADD_EVENT = "add_event"
    """Calendar's ``events.insert``."""
    LOG_ROWS = "log_rows"
    """Sheets' ``values.append``: what came of other rows of the plan, in one request."""
    SEND_MAIL = "send_mail"
    """Gmail's ``messages.send``."""


class Kind(StrEnum):
    """What a plan is for; its title says it in words."""

    CREATE_SPACES = "create_spaces"
    EDIT_SPACES = "edit_spaces"
    DELETE_SPACES = "delete_spaces"
    ADD_MEMBERS = "add_members"
    REMOVE_MEMBERS = "remove_members"
    SET_ROLES = "set_roles"
    SYNC_MEMBERS = "sync_members"
    ADD_PERSON = "add_person"
    """One person to many spaces."""
    REMOVE_PERSON = "remove_person"
    """One person out of many spaces."""
    HAND_OVER = "hand_over"
    FOLLOW_UP = "follow_up"
    """An event, a row in a log sheet, a mail: about a space that is there."""
    UNDO = "undo"


class State(StrEnum):
    """How far a row is."""

    WAITING = "waiting"
    SENT = "sent"
    """On its way when it was last heard of: what is there is looked at before it is sent again."""
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not tried, because a row that it needs has failed."""


class Result(StrEnum):
    """What came of a row that is done."""

    ADDED = "added"
    INVITED = "invited"
    ALREADY = "already"
    """It was as wanted before: nothing was changed."""
    REMOVED = "removed"
    CHANGED = "changed"
    CREATED = "created"
    DELETED = "deleted"
    POSTED = "posted"
    SCHEDULED = "scheduled"
    """An event is in the calendar."""
    LOGGED = "logged"
    MAILED = "mailed"


@dataclass(frozen=True, slots=True)
class Row:
    """One change. `number` counts from 1; labels are safe to show."""

    number: int
    action: Action
    space: str = ""
    """``spaces/ID``, or ``row:N`` for the space that row N makes."""
    space_label: str = ""
    who: str = ""
    """``users/ADDRESS``, ``users/ID``, ``users/app``, ``groups/ID``; "" for nobody."""
    who_label: str = ""
    """The address or name by which the person who made the plan knows them."""
    body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """What is sent: Google's Space (create, edit), ``{"memberships": […], "space": …}`` (setup),
    ``{"role": …}``, ``{"text": …}``; of a follow-up ``{"event": …, "sendUpdates", "link"}``,
    ``{"sheet", "tab", "rows": […]}`` or ``{"to": […], "subject", "text", "link"}``, whose texts
    are templates (`chattui.plans.filling`)."""
    mask: str = ""
    """The updateMask of an edit."""
    before: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """What was there when the plan was made, as far as undoing needs it: ``{"role", "state"}``
    of a member (``state`` "" where they were none), the old values of a space's fields."""
    after: tuple[int, ...] = ()
    """The rows that have to be done first."""
    following: tuple[int, ...] = ()
    """The rows that have to be over first, whatever came of them."""
    line: int = 0
    """The line of the input that it comes from; 0 for none."""
    request_id: str = ""
    """The requestId of a creation or a message, the id of an event: kept, so that it is made only
    once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a row is, and what came of it."""

    state: State = State.WAITING
    result: Result | None = None
    problem: Problem | None = None
    """Why it failed or was skipped; for a row that is done, what to know besides."""
    space: str = ""
    """``spaces/ID`` of the space that a creation made."""
    answer: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """The parts of Google's answer that a report shows: a Space, a Membership; for a creation also
    ``"members"``: ``[{"email", "result", "problem"}]``, and `ONE_BY_ONE` where they do not come
    with the space itself."""
    attempts: int = 0
    """How many requests were sent for it."""
    at: float = 0.0
    """When that was found out, in seconds since 1970."""

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is to be done about the row."""
        return self.state in {State.DONE, State.FAILED, State.SKIPPED}

    @property
    def is_one_by_one(self) -> bool:
        """Whether the people of a new space are added after it, each with an answer of its own."""
        return ONE_BY_ONE in self.answer


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, as whom, and with which privileges."""

    id: str
    """Short and plain, such as ``p7k2m9``; what `chattui plans resume` takes."""
    kind: Kind
    title: str
    """In words and safe to show: "Add 14 people to Launch team"."""
    account: str
    """The key of the account in the list of accounts."""
    email: str
    project: str
    """Whose quota it uses up: the client's project number, else the client's key."""
    rows: tuple[Row, ...]
    admin: bool = False
    """Whether its requests are sent with ``useAdminAccess``."""
    created_at: float = 0.0
    """Seconds since 1970."""
    warnings: tuple[Problem, ...] = ()
    """What to weigh before it is carried out; none stands in its way."""
    undo_of: str = ""
    """The plan that it takes back."""
    user_id: str = ""
    """``users/ID`` of whoever made it, where it is known: an address may be given to another."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a plan are how far."""

    total: int = 0
    waiting: int = 0
    """Those on their way are counted here."""
    done: int = 0
    failed: int = 0
    skipped: int = 0
    by_result: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """Of those that are done, by `Result`."""

    @property
    def ended(self) -> int:
        """How many are over."""
        return self.done + self.failed + self.skipped

    @property
    def exit(self) -> Exit:
        """DONE; FAILED where nothing could be done, PARTLY where something is left."""
        if self.done == self.total:
            return Exit.DONE
        return Exit.PARTLY if self.done else Exit.FAILED
