"""Reading a passphrase from a file, and how costly its key is made."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chattui.problem import Exit, Problem
from chattui.secret import Secret
from chattui.vault import passphrase
from chattui.vault.passphrase import (
    calibrated_cost,
    check_passphrase,
    read_passphrase,
    shared_passphrase_file,
)
from chattui.vault.sealed import FLOOR, MOST, Cost

Caught = Callable[[Callable[[], object]], Problem]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one two", "one two"),
        (b"one two\n", "one two"),
        (b"one two\r\nthree\n", "one two"),
        (b" kept spaces \n", " kept spaces "),
        (b"in capitals: X\n", "in capitals: X"),
        (b"\xef\xbb\xbfafter a mark\n", "after a mark"),
        ("ü é".encode(), "ü é"),
        (b"x" * 1024 + b"\r\n", "x" * 1024),
    ],
)
def test_the_first_line_is_the_passphrase(content: bytes, expected: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    lowest = os.dup(0)
    os.close(lowest)
    assert read_passphrase(str(tmp_path / "file")) == Secret(expected)
    after = os.dup(0)
    os.close(after)
    assert after <= lowest  # the file was closed


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\r\nsecond\n", b"x" * 1025, b"x" * 100_000, b"\xff\xfe\n"]
)
def test_what_is_no_passphrase(content: bytes, tmp_path: Path, problem: Caught) -> None:
    (tmp_path / "file").write_bytes(content)
    found = problem(lambda: read_passphrase(str(tmp_path / "file")))
    assert (found.code, found.exit) == ("vault.passphrase_file", Exit.USAGE)
    assert found.cause
    assert "xxx" not in found.cause + found.message


def test_what_is_no_file(tmp_path: Path, problem: Caught) -> None:
    os.mkfifo(tmp_path / "pipe")
    places = [str(tmp_path / "none"), str(tmp_path), str(tmp_path / "pipe"), "/dev/fd/9999"]
    for place in [*places, "/dev/null"]:
        found = problem(lambda place=place: read_passphrase(place))  # type: ignore[misc]
        assert (found.code, found.exit) == ("vault.passphrase_file", Exit.USAGE)
        assert place in found.message


def test_the_home_may_be_written_as_a_tilde(own_home: Path) -> None:
    (own_home / "pw").write_text("from home\n")
    assert read_passphrase("~/pw") == Secret("from home")


@pytest.fixture
def pipe() -> Callable[[bytes], str]:
    def made(content: bytes) -> str:
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        passphrase._pipes.pop(f"/dev/fd/{reading}", None)
        return f"/dev/fd/{reading}"

    return made


def test_a_pipe_is_read_once_and_remembered(pipe: Callable[[bytes], str]) -> None:
    place = pipe(b"through a pipe\nmore\n")
    assert not passphrase.is_spent(place)
    assert read_passphrase(place) == Secret("through a pipe")
    assert passphrase.is_spent(place)
    os.close(int(place.rpartition("/")[2]))
    assert read_passphrase(place) == Secret("through a pipe")


def test_a_pipe_that_stays_open_is_read_to_the_end_of_the_line() -> None:
    """In as many pieces as come; where it were read on, this would never end."""
    reading, writing = os.pipe()
    place = f"/dev/fd/{reading}"
    passphrase._pipes.pop(place, None)
    os.write(writing, b"in ")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(read_passphrase, place)
        os.write(writing, b"pieces\nmore")
        assert read.result(60) == Secret("in pieces")
    os.close(reading)
    os.close(writing)
    del passphrase._pipes[place]


def test_an_empty_pipe_is_refused(pipe: Callable[[bytes], str], problem: Caught) -> None:
    place = pipe(b"")
    assert problem(lambda: read_passphrase(place)).code == "vault.passphrase_file"
    os.close(int(place.rpartition("/")[2]))


def test_an_inherited_file_is_read_from_its_beginning_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("again and again\n")
    descriptor = os.open(tmp_path / "file", os.O_RDONLY)
    try:
        for _ in range(2):
            assert read_passphrase(f"/dev/fd/{descriptor}") == Secret("again and again")
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(("owner", "warned"), [(0, False), (12345, True)])
def test_a_file_of_another_user_is_warned_about(
    tmp_path: Path, owner: int, warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "theirs"
    file.write_text("x")
    file.chmod(0o600)
    monkeypatch.setattr(
        "os.stat", lambda path: os.stat_result([0o100600, 0, 0, 1, owner, *[0] * 5])
    )
    monkeypatch.setattr("os.geteuid", lambda: 1)
    found = shared_passphrase_file(str(file))
    assert [one.cause for one in found] == [
        "It belongs to user 12345, who can read and change it."
    ] * warned


@pytest.mark.parametrize(
    ("mode", "warned"), [(0o600, False), (0o610, False), (0o640, True), (0o602, True)]
)
def test_a_file_that_others_can_get_at_is_warned_about(
    tmp_path: Path, mode: int, warned: bool
) -> None:
    file = tmp_path / "of mine"
    file.write_text("x\n")
    file.chmod(mode)
    found = shared_passphrase_file(str(file))
    assert [one.code for one in found] == ["vault.passphrase_file_shared"] * warned
    for one in found:
        assert f"{mode:04o}" in one.cause
        assert one.remedy == f"Run: chmod go= '{file}'"


def test_what_is_nobody_elses_is_not_warned_about(
    pipe: Callable[[bytes], str], tmp_path: Path
) -> None:
    place = pipe(b"x\n")
    assert shared_passphrase_file(place) == ()
    os.close(int(place.rpartition("/")[2]))
    assert shared_passphrase_file(str(tmp_path / "gone")) == ()


def test_an_empty_passphrase_is_refused(problem: Caught) -> None:
    found = problem(lambda: check_passphrase(Secret("")))
    assert (found.code, found.exit) == ("vault.passphrase_empty", Exit.USAGE)


@pytest.mark.parametrize("target", [1e-6, 1e6])
def test_the_cost_is_never_under_the_floor_nor_over_what_is_read(
    target: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "SAMPLES", 1)
    cost = calibrated_cost(target)
    assert FLOOR.memory <= cost.memory <= MOST.memory
    assert FLOOR.passes <= cost.passes <= MOST.passes
    assert 1 <= cost.lanes <= MOST.lanes


FLOOR_WORK = FLOOR.memory * FLOOR.passes
USUAL_WORK = passphrase.USUAL_MEMORY * FLOOR.passes


@pytest.mark.parametrize(
    ("rate", "target", "memory", "passes"),
    [
        (1 / FLOOR_WORK, 1.0, FLOOR.memory, 2),
        (1 / FLOOR_WORK, 3.0, 3 * FLOOR.memory, 2),  # more memory first, up to the usual
        (1 / USUAL_WORK, 1.0, 65_536, 2),
        (1 / USUAL_WORK, 1.7, 65_536, 3),
        (1 / USUAL_WORK, 2.0, 65_536, 4),
        (0.0, 1.0, 65_536, MOST.passes),
        (1 / FLOOR_WORK, 1e-4, FLOOR.memory, 2),
    ],
)
def test_the_cost_grows_with_the_time_there_is(
    monkeypatch: pytest.MonkeyPatch, rate: float, target: float, memory: int, passes: int
) -> None:
    measured: list[Cost] = []

    def measure(cost: Cost) -> float:
        measured.append(cost)
        busy = 9.0 if len(measured) % passphrase.SAMPLES else 1.0  # only the last is undisturbed
        return rate * cost.memory * cost.passes * busy

    monkeypatch.setattr(passphrase, "_measure", measure)
    for cores, lanes in ((None, 1), (1, 1), (2, 2), (64, 4)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        measured.clear()
        assert calibrated_cost(target) == Cost(memory, passes, lanes)
        assert measured == [Cost(passphrase.USUAL_MEMORY, FLOOR.passes, lanes)] * passphrase.SAMPLES


@pytest.mark.parametrize(
    ("took", "worked", "lanes", "at_rest"),
    [
        (0.3, 0.3, 1, 0.3),
        (0.15, 0.3, 2, 0.15),  # two processors
        (0.3, 0.3, 2, 0.3),  # one processor for two lanes
        (9.0, 0.3, 1, 0.3),  # a busy machine
        (9.0, 0.3, 2, 0.3),
        (0.1, 0.3, 2, 0.15),  # less than can be
    ],
)
def test_waiting_for_a_processor_does_not_count(
    monkeypatch: pytest.MonkeyPatch, took: float, worked: float, lanes: int, at_rest: float
) -> None:
    assert passphrase.at_rest(took, worked, lanes) == at_rest
    monkeypatch.setattr("chattui.vault.passphrase.os.name", "nt")
    assert passphrase.at_rest(took, worked, lanes) == took
