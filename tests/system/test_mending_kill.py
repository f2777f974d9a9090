"""A mending that is killed at its system calls, and the order in which it makes them."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import need
from tests.unit.clientfile.cases import GOOD

pytestmark = pytest.mark.system

BROKEN = GOOD[:-2] + b",}}"

WRITER = """
import sys
from chattui.clientfile import diagnose_file
from chattui.clientfile.mending import mend
from chattui.clientfile.mending.writing import write_mending
write_mending(mend(diagnose_file(sys.argv[1])), sys.argv[1])
"""


def a_file(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "my.json"
    path.write_bytes(BROKEN)
    path.chmod(0o644)
    return path


def writer(path: Path, *tracing: str) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*tracing, sys.executable, "-c", WRITER, str(path)]
    return subprocess.run(command, env=environ, capture_output=True, timeout=120, check=False)


def traced(folder: Path, *names: str) -> list[str]:
    """The calls of these names that concern the folder, as strace writes them."""
    path = a_file(folder)
    trace = folder.with_suffix(".trace")
    wanted = f"trace={','.join(names)}"
    done = writer(path, "strace", "-f", "-y", "-qq", "-o", str(trace), "-e", wanted)
    assert done.returncode == 0, done.stderr
    return [line for line in trace.read_text().splitlines() if str(folder) in line]


@pytest.mark.parametrize("call", ["renameat", "linkat", "unlinkat", "fsync"])
def test_a_killed_mending_loses_nothing(call: str, tmp_path: Path) -> None:
    need("strace")
    points = len(traced(tmp_path / "counted", call))
    assert points >= 1
    for point in range(1, points + 1):
        path = a_file(tmp_path / f"killed-{point}")
        done = writer(
            path,
            *("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}"),
            *("-e", f"inject={call}:signal=KILL:when={point}"),
        )
        assert done.returncode != 0
        copy = Path(f"{path}.bak")
        now = path.read_bytes()
        assert now in (BROKEN, GOOD)
        assert not copy.exists() or copy.read_bytes() == BROKEN
        assert now == BROKEN or copy.exists()
        for entry in path.parent.iterdir():
            assert entry == path or stat.S_IMODE(entry.stat().st_mode) == 0o600
        if now == BROKEN:
            assert writer(path).returncode == 0
        assert path.read_bytes() == GOOD
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_copy_is_on_the_disk_before_the_file_is_replaced(tmp_path: Path) -> None:
    need("strace")
    calls = traced(tmp_path / "order", "fsync", "linkat", "rename", "renameat", "renameat2")
    steps = [re.sub(r"^\d+\s+", "", line).partition("(")[0] for line in calls]
    assert [step.removesuffix("2").removesuffix("at") for step in steps] == [
        "fsync",  # the new content
        "fsync",  # the copy's
        "link",
        "fsync",  # the folder
        "rename",
        "fsync",  # the folder
    ]
