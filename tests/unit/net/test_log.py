"""``--log FILE``: what is in it, what never is, and what the file is like."""

from __future__ import annotations

import argparse
import errno
import fcntl
import json
import logging
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chattui import logfile, net
from chattui.anonymous import Anonymous
from chattui.endpoints import emulator
from chattui.log import attempt, note
from chattui.logfile import HEADER, LogFile
from chattui.paths import Paths
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.cli.conftest import ADA, Desk, desk, shared_emulator, signed_in

__all__ = ["desk", "shared_emulator", "signed_in"]

Caught = Callable[[Callable[[], object]], Problem]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d+ (.+)")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chattui.log"


def lines(file: Path) -> list[str]:
    first, *rest = file.read_text().splitlines()
    assert first == "chattui log 1"
    found = [LINE.fullmatch(line) for line in rest]
    assert all(found)
    return [line[1] for line in found if line]


@pytest.fixture
def logging_to(file: Path) -> Iterator[Callable[..., LogFile]]:
    """Starts a log; whatever was started is ended."""
    started: list[LogFile] = []

    def begin(**more: Any) -> LogFile:
        started.append(logfile.start(str(more.pop("path", file)), Anonymous(b"k", **more)))
        return started[-1]

    yield begin
    for handler in started:
        logfile.finish(handler)


Begin = Callable[..., LogFile]


def test_a_note_is_a_line(logging_to: Begin, file: Path) -> None:
    handler = logging_to()
    note("event", count=3, good=True, bad=False, nothing=None, text="a b\n\x1b[2J", empty="")
    note("bare")
    assert logfile.finish(handler) is None
    assert lines(file) == [
        "event count=3 good=yes bad=no nothing=None text=a_b__[2J empty=-",
        "bare",
    ]


def test_without_a_log_notes_go_nowhere(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    note("event")
    assert caplog.text == ""
    monkeypatch.delitem(__import__("sys").modules, "logging")
    note("event")


def test_of_a_library_only_the_constant_part_of_a_warning_is_kept(
    logging_to: Begin, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    handler = logging_to()
    other = logging.getLogger("somebody.else")
    other.warning("refused %s of\n%s", "ya29.canary", "Secret Project")
    other.error("Secret Project said ya29.canary")
    other.info("nothing of this")
    try:
        raise ValueError("Secret Project")
    except ValueError:
        other.exception("it failed")
    logfile.finish(handler)
    told = lines(file)
    assert told[0].startswith("library name=somebody.else level=WARNING at=test_log.py:")
    assert told[0].endswith("text='refused %s of %s'")
    assert told[1].endswith("text=''")
    assert len(told) == 3
    assert "Secret Project" not in file.read_text()
    assert "canary" not in file.read_text()


def test_people_and_places_are_signs(logging_to: Begin, file: Path) -> None:
    handler = logging_to(names=["alice"], home="/home/alice")
    note("event", who=ADA, file="/home/alice/x", name="alice", key="ya29.canary")
    logfile.finish(handler)
    assert re.fullmatch(
        r"event who=~\w{8}@~\w{8} file=~/x name=~\w{8} key=\[redacted\]", lines(file)[0]
    )


def test_the_file_is_for_its_owner_alone(logging_to: Begin, file: Path) -> None:
    logfile.finish(logging_to())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    handler = logging_to()
    note("again")
    logfile.finish(handler)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_next_run_appends(logging_to: Begin, file: Path) -> None:
    for name in ("one", "two"):
        handler = logging_to()
        note(name)
        logfile.finish(handler)
    assert lines(file) == ["one", "two"]


def test_another_file_is_left_as_it_is(file: Path, problem: Caught) -> None:
    file.write_text('{"installed": {}}')
    file.chmod(0o644)
    told = problem(lambda: LogFile(str(file), Anonymous(b"k")))
    assert (told.code, told.exit) == ("log.another_file", Exit.USAGE)
    assert file.read_text() == '{"installed": {}}'
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_link_is_not_followed(file: Path, tmp_path: Path, problem: Caught) -> None:
    file.symlink_to(tmp_path / "target")
    assert problem(lambda: LogFile(str(file), Anonymous(b"k"))).code == "disk.symlink"
    assert not (tmp_path / "target").exists()


def test_a_file_whose_mode_cannot_be_set_is_told(
    file: Path, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that knows no modes, or in /proc."""

    def fchmod(_: int, __: int) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fchmod", fchmod)
        assert problem(lambda: LogFile(str(file), Anonymous(b"k"))).code == "disk.denied"


def test_a_pipe_is_no_file(file: Path, problem: Caught) -> None:
    os.mkfifo(file)
    assert problem(lambda: LogFile(str(file), Anonymous(b"k"))).code == "log.another_file"


def test_a_folder_that_is_missing_is_told(tmp_path: Path, problem: Caught) -> None:
    told = problem(lambda: LogFile(str(tmp_path / "none" / "log"), Anonymous(b"k")))
    assert told.code.startswith("disk.")


def test_the_older_half_goes_when_it_is_full(
    logging_to: Begin, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "SIZE_LIMIT", 4000)
    handler = logging_to()
    for number in range(200):
        note("event", number=number)
    logfile.finish(handler)
    assert 2000 < file.stat().st_size <= 4000
    numbers = [int(line.rpartition("=")[2]) for line in lines(file)]
    assert numbers == list(range(numbers[0], 200))
    assert numbers[0] > 50


def test_a_line_is_bounded(logging_to: Begin, file: Path) -> None:
    handler = logging_to()
    note("event", text="x" * 100_000)
    logfile.finish(handler)
    assert file.stat().st_size < 2100


COUNT = 300


WRITES = f"""
import sys
from chattui import logfile
from chattui.anonymous import Anonymous
from chattui.log import note

file, name, logfile.SIZE_LIMIT = sys.argv[1], sys.argv[2], int(sys.argv[3])
handler = logfile.start(file, Anonymous(b"k"))
print("ready", flush=True)
sys.stdin.readline()
for number in range({COUNT}):
    note(name, number=number)
logfile.finish(handler)
"""


@pytest.mark.parametrize("limit", [logfile.SIZE_LIMIT, 6000])
def test_processes_share_a_file(file: Path, limit: int) -> None:
    """Nothing is lost or torn, where it grows and where its older half goes."""
    names = ("ones", "twos", "threes")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITES, str(file), name, str(limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in names
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=30)
        assert process.returncode == 0
    numbers: dict[str, list[int]] = {name: [] for name in names}
    for line in lines(file):
        name, _, number = line.partition(" number=")
        numbers[name].append(int(number))
    for found in numbers.values():
        assert found == list(range(COUNT - len(found), COUNT))
    held = [len(found) for found in numbers.values()]
    assert (sum(held) < len(names) * COUNT) == (limit == 6000)


def test_a_line_waits_for_the_lock_of_another_process(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "END_SECONDS", 0.3)
    handler = logfile.start(str(file), Anonymous(b"k"))
    with file.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        note("event")
        logfile.finish(handler)
        assert file.read_bytes() == b""
    handler._thread.join(10)
    assert lines(file) == ["event"]


def test_a_record_that_nobody_redacted_is_redacted_here(logging_to: Begin, file: Path) -> None:
    handler = logging_to()
    told = logging.LogRecord("chattui", logging.INFO, "", 0, "event x=ya29.canary-x", (), None)
    handler.emit(told)
    logfile.finish(handler)
    assert lines(file) == ["event x=[redacted]"]


def test_a_full_disk_is_told_at_the_end(full_disk: Path, fill: Callable[[Path], Path]) -> None:
    file = full_disk / "log"
    handler = logfile.start(str(file), Anonymous(b"k"))
    fill(full_disk)
    note("event", text="x" * 1900)
    note("event", text="x" * 1900)
    note("event", text="x" * 1900)
    told = logfile.finish(handler)
    assert told
    assert told.code == "log.incomplete"


def test_the_key_of_the_signs_is_kept(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "c", tmp_path / "s", tmp_path / "k")
    key = logfile.sign_key(paths)
    assert len(key) == 32
    assert logfile.sign_key(paths) == key
    place = tmp_path / "s" / "log.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.write_bytes(b"short")
    assert logfile.sign_key(paths) != key
    (tmp_path / "file").write_text("")
    nowhere = Paths(tmp_path, tmp_path / "file" / "state", tmp_path)
    assert len(logfile.sign_key(nowhere)) == 32


def test_a_command_is_logged(signed_in: Desk, file: Path) -> None:
    assert signed_in.run("spaces", "list", "--log", str(file)).status == 0
    told = lines(file)
    assert {line.split(" ")[0] for line in told} == {
        "begin",
        "versions",
        "variables",
        "surroundings",
        "route",
        "access",
        "request",
        "end",
    }
    assert told[0].startswith("begin command=spaces options=--log chattui=")
    assert "CHATTUI_PASSPHRASE_FILE" in told[2]
    assert "emulator=yes" in told[3]
    assert re.fullmatch(
        r"request method=GET host=127\.0\.0\.1:\d+ path=/v1/spaces status=200 ms=\d+ attempt=1",
        told[-2],
    )
    assert told[-1].startswith("end status=0 seconds=")


def test_the_option_may_stand_anywhere(signed_in: Desk, file: Path, tmp_path: Path) -> None:
    assert signed_in.run("--log", str(file), "accounts", "list").status == 0
    assert signed_in.run("accounts", f"--log={file}", "list").status == 0
    assert signed_in.run("doctor", str(tmp_path), "--log", str(file)).status == 2
    assert signed_in.run("--log", str(file)).status == 2  # the app, with no terminal
    begun = [line.split(" ")[1] for line in lines(file) if line.startswith("begin")]
    assert begun == ["command=accounts", "command=accounts", "command=doctor", "command=app"]


def test_failures_are_logged_by_their_codes(signed_in: Desk, file: Path) -> None:
    signed_in.control("faults", method="chat.spaces.list", status=503, times=1)
    signed_in.control("faults", method="chat.spaces.list", status=403, times=1)
    ran = signed_in.run("spaces", "list", "--log", str(file))
    assert ran.status != 0
    told = lines(file)
    attempts = [line[-28:] for line in told if line.startswith("request")]
    assert [line.rpartition("=")[2] for line in attempts] == ["1", "2"]
    assert any(line.startswith("problem id=chat.") for line in told)
    assert signed_in.run("accounts", "use", "nobody@example.org", "--log", str(file)).status != 0
    assert "nobody" not in file.read_text()
    assert "example" not in file.read_text()


def test_a_refused_token_is_a_second_request(signed_in: Desk, file: Path) -> None:
    signed_in.control("faults", method="chat.spaces.list", status=401, times=1)
    assert signed_in.run("spaces", "list", "--log", str(file)).status == 0
    told = [line.split(" ") for line in lines(file) if line.startswith("request")]
    seen = [(line[3], line[4], line[6]) for line in told]
    assert seen == [
        ("path=/v1/spaces", "status=401", "attempt=1"),
        ("path=/token", "status=200", "attempt=1"),
        ("path=/v1/spaces", "status=200", "attempt=2"),
    ]


@pytest.mark.anyio
async def test_a_request_without_an_answer_names_the_kinds_of_its_errors(
    logging_to: Begin, file: Path
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    endpoints = emulator(f"127.0.0.1:{port}")
    handler = logging_to()
    with attempt(3), pytest.raises(ProblemError):
        async with await net.connect(endpoints) as http:
            await http.send("DELETE", f"{endpoints.chat}/v1/spaces/AAAAroom?code=canary")
    with closing(net.requests_session(endpoints)) as session, pytest.raises(OSError, match="refus"):
        session.post(endpoints.token)
    logfile.finish(handler)
    told = [line for line in lines(file) if line.startswith("request")]
    assert re.fullmatch(
        rf"request method=DELETE host=127\.0\.0\.1:{port} path=/v1/spaces/~\w{{8}} status=none"
        r" ms=\d+ attempt=3 error=ConnectError\b.*",
        told[0],
    )
    assert " path=/token status=none " in told[1]
    assert told[1].endswith("ConnectionRefusedError")


def test_an_error_of_our_own_is_logged_by_kind_and_place(
    signed_in: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.chat.api import ChatClient

    def broken(*arguments: object, **more: object) -> None:
        raise ZeroDivisionError("ya29.canary")

    monkeypatch.setattr(ChatClient, "space_pages", broken)
    with pytest.raises(AssertionError):
        signed_in.run("spaces", "list", "--log", str(file))
    assert "own_error kind=ZeroDivisionError at=test_log.py:" in file.read_text()
    assert "canary" not in file.read_text()


def test_config_toml_can_name_the_log(signed_in: Desk, file: Path) -> None:
    folder = signed_in.context.paths.config
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f"log = {json.dumps(str(file))}\n")
    assert signed_in.run("accounts", "list").status == 0
    assert lines(file)[0].startswith("begin command=accounts options=- chattui=")
    other = file.with_name("other.log")
    assert signed_in.run("accounts", "list", "--log", str(other)).status == 0
    assert len([line for line in lines(file) if line.startswith("begin")]) == 1
    assert lines(other)


def test_a_log_that_cannot_be_written_ends_the_command(signed_in: Desk, tmp_path: Path) -> None:
    ran = signed_in.run("accounts", "list", "--log", str(tmp_path))
    assert ran.status != 0
    assert ran.out == ""


def test_a_log_that_is_incomplete_is_told(
    signed_in: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, line: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logfile, "_append", full)
    ran = signed_in.run("accounts", "list", "--log", str(file))
    assert ran.status == 0
    assert "! The log is not complete." in ran.err


def test_a_missing_library_is_told_as_missing(
    signed_in: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.cli import logged

    monkeypatch.setattr(logged, "_LIBRARIES", ("no-such-library",))
    assert signed_in.run("accounts", "list", "--log", str(file)).status == 0
    assert "no_such_library=missing" in file.read_text()


def test_a_problem_that_is_made_of_several_names_them_all(logging_to: Begin, file: Path) -> None:
    handler = logging_to()
    ProblemError(Problem("a.b", "x"), Problem("c.d", "y"))
    logfile.finish(handler)
    assert lines(file) == ["problem id=a.b", "problem id=c.d"]
    assert HEADER.startswith(b"chattui log")


def test_a_context_can_be_made_beside_a_log() -> None:
    from chattui.cli.dispatch import context_of

    assert context_of(argparse.Namespace()).log == ""
