"""Maker: the rows of a plan, one after the other, and what to know besides."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chattui.chat.models import Membership
from chattui.chat.setup import membership_body
from chattui.plans.acting import Acting
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are easily taken for another."""
_ID_LENGTH: Final = 5
NAMES_SHOWN: Final = 3
NOT_THERE: Final[Mapping[str, Any]] = {"role": "", "state": ""}
"""What was there of somebody who was no member."""


def plan_id() -> str:
    """A name for a plan, short enough to be typed: ``p7k2m9``."""
    return "p" + "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


def request_id() -> str:
    """A requestId: a random UUID, as Google advises."""
    import uuid

    return str(uuid.uuid4())


def note(code: str, message: str, cause: str = "", remedy: str = "") -> Problem:
    """Something to weigh before a plan is carried out; it stands in nobody's way."""
    return Problem(f"plans.{code}", message, cause, remedy, exit=Exit.DONE)


def mistake(code: str, message: str, cause: str = "", remedy: str = "") -> Problem:
    """Something for which no plan can be made; exit status 2."""
    return Problem(f"plans.{code}", message, cause, remedy, exit=Exit.USAGE)


def names(labels: Iterable[str]) -> str:
    """The first few of `labels`, with an ellipsis for the others; already safe to show."""
    shown = list(labels)
    listed = ", ".join(shown[:NAMES_SHOWN])
    return t("{names}, …", names=listed) if len(shown) > NAMES_SHOWN else listed


def refuse(problems: Sequence[Problem]) -> None:
    """Raises ProblemError with all of `problems`, each once, if there are any."""
    if problems:
        raise ProblemError(*dict.fromkeys(problems))


class Maker:
    """A plan in the making."""

    def __init__(self, kind: Kind, acting: Acting, now: float) -> None:
        self.rows: list[Row] = []
        self.warnings: list[Problem] = []
        self._kind, self._acting, self._now = kind, acting, now
        self._in_space: dict[str, list[int]] = {}

    def row(self, action: Action, space: str, label: str, **fields: Any) -> int:
        """One more row; gives its number."""
        number = len(self.rows) + 1
        self.rows.append(Row(number, action, space, space_label=label, **fields))
        self._in_space.setdefault(space, []).append(number)
        return number

    def rows_in(self, space: str) -> tuple[int, ...]:
        """The rows so far that are about `space`."""
        return tuple(self._in_space.get(space, ()))

    def add(self, target: Target, wanted: Wanted, who: str, after: tuple[int, ...] = ()) -> int:
        """A row that adds `who` (``users/…`` or ``groups/ID``), who is no member yet."""
        return self.row(
            Action.ADD_MEMBER,
            target.space,
            target.label,
            who=who,
            who_label=wanted.label,
            body=membership_body(who),
            before=NOT_THERE,
            after=after,
            line=wanted.line,
        )

    def role(
        self,
        target: Target,
        wanted: Wanted,
        role: str,
        before: Membership | None,
        after: tuple[int, ...] = (),
    ) -> int:
        """A row that gives a member, or somebody whom an earlier row adds, a role."""
        return self.row(
            Action.SET_ROLE,
            target.space,
            target.label,
            who=who_of(before) if before else wanted.who,
            who_label=wanted.label,
            body={"role": role},
            before=state_of(before) if before else NOT_THERE,
            after=after,
            line=wanted.line,
        )

    def remove(
        self,
        target: Target,
        member: Membership,
        label: str,
        after: tuple[int, ...] = (),
        line: int = 0,
    ) -> int:
        """A row that takes `member` out."""
        return self.row(
            Action.REMOVE_MEMBER,
            target.space,
            target.label,
            who=who_of(member),
            who_label=safe_text(label, limit=254),
            before=state_of(member),
            after=after,
            line=line,
        )

    def warn(self, code: str, message: str, cause: str = "", remedy: str = "") -> None:
        """Something to weigh."""
        self.warnings.append(note(code, message, cause, remedy))

    def plan(self, title: str) -> Plan:
        """The plan, with an id of its own."""
        return Plan(
            id=plan_id(),
            kind=self._kind,
            title=title,
            account=self._acting.account_key,
            email=self._acting.email,
            user_id=self._acting.user_id,
            project=self._acting.project,
            rows=tuple(self.rows),
            admin=self._acting.admin,
            created_at=self._now,
            warnings=tuple(dict.fromkeys(self.warnings)),
        )


def who_of(member: Membership) -> str:
    """``users/ID`` or ``groups/ID`` of a member."""
    return member.group_name or member.user_name or f"users/{member.name.rpartition('/')[2]}"


def state_of(member: Membership) -> Mapping[str, Any]:
    """What undoing needs to know of a member."""
    return {"role": member.role, "state": member.state}
