"""Sending again: when, how often and after how long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.chat.errors import problem_from
from chattui.chat.events import Retrying, Waiting, stream
from chattui.chat.retry import Patience, patiently, retry_after_seconds
from chattui.net import Reply
from chattui.problem import Problem, ProblemError

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
GOOD = Reply(200, {}, b"{}")
LOST = Problem("net.lost_answer", "The answer was lost.")


def failed(status: int, **headers: str) -> Reply:
    return Reply(status, {k.replace("_", "-"): v for k, v in headers.items()}, b"{}")


@dataclass
class Script:
    """Answers one after the other, the last one for ever, and what was told and slept."""

    answers: list[Reply | Problem]
    slept: list[float] = field(default_factory=list)
    told: list[object] = field(default_factory=list)
    sent: int = 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def send(self) -> Reply:
        answer = self.answers[min(self.sent, len(self.answers) - 1)]
        self.sent += 1
        if isinstance(answer, Problem):
            raise ProblemError(answer)
        return answer

    async def run(self, dice: Callable[[], float] = lambda: 1.0) -> Reply:
        patience = Patience(sleep=self.sleep, dice=dice, now=lambda: NOW)
        return await patiently(self.send, _problem, patience, self.told.append)


def _problem(reply: Reply) -> Problem:
    return problem_from(reply, "chat.spaces.list")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_sent_again(status: int) -> None:
    script = Script([failed(status), failed(status), GOOD])
    assert await script.run() is GOOD
    assert script.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 501])
async def test_what_will_not_pass_is_given_back(status: int) -> None:
    script = Script([failed(status)])
    assert (await script.run()).status == status
    assert script.sent == 1


@pytest.mark.parametrize("code", ["net.unreachable", "net.timeout", "net.lost_answer"])
async def test_lost_connections_are_made_again(code: str) -> None:
    script = Script([Problem(code, "…"), GOOD])
    assert await script.run() is GOOD


@pytest.mark.parametrize("code", ["net.tls", "net.name", "net.proxy", "vault.keyring_gone"])
async def test_other_problems_are_raised_at_once(code: str) -> None:
    script = Script([Problem(code, "…")])
    with pytest.raises(ProblemError):
        await script.run()
    assert script.sent == 1


async def test_five_tries_are_enough() -> None:
    script = Script([failed(503)])
    assert (await script.run()).status == 503
    assert (script.sent, script.slept) == (5, [0.5, 1.0, 2.0, 4.0])


async def test_the_last_lost_answer_is_raised() -> None:
    script = Script([LOST])
    with pytest.raises(ProblemError) as caught:
        await script.run()
    assert (script.sent, caught.value.problem) == (5, LOST)


async def test_waiting_is_told_before_and_sending_again_after() -> None:
    script = Script([failed(429, retry_after="2"), GOOD])
    await script.run()
    waiting, retrying = script.told
    assert isinstance(waiting, Waiting)
    assert (waiting.seconds, waiting.reason.code) == (2.0, "chat.quota")
    assert retrying == Retrying(2)


@given(attempt=st.integers(1, 40), dice=st.floats(0, 1))
def test_the_wait_is_random_up_to_a_doubling_limit(attempt: int, dice: float) -> None:
    seconds = Patience(dice=lambda: dice).wait_seconds(attempt, {})
    assert 0 <= seconds <= min(32.0, 0.5 * 2 ** (attempt - 1))
    assert seconds == pytest.approx(dice * min(32.0, 0.5 * 2 ** (attempt - 1)))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 15:01:30 GMT"}, 90.0),
        ({"retry-after": "Fri, 20 Nov 2026 14:00:00 GMT"}, 0.0),
        (
            {
                "retry-after": "Fri, 20 Nov 2026 18:00:10 GMT",
                "date": "Fri, 20 Nov 2026 18:00:00 GMT",
            },
            10.0,
        ),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "9" * 5000}, 999999999.0),
        ({"retry-after": "x" * 5000}, None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after_seconds(headers, NOW) == seconds


async def test_retry_after_is_honoured_up_to_two_minutes() -> None:
    script = Script([failed(503, retry_after="86400"), failed(503, retry_after="3"), GOOD])
    await script.run(dice=lambda: 0.0)
    assert script.slept == [120.0, 3.0]


def told(*events: object) -> Callable[[Callable[[object], None]], Awaitable[None]]:
    async def work(tell: Callable[[object], None]) -> None:
        for event in events:
            tell(event)

    return work


async def test_a_stream_gives_the_events_in_order() -> None:
    assert [event async for event in stream(told(1, 2, 3))] == [1, 2, 3]


async def test_a_stream_raises_what_the_work_raises_after_its_events() -> None:
    async def work(tell: Callable[[object], None]) -> None:
        tell("begun")
        raise ProblemError(LOST)

    seen: list[object] = []

    async def listen() -> None:
        async for event in stream(work):
            seen.append(event)

    with pytest.raises(ProblemError):
        await listen()
    assert seen == ["begun"]


async def test_leaving_a_stream_cancels_the_work() -> None:
    import asyncio
    from contextlib import aclosing

    ended = asyncio.Event()

    async def work(tell: Callable[[object], None]) -> None:
        try:
            tell("begun")
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with aclosing(stream(work)) as events:
        async for _ in events:
            break
    assert ended.is_set()
