"""The course of one row: noted, sent, and looked at before it is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from chattui.chat.errors import Refused
from chattui.chat.events import Tell, Waiting
from chattui.chat.methods import MEMBERS_LIST
from chattui.chat.retry import Patience, retry_after_seconds
from chattui.log import attempt as counted
from chattui.plans.failures import (
    failed,
    fails_alone,
    is_quota,
    may_be_done,
    not_known,
    passes,
    space_gone,
    stopping,
    stops,
)
from chattui.plans.follow_rows import kept_of
from chattui.plans.model import Action, Outcome, Result, State
from chattui.plans.one_by_one import BEGUN, OneByOne
from chattui.plans.scribe import Scribe
from chattui.plans.steps import Step, is_missing_scope
from chattui.plans.strain import Strain
from chattui.plans.vanished import Vanished
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.pace import Pace


class Halted(Exception):
    """The plan was stopped: the row is left as it is noted."""


class Notes(Protocol):
    """What of a `Scribe` notes one row."""

    def put(self, number: int, outcome: Outcome) -> object:
        """Note how far a row is."""
        ...

    def note(self, number: int, outcome: Outcome) -> Awaitable[None]:
        """Note how far a row is, and wait until that is on the disk."""
        ...


class Course:
    """How far one row has come; `notes` is where that is noted, if not with the other rows."""

    def __init__(self, step: Step, known: Outcome, notes: Notes | None = None) -> None:
        self.step = replace(step, alone=True) if known.is_one_by_one else step
        self.notes = notes
        begun = known.is_one_by_one and known.space
        self.made = replace(known, result=Result.CREATED) if begun else None
        """The space that it made before, where its people are still being added."""
        self.part: Course | None = None
        """The one of them who is being added."""
        self.kept = kept_of(known)
        """What of its outcome holds whatever comes of it now."""
        self.attempts = known.attempts
        """How many requests were sent for it."""
        self.sent_before = known.state is State.SENT
        """Whether a request for it may have arrived."""
        self.is_unclear = self.sent_before
        """Whether that may have been carried out, and nobody has looked since."""
        self.is_blind = not step.look_method
        """Whether nobody can look."""
        self.is_flying = False
        """Whether a request is on its way that must not be lost sight of."""
        self.method = step.method
        """The method that was called last."""

    @property
    def must_stay(self) -> bool:
        """Whether a request is on its way now that must not be lost sight of."""
        return self.is_flying if self.part is None else self.part.is_flying

    def leave_people(self) -> None:
        """Google does not know one of the people: the space is made without them."""
        self.step = replace(self.step, alone=True)
        self.kept = {**self.kept, **BEGUN}


class Road:
    """What all rows of a plan share on their way."""

    def __init__(
        self,
        project: str,
        chat: ChatClient,
        pace: Pace,
        patience: Patience,
        scribe: Scribe,
        clock: Callable[[], float],
        tell: Tell,
    ) -> None:
        self.halted = False
        """Whether nothing more may be sent."""
        self.through = 0
        """How many rows have come to an end: whether others get through where one does not."""
        self._project = project
        self._patient = chat.telling(tell)
        self._chat = chat.once()
        self._pace = pace
        self._patience = patience
        self._scribe = scribe
        self._clock = clock
        self._tell = tell
        self._vanished = Vanished(project, self._chat, pace, tell)

    async def carry(self, course: Course) -> Outcome:
        """What came of a row at last.

        Raises ProblemError for what would meet every row alike, and `Halted`.
        """
        outcome = course.made or await self._carried(course)
        if outcome.result is not Result.CREATED or not course.step.alone:
            return outcome
        people = OneByOne(course.step.row, outcome, self._scribe, self._clock)
        people.attempts = course.attempts
        await people.begin()
        while (row := people.next()) is not None:
            step = Step(row, outcome.space, course.step.me)
            part = course.part = Course(step, people.known, people)
            found = await self._carried(part)
            course.attempts = people.attempts = course.attempts + part.attempts
            self.through += 1
            people.over(found)
        return people.outcome()

    async def _carried(self, course: Course) -> Outcome:
        strain = Strain(self._patience)
        while True:
            if self.halted:
                raise Halted
            if self._vanished.has(course.step):
                return _gone(course)
            try:
                outcome = await self._attempt(course)
                self._vanished.is_there(course.step)
                return outcome
            except ProblemError as error:
                alone = course.step.is_follow_up and fails_alone(error)
                if stops(error) and not alone:
                    await self._put_back(course)
                    raise
                if course.step.goes_once and course.is_unclear:
                    return Outcome(State.FAILED, problem=not_known(course.step.row))
                if course.step.may_leave_people(error.problem):
                    course.leave_people()
                    continue
                if not passes(error):
                    gone = await self._vanished.noticed(course.step, error.problem)
                    return _gone(course) if gone else _failure(course, error)
                strain.failed(self.through)
                if strain.is_used_up and alone:
                    if not strain.is_borne(error):
                        return await self._last_look(course) or _failure(course, error)
                elif strain.is_used_up:
                    if strain.meets_all(self.through):
                        # Nobody else has got through meanwhile either: it is not the row.
                        if not strain.is_borne(error):
                            await self._put_back(course)
                            raise stopping(error) from None
                    elif is_quota(error):
                        strain = Strain(self._patience)
                    else:
                        return await self._last_look(course) or _failure(course, error)
                strain.waited += await self._wait(course, max(1, strain.failures), error)

    async def _attempt(self, course: Course) -> Outcome:
        if course.is_unclear and course.step.goes_once:
            return Outcome(State.FAILED, problem=not_known(course.step.row))
        if course.is_unclear and not course.is_blind:
            found = await self._look(course)
            if found is not None:
                return found
            course.is_unclear = course.is_blind
        return await self._send(course)

    async def _send(self, course: Course) -> Outcome:
        step = course.step
        course.method = step.method
        async with self._pace.turn(self._project, step.method, step.space, self._tell):
            await self._note_sent(course)
            course.is_flying = True
            try:
                with counted(course.attempts):
                    outcome = await step.send(self._chat)
            except ProblemError as error:
                course.is_flying = False
                done = step.despite(error.problem, sent_before=course.sent_before)
                if done is None:
                    unclear = may_be_done(error)
                    course.sent_before = course.sent_before or unclear
                    course.is_unclear = course.is_unclear or unclear
                    raise
                outcome = done
        return await self._seen(course, outcome)

    async def _note_sent(self, course: Course) -> None:
        number, attempts, now = course.step.row.number, course.attempts + 1, self._clock()
        sent = Outcome(State.SENT, answer=course.kept, attempts=attempts, at=now)
        try:
            await (course.notes or self._scribe).note(number, sent)
        except asyncio.CancelledError:
            if not course.is_unclear:
                # It was stopped before it could be sent.
                waiting = Outcome(answer=course.kept, attempts=course.attempts, at=now)
                (course.notes or self._scribe).put(number, waiting)
            raise
        course.attempts = attempts

    async def _seen(self, course: Course, outcome: Outcome) -> Outcome:
        """`outcome` with what only a look tells: who is in a new space, and whether somebody who
        was added by an earlier request has joined or was invited."""
        step = course.step
        if outcome.result is Result.CREATED and step.first_people:
            turn = self._pace.turn(self._project, MEMBERS_LIST.id, outcome.space, self._tell)
            async with turn:
                return await step.who_is_in(self._patient, outcome)
        ours = step.row.action is Action.ADD_MEMBER and outcome.result is Result.ADDED
        if ours and not outcome.answer:
            try:
                return await self._look(course) or outcome
            except ProblemError:
                return outcome
        return outcome

    async def _look(self, course: Course) -> Outcome | None:
        """What came of an earlier request; None where nothing did, or where nobody may look."""
        step = course.step
        course.method = step.look_method
        try:
            turn = self._pace.turn(self._project, step.look_method, step.space, self._tell)
            async with turn:
                return await step.look(self._chat)
        except ProblemError as error:
            hits_all = stops(error) and not (step.is_follow_up and fails_alone(error))
            if passes(error) or (hits_all and not is_missing_scope(error)):
                raise
            if step.row.action is Action.LOG_ROWS:
                raise  # what nobody can look for is not written a second time
            course.is_blind = True
            return None

    async def _last_look(self, course: Course) -> Outcome | None:
        if not course.is_unclear or course.is_blind:
            return None
        try:
            return await self._look(course)
        except ProblemError:
            return None

    async def _put_back(self, course: Course) -> None:
        """Where no request can have been carried out, the row waits again as if never sent."""
        if not course.is_unclear and course.attempts:
            waiting = Outcome(answer=course.kept, attempts=course.attempts, at=self._clock())
            try:
                await (course.notes or self._scribe).note(course.step.row.number, waiting)
            except ProblemError:
                return  # it stays noted as sent, and is looked at before it is sent again

    async def _wait(self, course: Course, failures: int, error: ProblemError) -> float:
        """Wait before another try; the seconds that it was meant to take."""
        headers = dict(error.reply.headers) if isinstance(error, Refused) else {}
        seconds = self._patience.wait_seconds(failures, headers)
        self._tell(Waiting(seconds, error.problem))
        if retry_after_seconds(headers, self._patience.now()) is None:
            await self._patience.sleep(seconds)
        else:
            await self._pace.hold(self._project, course.method, seconds)
        return seconds


def _failure(course: Course, error: ProblemError) -> Outcome:
    problem = failed(course.step.row, error.problem)
    return Outcome(State.FAILED, problem=problem, answer=course.kept)


def _gone(course: Course) -> Outcome:
    return Outcome(State.FAILED, problem=space_gone(course.step.row), answer=course.kept)
