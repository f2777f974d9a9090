"""A real emulator for the tests of the Chat API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from chattui import endpoints, net
from chattui.chat.api import ChatClient
from chattui.emulator import Emulator
from tests.unit.chat.harness import ME, Google, MakeChat


@pytest.fixture(scope="session")
def running_emulator() -> Iterator[Emulator]:
    with Emulator(auto_consent=ME, people=60) as emulator:
        yield emulator


@pytest.fixture
def google(running_emulator: Emulator) -> Iterator[Google]:
    with httpx.Client(base_url=running_emulator.base_url, trust_env=False) as http:
        google = Google(running_emulator, http)
        google.control("reset")
        yield google


@pytest.fixture
async def make_chat(google: Google) -> AsyncIterator[MakeChat]:
    """Makes a `ChatClient` of ada with some scopes; with the default ones where none is named."""
    async with await net.connect(endpoints.emulator(google.emulator.host)) as client:

        async def make(*scopes: str, token: str = "") -> ChatClient:
            return google.chat(client, *scopes, token=token)

        yield make


@pytest.fixture
async def chat(make_chat: MakeChat) -> ChatClient:
    return await make_chat()
