"""Making a space: a plan that can be shown before it is carried out, and carried out again.

With people, the whole is one ``spaces.setup`` request. Its ``requestId`` belongs to the plan: after
a lost answer the same request is sent again, and Google gives the space that it made the first time
(discovery document, ``requestId``), so that carrying out a plan twice makes one space.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from chattui.chat import methods
from chattui.chat.api import ChatClient
from chattui.chat.errors import scope_missing, unknown_person
from chattui.chat.events import Tell, stream
from chattui.chat.models import DIRECT_MESSAGE, SPACE, Space
from chattui.chat.new_space import MEMBERS_LIMIT, NewSpace, check, check_request_id, people_to_add
from chattui.chat.outcome import Created, MemberResult, look_who_is_in
from chattui.chat.preview import sentences
from chattui.chat.setup import space_body
from chattui.chat.texts import is_warning, wrong
from chattui.problem import Problem, ProblemError
from chattui.words import t, tn

__all__ = [
    "Created",
    "CreationPlan",
    "Finished",
    "Looking",
    "MemberResult",
    "NewSpace",
    "SpaceMade",
    "Started",
    "carry_out",
    "check",
    "is_warning",
    "plan_creation",
]


@dataclass(frozen=True, slots=True)
class CreationPlan:
    """One request that makes a space, and what is looked at afterwards."""

    request_id: str
    method: str
    """``chat.spaces.setup``, or ``chat.spaces.create`` where nobody is added."""
    space: Mapping[str, Any]
    """Google's Space, as it is asked for."""
    people: tuple[str, ...]
    needs: tuple[str, ...]
    """Scopes without which Google refuses the request."""
    missing: tuple[str, ...]
    """Those of `needs` that were not granted."""
    helps: tuple[str, ...]
    """Scopes with which the result can be looked at."""
    helps_missing: tuple[str, ...]
    sentences: tuple[str, ...]
    """What will happen, in words."""
    warnings: tuple[Problem, ...] = ()

    @property
    def memberships(self) -> tuple[dict[str, Any], ...]:
        """Google's Memberships for `people`."""
        return tuple({"member": {"name": f"users/{p}", "type": "HUMAN"}} for p in self.people)

    @property
    def body(self) -> dict[str, Any]:
        """The body of the request."""
        if self.method == methods.SPACES_CREATE.id:
            return dict(self.space)
        return {
            "space": self.space,
            "requestId": self.request_id,
            "memberships": list(self.memberships),
        }

    @property
    def query(self) -> dict[str, str]:
        """The query of the request: ``spaces.create`` takes its `request_id` there."""
        return {"requestId": self.request_id} if self.method == methods.SPACES_CREATE.id else {}

    @property
    def can_read_space(self) -> bool:
        """Whether the new space can be read back."""
        return methods.SPACES_GET.scope not in self.helps_missing

    @property
    def can_look(self) -> bool:
        """Whether it can be seen who is in it."""
        return methods.MEMBERS_LIST.scope not in self.helps_missing

    def as_json(self) -> dict[str, Any]:
        """The form that ``--dry-run --format json`` prints."""
        return {
            "method": self.method,
            "query": self.query,
            "body": self.body,
            "needs": list(self.needs),
            "missing": list(self.missing),
            "sentences": list(self.sentences),
            "warnings": [warning.as_json() for warning in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Started:
    """The request is on its way."""

    plan: CreationPlan


@dataclass(frozen=True, slots=True)
class SpaceMade:
    """Google has made the space, or gave the one that there was already."""

    space: Space


@dataclass(frozen=True, slots=True)
class Looking:
    """It is looked who of so many people was added."""

    people: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The end, with what came of it."""

    created: Created


def plan_creation(
    new: NewSpace, scopes: tuple[str, ...], email: str, *, request_id: str = ""
) -> CreationPlan:
    """How `email`, who granted `scopes`, makes `new`. Raises ProblemError with all mistakes."""
    import uuid

    from chattui.oauth.scopes import missing

    found = (*check_request_id(request_id), *check(new, email), *_check_one_request(new, email))
    mistakes = [problem for problem in found if not is_warning(problem)]
    if mistakes:
        raise ProblemError(*mistakes)
    people = people_to_add(new, email)
    alone = new.space_type == SPACE and not people
    method = methods.SPACES_CREATE if alone else methods.SPACES_SETUP
    looks = (methods.MEMBERS_LIST.scope,) if people else ()
    helps = (methods.SPACES_GET.scope, *looks)
    helps_missing = missing(helps, scopes)
    blind = any(scope in helps_missing for scope in looks)
    return CreationPlan(
        request_id=request_id or str(uuid.uuid4()),
        method=method.id,
        space=space_body(new, email),
        people=people,
        needs=(method.scope,),
        missing=missing((method.scope,), scopes),
        helps=helps,
        helps_missing=helps_missing,
        sentences=tuple(sentences(new, email, people, blind)),
        warnings=found,
    )


def carry_out(plan: CreationPlan, chat: ChatClient) -> AsyncGenerator[object, None]:
    """Make the space, telling `Started`, `SpaceMade`, `Looking`, `Finished`, and in between
    `Waiting` and `Retrying`.

    Raises ProblemError where there is no space at the end. Carrying out the same plan again is
    safe: it sends the same request.
    """

    async def work(tell: Tell) -> None:
        if plan.missing:
            raise ProblemError(scope_missing(plan.method))
        tell(Started(plan))
        listening = chat.telling(tell)
        space = await _make(plan, listening)
        tell(SpaceMade(space))
        if not space.uri and plan.can_read_space:
            space = await _read_back(space, listening)
        if plan.people and plan.can_look:
            tell(Looking(len(plan.people)))
        members = await look_who_is_in(
            listening,
            space,
            plan.people,
            can_look=plan.can_look,
            certain=plan.space["spaceType"] == DIRECT_MESSAGE,
        )
        tell(Finished(Created(space, members)))

    return stream(work)


async def _make(plan: CreationPlan, chat: ChatClient) -> Space:
    try:
        if plan.method == methods.SPACES_CREATE.id:
            return await chat.create_space(plan.space, plan.request_id)
        return await chat.setup_space(plan.space, plan.memberships, plan.request_id)
    except ProblemError as error:
        if error.problem.code == "chat.unknown_person" and len(plan.people) == 1:
            raise ProblemError(unknown_person(plan.people[0])) from None
        raise


async def _read_back(space: Space, chat: ChatClient) -> Space:
    try:
        return await chat.get_space(space.name)
    except ProblemError:
        # The space is there; only its link is not known, which the result shows as such.
        return space


def _check_one_request(new: NewSpace, email: str) -> tuple[Problem, ...]:
    count = len(people_to_add(new, email))
    if count <= MEMBERS_LIMIT:
        return ()
    return (
        wrong(
            "creation.too_many_members",
            t("A new space takes at most {limit} people at once.", limit=MEMBERS_LIMIT),
            tn("{count} is named.", "{count} are named.", count),
            t("Make it with some of them, and add the others in Google Chat afterwards."),
        ),
    )
