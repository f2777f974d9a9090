"""No secret of a run is drawn, or exported as a picture, whatever happens in the app."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from chattui.emulator.server import Emulator
from chattui.tui.crash import report
from tests.system.canary import Canaries, Recorder
from tests.tui.guide import paste, redirect_of, to_sign_in, until_problem, waiting
from tests.tui.harness import PASSPHRASE, Stage, opened, screen_text, until, until_page, until_shown
from tests.tui.test_delegation import ADA, CREATE, READ, act_for, authorize, to_person
from tests.tui.test_device import allow, answer, to_code

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from chattui.tui.app import ChattuiApp

pytestmark = pytest.mark.anyio

SHOWN_BY_DESIGN = ("state",)
"""It is part of the address of the consent page, which a person may have to see."""

OWN_WORDS = "ya29.canary-in-the-words-of-an-error-of-our-own"


@pytest.fixture
def canaries(emulator: Emulator) -> Iterator[Canaries]:
    """Every secret that the app and its Google tell each other."""
    made = Canaries()
    made.add("passphrase", PASSPHRASE)
    made.add("own words", OWN_WORDS)
    made.take_json(emulator.client_file(google=True).encode())
    made.take_json(emulator.key_file(google=True).encode())
    recorder = Recorder(emulator.host, made)
    emulator._world.base_url = f"http://{recorder.host}"
    yield made
    recorder.stop()


class Frames:
    """What was drawn, as text and as exported pictures."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.pictures: dict[tuple[str, str], str] = {}

    def take(self, app: ChattuiApp) -> None:
        """Keep the screen, where it is another than before."""
        text = screen_text(app)
        self.texts.add(text)
        page = (type(app.screen).__name__, getattr(app.screen, "state", ""))
        if page not in self.pictures:
            # A picture is of the same text, and drawing one takes a while: one for each page.
            self.pictures[page] = words_of(app.export_screenshot())


def words_of(picture: str) -> str:
    """The text of an SVG, without its marks."""
    return html.unescape(re.sub(r"<[^>]*>", "", picture.partition("</style>")[2]))


@asynccontextmanager
async def filmed(
    stage: Stage, canaries: Canaries, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ChattuiApp, Pilot[int]]]:
    """The app, whose screen is looked at all the time; at the end no secret was on it."""
    app, frames = stage.app(), Frames()

    async def film() -> None:
        while True:
            if app.is_running and app.screen_stack:
                frames.take(app)
            await asyncio.sleep(0.05)

    filming = asyncio.ensure_future(film())
    try:
        async with opened(app, size) as pilot:
            yield app, pilot
            frames.take(app)
    finally:
        filming.cancel()
        await asyncio.wait([filming])
    assert frames.texts
    assert frames.pictures
    for shown in (*frames.texts, *frames.pictures.values()):
        assert canaries.leaks(shown, but=SHOWN_BY_DESIGN) == [], shown


async def test_the_film_sees_what_it_looks_for(stage: Stage, canaries: Canaries) -> None:
    async def show() -> None:
        async with filmed(stage, canaries) as (app, pilot):
            await until_page(pilot, "setup")
            app.notify(OWN_WORDS, markup=False)
            await until_shown(pilot, OWN_WORDS[:12])

    with pytest.raises(AssertionError, match="own words"):
        await show()


async def test_a_sign_in_with_all_that_can_go_wrong_before(
    stage: Stage, canaries: Canaries
) -> None:
    async with filmed(stage, canaries) as (app, pilot):
        sign_in = await to_sign_in(pilot, stage)
        redirect = await redirect_of(sign_in)
        paste(app, redirect.replace("state=", "state=x"))
        await until(pilot, lambda: app.screen.notice.problem)  # type: ignore[attr-defined]
        stage.send(
            "POST",
            "/_emulator/faults",
            {"method": "oauth2.token", "status": 400, "error": "invalid_grant", "times": 1},
        )
        paste(app, redirect)
        await until(pilot, lambda: app.screen.state == "ended")  # type: ignore[attr-defined]
        await pilot.press("r")
        again = await waiting(pilot)
        state = httpx.URL(await redirect_of(again)).params["state"]
        paste(app, f"http://127.0.0.1:1/oauth2/callback?state={state}&error=access_denied")
        await until(pilot, lambda: app.screen.notice.problem)  # type: ignore[attr-defined]
        await pilot.press("r")
        third = await waiting(pilot)
        paste(app, await redirect_of(third))
        await until_page(pilot, "done")
        await pilot.press("down", "enter")
        await until_page(pilot, "home")
    assert canaries.values.keys() >= {"code", "code_verifier", "access_token", "refresh_token"}


async def test_an_exchange_that_meets_an_error_of_our_own(
    stage: Stage, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.oauth import exchange, signin

    caught: list[Exception] = []

    def broken(*arguments: Any) -> object:
        held = exchange.exchange(*arguments)
        error = ZeroDivisionError(f"{OWN_WORDS} {held.access_token.reveal()}")
        caught.append(error)
        raise error

    monkeypatch.setattr(signin, "exchange", broken)

    async def meet() -> None:
        async with filmed(stage, canaries) as (app, pilot):
            paste(app, await redirect_of(await to_sign_in(pilot, stage)))
            await until_problem(pilot, "app.own_error")

    with pytest.raises(ZeroDivisionError):  # the harness tells of errors that the app survived
        await meet()
    assert canaries.leaks(report(caught[0])) == []


async def test_a_token_that_ended(stage: Stage, canaries: Canaries) -> None:
    await stage.sign_in()
    for method, more in (
        ("chat.spaces.list", {"status": 401}),
        ("oauth2.token", {"status": 400, "error": "invalid_grant"}),
    ):
        stage.send("POST", "/_emulator/faults", {"method": method, "times": 1, **more})
    async with filmed(stage, canaries) as (_, pilot):
        await until_page(pilot, "home")
        await until(pilot, lambda: "oauth2.token" in stage.methods()[-1:])
        await pilot.press("f1")
        await pilot.pause()


async def test_a_device_code(stage: Stage, canaries: Canaries) -> None:
    allow(stage)
    async with filmed(stage, canaries) as (_, pilot):
        page = await to_code(pilot, stage)
        assert page.sign_in is not None
        await answer(stage, page.sign_in.code.user_code, "allow")
        await until_page(pilot, "done")
    assert "device_code" in canaries.values


async def test_delegation_with_a_pasted_key(stage: Stage, canaries: Canaries) -> None:
    from chattui.oauth.service_account import key_from_text, store_key
    from chattui.secret import Secret
    from chattui.vault import open_vault
    from chattui.vault.sealed import FLOOR

    key = key_from_text(Secret(stage.emulator.key_file(True)))
    store_key(open_vault(stage.context, cost=FLOOR), key, "sync")
    authorize(stage, CREATE, READ)
    async with filmed(stage, canaries) as (_, pilot):
        await to_person(pilot)
        await act_for(pilot, ADA)
        await until_shown(pilot, "chat.memberships: not authorized")
    assert canaries.values.keys() >= {"assertion", "private_key"}
