"""Blocking work that nobody has to wait for once they have given up."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """The result of `work`, which runs on a daemon thread.

    Unlike the threads of `asyncio.to_thread`, which a loop that closes and a process that ends
    wait for, this one is left behind when the caller is cancelled: Ctrl-C during a request that
    stays without an answer ends at once.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(error: BaseException | None, results: list[T]) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(results[0])
        else:
            done.set_exception(error)

    def run() -> None:
        error, results = None, []
        try:
            results.append(work())
        except BaseException as caught:
            error = caught
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, error, results)

    threading.Thread(target=run, name="chattui-apart", daemon=True).start()
    return await done
