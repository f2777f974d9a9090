"""The line that tells how far a plan is, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from types import SimpleNamespace
from typing import Any

import pytest

from chattui.chat.events import Waiting
from chattui.cli import ask, output, plan_progress, plan_run
from chattui.cli.plan_progress import PlanProgress, keep_drawing
from chattui.plans.events import Began, Ended, Pacing, RowEnded
from chattui.plans.model import Action, Counts, Kind, Outcome, Plan, Row
from chattui.plans.report import Report
from chattui.problem import Problem

ROW = Row(1, Action.ADD_MEMBER)
PLAN = Plan("p1", Kind.ADD_MEMBERS, "Add", "a", "ada@example.com", "1", (ROW,))


class Watch:
    """A progress line without a terminal, and its clock."""

    def __init__(self, total: int, seconds: float = 0.0, done: int = 0) -> None:
        self.now = 100.0
        self.total = total
        counts = Counts(total, done=done, waiting=total - done)
        self.line = PlanProgress(counts, seconds, terminal=False, clock=lambda: self.now)

    def at(self, seconds: float, done: int, failed: int = 0) -> str:
        self.now = 100.0 + seconds
        waiting = self.total - done - failed
        counts = Counts(self.total, waiting=waiting, done=done, failed=failed)
        self.line.hear(RowEnded(ROW, Outcome(), counts))
        return self.line.words()


def test_count_rate_and_time_left() -> None:
    watch = Watch(1200)
    assert watch.at(1, 300) == "300 of 1,200 rows. ctrl-c stops."
    told = "600 of 1,200 rows, 2 failed. 600 a minute, 1:00 left. ctrl-c stops."
    assert watch.at(60, 598, 2) == told


@pytest.mark.parametrize(
    ("seconds", "pacing", "left"), [(180.0, 0.0, "2:54"), (0.0, 300.0, "2:40"), (0.0, 0.0, "0:14")]
)
def test_a_burst_is_not_taken_for_the_rate(seconds: float, pacing: float, left: str) -> None:
    watch = Watch(1000, seconds)
    watch.at(6, 300)
    if pacing:
        watch.line.hear(Pacing(40.0, pacing))
        assert "Google's limit is used up for 0:40;" in watch.line.words()
    assert f"{left} left" in watch.line.words()


def test_what_was_done_before_does_not_count_for_the_rate() -> None:
    watch = Watch(200, done=100)
    assert "100 a minute, 0:30 left" in watch.at(30, 150)


def test_a_pause_that_google_asked_for_is_counted_down_with_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch = Watch(10)
    watch.at(1, 4)
    watch.line.hear(Waiting(30, Problem("chat.quota", "Google asks to slow down.")))
    said = "4 of 10 rows. Waiting 0:30: Google asks to slow down.\n"
    assert capsys.readouterr().err == said
    watch.line.hear(Waiting(1, Problem("net.timeout", "No answer.")))
    watch.line.hear(Pacing(29.0, 300.0))
    watch.now += 12
    assert "5 of 10 rows. Waiting 0:11: Google asks" in watch.at(20, 5)
    assert "Waiting" not in watch.at(32, 6)


def test_without_a_terminal_a_line_comes_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(10)
    watch.line.hear(Began(PLAN, Counts(10, waiting=10)))
    for second in range(1, 32):
        watch.at(second, second // 4)
        watch.line.tick()
    watch.line.hear(Ended(Counts(10, done=10)))
    watch.line.clear()
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.anyio
async def test_on_a_terminal_the_line_is_drawn_until_the_end_and_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan_progress, "DRAWN_EVERY", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert plan_progress.on_terminal()
    line = PlanProgress(Counts(7, waiting=7), 0.0, terminal=True)
    drawn, tick = asyncio.Event(), line.tick

    def ticked() -> None:
        tick()
        drawn.set()

    monkeypatch.setattr(line, "tick", ticked)
    drawing = asyncio.ensure_future(keep_drawing(line))
    await drawn.wait()
    drawing.cancel()
    await drawing
    line.clear()
    err = capsys.readouterr().err
    assert "\r0 of 7 rows. ctrl-c stops." in err
    assert err.endswith(" \r")


@pytest.mark.anyio
async def test_who_interrupts_a_pipe_is_told_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program that reads the rows was interrupted too, and takes none."""

    async def opened(session: object) -> None: ...

    async def interrupted(session: object, plan: Plan) -> None:
        raise asyncio.CancelledError

    async def report(plan_id: str) -> Report:
        return Report(PLAN)

    def write(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(ask, "open_vault", opened)
    monkeypatch.setattr(plan_run, "_watched", interrupted)
    session: Any = SimpleNamespace(plans=lambda: SimpleNamespace(report=report))
    account: Any = None
    abandoned: list[bool] = []
    monkeypatch.setattr(output, "abandon", lambda: abandoned.append(True))
    with pytest.raises(asyncio.CancelledError):
        await plan_run.carry_out(Namespace(), session, account, PLAN, write=write)
    assert "To go on: `chattui plans resume p1`" in capsys.readouterr().err
    assert abandoned
