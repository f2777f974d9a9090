"""``python -m tests.fuzz --seconds N [--seed S] [--keep FOLDER] [--target NAME]``.

Fuzzes the reader, the whole doctor and the mending. Half of the time is guided by coverage where
Atheris is installed; the rest, or all of it, grows files from good ones. What does not hold is
written into the folder as the smallest file that shows it; the exit status is 1 then.

``python -m tests.fuzz FILE…`` tries files again that were kept.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.growing import Crash, failure, grow, smallest
from tests.fuzz.store import put_crash
from tests.fuzz.targets import TARGETS


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 where all held, 1 where something did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-crashes"))
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--unguided", action="store_true", help="do not use Atheris")
    options = parser.parse_args(arguments)
    names: list[str] = options.target or list(TARGETS)
    if options.files:
        return again(options.files, names)
    use_atheris = not options.unguided and importlib.util.find_spec("atheris") is not None
    seconds = options.seconds / 2 if use_atheris else options.seconds
    outcome = grow({name: TARGETS[name] for name in names}, seconds, options.seed)
    print(f"grown from seeds: {outcome.count} tries in {seconds:.0f} s, seed {options.seed}")
    crashes = outcome.crashes
    if use_atheris:
        for name in names:
            crashes += guided(name, int(seconds / len(names)) or 1, options.seed)
    for crash in crashes:
        print(f"{put_crash(options.keep, crash)}: {crash.error}")
    return 1 if crashes else 0


def guided(name: str, seconds: int, seed: int) -> list[Crash]:
    """What fuzzing guided by coverage finds in one target."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.fuzz.guided", name, str(seconds), str(seed), folder]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        counts = [line for line in ended.stderr.splitlines() if "number_of_executed_units" in line]
        print(f"guided by coverage, {name}: {' '.join(counts) or 'no count'} in {seconds} s")
        found = []
        for path in sorted(Path(folder).glob(f"{name}-*")):
            data = path.read_bytes()
            error = failure(TARGETS[name], data)
            small = smallest(TARGETS[name], data, error) if error else data
            found.append(Crash(name, small, error or f"only under Atheris: {path.name}"))
        if ended.returncode and not found:
            found.append(Crash(name, b"", ended.stderr[-2000:]))
        return found


def again(files: list[Path], names: list[str]) -> int:
    """Try files on the targets once more."""
    status = 0
    for path in files:
        for name in names:
            error = failure(TARGETS[name], path.read_bytes())
            print(f"{path}: {name}: {error or 'holds'}")
            status = status or int(error is not None)
    return status


if __name__ == "__main__":
    sys.exit(main())
