"""Whoever opens the vault leaves no memory behind."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import replace

import pytest

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import core_dumps, open_vault, rebuilding
from chattui.vault.core_dumps import forbid_core_dumps
from chattui.vault.sealed import FLOOR

OPEN_AND_ASK = """
import ctypes
from chattui import context
from chattui.secret import Secret
from chattui.vault import open_vault
open_vault(context.make(), Secret("correct horse battery staple"))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
"""


REBUILD_AND_ASK = """
import ctypes
from chattui import context
from chattui.problem import ProblemError
from chattui.vault.rebuilding import rebuild
try:
    rebuild(context.make())
except ProblemError:
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


STATUS_AND_ASK = """
import ctypes
from chattui import context
from chattui.vault import vault_status
assert vault_status(context.make()).generation
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks prctl(2)")
@pytest.mark.parametrize(
    ("program", "debug", "dumpable"),
    [
        (OPEN_AND_ASK, "", "0"),
        (OPEN_AND_ASK, "1", "1"),
        (REBUILD_AND_ASK, "", "0"),
        (STATUS_AND_ASK, "", "0"),
    ],
    ids=["open", "open, debugged", "rebuild", "status"],
)
def test_an_open_vault_is_never_dumped(
    here: Context, program: str, debug: str, dumpable: str
) -> None:
    vault = open_vault(here, Secret("correct horse battery staple"), cost=FLOOR)
    vault.save_client("Desk", "installed", "1", "p", Secret("{}"))
    environ = {**os.environ, "CHATTUI_DEBUG": debug}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == dumpable


@pytest.mark.parametrize(("platform", "asked"), [("darwin", [(0, 7)]), ("win32", [])])
def test_elsewhere_the_limit_of_dumps_is_what_there_is(
    platform: str, asked: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (5, 7))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limit: limits.append(limit))
    forbid_core_dumps()
    assert limits == asked


def test_a_debugger_may_look_where_that_is_asked_for(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_dumps, "forbid_core_dumps", None)
    around = replace(here.surroundings, debug=True)
    debugged = replace(here, surroundings=around)
    assert open_vault(debugged, Secret("x")).kind == "file"
    monkeypatch.setattr(rebuilding, "forbid_core_dumps", None)
    with pytest.raises(ProblemError, match="rebuild"):
        rebuilding.rebuild(debugged)
