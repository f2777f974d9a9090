"""A closed window ends what ran in it, and the demo takes its throw-away home with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.system.ssh_login import CHATTUI, Tmux, remote_command, until

pytestmark = pytest.mark.system


@pytest.mark.parametrize("attempt", range(3))
def test_demo_leaves_nothing_when_its_window_is_closed(tmp_path: Path, attempt: int) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    with Tmux(tmp_path) as terminal:
        # A shell in between: then the hang-up comes from the kernel, and a SIGCONT with it.
        terminal.type(remote_command({"TMPDIR": str(place)}, CHATTUI, "demo"))
        terminal.press("Enter")
        terminal.wait_for("41 spaces", "Accessibility")
        assert os.listdir(place)
        terminal.kill()
        until(lambda: not os.listdir(place), lambda: f"left: {os.listdir(place)}")
