"""The log sheet is named once, for each account."""

from __future__ import annotations

from pathlib import Path

import pytest

from chattui import paths as places
from chattui.paths import Paths
from chattui.plans.follow_ups import Log
from chattui.plans.log_sheet import named_log, remember_sheet, remembered_sheet


@pytest.fixture
def paths(own_home: Path) -> Paths:
    """The folders of a home that nobody has used yet."""
    return places.find({"CHATTUI_HOME": str(own_home)})


def test_what_is_named_once_is_remembered_for_its_account(paths: Paths) -> None:
    assert remembered_sheet(paths, "1") is None
    assert named_log(Log(tab="T"), paths, "1") == Log(tab="T")
    remember_sheet(paths, "1", Log("one", "T"))
    remember_sheet(paths, "2", Log("two"))
    written = paths.log_sheets.stat()
    remember_sheet(paths, "1", Log("one", "T"))
    assert paths.log_sheets.stat().st_mtime_ns == written.st_mtime_ns
    assert written.st_mode & 0o777 == 0o600
    assert remembered_sheet(paths, "1") == Log("one", "T")
    assert remembered_sheet(paths, "2") == Log("two")
    assert named_log(Log(), paths, "1") == Log("one", "T")
    assert named_log(Log(tab="U"), paths, "1") == Log("one", "U")
    assert named_log(Log("given"), paths, "1", "set") == Log("given")
    assert named_log(Log(), paths, "1", "set") == Log("set")


@pytest.mark.parametrize("data", ["", "[", "[]", "[" * 99_999, '{"1": 7}', '{"1": {"sheet": 1}}'])
def test_what_cannot_be_read_is_named_anew(paths: Paths, data: str) -> None:
    paths.state.mkdir(mode=0o700, parents=True)
    paths.log_sheets.write_text(data)
    assert remembered_sheet(paths, "1") is None
    remember_sheet(paths, "1", Log("one"))
    assert remembered_sheet(paths, "1") == Log("one")


def test_a_folder_in_its_place_is_as_if_there_were_none(paths: Paths) -> None:
    paths.log_sheets.mkdir(parents=True)
    assert remembered_sheet(paths, "1") is None
