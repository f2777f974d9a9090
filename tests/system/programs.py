"""Runs a program in a folder of its own, as somebody does who was handed it.

The folder holds Google's own client file and key file (their endpoints are Google's: a program that
would follow them, and not its own emulator, goes nowhere), and `chattui` is on the PATH. The
consent that a program asks for is given by visiting the address that it prints.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from chattui.emulator import Emulator
from chattui.programs.model import Program

SECONDS = 60.0
"""A program that takes longer is ended, and fails its test."""
_CONSENT = re.compile(r"http://127\.0\.0\.1:\d+/o/oauth2/v2/auth\?\S+")


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a program."""

    code: int
    out: str
    err: str
    visited: tuple[str, ...] = ()
    """The consent pages that it asked for."""


@dataclass(slots=True)
class Place:
    """A folder that programs run in, one after the other; what they keep stays."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    """Besides the usual: where `chattui` keeps its things, a module path."""

    def run(self, program: Program, environ: Mapping[str, str] | None = None) -> Ran:
        """Write `program` and what it needs into the folder, and run it."""
        files = {program.file_name: program.text, **program.besides}
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        return self.run_command(shlex.split(program.run), environ)

    def run_command(self, command: list[str], environ: Mapping[str, str] | None = None) -> Ran:
        """Run `command` in the folder, giving every consent that it asks for."""
        variables = {
            "HOME": str(self.folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "PORT": str(_free_port()),
            **self.environ,
            **(environ or {}),
        }
        with tempfile.TemporaryFile("w+") as out:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
            )
            ender = threading.Timer(SECONDS, process.kill)
            ender.start()
            try:
                err, visited = _listen(process)
                code = process.wait()
            finally:
                ender.cancel()
                process.kill()
                process.wait()
            out.seek(0)
            return Ran(code, out.read(), err, visited)


def place(folder: Path, emulator: Emulator) -> Place:
    """A folder with the files that a program reads; `folder` is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "client_secret.json").write_text(emulator.client_file(google=True))
    (folder / "service_account.json").write_text(emulator.key_file(google=True))
    return Place(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listen(process: subprocess.Popen[str]) -> tuple[str, tuple[str, ...]]:
    """All that a program says on standard error, and the pages that were visited meanwhile."""
    assert process.stderr is not None
    lines: list[str] = []
    visited: list[str] = []
    visits: list[threading.Thread] = []
    with process.stderr:
        for line in process.stderr:
            lines.append(line)
            if found := _CONSENT.search(line):
                visited.append(found[0])
                visits.append(threading.Thread(target=_visit, args=(found[0],)))
                visits[-1].start()
    for visit in visits:
        visit.join()
    return "".join(lines), tuple(visited)


def _visit(url: str) -> None:
    """As a browser: the consent page, which answers by itself, then the program's own address."""
    with httpx.Client(trust_env=False, timeout=30) as browser:
        location = browser.get(url).headers["location"]
        browser.get(location)
