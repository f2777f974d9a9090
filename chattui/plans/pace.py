"""Pace: the requests of all processes of a project, as fast as Google's limits allow.

Google counts what arrives. A call is counted here from the moment when its answer is there, which
is never before it arrived; so whatever the network does, no more than the limit arrive in any of
its seconds. What this costs is the time of one answer in every window (0.1 % at 50 ms).

The n-th call of a limit of `calls` may go when the one `calls` before it is `seconds` old. That
needs no counting: by the same rule everything before that one is old enough as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from chattui.chat.events import Tell, tell_nobody
from chattui.plans.events import Pacing
from chattui.plans.limits import Limit, Rates, limits_of

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

Value = TypeVar("Value")

ARRIVES_WITHIN: Final = 15.0
"""Seconds after which a request that got no answer has arrived, or never will: a connection is
given up after ten."""
SPARE: Final = 0.001
"""Seconds that a turn waits beyond its limit's, so that no rounding of a clock counts."""
TOLD_FROM: Final = 0.5
"""Seconds: a shorter wait is not worth a word."""
LOOKS_EVERY: Final = 0.02
"""Seconds between looks whether an answer has come that others wait for."""
TOLD_EVERY: Final = 1.0
"""Seconds between two words about one wait, which count it down."""
BUSY_SECONDS: Final = 10.0
"""How long another process may keep the database."""
KEPT: Final = 600.0
"""Seconds that turns and holds are kept at most; far more than any limit's."""

_SCHEMA: Final = """
create table if not exists turns (
  key text not null, number integer not null, taken real not null, answered real,
  primary key (key, number)) without rowid;
create table if not exists holds (key text primary key, until real not null) without rowid;
"""


class Pace:
    """The turns of requests, shared through the small database at `path`.

    The database holds times of this machine's steady clock and no name but those of projects and
    spaces. It is made anew where it cannot be read: the worst is an answer that asks to slow down.
    """

    def __init__(
        self,
        path: Path,
        *,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.rates = rates or Rates()
        self._path = path
        self._clock = clock
        self._sleep = sleep
        # A connection belongs to the thread that made it, and nothing here may keep the loop.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pace")
        self._database: sqlite3.Connection | None = None
        self._queues: dict[str, asyncio.Lock] = {}

    async def close(self) -> None:
        """Close the database; what was counted stays for other processes."""
        await self._on_thread(self._close)
        self._thread.shutdown(wait=False)

    @asynccontextmanager
    async def turn(
        self, project: str, method: str, space: str = "", tell: Tell = tell_nobody
    ) -> AsyncIterator[None]:
        """Wait until a call of `method` may be sent, and count it until and after its answer.

        `tell` hears `Pacing` while that takes longer than half a second.
        """
        wanted = [(limit, _key(limit, project, space)) for limit in limits_of(method)]
        numbers = await self._wait(wanted, tell)
        try:
            yield
        finally:
            await asyncio.shield(self._on_thread(self._answered, numbers))

    async def hold(self, project: str, method: str, seconds: float) -> None:
        """Google asked to wait: nobody calls `method`, or what shares its limit, for so long."""
        keys = [_key(limit, project, "") for limit in limits_of(method) if not limit.per_space]
        await self._on_thread(self._hold, keys, seconds)

    async def _wait(self, wanted: list[tuple[Limit, str]], tell: Tell) -> list[tuple[str, int]]:
        """The numbers of the turns that were taken, one for each limit."""
        # In one process the requests queue, so that only the first looks into the database.
        queue = self._queues.setdefault(wanted[-1][1], asyncio.Lock())
        async with queue:
            told = self._clock() - TOLD_EVERY
            while True:
                numbers, seconds = await self._on_thread(self._take, wanted)
                if numbers:
                    return numbers
                now = self._clock()
                if seconds >= TOLD_FROM and now - told >= TOLD_EVERY:
                    told = now
                    tell(Pacing(seconds, self._per_minute(wanted)))
                await self._sleep(min(max(seconds, 0.001), TOLD_EVERY))

    def _per_minute(self, wanted: list[tuple[Limit, str]]) -> float:
        return min(self.rates.calls(limit) * 60.0 / limit.seconds for limit, _ in wanted)

    async def _on_thread(self, work: Callable[..., Value], *arguments: object) -> Value:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._guarded(work, *arguments))

    # What follows runs on the one thread.

    def _guarded(self, work: Callable[..., Value], *arguments: object) -> Value:
        """Work without the others where the database fails: Google's own answers that ask to slow
        down are heeded all the same."""
        import sqlite3

        try:
            return work(*arguments)
        except (sqlite3.Error, OSError):
            self._close()
            self._database = _fresh(":memory:", self._clock())
            return work(*arguments)

    def _take(self, wanted: list[tuple[Limit, str]]) -> tuple[list[tuple[str, int]], float]:
        """The turns, where all limits allow it; else none, and the seconds until they might."""
        now = self._clock()
        with self._transaction() as database:
            waits = [self._seconds(database, limit, key, now) for limit, key in wanted]
            if (longest := max(waits)) > 0:
                return [], longest
            numbers = []
            for limit, key in wanted:
                number = _next(database, key)
                database.execute("insert into turns values (?, ?, ?, null)", (key, number, now))
                old = number - self.rates.calls(limit)
                database.execute("delete from turns where key = ? and number < ?", (key, old))
                numbers.append((key, number))
            return numbers, 0.0

    def _seconds(self, database: sqlite3.Connection, limit: Limit, key: str, now: float) -> float:
        """How long the next call of one limit has to wait; 0 where it may go."""
        held: Any = database.execute("select until from holds where key = ?", (key,)).fetchone()
        wait = float(held[0]) - now if held else 0.0
        before = _next(database, key) - self.rates.calls(limit)
        found = database.execute(
            "select taken, answered from turns where key = ? and number = ?", (key, before)
        ).fetchone()
        if found is None:
            return max(0.0, wait)
        taken: float = found[0]
        answered: float | None = found[1]
        arrived = taken + ARRIVES_WITHIN if answered is None else answered
        if answered is None and arrived > now:
            # Its answer may come at any moment, and decides.
            return max(wait, min(LOOKS_EVERY, limit.seconds))
        return max(0.0, wait, arrived + limit.seconds + SPARE - now)

    def _answered(self, numbers: list[tuple[str, int]]) -> None:
        now = self._clock()
        with self._transaction() as database:
            database.executemany(
                "update turns set answered = min(?, taken + ?) where key = ? and number = ?",
                [(now, ARRIVES_WITHIN, key, number) for key, number in numbers],
            )

    def _hold(self, keys: list[str], seconds: float) -> None:
        until = self._clock() + seconds
        with self._transaction() as database:
            database.executemany(
                "insert into holds values (?, ?) on conflict (key) do update"
                " set until = max(until, excluded.until)",
                [(key, until) for key in keys],
            )

    def _transaction(self) -> sqlite3.Connection:
        """A connection inside a transaction that writes, which ends with the `with` block."""
        if self._database is None:
            self._database = open_database(self._path, self._clock())
        self._database.execute("begin immediate")
        return self._database

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


def open_database(path: Path, now: float) -> sqlite3.Connection:
    """The database at `path`, made anew where it is damaged. Raises OSError or sqlite3.Error where
    there can be none."""
    import os
    import sqlite3

    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))
    try:
        return _fresh(path, now)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)
        os.close(os.open(path, flags, 0o600))
        return _fresh(path, now)


def _fresh(path: Path | str, now: float) -> sqlite3.Connection:
    """A connection to a database without what is old, or of a time before the machine started."""
    import sqlite3

    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        # What a power cut takes away is no loss: the clock begins anew with the machine.
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = off")
        database.executescript(_SCHEMA)
        database.execute("delete from turns where taken > ? or taken < ?", (now, now - KEPT))
        database.execute("delete from holds where until < ? or until > ?", (now, now + KEPT))
    except sqlite3.Error:
        database.close()
        raise
    return database


def _key(limit: Limit, project: str, space: str) -> str:
    return f"{limit.name} {project} {space}" if limit.per_space else f"{limit.name} {project}"


def _next(database: sqlite3.Connection, key: str) -> int:
    last: Any = database.execute("select max(number) from turns where key = ?", (key,)).fetchone()
    return int(last[0] or 0) + 1
