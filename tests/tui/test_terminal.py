"""The app on a real pseudo-terminal: it ends when that goes away, and restores it otherwise."""

from __future__ import annotations

import base64
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.tui.harness import Stage

pytestmark = pytest.mark.anyio

SCRIPT = """
import signal, sys
{before}
from chattui import context
from chattui.tui.run import run

sys.exit(run(context.make()))
"""


class Terminal:
    """A child on a pseudo-terminal of its own."""

    def __init__(self, stage: Stage, before: str = "", **environ: str) -> None:
        self.master, slave = pty.openpty()
        env = {
            "PATH": "/usr/bin:/bin",
            "CHATTUI_HOME": str(stage.home),
            "CHATTUI_EMULATOR_HOST": stage.emulator.host,
            "CHATTUI_PASSPHRASE_FILE": str(stage.passphrase_file),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "24",
            **environ,
        }
        self.child = subprocess.Popen(
            [sys.executable, "-c", SCRIPT.format(before=before)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            start_new_session=True,
        )
        os.close(slave)
        self.written = b""

    def read_until(self, text: bytes, limit: float = 30.0) -> None:
        """Read what the child writes until `text` is in it."""
        end = time.monotonic() + limit
        while text not in self.written:
            assert time.monotonic() < end, self.written[-3000:]
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.written += os.read(self.master, 65536)
                except OSError:
                    assert text in self.written, self.written[-3000:]

    def hang_up(self) -> None:
        """Close the terminal's other end."""
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        """Leave nothing behind."""
        if self.master >= 0:
            os.close(self.master)
        with suppress(ProcessLookupError):
            self.child.kill()
        self.child.wait(10)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals to close at the end."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize("before", ["", "signal.signal(signal.SIGHUP, signal.SIG_IGN)"])
async def test_app_ends_with_its_terminal(
    stage: Stage, terminals: list[Terminal], before: str
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage, before)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    terminal.hang_up()
    assert terminal.child.wait(20) == 128 + signal.SIGHUP


def threads_of(terminal: Terminal) -> int:
    """How many threads the child has."""
    return len(os.listdir(f"/proc/{terminal.child.pid}/task"))


async def test_a_continue_without_a_stop_reads_the_terminal_no_second_time(
    stage: Stage, terminals: list[Terminal]
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    os.write(terminal.master, b"n")
    terminal.read_until(b"Who posts")
    before = threads_of(terminal)
    terminal.child.send_signal(signal.SIGCONT)
    os.write(terminal.master, b"Launch" + b"\t" * 7 + b"grace@example.com")
    terminal.read_until(b"1 person")
    assert threads_of(terminal) <= before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_it_and_the_terminal_is_restored(
    stage: Stage, terminals: list[Terminal], number: signal.Signals
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    terminal.child.send_signal(number)
    terminal.read_until(b"\x1b[?1049l")
    terminal.read_until(b"\x1b[?25h")
    assert terminal.child.wait(20) == 128 + number


async def test_what_is_typed_in_one_go_lands_in_its_fields(
    stage: Stage, terminals: list[Terminal]
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    os.write(terminal.master, b"n")
    terminal.read_until(b"Who posts")
    os.write(terminal.master, b"Launch" + b"\t" * 7 + b"grace@example.com")
    terminal.read_until(b"1 person")
    terminal.read_until(b"6/128")


async def test_keys_quit_and_nothing_is_said(stage: Stage, terminals: list[Terminal]) -> None:
    await stage.sign_in()
    terminal = Terminal(stage)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    os.write(terminal.master, b"\x11")
    terminal.read_until(b"\x1b[?1004l")
    assert terminal.child.wait(20) == 0
    after = terminal.written.rpartition(b"\x1b[?1049l")[2]
    assert re.sub(rb"\x1b\[[?0-9;<]*[a-zA-Z]", b"", after).strip() == b""


@pytest.mark.parametrize("ssh", ["", "192.0.2.1 50000 192.0.2.2 22"])
async def test_no_keyboard_mode_is_left_on_over_ssh(
    stage: Stage, terminals: list[Terminal], ssh: str
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage, **({"SSH_CONNECTION": ssh} if ssh else {}))
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    assert (b"\x1b[>25u" in terminal.written) == (not ssh)


async def test_without_a_terminal_it_says_so(stage: Stage) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(before="")],
        env={"PATH": "/usr/bin:/bin", "CHATTUI_HOME": str(stage.home), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"app.no_terminal" in done.stderr


FORBIDDEN = """
import ctypes, os
from chattui.vault import core_dumps

def forbid(real=core_dumps.forbid_core_dumps):
    real()
    os.write(2, b"dumpable=%d" % ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE

core_dumps.forbid_core_dumps = forbid
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks prctl(2)")
async def test_what_is_typed_is_never_dumped(stage: Stage, terminals: list[Terminal]) -> None:
    """Before anything is kept, and so before the vault is opened."""
    terminal = Terminal(stage, FORBIDDEN)
    terminals.append(terminal)
    terminal.read_until(b"dumpable=0")


CRASHED = """
from chattui.tui.app import ChattuiApp

class Crashed(ChattuiApp):
    def on_mount(self):
        token = "ya29.canary"
        raise ValueError(token)

import chattui.tui.app
chattui.tui.app.ChattuiApp = Crashed
"""


@pytest.mark.parametrize("key", [b"c", b"q", b""], ids=["copied", "another key", "interrupted"])
async def test_the_report_of_a_crash_is_copied_where_a_person_asks(
    stage: Stage, terminals: list[Terminal], key: bytes
) -> None:
    terminal = Terminal(stage, CRASHED)
    terminals.append(terminal)
    terminal.read_until(b"Press c to send")
    restored, _, printed = terminal.written.rpartition(b"\x1b[?1049l")
    assert restored
    if key:
        os.write(terminal.master, key)
    else:
        terminal.child.send_signal(signal.SIGINT)
    if key == b"c":
        terminal.read_until(b"Sent.")
        sent = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\a", terminal.written)
        assert sent
        report = base64.b64decode(sent[1]).decode()
        assert "ValueError" in report
        assert "in on_mount" in report
        assert "canary" not in report
    assert terminal.child.wait(20) == 1
    assert b"ValueError" in printed
    assert b"canary" not in terminal.written
    assert (b"]52;" in terminal.written) == (key == b"c")


async def test_who_closes_the_terminal_instead_is_not_waited_for(
    stage: Stage, terminals: list[Terminal]
) -> None:
    terminal = Terminal(stage, "signal.signal(signal.SIGHUP, signal.SIG_IGN)" + CRASHED)
    terminals.append(terminal)
    terminal.read_until(b"Press c to send")
    terminal.hang_up()
    assert terminal.child.wait(20) in {0, 1}


BLOCKED = """
import asyncio, threading
from chattui.tui.app import ChattuiApp

class Blocked(ChattuiApp):
    def on_mount(self):
        asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)

import chattui.tui.app
chattui.tui.app.ChattuiApp = Blocked
"""


async def test_a_thread_that_never_answers_does_not_hold_the_process(
    stage: Stage, terminals: list[Terminal]
) -> None:
    await stage.sign_in()
    terminal = Terminal(stage, BLOCKED)
    terminals.append(terminal)
    terminal.read_until(b"Fresh from Google.")
    os.write(terminal.master, b"\x11")
    terminal.read_until(b"\x1b[?1004l")
    assert terminal.child.wait(20) == 0
