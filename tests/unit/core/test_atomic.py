"""Writing a file whole or not at all, and locks."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from filelock import FileLock

from chattui import atomic
from chattui.atomic import holder, lock, write_atomically
from chattui.problem import Problem, ProblemError

Caught = Callable[[Callable[[], object]], Problem]


def test_writes_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "a" / "b" / "file", b"one")
    finally:
        os.umask(before)
    file = tmp_path / "a" / "b" / "file"
    assert file.read_bytes() == b"one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700


def test_replaces_and_tightens_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old and longer")
    file.chmod(0o644)
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["file"]


def test_an_empty_file_can_be_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", b"")
    assert (tmp_path / "file").read_bytes() == b""


def test_follows_no_link_and_names_its_target(tmp_path: Path, problem: Caught) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"theirs")
    (tmp_path / "file").symlink_to(target)
    found = problem(lambda: write_atomically(tmp_path / "file", b"new"))
    assert found.code == "disk.symlink"
    assert str(target) in found.message
    assert target.read_bytes() == b"theirs"
    assert (tmp_path / "file").is_symlink()


def test_a_folder_in_place_of_the_file(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "file").mkdir()
    assert problem(lambda: write_atomically(tmp_path / "file", b"x")).code == "disk.not_a_file"


def test_a_file_in_place_of_the_folder(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "state").write_bytes(b"")
    found = problem(lambda: write_atomically(tmp_path / "state" / "file", b"x"))
    assert found.code == "disk.not_a_folder"
    assert str(tmp_path / "state") in found.message
    deeper = problem(lambda: write_atomically(tmp_path / "state" / "deep" / "file", b"x"))
    assert deeper.code == "disk.not_a_folder"


def test_a_folder_that_others_can_write(tmp_path: Path, problem: Caught) -> None:
    tmp_path.chmod(0o770)
    found = problem(lambda: write_atomically(tmp_path / "file", b"x"))
    assert found.code == "disk.folder_shared"
    assert f"chmod go-w {tmp_path}" in found.remedy
    assert not (tmp_path / "file").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else(tmp_path: Path, problem: Caught) -> None:
    os.chown(tmp_path, 12345, -1)
    found = problem(lambda: write_atomically(tmp_path / "file", b"x"))
    assert found.code == "disk.folder_foreign"
    assert "12345" in found.cause


def test_a_full_disk_keeps_the_old_and_leaves_nothing(
    full_disk: Path, fill: Callable[[Path], Path], problem: Caught
) -> None:
    file = full_disk / "file"
    write_atomically(file, b"old")
    ballast = fill(full_disk)
    assert problem(lambda: write_atomically(file, bytes(8192))).code == "disk.full"
    assert file.read_bytes() == b"old"
    assert sorted(os.listdir(full_disk)) == ["ballast", "file"]
    ballast.unlink()
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"


def test_a_read_only_disk(full_disk: Path, problem: Caught) -> None:
    write_atomically(full_disk / "file", b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(full_disk)], check=True)
    assert problem(lambda: write_atomically(full_disk / "file", b"x")).code == "disk.read_only"
    made = problem(lambda: write_atomically(full_disk / "deep" / "file", b"x"))
    assert made.code == "disk.read_only"
    assert str(full_disk / "deep") in made.message
    assert (full_disk / "file").read_bytes() == b"old"

    def locked() -> None:
        with lock(full_disk / "lock"):
            raise AssertionError

    assert problem(locked).code == "disk.read_only"


def test_sweeps_what_a_killed_process_left(tmp_path: Path) -> None:
    left, foreign = tmp_path / ".file.0123.tmp", tmp_path / ".other.0123.tmp"
    for path in (left, foreign):
        path.write_bytes(b"half")
    write_atomically(tmp_path / "file", b"x")
    assert left.exists()  # without the lock it may be another process at work
    write_atomically(tmp_path / "file", b"x", locked=True)
    assert not left.exists()
    assert foreign.exists()


def test_sweeps_old_ones_even_without_the_lock(tmp_path: Path) -> None:
    left = tmp_path / ".file.0123.tmp"
    left.write_bytes(b"half")
    old = time.time() - atomic.ABANDONED_SECONDS - 10
    os.utime(left, (old, old))
    write_atomically(tmp_path / "file", b"x")
    assert not left.exists()


def test_a_lock_is_exclusive_between_threads_and_stays_a_file(
    tmp_path: Path, problem: Caught
) -> None:
    path = tmp_path / "locks" / "a.lock"
    with lock(path):
        answers: list[str] = []

        def other() -> None:
            try:
                with lock(path, seconds=0.05):
                    answers.append("got it")
            except ProblemError as error:
                answers.append(error.problem.code)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert answers == ["disk.locked"]
    assert stat.S_ISREG(path.stat().st_mode)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with lock(path, seconds=0.05):
        pass


@pytest.fixture
def foreign_holder(tmp_path: Path) -> subprocess.Popen[bytes]:
    code = (
        "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who holds a lock")
def test_names_the_process_that_holds_a_lock_and_gets_it_when_that_is_killed(
    tmp_path: Path, foreign_holder: subprocess.Popen[bytes], problem: Caught
) -> None:
    path = tmp_path / "lock"

    def take() -> None:
        with lock(path, seconds=0.05):
            pass

    try:
        found = problem(take)
        assert found.code == "disk.locked"
        assert holder(path) in {foreign_holder.pid, None}  # None where the file system hides it
        if holder(path):
            assert str(foreign_holder.pid) in found.message
            assert str(foreign_holder.pid) in found.remedy
    finally:
        foreign_holder.kill()
        foreign_holder.communicate()
    take()


def test_nobody_holds_a_lock_that_is_free_or_missing(tmp_path: Path) -> None:
    assert holder(tmp_path / "none") is None
    (tmp_path / "free").write_bytes(b"")
    assert holder(tmp_path / "free") is None


def test_a_lock_follows_no_link(tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")

    def take() -> None:
        with lock(tmp_path / "lock"):
            raise AssertionError

    assert problem(take).code == "disk.symlink"
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_is_freed_when_its_body_fails(tmp_path: Path) -> None:
    def body() -> None:
        with lock(tmp_path / "lock"):
            raise KeyError("x")

    with pytest.raises(KeyError):
        body()
    with lock(tmp_path / "lock", seconds=0.05):
        pass


@pytest.mark.parametrize(
    ("holders", "turns"),
    [((7, 7), 1), ((None, None), 1), ((7, 8, 8, 8), 2), ((7, None, 8, None), 3), (range(9), 4)],
    ids=["one", "not told", "the second keeps it", "free for a moment", "many"],
)
def test_a_lock_that_is_handed_on_is_waited_for_longer(
    tmp_path: Path,
    problem: Caught,
    monkeypatch: pytest.MonkeyPatch,
    holders: Iterable[int | None],
    turns: int,
) -> None:
    path = tmp_path / "lock"
    told = iter(holders)
    monkeypatch.setattr(atomic, "holder", lambda path: next(told, None))
    waits: list[float] = []
    acquire = FileLock.acquire

    def waiting(self: FileLock, timeout: float) -> object:
        waits.append(timeout)
        return acquire(self, timeout=0.0)

    with lock(path):
        monkeypatch.setattr(FileLock, "acquire", waiting)
        assert problem(lambda: lock(path, seconds=9.0).__enter__()).code == "disk.locked"
        assert waits == [0.0] + [9.0] * turns
        waits.clear()
        assert problem(lambda: lock(path, seconds=0.0).__enter__()).code == "disk.locked"
        assert waits == [0.0]
