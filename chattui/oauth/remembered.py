"""The port that a person named with ``--port``, kept for the next sign-ins.

A tunnel that is set up beforehand (``ssh -L``, or LocalForward in ``~/.ssh/config``) leads to one
port for good, so it should not have to be named each time. ``port.json`` in the state folder holds
one for all clients: ``{"port": 47213}``. It is a convenience: nothing fails where it is missing,
damaged or cannot be written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chattui.atomic import write_atomically
from chattui.disk import read_file
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.paths import Paths

FILE = "port.json"
SIZE_LIMIT = 1024
LOWEST = 1024
"""Lower ones are web clients' only (port 80), which have them in their redirects."""


def remembered_port(paths: Paths) -> int:
    """The port that was named last, 0 where none was."""
    try:
        data = read_file(_file(paths), SIZE_LIMIT)
        kept = json.loads(data or b"{}")
    except (ProblemError, ValueError, RecursionError):
        return 0
    port = kept.get("port") if isinstance(kept, dict) else None
    return port if type(port) is int and LOWEST <= port <= 65535 else 0


def remember_port(paths: Paths, port: int) -> None:
    """Keep `port` for the next sign-ins. Raises ProblemError where that cannot be written."""
    if port >= LOWEST and port != remembered_port(paths):
        write_atomically(_file(paths), json.dumps({"port": port}).encode() + b"\n")


def _file(paths: Paths) -> Path:
    return paths.state / FILE
