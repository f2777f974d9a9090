"""The last known spaces: kept privately, read quickly, never in the way."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chattui import context as contexts
from chattui.chat.cache import cache_path, load_spaces, remove_cache, save_spaces
from chattui.chat.models import Space
from chattui.context import Context
from chattui.problem import ProblemError

SPACES = [
    Space(
        "spaces/AAAA",
        "Launch 🚀",
        "SPACE",
        external=True,
        announcement=True,
        history=False,
        member_count=14,
        group_count=1,
        last_active=datetime(2026, 11, 1, 12, 0, 0, 5, UTC),
        created=datetime(2025, 1, 1, tzinfo=UTC),
        uri="https://chat.google.com/room/AAAA?cls=11",
    ),
    Space("spaces/BBBB", "", "DIRECT_MESSAGE", with_app=True),
    Space("", "", ""),
]


@pytest.fixture
def context(own_home: Path) -> Context:
    return contexts.make()


@contextmanager
def tampered(context: Context) -> Iterator[dict[str, list[Any]]]:
    """The columns of ada's cached `SPACES`, to be changed behind chattui's back."""
    save_spaces(context, "ada", SPACES)
    path = cache_path(context, "ada")
    head, row = path.read_text().splitlines()
    columns = json.loads(row)
    yield columns
    path.write_text(f"{head}\n{json.dumps(columns)}\n")


def test_what_is_saved_is_loaded(context: Context) -> None:
    assert save_spaces(context, "ada", SPACES) is None
    assert load_spaces(context, "ada") == SPACES
    assert load_spaces(context, "grace") == []


def test_only_the_owner_can_read_it(context: Context) -> None:
    save_spaces(context, "ada", SPACES)
    path = cache_path(context, "ada")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "key", ["../../evil", "/etc/passwd", "a/b", "ada@example.com", "", "\x00", "\ud800"]
)
def test_no_account_key_leads_out_of_the_folder(context: Context, key: str) -> None:
    path = cache_path(context, key)
    assert path.parent == context.paths.cache
    save_spaces(context, key, SPACES)
    assert load_spaces(context, key) == SPACES


def test_a_hashed_key_is_never_the_name_of_a_plain_one(context: Context) -> None:
    hashed = cache_path(context, "ada@example.com").name
    assert hashed != cache_path(context, hashed.removeprefix("spaces.").removesuffix(".json")).name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 2}',
        b'{"version": 1, "columns": {}}',
        b'{"version": 2, "count": 1}\n',
        b'{"version": 2, "count": 1}\n{}\n',
        b'{"version": 2, "count": 1}\n[]\n',
        b'{"version": "2", "count": 0}',
    ],
)
def test_damaged_and_foreign_files_are_empty(context: Context, content: bytes) -> None:
    path = cache_path(context, "ada")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert load_spaces(context, "ada") == []


def test_a_pipe_is_not_waited_for(context: Context) -> None:
    path = cache_path(context, "ada")
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert load_spaces(context, "ada") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "spaces/../x"),
        ("name", "spaces/AAAA\nspaces/BBBB"),
        ("name", 7),
        ("active", "2026-11-01T12:00:00"),
        ("active", "yesterday"),
        ("display_name", None),
        ("space_type", "\x1b"),
        ("space_type", 1),
        ("flags", "x"),
        ("history", "yes"),
        ("history", []),
        ("members", {}),
        ("members", float("inf")),
        ("groups", None),
    ],
)
def test_a_wrong_cell_empties_the_whole(context: Context, column: str, value: object) -> None:
    with tampered(context) as columns:
        columns[column][1] = value
    assert load_spaces(context, "ada") == []


def test_columns_of_different_lengths_are_damage(context: Context) -> None:
    with tampered(context) as columns:
        columns["uri"].pop()
    assert load_spaces(context, "ada") == []


def test_links_and_names_in_a_tampered_file_are_made_safe(context: Context) -> None:
    with tampered(context) as columns:
        columns["uri"][0] = "https://evil.example/"
        columns["display_name"][0] = "\x1b[2J"
    first = load_spaces(context, "ada")[0]
    assert (first.uri, first.display_name) == ("", "␛[2J")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_flipped_byte_gives_spaces_or_nothing(context: Context, data: st.DataObject) -> None:
    save_spaces(context, "ada", SPACES)
    path = cache_path(context, "ada")
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert all(isinstance(space, Space) for space in load_spaces(context, "ada"))


def test_a_cache_that_cannot_be_written_is_told_and_not_raised(context: Context) -> None:
    context.paths.cache.parent.mkdir(parents=True)
    context.paths.cache.write_text("a file where the folder should be")
    problem = save_spaces(context, "ada", SPACES)
    assert problem is not None
    assert problem.code == "chat.cache_not_written"
    assert load_spaces(context, "ada") == []


def test_removing_forgets_and_is_fine_twice(context: Context) -> None:
    save_spaces(context, "ada", SPACES)
    remove_cache(context, "ada")
    remove_cache(context, "ada")
    assert load_spaces(context, "ada") == []
    assert not cache_path(context, "ada").exists()


def test_a_cache_that_stays_is_told(context: Context) -> None:
    cache_path(context, "ada").mkdir(parents=True)
    with pytest.raises(ProblemError):
        remove_cache(context, "ada")


def test_ten_thousand_spaces_come_back_whole(context: Context) -> None:
    many = [
        replace(SPACES[0], name=f"spaces/A{i}", display_name=f"Space {i}") for i in range(10_000)
    ]
    save_spaces(context, "ada", many)
    assert load_spaces(context, "ada") == many
    lines = cache_path(context, "ada").read_bytes().splitlines(keepends=True)
    assert max(map(len, lines)) < 300_000, "one call reads or writes one line"
    cache_path(context, "ada").write_bytes(b"".join(lines[:-1]))
    assert load_spaces(context, "ada") == [], "never silently fewer"
