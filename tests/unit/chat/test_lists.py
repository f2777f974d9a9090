"""Filtering and sorting lists of spaces, in steps."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from chattui.chat.lists import (
    COLUMNS,
    STEP,
    filter_spaces,
    filtering,
    finish,
    matcher,
    narrows,
    sort_key,
    sorting,
)
from chattui.chat.models import Space


def space(name: str, shown: str = "", kind: str = "SPACE", **more: object) -> Space:
    return Space(f"spaces/{name}", shown, kind, **more)  # type: ignore[arg-type]


SPACES = [
    space("a", "Launch team", member_count=14, last_active=datetime(2026, 11, 1, tzinfo=UTC)),
    space("b", "launch vendors", external=True, member_count=41, history=False),
    space("c", kind="DIRECT_MESSAGE", member_count=2, history=True),
    space("d", "Straße", last_active=datetime(2026, 11, 2, tzinfo=UTC), group_count=3),
]
NAMES = {"spaces/c": "Grace Hopper"}


def names(spaces: list[Space]) -> str:
    return "".join(space.id for space in spaces)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcd"),
        ("  ", "abcd"),
        ("LAUNCH", "ab"),
        ("direct", "c"),
        ("grace", "c"),
        ("hopper message", "c"),
        ("external", "b"),
        ("internal", "ad"),
        ("launch ext", "b"),
        ("history off", "b"),
        ("history on", "c"),
        ("STRASSE", "d"),
        ("[/", ""),
        ("(.*", ""),
    ],
)
def test_filtering_by_name_people_kind_and_state(text: str, found: str) -> None:
    assert names(filter_spaces(SPACES, text, NAMES)) == found
    assert names(finish(filtering(SPACES, matcher(text, NAMES)))) == found


@pytest.mark.parametrize(
    ("text", "before", "narrower"),
    [("la", "", True), ("lau", "la", True), ("la", "lau", False), ("te la", "la", True)],
)
def test_what_matched_is_all_that_a_longer_filter_looks_at(
    text: str, before: str, narrower: bool
) -> None:
    assert narrows(text, before) is narrower


def test_what_is_appended_while_it_is_filtered_is_seen() -> None:
    spaces = [space(str(n), f"Space {n}") for n in range(STEP + 1)]
    steps = filtering(spaces, matcher("space 7"))
    next(steps)
    spaces.append(space("late", "Space 7 and late"))
    assert finish(steps)[-1].id == "late"


@pytest.mark.parametrize(
    ("column", "order"),
    [
        ("name", "cabd"),
        ("type", "cadb"),
        ("members", "bacd"),
        ("active", "dacb"),
        ("created", "cabd"),
        ("history", "cbad"),
        ("groups", "dcab"),
        ("id", "abcd"),
    ],
)
def test_sorting_by_each_column(column: str, order: str) -> None:
    assert names(sorted(SPACES, key=sort_key(column))) == order
    assert names([SPACES[place] for place in finish(sorting(SPACES, sort_key(column)))]) == order
    assert column in COLUMNS


def test_a_nameless_space_is_sorted_by_its_people() -> None:
    assert names(sorted(SPACES, key=sort_key("name", NAMES))) == "cabd"
    assert names(sorted(SPACES, key=sort_key("name", {"spaces/c": "Zoe"}))) == "abdc"


@pytest.mark.parametrize("count", [0, 1, STEP, STEP * 5 + 3])
def test_many_steps_sort_as_one_call_does(count: int) -> None:
    chance = random.Random(count)
    spaces = [space(str(n), str(chance.randrange(count))) for n in range(count)]
    key = sort_key("name")
    assert [spaces[place] for place in finish(sorting(spaces, key))] == sorted(spaces, key=key)
