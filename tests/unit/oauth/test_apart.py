"""Work on a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading

import pytest

from chattui.oauth.apart import apart

pytestmark = pytest.mark.anyio


async def test_its_result_or_its_error_comes_back() -> None:
    assert await apart(lambda: 7) == 7

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await apart(fail)


@pytest.mark.parametrize("fails", [False, True])
async def test_what_comes_after_it_was_given_up_is_dropped(fails: bool) -> None:
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        go_on.wait(10)
        ended.set()
        if fails:
            raise ValueError("nobody hears it")

    waiting = asyncio.ensure_future(apart(work))
    await asyncio.to_thread(began.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "chattui-apart":
            await asyncio.to_thread(thread.join, 10)
    await asyncio.sleep(0)  # the loop hears of it, and nothing happens
    assert ended.is_set()
