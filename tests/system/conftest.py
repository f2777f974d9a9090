"""The emulator for system tests, started with the real uvicorn and stopped after the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chattui.emulator import Emulator
from chattui.vault import kernel_keyring
from tests.conftest import SYSCALL


@pytest.fixture(autouse=True)
def no_key_left(own_home: Path, tmp_path: Path) -> Iterator[None]:
    """The kernel forgets the keys of the vaults of this test, which its processes may have left."""
    yield
    found = [path for folder in (own_home, tmp_path) for path in folder.rglob("accounts.json")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel_keyring, "_syscall", SYSCALL)
        for path in found:
            for vault_id in re.findall(r"[0-9a-f]{32}", path.read_text(errors="replace"))[:1]:
                for emulator in (False, True):
                    kernel_keyring.forget(vault_id, emulator=emulator)


@pytest.fixture
def make_emulator() -> Iterator[Callable[..., Emulator]]:
    """Starts an `Emulator` with the given options; all of them end with the test."""
    with ExitStack() as stack:

        def make(**options: int | str | bool) -> Emulator:
            return stack.enter_context(Emulator(**options))  # type: ignore[arg-type]

        yield make


@pytest.fixture
def emulator(make_emulator: Callable[..., Emulator]) -> Emulator:
    """A running emulator with nothing out of the ordinary."""
    return make_emulator()
