"""Scribe: notes outcomes in the journal on one thread, as many at once as have come together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chattui.plans.model import Outcome


class Scribe:
    """Notes outcomes; `write` is awaited with those that came since it was last called."""

    def __init__(self, write: Callable[[dict[int, Outcome]], Awaitable[Any]]) -> None:
        self._write = write
        self._batch: dict[int, Outcome] = {}
        self._written: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, number: int, outcome: Outcome) -> asyncio.Future[None]:
        """Note how far a row is; what is given back is done when that is on the disk, and holds
        the ProblemError where it is not. It belongs to several rows: it must not be cancelled."""
        self._batch[number] = outcome
        if self._written is None:
            self._written = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.ensure_future(self._work())
        return self._written

    async def note(self, number: int, outcome: Outcome) -> None:
        """Note how far a row is, and wait until that is on the disk."""
        await asyncio.shield(self.put(number, outcome))

    async def flush(self) -> None:
        """Wait until all is written, or has failed."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _work(self) -> None:
        try:
            while self._written is not None:
                await asyncio.sleep(0)  # others that are ready now come along
                batch, self._batch = self._batch, {}
                written, self._written = self._written, None
                try:
                    await self._write(batch)
                except Exception as error:
                    written.set_exception(error)
                    written.exception()  # whoever does not wait for it need not hear of it
                else:
                    written.set_result(None)
        finally:
            self._task = None
