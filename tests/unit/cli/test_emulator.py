"""Where `chattui emulator` writes its client file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from chattui.cli.emulator import write_client_file
from chattui.problem import Exit, ProblemError


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    old = os.umask(0)
    try:
        write_client_file(file, "{}")
    finally:
        os.umask(old)
    assert file.read_text() == "{}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(tmp_path: Path) -> None:
    kept, link, pipe = tmp_path / "kept", tmp_path / "link", tmp_path / "pipe"
    kept.write_text("precious")
    link.symlink_to(kept)
    os.mkfifo(pipe)
    for place in (link, pipe, tmp_path, tmp_path / "nowhere" / "x"):
        with pytest.raises(ProblemError) as caught:
            write_client_file(place, "{}")
        problem = caught.value.problem
        assert (problem.code, problem.exit) == ("emulator.client_file", Exit.USAGE)
    assert kept.read_text() == "precious"
