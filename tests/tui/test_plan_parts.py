"""What the pages of plans are made of: lines that write little, and how long it still takes."""

from __future__ import annotations

from typing import Any, cast

import pytest
from textual.geometry import Region

from chattui.chat.errors import unknown_person
from chattui.chat.events import Waiting
from chattui.chat.models import Space
from chattui.chat.outcome import Created, MemberResult
from chattui.plans.events import Began, Pacing, RowEnded
from chattui.plans.model import Action, Counts, Kind, Outcome, Plan, Row, State
from chattui.problem import Problem
from chattui.tui.at_work import PlanRun
from chattui.tui.created_words import people_words
from chattui.tui.plan_table import table_of
from chattui.tui.widgets.moving_line import MovingLine
from chattui.tui.widgets.prose import Prose


class Seen(MovingLine):
    """Tells which cells it would write."""

    is_attached = True

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.written: list[Region] = []

    def refresh(self, *regions: Region, **_: Any) -> Any:
        """Note them."""
        self.written.extend(regions)
        return self


@pytest.mark.parametrize(
    ("before", "after", "left", "width"),
    [
        ("412 of 1,000 · 1:58 left", "413 of 1,000 · 1:58 left", 2, 1),
        ("412 of 1,000 · 1:58 left", "413 of 1,000 · 1:57 left", 2, 17),
        ("9 done, 3 left", "10 done, 2 left", 0, 15),
        ("ä日本 1", "ä日本 2", 6, 1),
        ("the same", "the same", None, None),
    ],
)
def test_a_line_writes_only_what_changes(
    before: str, after: str, left: int | None, width: int | None
) -> None:
    line = Seen(before)
    line.say(after)
    assert line.written == ([] if width is None or left is None else [Region(left, 0, width, 1)])
    assert line.words == after


def test_the_time_left_is_never_less_than_the_limits_make_it() -> None:
    rows = tuple(Row(n, Action.ADD_MEMBER, "spaces/1", who="users/x") for n in range(1, 1_001))
    plan = Plan("p1", Kind.ADD_MEMBERS, "Add", "key", "ada@example.com", "1", rows)
    now = [0.0]
    run = PlanRun(cast(Any, None), plan, cast(Any, None), clock=lambda: now[0])
    assert run.rate() == 0.0

    def at(seconds: float, done: int) -> float:
        now[0] = seconds
        counts = Counts(1_000, 1_000 - done, done)
        run._take(RowEnded(rows[0], Outcome(State.DONE), counts))
        return run.seconds_left() or 0.0

    run._take(Began(plan, Counts(1_000, 1_000), 180.0))
    assert at(5.0, 300) == 175.0  # the burst goes out at 60 a second, and the rest cannot
    assert run.rate() == 60.0
    assert at(65.0, 600) == pytest.approx(115.0)
    assert at(165.0, 605) == pytest.approx(395 * 100 / 5)  # slower than the limits


def test_the_longest_pause_that_google_asked_for_is_told_until_its_end() -> None:
    plan = Plan("p1", Kind.ADD_MEMBERS, "Add", "key", "ada@example.com", "1", ())
    now = [0.0]
    run = PlanRun(cast(Any, None), plan, cast(Any, None), clock=lambda: now[0])
    asked = Problem("chat.quota", "Google asks to slow down.")
    run._take(Waiting(30.0, asked))
    run._take(Waiting(1.0, Problem("net.timeout", "No answer.")))
    run._take(Pacing(29.0, 300.0))
    assert run.pause is not None
    assert (run.pause.until, run.pause.reason, run.per_minute) == (30.0, asked, 300.0)
    now[0] = 30.0
    run._take(Pacing(10.0, 300.0))
    assert (run.pause.until, run.pause.reason) == (40.0, None)


def test_what_came_of_a_row_is_seen_at_80_columns() -> None:
    """A plan with lines, several things to do, people and spaces has the most columns."""
    for space in ("Launch", "A name as long as Google lets it be, which is 128 characters"):
        who = f"{'person' * 5}@example.com"
        rows = [
            Row(n, action, f"spaces/{n}", space, who=f"users/{who}", who_label=who, line=n)
            for n, action in enumerate((Action.ADD_MEMBER, Action.POST_MESSAGE), 1)
        ]
        table = table_of(rows, results=True)
        titles = [column.title for column in table.columns]
        assert titles == ["Line", "What", "Who", "Space", "Result", "Why"]
        assert 2 + sum(column.width + 1 for column in table.columns) <= 80
        assert all(column.width >= len(column.title) for column in table.columns[:-1])


def test_whom_google_does_not_know_was_not_added() -> None:
    stranger = MemberResult("x@example.com", "unknown", unknown_person("x@example.com"))
    unsure = MemberResult("y@example.com", "unknown")
    left_out = MemberResult("z@example.com", "dropped")
    created = Created(Space.from_json({}), (left_out, unsure, stranger))
    told = [str(words.content) for words in people_words(created) if isinstance(words, Prose)]
    assert told[:2] == ["✗ 2 people were not added:", "x@example.com, z@example.com"]
    assert "No Google account has this address" in told[2]
    assert told[-2:] == ["? Whether 1 person was added is not known:", "y@example.com"]
