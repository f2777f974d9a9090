"""What long work tells while it runs: small typed values that the app draws and the CLI prints."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from chattui.problem import Problem


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause of `seconds` before the same request is sent again."""

    seconds: float
    reason: Problem


@dataclass(frozen=True, slots=True)
class Retrying:
    """The same request is sent again: `attempt` counts from 2."""

    attempt: int


Tell = Callable[[object], None]
"""Takes one event; never blocks."""


def tell_nobody(event: object) -> None:
    """For work that nobody watches."""


async def stream(work: Callable[[Tell], Awaitable[None]]) -> AsyncGenerator[object, None]:
    """The events that `work` tells, as they come; then whatever it raises.

    Whoever stops listening cancels the work.
    """
    end = object()
    queue: asyncio.Queue[object] = asyncio.Queue()

    async def run() -> None:
        try:
            await work(queue.put_nowait)
        finally:
            queue.put_nowait(end)

    task = asyncio.ensure_future(run())
    try:
        while (event := await queue.get()) is not end:
            yield event
        await task
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
