"""Plans that are carried out while the app is open, whichever page is on top."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from chattui.chat.events import Retrying, Waiting
from chattui.plans.events import Began, Ended, Pacing, RowEnded
from chattui.plans.model import Counts, Outcome, Plan, Row, State
from chattui.problem import Problem, ProblemError

if TYPE_CHECKING:
    from textual.worker import Worker

    from chattui.tui.app import ChattuiApp

RATE_SECONDS = 60.0
"""The rate that is told is that of the last so many seconds: Google's limits are by the minute, and
what they allow may go out in one burst."""

Events = Callable[[], AsyncGenerator[object, None]]
"""Begins to carry a plan out, or goes on with it; closing it leaves the rest for later."""


class Course(Enum):
    """How a plan fares."""

    RUNNING = "running"
    STOPPING = "stopping"
    """The requests that are on their way are waited for."""
    PAUSED = "paused"
    ENDED = "ended"
    BROKEN = "broken"
    """Something that hits every row alike stopped it: `PlanRun.problem`."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent until `until`, by the run's clock."""

    until: float
    per_minute: float = 0.0
    """The rate of the quota that is used up; 0 where Google asked to wait."""
    reason: Problem | None = None


@dataclass(eq=False)
class PlanRun:
    """One plan at work: what it told so far, for the pages that show it."""

    app: ChattuiApp
    plan: Plan
    events: Events
    seconds: float = 0.0
    """How long what was left when it was begun takes at least, by Google's limits."""
    clock: Callable[[], float] = time.monotonic
    counts: Counts = field(default_factory=Counts)
    course: Course = Course.PAUSED
    problem: Problem | None = None
    troubles: list[tuple[Row, Outcome]] = field(default_factory=list)
    """The rows that somebody should look at."""
    pause: Pause | None = None
    per_minute: float = 0.0
    """The rate of the quota that was met last."""
    watchers: list[Callable[[], None]] = field(default_factory=list)
    """Called when `course` changes, and when another row needs a look."""
    _worker: Worker[None] | None = None
    _samples: deque[tuple[float, int]] = field(default_factory=deque)
    _began: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether it sends requests, or waits for their answers."""
        return self.course in {Course.RUNNING, Course.STOPPING}

    def start(self) -> None:
        """Carry it out, or go on with it; nothing where it is running."""
        if self.is_running:
            return
        self.problem, self.pause = None, None
        self._samples.clear()
        self._began = self.clock()
        self._set(Course.RUNNING)
        begin = self._go
        self._worker = self.app.run_worker(
            begin, group=f"plan {self.plan.id}", exit_on_error=False, description="plan"
        )

    async def stop(self) -> None:
        """Send nothing more; returns when what was on its way has been noted."""
        from textual.worker import WorkerCancelled, WorkerFailed

        worker = self._worker
        if worker is None or not self.is_running:
            return
        self._set(Course.STOPPING)
        worker.cancel()
        try:
            await worker.wait()
        except (WorkerCancelled, WorkerFailed):
            pass
        finally:
            if self.is_running:
                self._set(Course.PAUSED)

    async def _go(self) -> None:
        try:
            async with aclosing(self.events()) as events:
                async for event in events:
                    self._take(event)
        except ProblemError as error:
            self._break(error.problem)
        except Exception as error:
            self._break(self.app.own_error(error))
        else:
            self._set(Course.ENDED)

    def _break(self, problem: Problem) -> None:
        self.problem = problem
        self._set(Course.BROKEN)

    def _take(self, event: object) -> None:
        now = self.clock()
        match event:
            case Began(counts=counts, seconds=seconds):
                self.counts, self.seconds, self._began = counts, seconds, now
                self._samples.append((now, counts.ended))
            case Ended(counts=counts):
                self.counts = counts
            case RowEnded():
                self._row_ended(event, now)
            case Pacing(seconds=seconds, per_minute=per_minute):
                self.per_minute = per_minute
                if not self._is_asked_to_wait(now):
                    self.pause = Pause(now + seconds, per_minute)
            case Waiting(seconds=seconds, reason=reason):
                if not self._is_asked_to_wait(now + seconds):
                    self.pause = Pause(now + seconds, reason=reason)
            case Retrying():
                self.pause = None

    def _is_asked_to_wait(self, until: float) -> bool:
        """Whether a pause that has a reason lasts longer: that one is told."""
        pause = self.pause
        return pause is not None and pause.reason is not None and pause.until > until

    def _row_ended(self, event: RowEnded, now: float) -> None:
        self.counts = event.counts
        self._samples.append((now, event.counts.ended))
        if needs_a_look(event.outcome):
            self.troubles.append((event.row, event.outcome))
            self.tell()

    def rate(self) -> float:
        """Rows a second, of late; 0 while that is not known."""
        if not self._samples:
            return 0.0
        now = self.clock()
        while len(self._samples) > 1 and self._samples[1][0] <= now - RATE_SECONDS:
            self._samples.popleft()
        begun, before = self._samples[0]
        return (self.counts.ended - before) / (now - begun) if now > begun else 0.0

    def seconds_left(self) -> float | None:
        """How long it still takes: by its rate, and no less than Google's limits make of it."""
        rate = self.rate()
        if not rate and not self.seconds:
            return None
        by_rate = self.counts.waiting / rate if rate else 0.0
        by_limits = self.seconds - (self.clock() - self._began)
        return max(by_rate, by_limits, 0.0)

    def _set(self, course: Course) -> None:
        self.course = course
        self.tell()

    def tell(self) -> None:
        """Let the pages that show it look again."""
        for watcher in tuple(self.watchers):
            watcher()


def needs_a_look(outcome: Outcome) -> bool:
    """Whether somebody should look at this row: it failed, or there is something to know."""
    return outcome.state in {State.FAILED, State.SKIPPED} or outcome.problem is not None


class AtWork:
    """The plans that this app carries out, or has carried out since it was opened."""

    def __init__(self) -> None:
        self.runs: dict[str, PlanRun] = {}

    def of_account(self, account: str) -> tuple[PlanRun, ...]:
        """Those of one account that nobody has left yet, oldest first."""
        return tuple(run for run in self.runs.values() if run.plan.account == account)

    def running(self) -> tuple[PlanRun, ...]:
        """Those that send requests."""
        return tuple(run for run in self.runs.values() if run.is_running)


def at_work(app: ChattuiApp) -> AtWork:
    """The plans of this app."""
    if app.plans_at_work is None:
        app.plans_at_work = AtWork()
    return app.plans_at_work
