"""The people of a new space, added one by one: Google refuses to make it with all of them where it
does not know one, and does not say whom.

They belong to the row that makes the space. Its outcome keeps who is over and whether the next one
is on their way, so that the plan can be stopped or killed between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from chattui.chat.models import part_of
from chattui.chat.outcome import UNKNOWN, MemberResult
from chattui.plans.failures import member_word, not_added_yet
from chattui.plans.first_people import left_out, member_from, member_json
from chattui.plans.making import NOT_THERE
from chattui.plans.model import ONE_BY_ONE, Action, Outcome, Result, Row, State
from chattui.plans.scribe import Scribe

BEGUN: Final[Mapping[str, Any]] = {ONE_BY_ONE: {"ended": 0, "sent": False}}
"""What is kept from the moment on when the space is to be made without its people."""


class OneByOne:
    """The people of the space that `row` has made, as `made` tells; how far they are is noted by
    `scribe` as how far the row is."""

    def __init__(self, row: Row, made: Outcome, scribe: Scribe, clock: Callable[[], float]) -> None:
        self.attempts = 0
        """How many requests were sent for the row, without those for who is on their way."""
        self._row, self._scribe, self._clock = row, scribe, clock
        self._space = made.space
        own = {"members", ONE_BY_ONE}
        self._answer = {name: value for name, value in made.answer.items() if name not in own}
        self._people = [m for m in row.body.get("memberships", ()) if "member" in m]
        kept = part_of(made.answer, ONE_BY_ONE)
        ended = kept.get("ended")
        known = made.answer.get("members", [])[: max(0, ended) if isinstance(ended, int) else 0]
        self._over = [member_from(each) for each in known[: len(self._people)]]
        self._is_sent = kept.get("sent") is True

    @property
    def known(self) -> Outcome:
        """How far the next one is: whoever was on their way is looked for first."""
        return Outcome(State.SENT if self._is_sent else State.WAITING)

    def next(self) -> Row | None:
        """The next one, as a row of the same number; None where all are over."""
        if len(self._over) == len(self._people):
            return None
        membership = self._people[len(self._over)]
        who = str(membership["member"]["name"])
        row = self._row
        return Row(
            row.number,
            Action.ADD_MEMBER,
            f"row:{row.number}",
            row.space_label,
            who,
            who.removeprefix("users/"),
            body=membership,
            before=NOT_THERE,
            line=row.line,
        )

    def over(self, outcome: Outcome) -> None:
        """The next one is over; that is noted with the note about the one after them."""
        who = str(self._people[len(self._over)]["member"]["name"]).removeprefix("users/")
        self._over.append(MemberResult(who, member_word(outcome), outcome.problem))
        self.put(self._row.number, Outcome())

    def put(self, number: int, outcome: Outcome) -> object:
        """Note how far the next one is."""
        return self._scribe.put(number, self._whole(outcome))

    async def note(self, number: int, outcome: Outcome) -> None:
        """Note how far the next one is, and wait until that is on the disk."""
        await self._scribe.note(number, self._whole(outcome))

    async def begin(self) -> None:
        """Note that the space is there: another one is never made, also in many days."""
        await self.note(self._row.number, self.known)

    def outcome(self) -> Outcome:
        """What came of the row, when all are over."""
        people = tuple(self._over)
        problem = left_out(self._row, people, asked=True)
        answer = self._kept(people, is_sent=False)
        return Outcome(State.DONE, Result.CREATED, problem, self._space, answer)

    def _whole(self, outcome: Outcome) -> Outcome:
        self._is_sent = outcome.state is State.SENT
        left = (str(m["member"]["name"]) for m in self._people[len(self._over) :])
        waiting = (
            MemberResult(who, UNKNOWN, not_added_yet(who))
            for who in (name.removeprefix("users/") for name in left)
        )
        answer = self._kept((*self._over, *waiting), is_sent=self._is_sent)
        attempts = self.attempts + outcome.attempts
        return Outcome(State.SENT, None, None, self._space, answer, attempts, self._clock())

    def _kept(self, people: tuple[MemberResult, ...], *, is_sent: bool) -> dict[str, Any]:
        members = [member_json(each) for each in people]
        state = {"ended": len(self._over), "sent": is_sent}
        return {**self._answer, "members": members, ONE_BY_ONE: state}
