"""Every way through a browser, with everything that Google may answer, through the screen."""

from __future__ import annotations

import pytest

from chattui.oauth.error_pages import find_error
from chattui.oauth.signin import SignIn
from chattui.tui.flow import SetUp
from tests.outcomes.browser import CODES, CONSENTS, ENDPOINT, PAGES
from tests.outcomes.rows import Row, Said
from tests.tui.guide import paste
from tests.tui.harness import Stage
from tests.tui.matrix import Board, board, get

pytestmark = pytest.mark.anyio

PASTED_TOO_EARLY = Said(2, "oauth.redirect_is_consent_page")
"""What is said to who pastes the address of the page that shows the error."""

FLOWS = pytest.mark.parametrize(
    "flow", [pytest.param("loopback", marks=pytest.mark.exhaustive), "paste"]
)
"""How the answer comes is the only difference, and CI goes one way through the rows."""


async def begin(here: Board, row: Row) -> SignIn:
    """A sign-in that waits: by the key that the one before offered, where that has failed."""
    kind = row.client or "installed"
    page = here.page
    same = page.PAGE == "sign_in" and page.request.entry.name == kind
    if same and page.state == "ended":
        await here.press("r")
    elif same:
        page.notice.say("")
    else:
        await here.clear()
        SetUp(here.app).sign_in(await here.request(kind))
    await here.until(lambda: here.is_at("sign_in", state="waiting"))
    sign_in: SignIn = here.page.sign_in
    return sign_in


@FLOWS
async def test_by_a_browser(stage: Stage, subtests: pytest.Subtests, flow: str) -> None:
    async with board(stage) as here:
        for row in (*CONSENTS, *CODES, *ENDPOINT):
            with here.cell(subtests, row.name):
                await here.set_up(row.before)
                with here.unseen():
                    sign_in = await begin(here, row)
                    _, location, _ = await get(sign_in.consent.url)
                    await here.send(row.meanwhile)
                    if flow == "loopback":
                        await get(location)
                    else:
                        paste(here.app, location)
                    await here.until_over()
                await here.check(row.said, "enter Home" if row.said.kept else "r Try again")


@FLOWS
async def test_a_page_in_place_of_consent(
    stage: Stage, subtests: pytest.Subtests, flow: str
) -> None:
    async with board(stage) as here:
        for row in PAGES:
            with here.cell(subtests, row.name):
                await here.set_up(row.before)
                sign_in = await begin(here, row)
                status, _, text = await get(sign_in.consent.url)
                assert status != 302
                assert row.said.page in text
                if flow == "paste":
                    paste(here.app, sign_in.consent.url)
                    await here.until(lambda: here.page.notice.problem)
                said = PASTED_TOO_EARLY if flow == "paste" else Said(0)
                await here.check(said, "e I see an error")
                with here.unseen():
                    await here.press("e")
                    await here.until_page("browser_error")
                    paste(here.app, row.said.page)
                    await here.until(lambda: here.page.query_one("#seen").value)
                explained = find_error(row.said.page)
                assert explained is not None
                await here.until_drawn(explained.cause, explained.remedy)
                await here.press("escape")
                await here.until_page("sign_in")
                assert here.page.state == "waiting"
