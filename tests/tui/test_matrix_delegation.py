"""Delegation, with everything that Google may answer, through the screen."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from chattui.oauth import delegation
from chattui.oauth.delegation_problems import UNAUTHORIZED
from chattui.oauth.scopes import DEFAULT_SCOPES, expand
from chattui.tui.delegating import choose_key
from chattui.tui.screens.delegation import DelegationPage
from chattui.vault import read_index
from tests.outcomes.delegation import ROWS
from tests.outcomes.rows import Row
from tests.tui.guide import paste
from tests.tui.harness import Stage
from tests.tui.matrix import Board, board

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before asking again."""
    monkeypatch.setattr(delegation, "PAUSES", (0.0, 0.0))


async def begin(here: Board) -> None:
    """The page that asks for the person: as it is, where the one before was told why not."""
    if here.page.PAGE == "delegation" and here.page.state != "kept":
        await here.press("p")
        return
    await here.clear()
    here.app.push_screen(DelegationPage(here.entries["service_account"], expand(DEFAULT_SCOPES)))
    await here.until_page("delegation")


async def try_for(here: Board, row: Row) -> None:
    """Name the person, and let each scope be tried."""
    page = here.page
    await here.until(lambda: page.query_one(Input).has_focus)
    page.notice.say("")
    page.query_one(Input).value = row.subject
    await here.press("enter")
    await here.until(lambda: page.state == "probed" or page.notice.problem is not None)


async def keep(here: Board, row: Row) -> None:
    """What is authorized is told before anything is kept, and then kept."""
    await here.until_drawn("enter Keep", "✓ chat.spaces: authorized")
    if row.said.status:
        await here.until_drawn("✗ chat.memberships: not authorized")
    assert not read_index(here.app.session.context).accounts
    await here.press("enter")
    await here.until(lambda: here.page.state == "kept")
    await here.check(row.said, "enter Home")


async def test_by_delegation(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        for row in (row for row in ROWS if not row.client):
            with here.cell(subtests, row.name):
                await here.set_up(row.before)
                with here.unseen():
                    await begin(here)
                    await try_for(here, row)
                if row.said.kept:
                    await keep(here, row)
                    continue
                missing = [found.problem for found in here.page.probed.values()]
                listed = missing[0] if row.said.code == UNAUTHORIZED else None
                if listed:
                    assert {each.code for each in missing} == {UNAUTHORIZED}
                    await here.until_drawn("✗ 2 scopes are not authorized for this client id.")
                field = "enter Try" if here.page.typing else "r Try again"
                await here.check(row.said, field, listed)
                assert "enter Keep" not in here.drawn


async def test_a_client_is_no_key(stage: Stage) -> None:
    """On the screen the wrong type is told where the key is asked for, and nothing is lost."""
    async with board(stage) as here:
        choose_key(here.app)
        await here.until_page("delegation_key")
        paste(here.app, stage.emulator.client_file(google=True))
        await here.until_page("review_client")
        await here.until_drawn("Use it?", "client", "enter Use")
