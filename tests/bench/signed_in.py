"""A home where somebody is signed in on an emulator with many spaces, for measuring."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chattui import context
from chattui.cli.demo import sign_in
from chattui.emulator.server import Emulator
from chattui.session import Session


@contextmanager
def signed_in_home(folder: Path, *, spaces: int) -> Iterator[dict[str, str]]:
    """The environment of a chattui that acts as ada, with her spaces already seen once."""
    folder.mkdir(parents=True)
    passphrase = folder / "passphrase"
    passphrase.write_text("a passphrase for measuring\n")
    passphrase.chmod(0o600)
    with Emulator(auto_consent="ada@example.com", spaces=spaces) as emulator:
        environ = {
            "CHATTUI_HOME": str(folder),
            "CHATTUI_EMULATOR_HOST": emulator.host,
            "CHATTUI_PASSPHRASE_FILE": str(passphrase),
        }
        asyncio.run(sign_in(Session(context.make(environ)), emulator))
        yield environ
