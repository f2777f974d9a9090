"""Careful reading, and words for what the operating system says."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from chattui.disk import disk_problem, ensure_folder, read_file
from chattui.problem import Problem

Caught = Callable[[Callable[[], object]], Problem]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EROFS, "disk.read_only"),
        (errno.EACCES, "disk.denied"),
        (errno.EPERM, "disk.denied"),
        (errno.ENOTDIR, "disk.not_a_folder"),
        (errno.EEXIST, "disk.not_a_folder"),
        (errno.ELOOP, "disk.symlink"),
        (errno.EIO, "disk.failed"),
    ],
)
def test_every_error_has_its_words(number: int, code: str, tmp_path: Path) -> None:
    found = disk_problem(OSError(number, os.strerror(number)), tmp_path / "file")
    assert found.code == code
    assert str(tmp_path) in found.message
    assert found.cause
    assert found.remedy


def test_an_error_without_words_or_number_is_told_by_its_name(tmp_path: Path) -> None:
    found = disk_problem(OSError(), tmp_path / "file")
    assert (found.code, "OSError" in found.cause) == ("disk.failed", True)


def test_a_hostile_path_is_drawn_safely(tmp_path: Path) -> None:
    found = disk_problem(OSError(errno.EIO, "x\x1b[2J"), tmp_path / "a\x1b]52;c;eA==\x07")
    assert "\x1b" not in found.message + found.cause


def test_reads_a_file_and_none_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert read_file(tmp_path / "file", 3) == b"abc"
    assert read_file(tmp_path / "none", 3) is None
    assert read_file(tmp_path / "no folder" / "none", 3) is None


def test_reads_no_more_than_the_limit(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "file").write_bytes(b"abcd")
    assert problem(lambda: read_file(tmp_path / "file", 3)).code == "disk.too_big"


def test_reads_through_no_link_no_folder_and_no_pipe(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    open_before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    assert problem(lambda: read_file(tmp_path / "link", 9)).code == "disk.symlink"
    assert problem(lambda: read_file(tmp_path / "folder", 9)).code == "disk.not_a_file"
    assert problem(lambda: read_file(tmp_path / "pipe", 9)).code == "disk.not_a_file"
    if open_before:
        assert len(os.listdir("/proc/self/fd")) == open_before


def test_a_file_on_the_way(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = problem(lambda: read_file(tmp_path / "file" / "inner", 9))
    assert found.code == "disk.not_a_folder"


def test_a_folder_that_leads_nowhere(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert problem(lambda: ensure_folder(tmp_path / "link")).code == "disk.failed"


def test_a_linked_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    ensure_folder(tmp_path / "link" / "deeper")
    assert (tmp_path / "real" / "deeper").is_dir()
