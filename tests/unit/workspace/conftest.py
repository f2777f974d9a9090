"""The emulator and its fixtures, as the tests of the Chat API have them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from chattui import endpoints, net
from tests.unit.chat.conftest import google, running_emulator
from tests.unit.chat.harness import Google

__all__ = ["google", "running_emulator"]


@pytest.fixture
async def client(google: Google) -> AsyncIterator[net.Client]:
    """The HTTP client of a run that talks to the emulator."""
    async with await net.connect(endpoints.emulator(google.emulator.host)) as opened:
        yield opened
