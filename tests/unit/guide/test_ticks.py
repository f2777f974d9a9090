"""What is ticked is kept, for each project, and never written over where it cannot be read."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from chattui.guide.ticks import Ticks, note_checked, read_ticks, remember_project, tick
from chattui.problem import ProblemError
from tests.unit.guide.conftest import NOW, PROJECT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "guide.json"


def test_ticks_are_kept_and_taken_away(path: Path) -> None:
    assert read_ticks(path) == Ticks()
    tick(path, "", "workspace-account", True, now=NOW)
    tick(path, PROJECT, "chat-app", True, now=NOW + 1)
    kept = tick(path, PROJECT, "consent", True, now=NOW + 2)
    assert kept == read_ticks(path)
    assert kept.of(PROJECT) == {
        "workspace-account": NOW,
        "chat-app": NOW + 1,
        "consent": NOW + 2,
    }
    assert kept.of("another") == {"workspace-account": NOW}
    tick(path, PROJECT, "workspace-account", False)
    assert set(tick(path, PROJECT, "chat-app", False).of(PROJECT)) == {"consent"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(json.loads(path.read_text())["ticks"]) == [PROJECT]


def test_the_project_is_remembered_with_the_ticks(path: Path) -> None:
    tick(path, PROJECT, "consent", True, now=NOW)
    assert remember_project(path, "another-one").project == "another-one"
    assert read_ticks(path).of(PROJECT) == {"consent": NOW}


def test_what_the_checks_found_is_kept_beside_the_ticks(path: Path) -> None:
    tick(path, PROJECT, "consent", True, now=NOW)
    note_checked(path, PROJECT, ["chat-api", "chat-app"], [], now=NOW)
    kept = note_checked(path, PROJECT, ["client"], ["chat-app"], now=NOW + 1)
    assert kept == read_ticks(path)
    assert kept.checked == {PROJECT: {"chat-api": NOW, "client": NOW + 1}}
    assert kept.of(PROJECT) == {"consent": NOW}


def test_what_changes_nothing_writes_nothing(path: Path) -> None:
    tick(path, "", "consent", False)
    note_checked(path, PROJECT, [], ["client"], now=NOW)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema": 2, "project": "", "ticks": {}}',
        '{"schema": 1, "project": "a&b", "ticks": {}}',
        '{"schema": 1, "project": "", "ticks": {"A B": {}}}',
        '{"schema": 1, "project": "", "ticks": {"": {"consent": -1}}}',
        '{"schema": 1, "project": "", "ticks": {"": {"consent": 1e400}}}',
        '{"schema": 1, "project": "", "ticks": {"": ["consent"]}}',
        '{"schema": 1, "project": 5, "ticks": {}}',
        '{"schema": 1, "project": null, "ticks": {}}',
        "\ufeff{}",
        "[" * 100_000,
    ],
)
def test_a_file_that_is_none_is_told_and_left_alone(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_text(text)
    found = read_ticks(path)
    assert found.problem is not None
    assert found.problem.code == "guide.ticks_damaged"
    assert found.of(PROJECT) == {}
    with pytest.raises(ProblemError):
        tick(path, PROJECT, "consent", True)
    assert path.read_text() == text


def test_a_folder_in_its_place_is_a_problem_too(path: Path) -> None:
    path.mkdir(parents=True)
    problem = read_ticks(path).problem
    assert problem is not None
    assert problem.code == "disk.not_a_file"
