"""The device flow, with everything that Google may answer, through the screen."""

from __future__ import annotations

import asyncio

import pytest

from chattui.oauth.ways import Way
from chattui.tui.flow import SetUp
from tests.outcomes.device import PAGE, QUICK, ROWS, WIDE, press_button
from tests.outcomes.rows import Row, settings
from tests.tui.harness import Stage
from tests.tui.matrix import Board, board

pytestmark = pytest.mark.anyio

SLOW = settings(device_interval=1)
"""Polls that leave the time to type."""


async def begin(here: Board, row: Row) -> None:
    """Ask for a code: by the key that the page before offered, where that has failed."""
    kind = row.client or "tv"
    page = here.page
    if page.PAGE == "device" and page.request.entry.name == kind:
        await here.press("r")
        return
    await here.clear()
    SetUp(here.app).sign_in(await here.request(kind))
    await here.until(lambda: here.is_at("sign_in", state="waiting"))
    if kind != "web":
        await here.press("d")
        return
    # It is no way for such a client, and still has its page: in the list of all ways.
    await here.press("w")
    await here.until_page("other_ways")
    offered = [offer.way for offer in here.page.offers]
    await here.press(str(offered.index(Way.DEVICE) + 1))


async def test_by_a_device_code(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        for row in ROWS:
            with here.cell(subtests, row.name):
                await here.set_up((QUICK, *row.before))
                with here.unseen():
                    await begin(here, row)
                    await here.until_over()
                await here.check(row.said, "enter Home" if row.said.kept else "r Try again")


async def test_a_person_types_the_code(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        for action, said in PAGE:
            with here.cell(subtests, action):
                await here.set_up((SLOW, WIDE, settings(auto_consent="")))
                await begin(here, Row(action, said))
                await here.until(lambda: here.is_at("device", state="waiting"))
                code = here.page.sign_in.code
                await here.until_drawn(code.user_code, code.url)
                await asyncio.to_thread(press_button, code.url, code.user_code, action)
                await here.until_over()
                await here.check(said, "enter Home" if said.kept else "r Try again")
