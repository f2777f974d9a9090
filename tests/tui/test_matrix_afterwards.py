"""What may have happened since the sign-in, as Home and the pages behind it tell it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from textual.widgets import Input

from chattui.oauth import delegation
from chattui.oauth.scopes import DEFAULT_SCOPES, expand
from chattui.problem import Exit, Problem
from chattui.tui.screens.accounts import AccountsPage
from tests.outcomes.afterwards import (
    AUTHORIZED,
    DAY,
    DELEGATED,
    ENDED,
    LISTING,
    REFRESHES,
    REVOCATIONS,
    SHORT,
    USES,
)
from tests.outcomes.rows import ADA, Row, Said, settings
from tests.tui.harness import Stage
from tests.tui.matrix import Board, board, get

pytestmark = pytest.mark.anyio

FRESH = "Fresh from Google."
TESTING = Row(
    "seven days of testing",
    Said(3, ENDED, "Sign in again", kept=True),
    (("clock", {"advance_seconds": 7 * DAY + 1}),),
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before asking again."""
    still = SimpleNamespace(sleep=lambda seconds: None)
    monkeypatch.setattr("google.auth._exponential_backoff.time", still)
    monkeypatch.setattr(delegation, "PAUSES", (0.0, 0.0))


async def go_home(here: Board) -> None:
    """Home, once it has asked Google; where it is open already it asks again."""
    now = here.app.account
    if here.page.PAGE == "home" and now and here.page.account.key == now.key:
        await here.until(lambda: not here.page.asking)
        here.page.state.rest("")
        await here.press("r")
    else:
        here.app.show_home()
        await here.until_page("home")
    await answered(here)


async def answered(here: Board) -> None:
    """Let Home ask."""
    page = here.page
    await here.until(
        lambda: not page.asking and (page.notice.problem or page.state.words), "an answer"
    )


async def check_home(here: Board, said: Said) -> None:
    """Home tells it, with the key that helps; the fresh list is there where all is well."""
    if not said.code:
        await here.check(replace(said, seen=said.seen or FRESH), "r Reload")
        return
    ended = said.status == Exit.NOT_SIGNED_IN
    await here.check(said, "s Sign in again" if ended else "r Reload")
    assert here.page.check_action("sign_in_again", ()) is ended


async def sign_in_again(here: Board) -> None:
    """The key that is offered leads back to a Home that works, by one sign-in."""
    await here.press("s")
    await here.until(lambda: here.is_at("sign_in", state="waiting"))
    _, location, _ = await get(here.page.sign_in.consent.url)
    await get(location)
    await here.until_page("done")
    await here.press("enter")
    await here.until_page("home")
    await answered(here)
    assert here.page.notice.problem is None


async def test_a_refresh(stage: Stage, subtests: pytest.Subtests) -> None:
    endings = {row.said.code for row in REFRESHES if row.said.status == Exit.NOT_SIGNED_IN}
    async with board(stage) as here:
        for row in (*REFRESHES, TESTING):
            with here.cell(subtests, row.name):
                status = "testing" if row is TESTING else "production"
                await here.set_up((SHORT, settings(publishing_status=status)))
                with here.unseen():
                    await here.sign_in("installed")
                    await here.send(row.before)
                    await go_home(here)
                await check_home(here, row.said)
                if row.said.code in endings:
                    endings.remove(row.said.code)
                    await here.set_up((SHORT,))
                    with here.unseen():
                        await sign_in_again(here)
                    await here.until_drawn(FRESH)
    assert not endings


async def test_the_next_token_of_a_service_account(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        session, key = here.app.session, here.entries["service_account"].key
        for row in DELEGATED:
            with here.cell(subtests, row.name):
                await here.set_up((SHORT, AUTHORIZED))
                with here.unseen():
                    account = await session.delegate(key, ADA, expand(DEFAULT_SCOPES))
                    here.app.choose_account(await session.index(), account.key)
                    await here.send(row.before)
                    await go_home(here)
                await check_home(here, row.said)


async def make_a_space(here: Board) -> Problem | None:
    """The form, what will happen, and the request; the problem of its row where that ended it,
    else None: what stops the whole plan is told by the page itself."""
    await here.press("n")
    await here.until_page("new_space")
    await here.press(*"Launch", "ctrl+s")
    await here.until_page("plan_preview")
    await here.press("enter")
    await here.until(
        lambda: here.is_at("plan_report") or (here.is_at("plan_work") and here.page.notice.problem)
    )
    return here.page.outcome(here.page.rows[0]).problem if here.is_at("plan_report") else None


async def test_using_chat(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        for command, row in USES:
            with here.cell(subtests, row.name):
                await here.set_up(())
                with here.unseen():
                    await here.clear()
                    await here.sign_in("installed", row.scopes)
                    await here.send(row.before)
                    await go_home(here)
                    problem = await make_a_space(here) if command != LISTING else None
                if command != LISTING:
                    offers = "t Try again" if problem else "enter Report"
                    await here.check(row.said, offers, problem)
                else:
                    # What is not allowed is not asked for here, so that nothing fails.
                    said = replace(row.said, code="") if row.scopes else row.said
                    await check_home(here, said)


async def test_revoking(stage: Stage, subtests: pytest.Subtests) -> None:
    async with board(stage) as here:
        for row in REVOCATIONS:
            with here.cell(subtests, row.name):
                await here.set_up(())
                await here.clear()
                with here.unseen():
                    await here.sign_in("installed")
                    await here.send(row.before)
                    here.app.push_screen(AccountsPage())
                    await here.until_page("accounts")
                    await here.press("r")
                    await here.until(lambda: isinstance(here.app.focused, Input))
                    here.page.query_one(Input).value = ADA
                    await here.press("enter")
                    await here.until_page("accounts")
                    await here.until(lambda: here.page.notice.content)
                await here.check(row.said, "r Revoke")
                answer = await here.send([("revoke", {"email": ADA})])
                assert bool(answer["revoked"]) is row.said.kept
