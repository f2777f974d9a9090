"""Google's real packages for Node.js: where CI has put them, else fetched, once."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from chattui.programs.node_writer import program
from tests.conftest import REQUIRED, need
from tests.unit.programs.samples import SAMPLES

NODE = Path(__file__).parents[2] / ".node"


@cache
def node_packages() -> Path:
    """The folder ``node_modules`` with all that the programs import.

    The test is skipped where they are not there and cannot be fetched, or fails where all system
    tests are required.
    """
    need("node", "npm")
    words = {word for task in SAMPLES.values() for word in program(task).set_up[0].split()}
    names = sorted(words - {"npm", "install"})
    NODE.mkdir(exist_ok=True)
    with FileLock(NODE / "fetching.lock"):
        if all((NODE / "node_modules" / name).is_dir() for name in names):
            return NODE / "node_modules"
        fetched = subprocess.run(
            ["npm", "install", "--prefix", str(NODE), "--no-package-lock", *names],
            capture_output=True,
            text=True,
            timeout=240,
        )
    if fetched.returncode:
        (pytest.fail if REQUIRED else pytest.skip)(f"npm: {fetched.stderr}")
    return NODE / "node_modules"
