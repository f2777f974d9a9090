"""The consent page, its form, and what the page lets a browser do."""

from __future__ import annotations

import re

import httpx
import pytest

from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import CHAT_SCOPES, Google, query_of


def request_id(page: httpx.Response) -> str:
    found = re.search(r'name="request" value="([^"]+)"', page.text)
    assert found
    return found[1]


def answer(google: Google, page: httpx.Response, **form: str | list[str]) -> httpx.Response:
    data = {"request": request_id(page), "account": "alan@example.com", **form}
    return google.http.post("/signin/oauth/consent", data=data)


def test_the_page_offers_accounts_scopes_and_two_buttons(google: Google) -> None:
    page = google.authorize()
    for email in ("ada", "grace", "alan", "edsger"):
        assert f'name="account" value="{email}@example.com"' in page.text
    for scope in CHAT_SCOPES:
        assert f'name="scope" value="{AUTH}{scope}" checked>' in page.text
    assert "See, add, update, and remove members from conversations" in page.text
    assert 'id="allow"' in page.text
    assert 'id="cancel"' in page.text
    assert "emulator on this machine, not Google" in page.text


def test_identity_scopes_cannot_be_unticked(google: Google) -> None:
    assert 'value="openid" checked disabled' in google.authorize().text


def test_the_hinted_account_is_chosen_and_shown(google: Google) -> None:
    page = google.authorize(login_hint="person039@example.com")
    assert 'value="person039@example.com" checked' in page.text
    page = google.authorize(login_hint="nobody@example.com")
    assert 'value="ada@example.com" checked' in page.text


def test_allow_redirects_with_the_ticked_scopes_for_the_chosen_account(google: Google) -> None:
    page = google.authorize()
    reply = answer(google, page, action="allow", scope=[AUTH + "chat.spaces"])
    assert reply.status_code == 302
    assert query_of(reply)["scope"].split() == [
        AUTH + "chat.spaces",
        AUTH + "userinfo.email",
        "openid",
    ]
    tokens = google.exchange(query_of(reply)["code"]).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert google.http.get("/v1/userinfo", headers=bearer).json()["email"] == "alan@example.com"


def test_a_scope_that_was_not_asked_for_cannot_be_granted(google: Google) -> None:
    page = google.authorize(scope="openid " + AUTH + "chat.spaces")
    reply = answer(google, page, action="allow", scope=[AUTH + "chat.delete"])
    assert query_of(reply)["scope"] == "openid"


@pytest.mark.parametrize("action", ["cancel", "", "anything"])
def test_anything_but_allow_is_a_refusal(google: Google, action: str) -> None:
    reply = answer(google, google.authorize(), action=action)
    assert reply.status_code == 302
    assert reply.headers["location"] == (
        "http://127.0.0.1:53682/?state=st/ate%3D1&error=access_denied"
    )


def test_a_page_is_answered_once(google: Google) -> None:
    page = google.authorize()
    assert answer(google, page, action="allow").status_code == 302
    again = answer(google, page, action="allow")
    assert again.status_code == 400
    assert "answered already" in again.text


def test_an_unknown_account_is_refused(google: Google) -> None:
    reply = answer(google, google.authorize(), action="allow", account="nobody@example.com")
    assert reply.status_code == 400


def test_whatever_a_request_says_is_escaped(google: Google) -> None:
    attack = '"><script>alert(1)</script>'
    for changes in ({"scope": attack}, {"redirect_uri": attack}, {"prompt": attack}):
        assert "<script" not in google.authorize(**changes).text


def test_the_policy_allows_nothing_but_the_page_and_its_redirect(google: Google) -> None:
    headers = google.authorize(redirect_uri="http://localhost:8085/x").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "form-action 'self' http://localhost:8085" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert "http://" not in google.authorize().text.replace("http://www.w3.org", "")


def test_old_pages_are_forgotten_before_they_are_too_many(google: Google) -> None:
    first = google.authorize()
    for _ in range(256):
        google.authorize()
    assert answer(google, first, action="allow").status_code == 400


def test_the_icon_is_served(google: Google) -> None:
    reply = google.http.get("/favicon.ico")
    assert reply.headers["content-type"] == "image/svg+xml"
