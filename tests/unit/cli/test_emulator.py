"""chattui emulator: its options, the line that says that it is ready, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import threading
import time
from pathlib import Path

import pytest

from chattui.cli import main
from chattui.cli.emulator import write_client_file
from chattui.problem import Exit, ProblemError


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "65536"],
        ["--port", "x"],
        ["--people", "-1"],
        ["--spaces", "1000001"],
        ["--conversations", "-1"],
        ["--latency-ms", "0.5"],
        ["--auto-consent", "nonsense"],
        ["--auto-consent", ""],
        ["--client-file", "/nonexistent/folder/file.json"],
        ["--key-file", "/nonexistent/folder/file.json"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        assert main(["emulator", *arguments]) == Exit.USAGE
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("✗ ")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_serves_until_it_is_told_to_stop(
    number: signal.Signals, status: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, key = tmp_path / "client.json", tmp_path / "key.json"
    before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)]

    def stop_when_ready() -> None:
        end = time.monotonic() + 20
        while not (path.exists() and path.stat().st_size) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    stopper = threading.Thread(target=stop_when_ready)
    stopper.start()
    try:
        assert main(["emulator", "--key-file", str(key), "--client-file", str(path)]) == status
    finally:
        stopper.join()
        for n, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(n, handler)
    out, err = capfd.readouterr()
    ready = json.loads(out)
    assert (ready["client_file"], ready["key_file"]) == (str(path), str(key))
    assert json.loads(key.read_text())["type"] == "service_account"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert ready["base_url"] in err
    assert len(out.splitlines()) == 1


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    old = os.umask(0)
    try:
        write_client_file(file, "{}")
    finally:
        os.umask(old)
    assert file.read_text() == "{}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(tmp_path: Path) -> None:
    kept, link, pipe = tmp_path / "kept", tmp_path / "link", tmp_path / "pipe"
    kept.write_text("precious")
    link.symlink_to(kept)
    os.mkfifo(pipe)
    for place in (link, pipe, tmp_path, tmp_path / "nowhere" / "x"):
        with pytest.raises(ProblemError) as caught:
            write_client_file(place, "{}")
        problem = caught.value.problem
        assert (problem.code, problem.exit) == ("emulator.client_file", Exit.USAGE)
    assert kept.read_text() == "precious"
