"""Every way in, with everything that Google may answer, through the command line."""

from __future__ import annotations

import pytest

from tests.outcomes.browser import CODES, CONSENTS, ENDPOINT, PAGES
from tests.outcomes.rows import Row, Said
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.cli.outcomes import Browser, check, send


@pytest.mark.parametrize("flow", ["loopback", "paste"])
@pytest.mark.parametrize("row", CONSENTS + CODES + ENDPOINT, ids=lambda row: row.name)
def test_by_a_browser(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, flow: str, row: Row
) -> None:
    shelf.furnish(desk, row.client or "installed")
    send(desk, row.before)
    ran = Browser(desk, flow, row.meanwhile).login(monkeypatch)
    check(row.said, ran, desk)


@pytest.mark.parametrize("flow", ["loopback", "paste"])
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page_in_place_of_consent(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, flow: str, row: Row
) -> None:
    shelf.furnish(desk, row.client or "installed")
    send(desk, row.before)
    browser = Browser(desk, flow)
    ran = browser.login(monkeypatch)
    gave_up = Said(130) if flow == "loopback" else Said(2, "oauth.redirect_empty")
    check(gave_up, ran, desk)
    assert row.said.page in browser.page
    explained = desk.run("doctor", "--explain", row.said.page)
    assert explained.status == 0
    assert row.said.page in explained.out
