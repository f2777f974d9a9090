"""Whoever opens the vault leaves no memory behind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chattui.context import Context

OPEN_AND_ASK = """
import ctypes
from chattui import context
from chattui.secret import Secret
from chattui.vault import open_vault
open_vault(context.make(), Secret("correct horse battery staple"))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks prctl(2)")
@pytest.mark.parametrize(("debug", "dumpable"), [("", "0"), ("1", "1")])
def test_an_open_vault_is_never_dumped(here: Context, debug: str, dumpable: str) -> None:
    environ = {**os.environ, "CHATTUI_DEBUG": debug}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AND_ASK],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == dumpable
