"""chattui exec: the command has the token, and the command's end is chattui's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chattui.cli import exec as executing
from chattui.problem import Exit
from chattui.vault import passphrase
from tests.unit.cli.conftest import Desk

pytestmark = pytest.mark.usefixtures("shelf")
VARIABLE = "GOOGLE_OAUTH_ACCESS_TOKEN"


@pytest.fixture
def run(signed_in: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[object]]:
    """What would take the place of this process."""
    found: list[object] = []

    def become(name: str, arguments: list[str], environment: dict[str, str]) -> None:
        found.extend((name, arguments, environment[VARIABLE]))
        environments.append(environment)
        raise FileNotFoundError(2, "as if there were none")

    monkeypatch.setattr(os, "execvpe", become)

    def ran(*arguments: str) -> list[object]:
        found.clear()
        found.append(signed_in.run("exec", *arguments))
        return found

    return ran


environments: list[dict[str, str]] = []
"""What the last commands would have found around them."""


def test_a_token_that_is_asked_for_inside_is_of_the_same_account(
    run: Callable[..., list[object]], signed_in: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, host = os.environ["CHATTUI_PASSPHRASE_FILE"], os.environ["CHATTUI_EMULATOR_HOST"]
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    monkeypatch.delenv("CHATTUI_EMULATOR_HOST")
    named = ["--passphrase-file", file, "--emulator", host, "--account", "ada"]
    token = run(*named, "--", "x")[2]
    inside = {k: v for k, v in environments[-1].items() if k.startswith("CHATTUI_")}
    for name, value in inside.items():
        monkeypatch.setenv(name, value)
    signed_in.control("settings", auto_consent="grace@example.com")
    signed_in.sign_in(email="grace@example.com")
    assert signed_in.json("token")["access_token"] == token


@pytest.mark.parametrize("dashes", [["--"], []])
def test_the_command_gets_all_that_follows(
    run: Callable[..., list[object]], signed_in: Desk, dashes: list[str]
) -> None:
    command = ["curl", "--scope", "x", "--", "-H", "a b", "--format", "json"]
    name, arguments, token, ran = run("--scope", "chat.spaces", *dashes, *command)
    assert (name, arguments) == ("curl", command)
    assert token == signed_in.json("token")["access_token"]
    assert getattr(ran, "out", None) == ""  # no JSON: the option is the command's


def test_the_log_has_nothing_of_the_command(
    run: Callable[..., list[object]], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    run("--log", str(log), "--", "x", "--hush", "secret")
    assert "options=--log " in log.read_text()
    assert "hush" not in log.read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--"], Exit.USAGE, "no command to run"),
        ([], Exit.USAGE, "no command to run"),
        (["--scope", "chat.delete", "--", "true"], Exit.NOT_SIGNED_IN, "does not hold chat.delete"),
        (["--account", "eve", "--", "true"], Exit.USAGE, "No account is called eve"),
        (["--", "no-such-command"], 127, "no such command on the path"),
        (["--", "/dev/null/x"], 127, "The operating system says"),
        (["--", "/"], 126, "It may not be executed"),
        (["--", "a\0b"], 126, "The operating system says"),
    ],
)
def test_what_is_not_run_is_told(
    signed_in: Desk, arguments: list[str], status: int, words: str
) -> None:
    ran = signed_in.run("exec", *arguments)
    assert (ran.status, ran.out, words in " ".join(ran.err.split())) == (status, "", True)
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN


def test_a_token_that_is_about_to_end_is_refreshed_first(
    run: Callable[..., list[object]],
) -> None:
    first = run("--", "x")[2]
    with pytest.MonkeyPatch.context() as patch:
        now = time.time
        patch.setattr(time, "time", lambda: now() + 3599 - executing.MIN_SECONDS + 30)
        assert run("--", "x")[2] != first


def test_on_windows_it_is_waited_for(signed_in: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", f"import os; exit(40 + ('{VARIABLE}' in os.environ))"]
    monkeypatch.setattr(executing, "_on_windows", lambda: True)
    assert signed_in.run("exec", "--", *command).status == 41


@pytest.fixture
def command(signed_in: Desk) -> list[str]:
    return [sys.executable, "-m", "chattui", "exec", "--"]


def test_the_status_and_the_streams_are_the_commands(command: list[str]) -> None:
    """A shell that looks at its own arguments and at which signals are ignored in it."""
    script = (
        f'test -n "${VARIABLE}" && tr "\\0" " " < /proc/$$/cmdline && echo "$@" >&2;'
        "grep SigIgn /proc/self/status; exit 7"
    )
    done = subprocess.run(
        [*command, "sh", "-c", script, "sh", "a b", "--c"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (7, "a b --c\n")
    assert done.stdout.startswith("sh -c")
    assert "ya29." not in done.stdout
    assert int(done.stdout.split()[-1], 16) & (1 << signal.SIGPIPE - 1) == 0


def test_it_is_the_same_process(command: list[str]) -> None:
    """Nothing stands between: a signal ends the command itself."""
    process = subprocess.Popen(
        [*command, "sh", "-c", "echo $$; exec sleep 600"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process:
        assert int(process.stdout.readline()) == process.pid
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == -signal.SIGTERM


def test_a_passphrase_that_came_through_a_pipe_is_not_named_to_the_command(
    run: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was read to its end: `chattui token` inside would find an empty line there."""
    file = Path(os.environ["CHATTUI_PASSPHRASE_FILE"])
    reading, writing = os.pipe()
    os.write(writing, file.read_bytes())
    os.close(writing)
    monkeypatch.setenv("CHATTUI_PASSPHRASE_FILE", f"/dev/fd/{reading}")
    monkeypatch.setattr(passphrase, "_pipes", {})
    run("--", "x")
    os.close(reading)
    assert "CHATTUI_PASSPHRASE_FILE" not in environments[-1]
