"""How each kind of row is sent, how Google's answer reads, and how the state is looked at.

After a lost answer, or where a process died with a request on its way, `look` says whether the
change is there already; only where it is not is it sent again. Creations and messages carry a
requestId, by which Google makes them only once: they are simply sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat import methods
from chattui.chat.api import ChatClient
from chattui.chat.errors import Refused
from chattui.chat.models import DIRECT_MESSAGE, SPACE, Membership, Space, part_of
from chattui.chat.outcome import dropped_problem, look_who_is_in
from chattui.chat.wire import nothing
from chattui.plans import follow_steps
from chattui.plans.comparing import is_so_already
from chattui.plans.failures import failed
from chattui.plans.first_people import left_out, member_json
from chattui.plans.follow_rows import is_follow_up
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.plans.report import Report
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text

ABSENT_CODES: Final = frozenset(
    {"chat.not_found", "chat.not_allowed_or_absent", "chat.unknown_person"}
)
"""How Google says that something is not there, among other things that it says so."""
_IN: Final = frozenset({"JOINED", "INVITED"})


@dataclass(frozen=True, slots=True)
class Step:
    """One row, ready to be sent."""

    row: Row
    space: str
    """``spaces/ID``, resolved; "" for a creation."""
    me: frozenset[str] = frozenset()
    """The names of the account that acts: its address and its id."""
    report: Report | None = None
    """How far the other rows are, which a follow-up tells of."""
    alone: bool = False
    """Whether a space is made without its people, who are added to it one by one."""

    @property
    def method(self) -> str:
        """The id of the method that carries it out."""
        if self.row.action is Action.CREATE_SPACE:
            nobody = not self._asked and _space_of(self.row).get("spaceType") == SPACE
            return methods.SPACES_CREATE.id if nobody else methods.SPACES_SETUP.id
        of_chat = _METHODS.get(self.row.action)
        return of_chat.id if of_chat else follow_steps.METHODS[self.row.action].id

    @property
    def look_method(self) -> str:
        """The id of the method that looks whether it is done; "" where nothing has to look."""
        if self.row.action in {Action.EDIT_SPACE, Action.DELETE_SPACE}:
            return methods.SPACES_GET.id
        if self.is_follow_up:
            looks = follow_steps.LOOK_METHODS.get(self.row.action)
            return looks.id if looks else ""
        return methods.MEMBERS_GET.id if self.row.who else ""

    @property
    def is_follow_up(self) -> bool:
        """Whether it fails by itself, whatever is the matter with the API that it calls."""
        return is_follow_up(self.row)

    @property
    def goes_once(self) -> bool:
        """Whether nobody can look if it was done, so that it is never sent a second time."""
        return self.row.action is Action.SEND_MAIL

    @property
    def _asked(self) -> list[Mapping[str, Any]]:
        return list(self.row.body.get("memberships", ()))

    @property
    def _memberships(self) -> list[Mapping[str, Any]]:
        """Who comes with a space."""
        return [m for m in self._asked if "member" not in m] if self.alone else self._asked

    @property
    def _member(self) -> str:
        """The last part of a membership's name: an id, an address, or ``app``."""
        return self.row.who.rpartition("/")[2]

    @property
    def _knew_absent(self) -> bool:
        """Whether the plan knew that the person was no member when it was made."""
        return self.row.before.get("state") == "" or self.row.space.startswith("row:")

    @property
    def _is_about_me(self) -> bool:
        return self._member.casefold() in self.me

    async def send(self, chat: ChatClient) -> Outcome:
        """Send the request; what came of it. Raises ProblemError."""
        row, space = self.row, self.space
        if self.is_follow_up and self.report:
            return await follow_steps.send(row, chat, self.report)
        match row.action:
            case Action.CREATE_SPACE:
                return await self._create(chat)
            case Action.EDIT_SPACE:
                return _changed(await chat.patch_space(space, row.body, row.mask))
            case Action.DELETE_SPACE:
                await chat.delete_space(space)
                return Outcome(State.DONE, Result.DELETED)
            case Action.ADD_MEMBER:
                return self._added(await chat.add_member(space, self._membership))
            case Action.SET_ROLE:
                role = str(row.body.get("role", ""))
                return self._given(await chat.set_role(space, self._member, role))
            case Action.REMOVE_MEMBER:
                await chat.remove_member(space, self._member)
                return Outcome(State.DONE, Result.REMOVED)
            case _:
                text = str(row.body.get("text", ""))
                made = await chat.post_message(space, text, row.request_id)
                return Outcome(State.DONE, Result.POSTED, answer={"name": made.get("name", "")})

    def despite(self, problem: Problem, *, sent_before: bool) -> Outcome | None:
        """The outcome where a refusal says that all is as it was asked for; else None.

        `sent_before` says that an earlier request for the same row may have arrived: then it was
        that one that made it so.
        """
        match self.row.action, problem.code:
            case Action.ADD_MEMBER, "chat.already_member":
                ours = sent_before and self._knew_absent
                return Outcome(State.DONE, Result.ADDED if ours else Result.ALREADY)
            case Action.REMOVE_MEMBER, "chat.not_found":
                return Outcome(State.DONE, Result.REMOVED if sent_before else Result.ALREADY)
            case Action.ADD_EVENT, "calendar.event_exists":
                return Outcome(State.DONE, Result.SCHEDULED)
            case Action.DELETE_SPACE, "chat.not_found":
                return Outcome(State.DONE, Result.DELETED if sent_before else Result.ALREADY)
            case _:
                return None

    def may_leave_people(self, problem: Problem) -> bool:
        """Whether a space that is refused for one of its people can be made without them, and
        they be added to it. Google has not made it; the same requestId makes it once at most."""
        people = any("member" in each for each in self._memberships)
        named = _space_of(self.row).get("spaceType") == SPACE
        return problem.code == "chat.unknown_person" and named and people

    async def look(self, chat: ChatClient) -> Outcome | None:
        """What came of an earlier request that may have arrived; None where it has to be sent.

        Raises ProblemError where nobody can tell.
        """
        if self.row.action in {Action.EDIT_SPACE, Action.DELETE_SPACE}:
            return await self._look_at_space(chat)
        if self.is_follow_up and self.report:
            return await follow_steps.look(self.row, chat, self.report)
        try:
            found = await chat.get_member(self.space, self._member)
        except Refused as error:
            if error.problem.code not in ABSENT_CODES:
                raise
            return self._absent(error.problem)
        is_in = found.state in _IN
        match self.row.action:
            case Action.ADD_MEMBER:
                return self._found(found) if is_in else None
            case Action.REMOVE_MEMBER:
                return None if is_in else Outcome(State.DONE, Result.REMOVED)
            case _:
                is_so = found.role == self.row.body.get("role")
                return self._given(found) if is_so else None

    async def who_is_in(self, chat: ChatClient, outcome: Outcome) -> Outcome:
        """`outcome` of a creation, with what became of its first members. Never raises
        ProblemError."""
        from dataclasses import replace

        from chattui.oauth.scopes import missing

        can_look = not missing((methods.MEMBERS_LIST.scope,), chat.scopes)
        found = await look_who_is_in(
            chat,
            Space.from_json({"name": outcome.space}),
            self.first_people,
            can_look=can_look,
            certain=_space_of(self.row).get("spaceType") == DIRECT_MESSAGE,
        )
        answer = {**outcome.answer, "members": [member_json(member) for member in found]}
        return replace(outcome, answer=answer, problem=left_out(self.row, found))

    @property
    def first_people(self) -> tuple[str, ...]:
        """The addresses of the people who come with a new space in one request."""
        names = (str(part_of(m, "member").get("name", "")) for m in self._memberships)
        return tuple(name.removeprefix("users/") for name in names if "@" in name)

    @property
    def _membership(self) -> Mapping[str, Any]:
        row = self.row
        if row.body:
            return row.body
        if row.who.startswith("groups/"):
            return {"groupMember": {"name": row.who}}
        kind = "BOT" if row.who == "users/app" else "HUMAN"
        return {"member": {"name": row.who, "type": kind}}

    async def _create(self, chat: ChatClient) -> Outcome:
        row, wanted = self.row, _space_of(self.row)
        if self.method == methods.SPACES_CREATE.id:
            made = await chat.create_space(wanted, row.request_id)
        else:
            made = await chat.setup_space(wanted, self._memberships, row.request_id)
        return Outcome(State.DONE, Result.CREATED, space=made.name, answer=made.raw)

    async def _look_at_space(self, chat: ChatClient) -> Outcome | None:
        try:
            found = await chat.get_space(self.space)
        except Refused as error:
            if error.problem.code not in ABSENT_CODES:
                raise
            # The plan has seen the space, so it is this plan's deletion that took it away.
            deleted = Outcome(State.DONE, Result.DELETED)
            return deleted if self.row.action is Action.DELETE_SPACE else None
        row = self.row
        is_so = row.action is Action.EDIT_SPACE and is_so_already(found.raw, row.body, row.mask)
        return _changed(found) if is_so else None

    def _absent(self, problem: Problem) -> Outcome | None:
        """The person is not to be found, or the space is closed to whoever asks."""
        if self.row.action is not Action.REMOVE_MEMBER:
            return None
        # Who has removed themselves is not told any more who is in.
        gone = problem.code == "chat.not_found" or self._is_about_me
        return Outcome(State.DONE, Result.REMOVED) if gone else None

    def _added(self, answer: Membership) -> Outcome:
        if not answer.name:
            raise nothing(methods.MEMBERS_CREATE)
        if answer.state == "NOT_A_MEMBER":
            why = dropped_problem(safe_text(self.row.who_label or self._member, limit=200))
            return Outcome(State.FAILED, problem=failed(self.row, why), answer=answer.raw)
        already = self.row.before.get("state") in _IN
        result = Result.ALREADY if already else _joined(answer)
        return Outcome(State.DONE, result, answer=answer.raw)

    def _found(self, found: Membership) -> Outcome:
        """Somebody who should be added is in, after a request that may have done it."""
        result = _joined(found) if self._knew_absent else Result.ALREADY
        return Outcome(State.DONE, result, answer=found.raw)

    def _given(self, answer: Membership) -> Outcome:
        if not answer.name:
            raise nothing(methods.MEMBERS_PATCH)
        already = self.row.before.get("role") == self.row.body.get("role")
        return Outcome(State.DONE, Result.ALREADY if already else Result.CHANGED, answer=answer.raw)


_METHODS: Final = {
    Action.EDIT_SPACE: methods.SPACES_PATCH,
    Action.DELETE_SPACE: methods.SPACES_DELETE,
    Action.ADD_MEMBER: methods.MEMBERS_CREATE,
    Action.SET_ROLE: methods.MEMBERS_PATCH,
    Action.REMOVE_MEMBER: methods.MEMBERS_DELETE,
    Action.POST_MESSAGE: methods.MESSAGES_CREATE,
}


def _space_of(row: Row) -> Mapping[str, Any]:
    return part_of(row.body, "space")


def _joined(membership: Membership) -> Result:
    return Result.INVITED if membership.state == "INVITED" else Result.ADDED


def _changed(space: Space) -> Outcome:
    if not space.name:
        raise nothing(methods.SPACES_PATCH)
    return Outcome(State.DONE, Result.CHANGED, answer=space.raw)


def is_missing_scope(error: ProblemError) -> bool:
    """Whether the account may change something, but not look at it."""
    return error.problem.code == "chat.scope_missing"
