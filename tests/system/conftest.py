"""The emulator for system tests, started with the real uvicorn and stopped after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from chattui.emulator import Emulator


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
