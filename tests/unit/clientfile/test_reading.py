"""Reading from the file system: bounded, at once, and clear about what is no file."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from chattui.clientfile import diagnose_file
from chattui.clientfile.model import Diagnosis
from chattui.problem import Exit, ProblemError
from tests.unit.clientfile.cases import GOOD


def refused(path: str | Path) -> tuple[str, str]:
    """The code and all the words of the problem with `path`."""
    with pytest.raises(ProblemError) as caught:
        diagnose_file(path)
    problem = caught.value.problem
    assert problem.exit is Exit.USAGE
    return problem.code, f"{problem.message} {problem.cause} {problem.remedy}"


def test_a_file_is_read_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    path.write_bytes(GOOD)
    path.chmod(0o600)
    found = diagnose_file(path)
    assert found.usable
    assert found.path == str(path)
    assert found.findings == ()
    path.chmod(0o644)
    (finding,) = diagnose_file(str(path)).findings
    assert finding.code == "CS502"
    assert "0644" in finding.message
    assert finding.span is None


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "client.json").write_bytes(GOOD)
    (tmp_path / "link").symlink_to("client.json")
    assert diagnose_file(tmp_path / "link").usable


def test_no_more_than_a_mebibyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(1 << 33)
    found = diagnose_file(path)
    assert not found.usable
    assert "CS005" in {finding.code for finding in found.findings}
    assert len(found.document.data) == 1 << 20


def test_a_folder(tmp_path: Path) -> None:
    code, words = refused(tmp_path)
    assert code == "clientfile.not_a_file"
    assert "folder" in words


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, words = refused(tmp_path / "pipe")
    assert code == "clientfile.not_a_file"
    assert "pipe" in words


def test_a_device() -> None:
    code, words = refused("/dev/zero")
    assert code == "clientfile.not_a_file"
    assert "device" in words


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        code, words = refused("socket")
    assert code == "clientfile.unreadable"
    assert "socket" in words


def test_what_is_not_there(tmp_path: Path) -> None:
    code, words = refused(tmp_path / "none")
    assert code == "clientfile.unreadable"
    assert "no file with this name" in words
    (tmp_path / "file").touch()
    assert "where a folder is needed" in refused(tmp_path / "file" / "x")[1]


def test_a_link_to_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("none")
    assert "what it leads to is not there" in refused(tmp_path / "link")[1]


def test_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert "in a circle" in refused(tmp_path / "a")[1]


def test_odd_names(tmp_path: Path) -> None:
    assert "longer than" in refused(tmp_path / ("x" * 300))[1]
    assert "invalid path" in refused("a\0b")[1]
    code, words = refused("\x1b[31m")
    assert code == "clientfile.unreadable"
    assert "\x1b" not in words


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "closed"
    path.touch(mode=0o000)
    assert "no permission" in refused(path)[1]


def test_no_permission_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "no permission" in refused("x")[1]


class Standard(io.TextIOWrapper):
    """A standard input with known bytes."""


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    with Standard(io.BytesIO(GOOD)) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        found = diagnose_file("-")
    assert found.usable
    assert found.path == "-"


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert refused("-")[0] == "clientfile.unreadable"


def test_a_standard_input_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with Standard(Failing()) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert refused("-")[0] == "clientfile.unreadable"


def from_pipe(monkeypatch: pytest.MonkeyPatch, *parts: bytes, endless: bool = False) -> Diagnosis:
    """The diagnosis of what comes through a pipe that does not wait, a part at a time."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)

    def write() -> None:
        with contextlib.suppress(BrokenPipeError):
            for part in parts:
                os.write(writing, part)
            while endless:
                os.write(writing, parts[0])
        os.close(writing)

    writer = threading.Thread(target=write)
    with os.fdopen(reading, "r") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        writer.start()
        found = diagnose_file("-")
    writer.join()
    return found


def test_a_pipe_that_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_pipe(monkeypatch, *(GOOD[i : i + 1] for i in range(len(GOOD)))).usable


def test_a_pipe_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    found = from_pipe(monkeypatch, b"y\n" * 1000, endless=True)
    assert len(found.document.data) == 1 << 20
    assert "CS005" in {finding.code for finding in found.findings}


def test_a_terminal_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    os.write(ours, b"{}\n\x04")
    with os.fdopen(theirs, "r") as stream, os.fdopen(ours, "wb"):
        monkeypatch.setattr("sys.stdin", stream)
        assert diagnose_file("-").document.data == b"{}\n"


def test_an_input_that_can_only_be_written(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        ran = subprocess.run(
            [sys.executable, "-m", "chattui", "doctor", "-"], stdin=out, capture_output=True
        )
    assert ran.returncode == 2
    assert b"Standard input cannot be read" in ran.stderr


def test_a_missing_and_an_interrupted_input() -> None:
    program = "import os, sys; os.close(0); os.execv(sys.executable, sys.argv[1:])"
    command = [sys.executable, "-m", "chattui", "doctor", "-"]
    ran = subprocess.run([sys.executable, "-c", program, *command], capture_output=True)
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as waiting:
        assert waiting.stdin
        assert waiting.stdout
        waiting.stdin.write(b"{")
        waiting.stdin.flush()
        while unread(waiting.stdin):
            assert waiting.poll() is None
        waiting.send_signal(signal.SIGINT)
        assert b"Traceback" not in waiting.stdout.read()
    assert waiting.returncode == 130


def unread(pipe: IO[bytes]) -> int:
    """How many bytes in a pipe were not read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4), sys.byteorder)


def test_files_of_the_kernel() -> None:
    assert diagnose_file("/proc/self/status").kind == "not_json"
    assert refused("/proc/self/mem")[0] == "clientfile.unreadable"


def test_a_file_that_shrinks_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b" " * 5000)

    def shrinks(descriptor: int, most: int, read: Callable[[int, int], bytes] = os.read) -> bytes:
        part = read(descriptor, min(most, 1000))
        os.truncate(path, 500)
        return part

    monkeypatch.setattr(os, "read", shrinks)
    assert len(diagnose_file(path).document.data) == 1000


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert refused("key")[0] == "clientfile.unreadable"


@pytest.mark.parametrize("name", ["", "\ud800", "a\0b", "a/" * 3000])
def test_names_that_no_file_has(name: str) -> None:
    assert refused(name)[0] == "clientfile.unreadable"
