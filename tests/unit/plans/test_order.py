"""Which row may go next, and the notes that several share."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.plans.model import Action, Outcome, Row, State
from chattui.plans.order import Order
from chattui.plans.scribe import Scribe
from tests.unit.plans.google import adds, row

DONE, FAILED = Outcome(State.DONE), Outcome(State.FAILED)


def order(*rows: Row, width: int = 8, known: dict[int, Outcome] | None = None) -> Order:
    return Order(rows, known or {}, width, lambda row: row.space)


def test_kinds_that_use_up_other_limits_do_not_wait_for_each_other() -> None:
    creations = [Row(n, Action.CREATE_SPACE) for n in range(1, 5)]
    members = list(adds("a@example.com", "b@example.com", "c@example.com", start=5))
    message = row(8, Action.POST_MESSAGE)
    found = order(*creations, *members, message, width=2)
    going = []
    while (one := found.next()) is not None:
        going.append(one.number)
    assert going == [1, 2, 5, 6, 8]


def test_what_was_known_before_counts() -> None:
    one, two, three, four = adds(*(f"{n}@example.com" for n in "abcd"))
    three, four = replace(three, after=(1,)), replace(four, after=(2,))
    found = order(one, two, three, four, known={1: DONE, 2: FAILED})
    assert [(row.number, needed) for row, needed in found.undone()] == [(4, 2)]
    assert found.next() == three
    assert found.next() is None


def test_a_failed_row_takes_along_all_that_need_it_once() -> None:
    one, two, three, four = adds(*(f"{n}@example.com" for n in "abcd"))
    found = order(one, two, replace(three, after=(1, 2)), replace(four, after=(3, 1)), width=2)
    assert (found.next(), found.next()) == (one, two)
    found.gone(one, FAILED)
    assert sorted(row.number for row, _ in found.undone()) == [3, 4]
    found.gone(two, DONE)
    assert found.next() is None
    assert found.stuck() == ()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(1, 12), max_size=3)), max_size=12),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_every_row_goes_once_after_what_it_needs_and_alone_about_its_person(
    shape: list[tuple[int, set[int]]], width: int, dice: object
) -> None:
    rows = [
        row(n, Action.ADD_MEMBER, f"p{who}@example.com",
            after=tuple(sorted(a for a in after if a < n)))
        for n, (who, after) in enumerate(shape, 1)
    ]  # fmt: skip
    found, going, gone = order(*rows, width=width), list[Row](), list[int]()
    while True:
        while (one := found.next()) is not None:
            assert set(one.after) <= set(gone)
            assert one.who not in {other.who for other in going}
            going.append(one)
            assert len(going) <= width
        if not going:
            break
        over = going.pop(dice.randrange(len(going)))  # type: ignore[attr-defined]
        gone.append(over.number)
        found.gone(over, DONE)
    assert sorted(gone) == [one.number for one in rows]
    assert found.stuck() == ()


def test_what_only_follows_goes_whatever_came_of_the_others() -> None:
    one, two, three, four = adds(*(f"{n}@example.com" for n in "abcd"))
    two = replace(two, after=(1,))
    found = order(one, two, replace(three, following=(1, 2)), replace(four, after=(2,)))
    assert (found.next(), found.next()) == (one, None)
    found.gone(one, FAILED)
    assert {each.number for each, _ in found.undone()} == {2, 4}
    last = found.next()
    assert last
    assert last.number == 3
    found.gone(last, DONE)
    assert found.stuck() == ()


def test_what_needs_one_and_follows_another_waits_for_both() -> None:
    one, two, three, four = adds(*(f"{n}@example.com" for n in "abcd"))
    waits = replace(three, after=(1,), following=(2,))
    both = replace(four, after=(1, 2))
    found = order(one, two, waits, both)
    assert (found.next(), found.next(), found.next()) == (one, two, None)
    found.gone(one, FAILED)
    found.gone(two, FAILED)  # what is given up already is not given up twice
    assert sorted(each.number for each, _ in found.undone()) == [3, 4]
    assert found.next() is None
    # What is over already keeps nobody waiting, and what failed takes nobody along who follows.
    found = order(one, two, waits, known={1: DONE, 2: FAILED})
    assert found.next() == waits


@pytest.mark.parametrize("number", [500, 1000])
def test_many_rows_about_one_person_are_looked_at_a_few_times_each(number: int) -> None:
    looks = 0

    def space_of(row: Row) -> str:
        nonlocal looks
        looks += 1
        return row.space

    rows = [row(n, Action.POST_MESSAGE) for n in range(1, number + 1)]
    found = Order(rows, {}, 8, space_of)
    while (one := found.next()) is not None:
        found.gone(one, DONE)
    assert looks <= 4 * number


@pytest.mark.anyio
async def test_notes_that_come_together_are_written_together() -> None:
    written: list[dict[int, Outcome]] = []

    async def write(batch: dict[int, Outcome]) -> None:
        await asyncio.sleep(0)
        written.append(batch)

    scribe = Scribe(write)
    await scribe.flush()
    await asyncio.gather(*(scribe.note(n, DONE) for n in range(5)))
    scribe.put(7, DONE)
    scribe.put(8, DONE)
    await scribe.flush()
    assert [sorted(batch) for batch in written] == [[0, 1, 2, 3, 4], [7, 8]]


@pytest.mark.anyio
async def test_a_note_that_failed_is_told_to_all_that_wait_for_it(tmp_path: Path) -> None:
    async def write(batch: dict[int, Outcome]) -> None:
        raise OSError("full")

    scribe = Scribe(write)
    results = await asyncio.gather(
        scribe.note(1, DONE), scribe.note(2, DONE), return_exceptions=True
    )
    assert [type(result) for result in results] == [OSError, OSError]
