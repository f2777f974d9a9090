"""A program on a pseudo-terminal of 100×30: when does it first paint, and what does it write."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

COLUMNS, ROWS = 100, 30


class Terminal:
    """One run of a program; a context manager that always ends it."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.command = list(command)
        self.environ = {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.written = b""

    def __enter__(self) -> Self:
        self.master, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command,
            stdin=child,
            stdout=child,
            stderr=child,
            env=self.environ,
            start_new_session=True,
        )
        os.close(child)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)

    def read(self, seconds: float) -> bytes:
        """What it writes until `seconds` have passed in silence."""
        start = len(self.written)
        while select.select([self.master], [], [], seconds)[0]:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                break
            if not chunk:
                break
            self.written += chunk
        return self.written[start:]

    def seconds_until(self, mark: str, limit: float = 20.0) -> float:
        """Seconds from the start until `mark` has been written."""
        end = self.started + limit
        while mark.encode() not in self.written:
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise TimeoutError(f"{mark!r} was not drawn: {self.written[-400:]!r}")
            self.written += os.read(self.master, 65536)
        return time.perf_counter() - self.started

    def press(self, keys: bytes, settle: float = 0.3) -> bytes:
        """What it writes in answer to some keys."""
        os.write(self.master, keys)
        return self.read(settle)

    def timed(self, keys: bytes, settle: float = 0.3) -> tuple[bytes, float]:
        """What it writes in answer to some keys, and the seconds until the last byte of that."""
        start, began = len(self.written), time.perf_counter()
        last = began
        os.write(self.master, keys)
        while select.select([self.master], [], [], settle)[0]:
            self.written += os.read(self.master, 65536)
            last = time.perf_counter()
        return self.written[start:], last - began

    def seconds_to(self, keys: bytes, mark: str, limit: float = 60.0) -> float:
        """Seconds from some keys until `mark` has been written."""
        start, began = len(self.written), time.perf_counter()
        os.write(self.master, keys)
        while mark.encode() not in self.written[start:]:
            left = began + limit - time.perf_counter()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise TimeoutError(f"{mark!r} was not drawn: {self.written[-400:]!r}")
            self.written += os.read(self.master, 65536)
        return time.perf_counter() - began

    def memory_kib(self) -> int:
        """The resident memory of the process."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
