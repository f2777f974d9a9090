"""A real tmux whose session was attached to from elsewhere since its shell began."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.system.ssh_login import Tmux

pytestmark = pytest.mark.system

SCRIPT = (
    "from chattui.surroundings import look\n"
    "from chattui.oauth.places import reattached\n"
    "outside = reattached(look())\n"
    "print('KNOWS', outside.ssh_connection or 'nothing', 'END')\n"
)
OLD, NEW = "192.0.2.1 50000 192.0.2.7 22", "198.51.100.1 50000 198.51.100.7 2200"


def test_the_login_that_attached_last_is_known(tmp_path: Path) -> None:
    program = tmp_path / "knows.py"
    program.write_text(SCRIPT)
    with Tmux(tmp_path / "tmux") as terminal:
        # Without a client that attached by ssh, the session knows of none, whatever the shell has.
        for told, known in (
            (["-r", "SSH_CONNECTION"], "nothing"),
            (["SSH_CONNECTION", NEW], NEW),
            (["-u", "SSH_CONNECTION"], OLD),
        ):
            terminal._tmux("set-environment", *told)
            terminal.run([sys.executable, str(program)], {"SSH_CONNECTION": OLD})
            terminal.wait_for(f"KNOWS {known} END", "EXITED:0")
