"""The device flow, with everything that Google may answer, through the command line."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from contextlib import closing
from urllib.parse import urlencode

import pytest

from chattui.oauth.device import DeviceCode, DeviceSignIn
from tests.outcomes.device import PAGE, QUICK, ROWS, WIDE
from tests.outcomes.rows import ADA, Row, Said, settings
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
        await asyncio.to_thread(_type, opened.code, action)
        return opened

    monkeypatch.setattr(DeviceSignIn, "__aenter__", entered)
    ran = desk.run("login", "--client", "desk", "--flow", "device", "--format", "json")
    check(said, ran, desk)


def _type(code: DeviceCode, action: str) -> None:
    """Type `code` in at its address, and press a button on the page that follows."""
    page = _post(code.url, {"user_code": code.user_code})
    hidden = re.search(r'name="request" value="([^"]+)"', page)
    assert hidden
    boxes = re.findall(r'name="scope" value="([^"]+)"', page)
    answer = {"request": hidden[1], "action": action, "account": ADA, "scope": boxes}
    _post(code.url, answer)


def _post(url: str, form: dict[str, str | list[str]]) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = urlencode(form, doseq=True).encode()
    with closing(opener.open(url, data, timeout=10)) as reply:
        text: str = reply.read().decode()
    return text
