"""Filtering and sorting lists of spaces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chattui.chat.lists import COLUMNS, filter_spaces, sort_key
from chattui.chat.models import Space


def space(name: str, shown: str = "", kind: str = "SPACE", **more: object) -> Space:
    return Space(f"spaces/{name}", shown, kind, **more)  # type: ignore[arg-type]


SPACES = [
    space("a", "Launch team", member_count=14, last_active=datetime(2026, 11, 1, tzinfo=UTC)),
    space("b", "launch vendors", external=True, member_count=41),
    space("c", kind="DIRECT_MESSAGE", member_count=2),
    space("d", "Straße", last_active=datetime(2026, 11, 2, tzinfo=UTC)),
]


def names(spaces: list[Space]) -> str:
    return "".join(space.id for space in spaces)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcd"),
        ("  ", "abcd"),
        ("LAUNCH", "ab"),
        ("direct", "c"),
        ("external", "b"),
        ("launch ext", "b"),
        ("STRASSE", "d"),
        ("[/", ""),
        ("(.*", ""),
    ],
)
def test_filtering_by_name_and_kind(text: str, found: str) -> None:
    assert names(filter_spaces(SPACES, text)) == found


@pytest.mark.parametrize(
    ("column", "order"),
    [("name", "cabd"), ("type", "cadb"), ("members", "dcab"), ("active", "cbad")],
)
def test_sorting_by_each_column(column: str, order: str) -> None:
    assert names(sorted(SPACES, key=sort_key(column))) == order
    assert column in COLUMNS
