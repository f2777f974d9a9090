"""The list of spaces behind a page, without a page: steps that are interrupted, and columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from chattui.chat.lists import STEP, finish
from chattui.chat.models import Space
from chattui.tui.columns import USUAL, columns, fitting, keep_columns, order_words, read_columns
from chattui.tui.space_list import SpaceList, asking_words, lean


def space(number: int, **more: object) -> Space:
    """A space among many."""
    return Space(f"spaces/{number}", f"Space {number:05}", "SPACE", **more)  # type: ignore[arg-type]


def full(count: int = 3 * STEP) -> SpaceList:
    """A list that is sorted by name."""
    spaces = SpaceList()
    spaces.take(space(number) for number in reversed(range(count)))
    finish(spaces.steps())
    return spaces


def test_what_comes_while_it_is_sorted_is_kept() -> None:
    spaces = full()
    spaces.sort_by("name", backwards=True)
    steps = spaces.steps()
    next(steps)
    spaces.append([space(99_999)])
    finish(steps)
    assert spaces.known[-1].id == spaces.shown[-1].id == "99999"
    assert len(spaces.known) == len({s.name for s in spaces.known}) == 3 * STEP + 1


def test_an_order_that_was_interrupted_is_made_by_the_next_steps() -> None:
    spaces = full()
    spaces.sort_by("name", backwards=True)
    steps = spaces.steps()
    next(steps)
    steps.close()
    spaces.filter("0001")
    finish(spaces.steps())
    assert [s.id for s in spaces.shown][:2] == ["19", "18"]
    assert spaces.known[0].id == str(3 * STEP - 1)


def test_a_filter_that_was_interrupted_leaves_nothing_out_of_a_wider_one() -> None:
    spaces = full()
    spaces.filter("000")
    finish(spaces.steps())
    spaces.filter("0001")
    steps = spaces.steps()
    next(steps)
    steps.close()
    spaces.append([space(99_000)])
    spaces.filter("000")
    finish(spaces.steps())
    assert {s.id for s in spaces.shown} >= {"1", "99000", "2000"}


def test_the_selection_outlives_the_filter() -> None:
    spaces = full(20)
    spaces.filter("00001")
    finish(spaces.steps())
    spaces.select_shown()
    spaces.filter("")
    finish(spaces.steps())
    spaces.toggle(5)
    spaces.select_range(7)
    assert [s.id for s in spaces.chosen()] == ["1", "5", "6", "7"]
    assert spaces.words().startswith("✓ 4 selected · 20 spaces")


def test_a_space_that_did_not_change_is_kept_in_memory_once() -> None:
    before = space(1)
    assert lean(space(1), {before.name: before}) is before
    assert lean(space(1, external=True), {before.name: before}) is not before
    told = Space.from_json({"name": "spaces/1", "spaceDetails": {"description": "x"}, "more": 1})
    kept = lean(told, {before.name: before})
    assert kept.raw == {"spaceDetails": {"description": "x"}}
    assert lean(told, {kept.name: kept}) is kept


def test_the_whole_number_is_told_where_google_tells_it() -> None:
    assert asking_words(1000, 4000, 2) == "Asking Google: 1,000 of 4,000 spaces, 500 a second"
    assert asking_words(1000, None, 2) == "Asking Google: 1,000 spaces so far, 500 a second"


def test_columns_that_have_no_room_are_left_out_from_the_right() -> None:
    every = [column.id for column in columns()]
    assert [c.id for c in fitting(every, 78)] == ["type", "members", "active", "created"]
    assert fitting(every, 20) == ()
    assert all(order_words(c.id, True) != order_words(c.id, False) for c in columns() if c.order)


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"spaces": 4}', b'{"spaces": [[]]}', b"\xff\xff"])
def test_a_damaged_choice_of_columns_is_the_usual_one(tmp_path: Path, damage: bytes) -> None:
    assert read_columns(tmp_path) == USUAL
    keep_columns(tmp_path, ["id", "type"])
    assert read_columns(tmp_path) == ("id", "type")
    (tmp_path / "columns.json").write_bytes(damage)
    assert read_columns(tmp_path) == USUAL
