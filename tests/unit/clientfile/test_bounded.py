"""Reading other people's small files: regular ones alone, whatever takes their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chattui.clientfile.bounded import read_some
from chattui.clientfile.spoilt import about_beginning


def test_a_pipe_that_took_the_place_of_a_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"x")
    told = os.stat(tmp_path / "file")
    monkeypatch.setattr("chattui.clientfile.bounded.os.stat", lambda *_, **__: told)
    assert read_some(str(tmp_path / "pipe"), 10) == b""
    assert read_some(str(tmp_path / "file"), 10) == b"x"


def test_a_lost_beginning_without_signs_or_numbers() -> None:
    message, _ = about_beginning('x {\n  "a": 1,\n  "b": 2\n}\n')
    assert message == "The beginning of the file is missing."
