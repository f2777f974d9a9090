"""Who may use the app: test users, the audience, restricted scopes, accounts that are gone."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import Google, User, query_of

ADA, HEDY = "ada@example.com", "hedy@partner.example"
PAGES: list[tuple[dict[str, Any], str, int, str]] = [
    (
        {"publishing_status": "testing", "test_users": [HEDY]},
        ADA,
        403,
        "Access blocked: chattui emulator has not completed the Google verification process",
    ),
    (
        {"audience": "internal"},
        HEDY,
        403,
        "Access blocked: chattui emulator can only be used within its organization",
    ),
    ({"audience": "internal"}, "somebody@gmail.com", 403, "Error 403: org_internal"),
    ({"restricted_scopes": ["chat.spaces"]}, ADA, 400, "Error 400: admin_policy_enforced"),
    ({"suspended": [ADA]}, ADA, 403, "Error 403: access_denied"),
    ({"deleted_people": [ADA]}, ADA, 403, "Error 403: access_denied"),
]


@pytest.mark.parametrize(("settings", "email", "status", "words"), PAGES)
def test_a_page_in_place_of_consent(
    google: Google, settings: dict[str, Any], email: str, status: int, words: str
) -> None:
    google.control("settings", auto_consent=email, **settings)
    reply = google.authorize()
    assert (reply.status_code, words in reply.text) == (status, True)
    google.control("settings", auto_consent="")
    pressed = _allow(google, google.authorize(), email)
    assert (pressed.status_code, words in pressed.text) == (status, True)


def _allow(google: Google, page: httpx.Response, email: str) -> httpx.Response:
    found: dict[str, str] = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            values = dict(attrs)
            if values.get("name") == "request":
                found["request"] = values["value"] or ""

    Parser().feed(page.text)
    form = found | {"action": "allow", "account": email}
    return google.http.post("/signin/oauth/consent", data=form)


@pytest.mark.parametrize(
    ("settings", "email"),
    [
        ({"publishing_status": "testing", "test_users": [ADA]}, ADA),
        ({"publishing_status": "testing"}, ADA),
        ({"test_users": []}, ADA),
        ({"audience": "internal"}, ADA),
        ({"restricted_scopes": ["chat.delete"]}, HEDY),
    ],
)
def test_who_may_consent(google: Google, settings: dict[str, Any], email: str) -> None:
    google.control("settings", **settings)
    assert google.sign_in(email, "openid", "chat.spaces")["access_token"]


def test_identity_alone_needs_no_test_user(google: Google) -> None:
    google.control("settings", publishing_status="testing", test_users=[])
    assert google.sign_in(ADA, "openid")["id_token"]


def test_a_refusal_without_a_page(google: Google) -> None:
    google.control("settings", auto_consent=ADA, refuse_consent=True)
    assert query_of(google.authorize()) == {"state": "st/ate=1", "error": "access_denied"}


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"deleted_people": [ADA]}, "invalid_grant", "Account has been deleted"),
        ({"suspended": [ADA]}, "invalid_grant", "Token has been expired or revoked."),
        ({"restricted_scopes": ["chat.spaces"]}, "admin_policy_enforced", "administrator"),
    ],
)
def test_what_ends_a_grant_meanwhile(
    google: Google, settings: dict[str, Any], error: str, words: str
) -> None:
    tokens = google.sign_in()
    google.control("settings", **settings)
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (reply.status_code, reply.json()["error"]) == (400, error)
    assert words in reply.json()["error_description"]


def test_revoking_a_person_ends_everything(google: Google) -> None:
    tokens = google.sign_in()
    assert google.control("revoke", email=ADA)["revoked"] == 2
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reply.json()["error_description"] == "Token has been expired or revoked."
    assert User(google, tokens["access_token"]).call("GET", "spaces").status_code == 401


@pytest.mark.parametrize("skew", [-7200, 7200])
def test_a_wrong_clock_is_in_the_date_and_ends_no_token(google: Google, skew: int) -> None:
    ada = google.user(ADA, "chat.spaces")
    google.control("settings", clock_skew_seconds=skew)
    reply = ada.call("GET", "spaces")
    assert reply.status_code == 200
    claims = google.sign_in(ADA, "openid")["id_token"].split(".")[1]
    issued = json.loads(base64.urlsafe_b64decode(claims + "=="))["iat"]
    assert abs(issued - time.time() - skew) < 60
    ahead = parsedate_to_datetime(reply.headers["date"]) - datetime.now(UTC)
    assert abs(ahead.total_seconds() - skew) < 60
    google.control("reset")
    date = google.http.get("/v1/spaces").headers["date"]
    assert abs((parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()) < 60


def test_a_consumer_account_has_no_domain(google: Google) -> None:
    redirect = google.consent("somebody@gmail.com")
    assert "hd" not in redirect
    tokens = google.exchange(redirect["code"]).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert "hd" not in google.http.get("/v1/userinfo", headers=bearer).json()
    assert AUTH + "chat.spaces" in tokens["scope"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device_client_types", ["ios"]),
        ("device_client_types", "tv"),
        ("device_scopes", None),
        ("test_users", "ada@example.com"),
        ("delegated_scopes", [5]),
        ("audience", "public"),
        ("clock_skew_seconds", "5"),
        ("device_interval", -1),
    ],
)
def test_settings_that_do_not_fit(google: Google, name: str, value: Any) -> None:
    reply = google.http.post("/_emulator/settings", json={name: value})
    assert (reply.status_code, f"'{name}'" in reply.json()["error"]) == (400, True)
