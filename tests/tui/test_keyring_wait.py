"""A keyring that does not answer: the screen goes on, the time is counted, and one may let go."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from chattui.tui.screens.keyring_wait import KeyringWaitPage
from chattui.tui.widgets.rows import RowList
from chattui.vault.keyring_guard import KeyringFault, State
from tests.tui.guide import AskingStage, to_review, until_problem
from tests.tui.harness import (
    Stage,
    check_drawn,
    golden_both,
    opened,
    until,
    until_page,
    until_shown,
)
from tests.tui.test_foundation import ListPage
from tests.unit.vault.fakes import HangingKeyring, MemoryKeyring

pytestmark = pytest.mark.anyio

TICK = 0.005
MOST_LAG = 0.05
"""Seconds that the event loop may be away."""
ENOUGH = 100
"""Ticks in a row without such a lag, while keys are pressed and a keyring hangs."""


@pytest.fixture
def asking(stage: Stage) -> AskingStage:
    """A stage whose app has to ask for what opens its vault."""
    return AskingStage(stage.emulator, stage.home)


def use(monkeypatch: pytest.MonkeyPatch, backend: MemoryKeyring) -> None:
    """Put `backend` in the place of this system's keyring."""
    guard = "chattui.vault.keyring_guard"
    monkeypatch.setattr(f"{guard}.refused_at_once", lambda *_a, **_k: None)
    monkeypatch.setattr(f"{guard}.candidates", lambda *_a: ("SecretService",))
    monkeypatch.setattr(f"{guard}.make", lambda _name: backend)
    monkeypatch.setattr(f"{guard}.sight", lambda _name, _seconds: None)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[HangingKeyring]:
    """A keyring that hangs until the test is over."""
    backend = HangingKeyring()
    use(monkeypatch, backend)
    yield backend
    backend.released.set()


@asynccontextmanager
async def ticks() -> AsyncIterator[deque[float]]:
    """How late the event loop was at each of its last ticks, in seconds."""
    late: deque[float] = deque(maxlen=ENOUGH)

    async def measure() -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - due)

    task = asyncio.create_task(measure())
    try:
        yield late
    finally:
        task.cancel()


async def to_waiting(pilot: Pilot[Any], stage: AskingStage) -> None:
    """From the first page to the first use of a vault, whose keyring hangs."""
    await to_review(pilot, stage)
    await pilot.press("enter")
    await until_page(pilot, "keyring_wait")


@pytest.mark.parametrize("fresh", [True, False])
async def test_it_looks_like_this(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    still = SimpleNamespace(monotonic=lambda: 0.0)
    monkeypatch.setattr("chattui.tui.screens.keyring_wait.time", still)
    asks = KeyringFault(State.PROMPT)
    monkeypatch.setattr("chattui.vault.keyring_guard.waited_for", lambda: asks)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        never: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        app.push_screen(KeyringWaitPage(never, 27.0, nothing_kept=fresh))
        await until_page(pilot, "keyring_wait")
        await until_shown(pilot, "27 s left")
        await golden_both(pilot, "keyring_wait" if fresh else "keyring_wait_kept")
        never.set_result(None)
        await until_page(pilot, "setup")


async def test_a_file_can_be_wanted_instead(asking: AskingStage, hanging: HangingKeyring) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_waiting(pilot, asking)
        await until_shown(pilot, "s left")
        check_drawn(app)
        await pilot.press("f")
        await until_page(pilot, "passphrase")
        await until_shown(pilot, "Choose a passphrase for your vault.")
        await pilot.press("escape")
        await until_page(pilot, "review_client")


@pytest.mark.exhaustive
async def test_one_may_let_go(asking: AskingStage, hanging: HangingKeyring) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_waiting(pilot, asking)
        await pilot.press("escape")
        await until_page(pilot, "review_client")
        assert not app.session.vault_is_open


@pytest.mark.exhaustive
async def test_it_goes_on_when_the_keyring_opens(
    asking: AskingStage, hanging: HangingKeyring
) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        await to_waiting(pilot, asking)
        hanging.hanging = False
        hanging.released.set()
        await until_page(pilot, "choose_scopes")
        assert (await app.session.vault()).kind == "keyring"


async def kept_in_keyring(stage: AskingStage, backend: HangingKeyring) -> None:
    """Ada is signed in, and her tokens are in a keyring that hangs from now on."""
    backend.hanging = False
    made = Stage(stage.emulator, stage.home)
    async with stage.session() as session:
        from chattui.clientfile import diagnose_text

        client = diagnose_text(made.emulator.client_file(google=True)).client
        assert client is not None
        entry = await session.import_client(client, "billing-bot")
        import httpx

        from chattui.oauth.scopes import DEFAULT_SCOPES, with_identity

        async with (
            session.sign_in(client, with_identity(DEFAULT_SCOPES), listen=False) as flow,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            reply = await http.get(flow.consent.url)
            await flow.paste(reply.headers["location"])
            await session.keep(entry.key, await flow.wait())
    backend.hanging = True


async def test_what_is_kept_there_is_not_kept_elsewhere(
    asking: AskingStage, hanging: HangingKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept_in_keyring(asking, hanging)
    app = asking.app()
    async with opened(app) as pilot:
        await until_page(pilot, "keyring_wait")
        assert "f Use a sealed file" not in check_drawn(app)
        await pilot.press("f")
        await until_page(pilot, "keyring_wait")
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, "The vault stays closed.")
        await until_shown(pilot, "No spaces are known yet.")  # Google was not asked
        monkeypatch.setattr("chattui.tui.screens.keyring_wait.SECONDS", 1.5)
        await pilot.press("r")
        await until_page(pilot, "keyring_wait")
        await until_problem(pilot, "vault.keyring_silent")
        check_drawn(app)


async def test_no_key_waits_while_a_keyring_hangs(
    asking: AskingStage, hanging: HangingKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the machine is at besides: once, for `ENOUGH` ticks in a row while keys are
    pressed and answered, the event loop was never away for `MOST_LAG`, and the keyring hung."""
    monkeypatch.setattr("chattui.tui.screens.keyring_wait.SECONDS", 600.0)
    await kept_in_keyring(asking, hanging)
    calls = len(hanging.calls)
    app = asking.app()
    async with opened(app) as pilot, ticks() as late:
        await until_page(pilot, "keyring_wait")
        assert len(hanging.calls) > calls, "it was not asked"
        page = ListPage()
        await app.push_screen(page)
        rows = page.query_one(RowList)
        places: deque[int] = deque(maxlen=ENOUGH)

        def quick() -> bool:
            app.simulate_key("down" if rows.cursor % 2 == 0 else "up")
            places.append(rows.cursor)
            return len(late) == ENOUGH and max(late) < MOST_LAG and {0, 1} <= set(places)

        await until(pilot, quick, "an event loop that is never away for long")
        assert not hanging.released.is_set()
        assert not app.session.vault_is_open
        app.pop_screen()
        await pilot.press("escape")
        await until_page(pilot, "home")
