"""The device flow, with everything that Google may answer, through the command line."""

from __future__ import annotations

import asyncio

import pytest

from chattui.oauth.device import DeviceSignIn
from tests.outcomes.device import PAGE, QUICK, ROWS, WIDE, press_button
from tests.outcomes.rows import Row, Said, settings
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.cli.outcomes import check, send


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_by_a_device_code(desk: Desk, shelf: Shelf, row: Row) -> None:
    shelf.furnish(desk, row.client or "tv")
    send(desk, (QUICK, *row.before))
    ran = desk.run("login", "--client", "desk", "--flow", "device", "--format", "json")
    check(row.said, ran, desk)


@pytest.mark.parametrize(("action", "said"), PAGE, ids=[action for action, _ in PAGE])
def test_a_person_types_the_code(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, action: str, said: Said
) -> None:
    shelf.furnish(desk, "tv")
    send(desk, (QUICK, WIDE, settings(auto_consent="")))
    enter = DeviceSignIn.__aenter__

    async def entered(waiting: DeviceSignIn) -> DeviceSignIn:
        opened = await enter(waiting)
        await asyncio.to_thread(press_button, opened.code.url, opened.code.user_code, action)
        return opened

    monkeypatch.setattr(DeviceSignIn, "__aenter__", entered)
    ran = desk.run("login", "--client", "desk", "--flow", "device", "--format", "json")
    check(said, ran, desk)
