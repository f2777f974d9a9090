"""Requests go out as fast as Google's limits allow, and no limit is ever passed."""

from __future__ import annotations

import asyncio
import heapq
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chattui.plans.events import Pacing
from chattui.plans.limits import MEMBERSHIP_WRITES, WRITES_IN_SPACE, Limit, Rates, limits_of
from chattui.plans.pace import ARRIVES_WITHIN, LOOKS_EVERY, Pace, open_database

ADD, PATCH = "chat.spaces.members.create", "chat.spaces.patch"
PROJECT = "123456789012"


class Time:
    """A clock that goes on only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """The clock goes on."""
        self.now += seconds
        await asyncio.sleep(0)


def pace_at(folder: Path, clock: Time, **settings: Any) -> Pace:
    """A pace by `clock`, sharing the database in `folder`."""
    return Pace(folder / "pace.sqlite", clock=clock, sleep=clock.sleep, **settings)


def simulate(
    paces: Sequence[Pace],
    clock: Time,
    number: int,
    spans: Iterator[tuple[float, float]],
    method: str,
) -> list[float]:
    """When each of `number` requests arrived: `spans` are the seconds to Google and back.

    Eight are on their way at a time, those of several processes in turns.
    """
    arrived: list[float] = []
    answers: list[tuple[float, int, Pace, Any]] = []
    while len(arrived) < number:
        while answers and answers[0][0] <= clock.now:
            _, _, pace, numbers = heapq.heappop(answers)
            pace._answered(numbers)
        pace = paces[len(arrived) % len(paces)]
        wanted = [(limit, f"{limit.name} x") for limit in limits_of(method)]
        numbers, seconds = pace._take(wanted) if len(answers) < 8 else ([], 1e9)
        if numbers:
            there, back = next(spans)
            arrived.append(clock.now + there)
            heapq.heappush(answers, (clock.now + there + back, len(arrived), pace, numbers))
            continue
        following = answers[0][0] if answers else clock.now + seconds
        clock.now = max(clock.now, min(following, clock.now + seconds))
    return sorted(arrived)


def most_in(arrived: list[float], seconds: float) -> int:
    """The most that arrived in any so many seconds, as the emulator counts."""
    most, first = 0, 0
    for last, at in enumerate(arrived):
        while arrived[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_a_burst_and_then_the_rate_within_two_percent(tmp_path: Path) -> None:
    """3,000 changes of members at 50 ms a request."""
    clock = Time()
    spans = iter([(0.02, 0.03)] * 3000)
    began = clock.now
    arrived = simulate([pace_at(tmp_path, clock)], clock, 3000, spans, ADD)
    assert arrived[299] - began < 2.0, "the first 300 go out as fast as they are answered"
    assert most_in(arrived, 60.0) == 300
    rate = (3000 - 300) / ((arrived[2700] - began) / 60.0)
    assert 0.98 <= rate / 300 <= 1.0


ROADS = {
    "spans": st.lists(
        st.tuples(st.floats(0.0, 9.0), st.floats(0.0, 4.0)), min_size=40, max_size=120
    ),
    "processes": st.integers(1, 3),
    "method": st.sampled_from((ADD, PATCH)),
}
"""What a network may do: seconds there and back, and how many share the project."""


@settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(**ROADS)
def test_no_limit_is_ever_passed(
    tmp_path_factory: pytest.TempPathFactory,
    spans: list[tuple[float, float]],
    processes: int,
    method: str,
) -> None:
    """Whatever the network does, and however many processes share the project."""
    prove(tmp_path_factory.mktemp("pace"), spans, processes, method)


@pytest.mark.exhaustive
@settings(max_examples=500, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(**ROADS)
def test_no_limit_is_passed_in_hundreds_of_networks(
    tmp_path_factory: pytest.TempPathFactory,
    spans: list[tuple[float, float]],
    processes: int,
    method: str,
) -> None:
    prove(tmp_path_factory.mktemp("pace"), spans, processes, method)


def prove(folder: Path, spans: list[tuple[float, float]], processes: int, method: str) -> None:
    clock, rates = Time(), Rates(membership_writes=7, space_writes=7)
    paces = [pace_at(folder, clock, rates=rates) for _ in range(processes)]
    arrived = simulate(paces, clock, len(spans), iter(spans), method)
    for limit in limits_of(method):
        assert most_in(arrived, limit.seconds) <= rates.calls(limit)


def turns(pace: Pace, number: int, method: str = ADD, **about: Any) -> None:
    """`number` requests one after the other, answered at once."""

    async def take() -> None:
        for _ in range(number):
            async with pace.turn(PROJECT, method, **about):
                pass

    asyncio.run(take())


def test_the_wait_is_told_and_counted_down(tmp_path: Path) -> None:
    """Who waits for the quota hears how long, about once a second."""
    clock, told = Time(), list[object]()
    pace = pace_at(tmp_path, clock, rates=Rates(membership_writes=2))
    turns(pace, 3, tell=told.append)
    assert clock.now == pytest.approx(1060.0, abs=0.01)
    seconds = [event.seconds for event in told if isinstance(event, Pacing)]
    assert [round(left) for left in seconds] == list(range(60, 0, -1))
    assert {event.per_minute for event in told if isinstance(event, Pacing)} == {2.0}


def test_each_space_has_its_own_second(tmp_path: Path) -> None:
    """One write a second in a space, and as many spaces as the project may."""
    clock = Time()
    pace = pace_at(tmp_path, clock)
    for space in ("spaces/A", "spaces/B", "spaces/A", "spaces/B"):
        turns(pace, 1, PATCH, space=space)
    assert clock.now == pytest.approx(1001.0, abs=0.01)


def test_what_google_asks_for_holds_everybody(tmp_path: Path) -> None:
    """A hold is of the project, and the longest one counts."""
    clock = Time()
    one, other = pace_at(tmp_path, clock), pace_at(tmp_path, clock)

    async def hold() -> None:
        await one.hold(PROJECT, ADD, 30.0)
        await one.hold(PROJECT, ADD, 5.0)

    asyncio.run(hold())
    turns(other, 1, "chat.spaces.create")
    assert clock.now == 1000.0
    turns(other, 1)
    assert clock.now == pytest.approx(1030.0, abs=0.01)


def test_an_answer_that_never_comes_is_not_waited_for(tmp_path: Path) -> None:
    """What a killed process had on its way has arrived at some time, or never will."""
    clock = Time()
    rates = Rates(membership_writes=1)
    pace, other = pace_at(tmp_path, clock, rates=rates), pace_at(tmp_path, clock, rates=rates)
    wanted = [(MEMBERSHIP_WRITES, f"membership_writes {PROJECT}")]
    assert pace._take(wanted)[0]
    assert pace._take(wanted) == ([], LOOKS_EVERY), "the answer may come at any moment"
    turns(other, 1)
    assert clock.now == pytest.approx(1000.0 + ARRIVES_WITHIN + 60.0, abs=LOOKS_EVERY + 0.01)


def test_a_machine_that_started_anew_waits_for_nothing(tmp_path: Path) -> None:
    """Turns of another life of the clock are forgotten."""
    clock = Time()
    rates = Rates(membership_writes=1)
    turns(pace_at(tmp_path, clock, rates=rates), 1)
    clock.now = 3.0
    turns(pace_at(tmp_path, clock, rates=rates), 1)
    assert clock.now == 3.0


def test_a_damaged_database_is_made_anew(tmp_path: Path) -> None:
    """Nothing in it is worth a failure."""
    path = tmp_path / "pace.sqlite"
    path.write_bytes(b"not a database, whatever its name says" * 100)
    turns(pace_at(tmp_path, Time()), 1)
    assert path.read_bytes().startswith(b"SQLite format 3")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("trouble", ["a link", "no folder", "dropped table", "a log that is none"])
def test_where_there_is_no_database_each_process_counts_for_itself(
    tmp_path: Path, trouble: str
) -> None:
    """The limits hold within the process, and no file is followed or harmed."""
    clock = Time()
    folder = tmp_path / "folder"
    pace = pace_at(folder, clock, rates=Rates(membership_writes=1))
    if trouble == "a link":
        folder.mkdir()
        target = tmp_path / "target"
        target.write_text("mine")
        (folder / "pace.sqlite").symlink_to(target)
    if trouble == "a log that is none":
        (folder / "pace.sqlite-wal").mkdir(parents=True)
    if trouble == "dropped table":
        folder.mkdir()
        turns(pace, 1)
        database = open_database(folder / "pace.sqlite", clock.now)
        database.execute("drop table turns")
        database.close()
        clock.now += 60.0
    turns(pace, 2)
    assert clock.now >= 1060.0
    if trouble == "a link":
        assert target.read_text() == "mine"


def test_closing_leaves_what_was_counted(tmp_path: Path) -> None:
    """The next process goes on where this one was."""
    clock = Time()
    rates = Rates(membership_writes=1)

    async def take_and_close() -> None:
        pace = pace_at(tmp_path, clock, rates=rates)
        async with pace.turn(PROJECT, ADD):
            pass
        await pace.close()
        await pace_at(tmp_path, clock, rates=rates).close()

    asyncio.run(take_and_close())
    turns(pace_at(tmp_path, clock, rates=rates), 1)
    assert clock.now == pytest.approx(1060.0, abs=0.01)


def test_a_failure_counts_as_an_answer(tmp_path: Path) -> None:
    """Whoever sends may raise; the turn is over all the same."""
    clock = Time()
    pace = pace_at(tmp_path, clock, rates=Rates(membership_writes=1))

    async def fail() -> None:
        async with pace.turn(PROJECT, ADD):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(fail())
    turns(pace, 1)
    assert clock.now == pytest.approx(1060.0, abs=0.01)


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [
        ([], 0.0),
        ([(ADD, "spaces/A")] * 300, 0.0),
        ([(ADD, "spaces/A")] * 301, 60.0),
        ([(ADD, "spaces/A")] * 1000, 180.0),
        ([(PATCH, "spaces/A")] * 3, 2.0),
        ([(PATCH, f"spaces/{n}") for n in range(61)], 60.0),
        ([(ADD, "spaces/A")] * 301 + [(PATCH, "spaces/A")] * 3, 60.0),
    ],
)
def test_the_time_that_limits_take(requests: list[tuple[str, str]], seconds: float) -> None:
    """What a preview says before anything is sent."""
    assert Rates().seconds_for(requests) == seconds


def test_higher_limits_and_their_scale() -> None:
    """A project may have been granted more; the emulator multiplies all of them."""
    assert Rates(membership_writes=600).calls(MEMBERSHIP_WRITES) == 600
    assert Rates(scale=1000).calls(WRITES_IN_SPACE) == 1000
    assert Rates(scale=0.001).calls(WRITES_IN_SPACE) == 1
    assert Limit("x", 300, 60.0).per_minute == 300.0


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_the_database_is_the_owners_alone(tmp_path: Path) -> None:
    """It names spaces."""
    turns(pace_at(tmp_path, Time()), 1)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o600}
