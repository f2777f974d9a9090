"""Home's figures: 10,000 and 100,000 spaces against each other and the smallest DataTable."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.signed_in import signed_in_home
from tests.bench.terminal import Terminal

DOWN = b"\x1b[B"
KEYS = 15
LIMIT = 600.0
"""Seconds that 100,000 spaces may take to arrive, most of them the emulator's."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a key press in the middle of a list takes: medians of several."""

    size: float
    """Bytes."""
    seconds: float
    """Until the last byte of the answer."""
    memory: int
    """KiB of the process."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a number of spaces takes."""

    load: float
    """Seconds from the start until the last page is there, without a cache."""
    cached: float
    """Seconds until the last known ones are on the screen."""
    filter: float
    """Seconds from a letter until the list is the filtered one."""
    sort: float
    keys: Keys


def keys_of(terminal: Terminal) -> Keys:
    """Press down some times, each when the screen rests."""
    taken = [terminal.timed(DOWN) for _ in range(KEYS)]
    size = statistics.median(len(written) for written, _ in taken)
    return Keys(size, statistics.median(s for _, s in taken), terminal.memory_kib())


def smallest(command: Sequence[str]) -> Keys:
    """The smallest Textual app with a DataTable of 40 rows."""
    with Terminal(command, dict(os.environ)) as terminal:
        terminal.seconds_until("Space 00000")
        terminal.read(1.0)
        return keys_of(terminal)


def home(folder: Path, command: Sequence[str], count: int) -> Home:
    """Home with so many spaces: without a cache first, then with one."""
    with signed_in_home(folder, spaces=count) as environ:
        full = {**os.environ, **environ}
        for cache in folder.rglob("cache"):
            shutil.rmtree(cache)
        with Terminal(command, full) as terminal:
            load = terminal.seconds_until("Fresh from Google", LIMIT)
        with Terminal(command, full) as terminal:
            cached = terminal.seconds_until("Space 00000", LIMIT)
            terminal.seconds_until("Fresh from Google", LIMIT)
            terminal.read(1.0)
            pressed = keys_of(terminal)
            sort = terminal.seconds_to(b"o", "by type")
            terminal.press(b"/")
            filtered = terminal.seconds_to(b"9", f"of {count:,}")
    return Home(load, cached, filtered, sort, pressed)


def figures(folder: Path, command: Sequence[str]) -> list[tuple[str, float, float, str]]:
    """Name, figure, limit and unit of each line of the report."""
    table = smallest([sys.executable, str(Path(__file__).with_name("smallest_app.py"))])
    few = home(folder / "10000", command, 10_000)
    many = home(folder / "100000", command, 100_000)
    lines = [
        ("load of 100,000 spaces, against 10 × 10,000", many.load / few.load / 10, 1.1, "×"),
        ("memory with 10,000, against the smallest Textual app",
         few.keys.memory / table.memory, 2.0, "×"),
        ("memory of each further space", (many.keys.memory - few.keys.memory) / 90_000, 1.0, "KiB"),
    ]  # fmt: skip
    for name, got in (("10,000", few), ("100,000", many)):
        lines += [
            (f"bytes of a key press in {name}, against a DataTable of 40",
             got.keys.size / table.size, 1.0, "×"),
            (f"time of a key press in {name}, against a DataTable of 40",
             got.keys.seconds / table.seconds, 1.0, "×"),
            (f"a letter of a filter in {name}, until it is drawn", got.filter, 1.0, "s"),
            (f"another order of {name}, until it is drawn", got.sort, 2.0, "s"),
            (f"the last known {name}, from the start", got.cached, 5.0, "s"),
        ]  # fmt: skip
    return lines
