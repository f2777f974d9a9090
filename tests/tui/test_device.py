"""The device code: refused before anything is sent, shown, counted down, answered."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from chattui.endpoints import GOOGLE
from chattui.oauth.device import DeviceCode, DeviceSignIn
from chattui.oauth.rehearsal import answer_as
from chattui.oauth.scopes import CHAT_CREATES, expand
from chattui.problem import Problem
from chattui.tui.flow import Request
from chattui.tui.screens.device import DevicePage
from chattui.tui.widgets.qr import QRCode
from chattui.vault import read_index
from tests.tui.guide import to_sign_in, until_problem
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

ALLOWED = ["openid", "email", "chat.spaces.create", "chat.spaces.readonly", "chat.memberships"]


def allow(stage: Stage, **more: object) -> None:
    """Let the emulator give device codes to this client, and answer polls without a pause."""
    values = {"device_client_types": ["installed"], "device_scopes": ALLOWED, "device_interval": 0}
    stage.send("POST", "/_emulator/settings", {**values, "auto_consent": "", **more})


async def answer(stage: Stage, code: str, action: str) -> None:
    """What a person does on the other device."""
    async with httpx.AsyncClient(base_url=stage.emulator.base_url, trust_env=False) as http:
        page = await http.post("/device", data={"user_code": code})
        found = re.search(r'name="request" value="([^"]+)"', page.text)
        assert found, page.text
        form = {"request": found[1], "action": action, "account": "ada@example.com"}
        scopes = [expand([name])[0] for name in ALLOWED]
        reply = await http.post("/device", data={**form, "scope": scopes})
    assert reply.status_code == 200, reply.text


async def to_code(pilot: Pilot[Any], stage: Stage) -> DevicePage:
    """From the first page to a device code that waits."""
    await to_sign_in(pilot, stage)
    await pilot.press("d")
    await until_page(pilot, "device")
    await until_shown(pilot, "ends in")
    page = pilot.app.screen
    assert isinstance(page, DevicePage)
    return page


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    allow(stage, device_interval=60)
    app = stage.app()
    async with opened(app, size) as pilot:
        page = await to_code(pilot, stage)
        assert page.sign_in is not None
        page.sign_in.code = DeviceCode("WWWW-WWWWWWWWWW", "https://www.google.com/device", 1800, 5)
        page.sign_in._deadline = page.sign_in._clock() + 1799.5
        await page._show_code(page.sign_in)
        await until(pilot, lambda: page.query_one(QRCode).fits)
        page._tick()
        await pilot.pause()
        golden(app, "device")


async def test_the_answer_on_the_other_device_signs_in(stage: Stage) -> None:
    allow(stage)
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_code(pilot, stage)
        assert page.sign_in is not None
        code = page.sign_in.code
        text = check_drawn(app)
        assert f"┃   {code.user_code}   ┃" in text
        assert code.url in text
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == code.user_code)
        await pilot.press("l")
        await until(pilot, lambda: app.clipboard == code.url)
        await answer(stage, code.user_code, "allow")
        await until_page(pilot, "done")
        assert "You are signed in as ada@example.com." in check_drawn(app)
        await pilot.press("enter")
        await until_page(pilot, "home")
    assert len(read_index(stage.context).accounts) == 1


async def test_a_refusal_there_is_told_and_r_asks_for_a_new_code(stage: Stage) -> None:
    allow(stage)
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_code(pilot, stage)
        assert page.sign_in is not None
        first = page.sign_in.code.user_code
        await answer(stage, first, "cancel")
        await until_problem(pilot, "oauth.denied")
        assert "This code is of no use any more." in check_drawn(app)
        await pilot.press("r")
        await until_shown(pilot, "ends in")
        assert page.sign_in.code.user_code != first
        await pilot.press("escape")
        await until_page(pilot, "sign_in")
        assert page.sign_in is not None
        await until(pilot, lambda: page.sign_in._http is None, "the polling to stop")  # type: ignore[union-attr]


async def test_a_client_of_another_type_is_told_so(stage: Stage) -> None:
    stage.send("POST", "/_emulator/settings", {"device_scopes": ALLOWED})
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("d")
        await until_problem(pilot, "oauth.device_client_type")
        assert "There is no device code." in check_drawn(app)
        await pilot.press("e")
        await until_page(pilot, "browser_error")


def at_google(
    stage: Stage, kind: str = "installed", scopes: tuple[str, ...] = (CHAT_CREATES,)
) -> DevicePage:
    """The page as it is where the endpoints are Google's; nothing is sent there."""
    from chattui.clientfile import diagnose_text

    client = diagnose_text(stage.emulator.client_file(google=True, kind=kind)).client
    assert client is not None
    return DevicePage(Request(None, client, scopes))  # type: ignore[arg-type]


async def test_where_google_has_none_nothing_is_sent_and_the_other_ways_are_offered(
    stage: Stage, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    asked: list[bool] = []

    class Refusing(DeviceSignIn):
        async def __aenter__(self) -> Refusing:
            asked.append(self._anyway)
            raise RuntimeError("nothing may be sent to Google from a test")

    monkeypatch.setattr("chattui.oauth.device.DeviceSignIn", Refusing)
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        app.session.context = dataclasses.replace(app.session.context, endpoints=GOOGLE)
        app.push_screen(at_google(stage))
        await until_page(pilot, "device")
        await until_shown(pilot, "A device code cannot be had for this.")
        golden(app, "device_refused")
        assert asked == []
        await pilot.press("t")
        await until(pilot, lambda: asked == [True])
        await until_problem(pilot, "app.own_error")
        app.own_errors.clear()


@pytest.mark.parametrize("scopes", [(), (CHAT_CREATES,)], ids=["identity", "chat"])
async def test_a_web_client_is_told_before_anything_is_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, scopes: tuple[str, ...]
) -> None:
    def sends(*_: object, **__: object) -> None:
        raise RuntimeError("nothing may be sent to Google from a test")

    monkeypatch.setattr("chattui.oauth.device.DeviceSignIn", sends)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.session.context = dataclasses.replace(app.session.context, endpoints=GOOGLE)
        app.push_screen(at_google(stage, "web", scopes))
        await until_page(pilot, "device")
        await until_shown(pilot, "Google gives no device code to a web client.")
        text = check_drawn(app)
        assert "esc goes back to them" in text
        assert "t Ask anyway" not in text
        assert "t asks for a code" not in text
        await pilot.press("t")
        assert "Google gives no device code to a web client." in check_drawn(app)


async def test_a_poll_that_fails_is_told_while_it_goes_on(stage: Stage) -> None:
    allow(stage, device_interval=60)
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_code(pilot, stage)
        assert page.sign_in is not None
        for name in HOSTILE_NAMES:
            page.sign_in.trouble = Problem("net.timeout", name)
            page._tick()
            await pilot.pause()
            check_drawn(app)
        page.sign_in.trouble = Problem("net.timeout", "Google did not answer in time.")
        page._tick()
        await until_shown(pilot, "goes on asking.")
        assert "Google did not answer in time. chattui" in check_drawn(app)


async def test_the_redirect_wins_while_the_code_is_shown(stage: Stage) -> None:
    allow(stage)
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        endpoints, url = stage.context.endpoints, sign_in.consent.url
        redirect = await asyncio.to_thread(answer_as, endpoints, url, "ada@example.com")
        await pilot.press("d")
        await until_page(pilot, "device")
        await sign_in.paste(redirect)
        await until_page(pilot, "done")
        assert "ada@example.com" in screen_text(app)
