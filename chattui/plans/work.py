"""Work: the rows of one plan on their way, several at a time, until all are over or it is stopped.

Rows run as tasks of their own. Nothing here knows where outcomes are noted, only that a row may
not be sent before the note that says so is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chattui.chat.retry import Patience
from chattui.plans.counts import Tally
from chattui.plans.course import Course, Halted, Road
from chattui.plans.events import RowEnded
from chattui.plans.failures import skipped
from chattui.plans.model import Counts, Outcome, Plan, Row, State
from chattui.plans.order import Order
from chattui.plans.report import Report
from chattui.plans.scribe import Scribe
from chattui.plans.steps import Step

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.pace import Pace

_WAITING = Outcome()


@dataclass(frozen=True, slots=True)
class Ways:
    """How a plan is carried out."""

    pace: Pace
    patience: Patience
    width: int
    """Requests of a kind at a time."""
    clock: Callable[[], float]
    grace_seconds: float
    """How long a request on its way is waited for when the plan is stopped."""
    me: frozenset[str]
    """The names of whoever acts."""


class Work:
    """A plan that is being carried out."""

    def __init__(
        self,
        plan: Plan,
        outcomes: Mapping[int, Outcome],
        scribe: Scribe,
        chat: ChatClient,
        ways: Ways,
    ) -> None:
        self.events: asyncio.Queue[object | None] = asyncio.Queue()
        """What is told; None at the end."""
        self.trouble: BaseException | None = None
        """Why the plan stopped before its end."""
        self._ways = ways
        self._rows = {row.number: row for row in plan.rows}
        self._outcomes = dict(outcomes)
        self._tally = Tally(len(plan.rows), outcomes.values())
        self._scribe = scribe
        self._report = Report(plan, self._outcomes)
        self._order = Order(plan.rows, outcomes, ways.width, self._space_of)
        self._road = Road(
            *(plan.project, chat, ways.pace, ways.patience, scribe, ways.clock),
            self.events.put_nowait,
        )
        self._tasks: dict[asyncio.Task[None], Course] = {}
        self._giving_up: asyncio.TimerHandle | None = None
        self._finishing: asyncio.Task[None] | None = None
        self._finished = asyncio.Event()

    @property
    def counts(self) -> Counts:
        """How many rows are how far."""
        return self._tally.counts()

    def left(self) -> Iterator[tuple[str, str]]:
        """The method and the space of each row that is not over."""
        for number, row in self._rows.items():
            if not self._outcomes.get(number, _WAITING).is_ended:
                yield Step(row, "").method, self._space_of(row) or row.space

    def start(self) -> None:
        """Let rows go, until all are over."""
        self._go_on()

    async def stop(self) -> None:
        """Let nothing more go, and wait for what is on its way; at the end there is nothing to
        wait for."""
        self._halt()
        try:
            await self._finished.wait()
        except asyncio.CancelledError:
            self._cancel_all()
            raise

    def _go_on(self) -> None:
        for left, needed in self._order.undone():
            problem = skipped(left, self._rows[needed])
            self._note(left, Outcome(State.SKIPPED, problem=problem))
        while not self._road.halted and (row := self._order.next()) is not None:
            known = self._outcomes.get(row.number, _WAITING)
            step = Step(row, self._space_of(row), self._ways.me, self._report)
            course = Course(step, known)
            task = asyncio.ensure_future(self._carry(course))
            self._tasks[task] = course
            task.add_done_callback(self._is_over)
        if not self._tasks and self._finishing is None:
            self._finishing = asyncio.ensure_future(self._finish())

    async def _carry(self, course: Course) -> None:
        try:
            outcome = await self._road.carry(course)
        except Halted:
            return
        except Exception as error:
            self._stop_with(error)
            return
        self._road.through += 1
        row = course.step.row
        outcome = replace(outcome, attempts=course.attempts)
        self._note(row, outcome)
        self._order.gone(row, outcome)

    def _is_over(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if task.cancelled():
            self._stop_with(asyncio.CancelledError())  # somebody ends the whole loop
        self._go_on()

    def _note(self, row: Row, outcome: Outcome) -> None:
        """A row is over: it is told as soon as that is on the disk."""
        outcome = replace(outcome, at=self._ways.clock())
        self._outcomes[row.number] = outcome

        def tell(written: asyncio.Future[None]) -> None:
            error = written.exception()
            if error is not None:
                self._stop_with(error)
                return
            self._tally.add(outcome)
            self.events.put_nowait(RowEnded(row, outcome, self._tally.counts()))

        self._scribe.put(row.number, outcome).add_done_callback(tell)

    def _stop_with(self, error: BaseException) -> None:
        if self.trouble is None:
            self.trouble = error
        self._halt()

    def _halt(self) -> None:
        if self._road.halted or self._finished.is_set():
            return
        self._road.halted = True
        for task, course in self._tasks.items():
            if not course.must_stay:
                task.cancel()
        loop = asyncio.get_running_loop()
        self._giving_up = loop.call_later(self._ways.grace_seconds, self._cancel_all)

    def _cancel_all(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _finish(self) -> None:
        await self._scribe.flush()
        if not self._road.halted:
            for row in self._order.stuck():
                self._note(row, Outcome(State.SKIPPED, problem=skipped(row, None)))
            await self._scribe.flush()
        if self._giving_up is not None:
            self._giving_up.cancel()
        self._finished.set()
        self.events.put_nowait(None)

    def _space_of(self, row: Row) -> str:
        if not row.space.startswith("row:"):
            return row.space
        return self._outcomes.get(int(row.space.removeprefix("row:")), _WAITING).space
