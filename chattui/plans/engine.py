"""Carrying out a plan, row by row, so that it can be stopped or killed at any moment.

A row is noted as sent before its request leaves, and what came of it afterwards. Whoever takes the
plan up again looks first at what is there for the rows that were on their way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chattui.chat.retry import Patience
from chattui.plans import journal_problem as problems
from chattui.plans.codec import is_same_plan
from chattui.plans.events import Began, Ended
from chattui.plans.model import Outcome, Plan
from chattui.plans.scribe import Scribe
from chattui.plans.sound import checked_plan, understood
from chattui.plans.work import Ways, Work
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.journal import Journal
    from chattui.plans.pace import Pace

_LONG_PLAN: Final = 20
"""Rows from which a plan bears an outage of a minute, where a short one gives up sooner."""

_QUOTA_SECONDS: Final = 60.0
"""Google counts by the minute: what others used up of the quota is there again after so long."""

OnThread = Callable[..., Awaitable[Any]]


async def carry_out(
    plan_id: str,
    journal: Journal,
    chat: ChatClient,
    pace: Pace,
    *,
    patience: Patience | None = None,
    width: int = 8,
    clock: Callable[[], float] = time.time,
    grace_seconds: float = 5.0,
    own_id: str = "",
    agreed: Plan | None = None,
) -> AsyncGenerator[object, None]:
    """Carry out what is left of a plan that `journal` holds, telling `Began`, `RowEnded`,
    `Pacing`, `Waiting` and `Ended`; up to `width` requests of a kind at a time.

    Raises ProblemError: those of the journal, and any that would meet every row alike; the rows
    that are left wait until the plan is taken up again. Whoever closes the generator stops the
    plan: requests on their way are waited for up to `grace_seconds`, and noted. `own_id` is the
    acting person's, as in ``users/ID``, where it is known. Where what is kept is not the plan
    `agreed`, nothing is sent (``plans.changed``).
    """
    async with _journal_thread(journal, plan_id) as on_thread:
        plan, outcomes = await on_thread(_load, journal, plan_id)
        if agreed is not None and not await on_thread(_is_as_agreed, plan, agreed):
            raise ProblemError(problems.changed(plan_id))
        me = frozenset({plan.email.casefold(), own_id or plan.email.casefold()})
        ways = Ways(pace, patience or _patience(plan), width, clock, grace_seconds, me)
        scribe = Scribe(partial(on_thread, journal.note_all, plan_id))
        work = Work(plan, outcomes, scribe, chat.as_admin(plan.admin), ways)
        yield Began(plan, work.counts, pace.rates.seconds_for(work.left()))
        work.start()
        try:
            while (event := await work.events.get()) is not None:
                yield event
        finally:
            await work.stop()
        if work.trouble is not None:
            raise work.trouble
        await on_thread(journal.end, plan_id)
        yield Ended(work.counts)


def _patience(plan: Plan) -> Patience:
    tries = 8 if len(plan.rows) >= _LONG_PLAN else 5
    return Patience(tries=tries, quota_seconds=_QUOTA_SECONDS)


def _is_as_agreed(plan: Plan, agreed: Plan) -> bool:
    """Whether what is kept is what was shown, whose words need not have been made safe yet."""
    with understood(plan.id):
        return is_same_plan(plan, checked_plan(agreed, plan.id))


def _load(journal: Journal, plan_id: str) -> tuple[Plan, dict[int, Outcome]]:
    return journal.load(plan_id), journal.outcomes(plan_id)


@asynccontextmanager
async def _journal_thread(journal: Journal, plan_id: str) -> AsyncIterator[OnThread]:
    """One thread that has the journal open, and the plan to itself: what waits for a disk never
    keeps the event loop, and a lock belongs to the thread that took it."""
    from concurrent.futures import ThreadPoolExecutor

    executor = ThreadPoolExecutor(1, thread_name_prefix="plan")
    loop = asyncio.get_running_loop()
    held = ExitStack()

    async def on_thread(work: Callable[..., Any], *arguments: object) -> Any:
        return await loop.run_in_executor(executor, partial(work, *arguments))

    def take() -> None:
        held.enter_context(journal.taken(plan_id))
        held.enter_context(journal.kept_open())

    try:
        await on_thread(take)
        yield on_thread
    finally:
        await asyncio.shield(on_thread(held.close))
        executor.shutdown(wait=False)
