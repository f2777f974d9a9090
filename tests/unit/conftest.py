"""What the tests of single modules share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chattui.problem import Problem, ProblemError


@pytest.fixture
def problem() -> Callable[[Callable[[], object]], Problem]:
    """The Problem that a call ends with."""

    def caught(work: Callable[[], object]) -> Problem:
        with pytest.raises(ProblemError) as raised:
            work()
        return raised.value.problem

    return caught


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with no room left, mounted for this test."""
    import subprocess

    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def fill() -> Callable[[Path], Path]:
    """Takes all the room in a folder; what it returns gives it back when deleted."""

    def filled(folder: Path) -> Path:
        ballast = folder / "ballast"
        with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        assert os.statvfs(folder).f_bavail == 0
        return ballast

    return filled
