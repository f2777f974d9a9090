"""The authorization endpoint: what it refuses on a page, and what it redirects."""

from __future__ import annotations

import re

import pytest

from chattui.emulator.authorize import is_loopback
from chattui.emulator.clients import WEB_ID
from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import Google, query_of

UNKNOWN_CLIENT = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"


@pytest.mark.parametrize(
    ("changes", "status", "error", "words"),
    [
        ({"client_id": None}, 400, "invalid_request", "client_id"),
        ({"client_id": "nonsense"}, 401, "invalid_client", "The OAuth client was not found."),
        ({"redirect_uri": None}, 400, "invalid_request", "redirect_uri"),
        ({"redirect_uri": "https://evil.example/"}, 400, "redirect_uri_mismatch", "evil.example"),
        ({"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, 400, "invalid_request", "out-of-band"),
        ({"response_type": None}, 400, "invalid_request", "response_type"),
        ({"response_type": "token"}, 400, "invalid_request", "token"),
        ({"scope": None}, 400, "invalid_request", "scope"),
        ({"scope": "openid chat.nonsense"}, 400, "invalid_scope", "invalid=[chat.nonsense]"),
        ({"scope": AUTH + "chat.bot"}, 400, "invalid_scope", "cannot be shown"),
        ({"prompt": "maybe"}, 400, "invalid_request", "maybe"),
        ({"prompt": "none consent"}, 400, "invalid_request", "none consent"),
        ({"prompt": "none"}, 400, "invalid_request", "prompt=none"),
        ({"code_challenge": "short"}, 400, "invalid_request", "43 to 128"),
        (
            {"code_challenge": "x" * 43, "code_challenge_method": "S512"},
            400,
            "invalid_request",
            "S512",
        ),
    ],
)
def test_a_bad_request_gets_a_page_and_no_redirect(
    google: Google, changes: dict[str, str | None], status: int, error: str, words: str
) -> None:
    reply = google.authorize(**changes)
    assert reply.status_code == status
    assert f"Error {status}: {error}" in reply.text
    assert words in reply.text
    assert "location" not in reply.headers


def test_a_parameter_given_twice_is_refused(google: Google) -> None:
    reply = google.http.get("/o/oauth2/auth", params=[("scope", "openid"), ("scope", "email")])
    assert reply.status_code == 400
    assert "single value: scope" in reply.text


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("client_status", "deleted", "Error 401: deleted_client"),
        ("client_status", "disabled", "Error 401: disabled_client"),
        ("consent_blocked", "org_internal", "Error 403: org_internal"),
        ("consent_blocked", "access_denied", "has not completed the Google verification process"),
        ("consent_blocked", "admin_policy_enforced", "Error 400: admin_policy_enforced"),
    ],
)
def test_settings_reach_the_other_error_pages(
    google: Google, setting: str, value: str, words: str
) -> None:
    google.control("settings", **{setting: value})
    assert words in google.authorize().text


@pytest.mark.parametrize("path", ["/o/oauth2/auth", "/o/oauth2/v2/auth"])
def test_both_addresses_answer(google: Google, path: str) -> None:
    assert "Missing required parameter: client_id" in google.http.get(path).text


def test_the_redirect_looks_like_googles(google: Google) -> None:
    google.control("settings", auto_consent="grace@example.com")
    reply = google.authorize(redirect_uri="http://localhost:8085")
    location = reply.headers["location"]
    assert re.match(
        r"http://localhost:8085/\?state=st/ate%3D1&iss=https://accounts\.google\.com&code=4/0A[\w-]+"
        r"&scope=https://www\.googleapis\.com/auth/\S+&authuser=0&hd=example\.com&prompt=consent$",
        location,
    )
    assert set(query_of(reply)["scope"].split()) >= {"openid", AUTH + "userinfo.email"}


def test_a_query_of_the_redirect_address_stays(google: Google) -> None:
    google.control("settings", auto_consent="ada@example.com")
    location = google.authorize(redirect_uri="http://[::1]:9/cb?x=1", state=None).headers[
        "location"
    ]
    assert location.startswith("http://[::1]:9/cb?x=1&iss=")


def test_a_consumer_account_has_no_hosted_domain(google: Google) -> None:
    assert "hd" not in google.consent("someone@gmail.com")


def test_granular_consent_grants_a_subset_and_always_identity(google: Google) -> None:
    google.control("settings", grant=["chat.spaces"])
    granted = google.consent()["scope"].split()
    assert sorted(granted) == [AUTH + "chat.spaces", AUTH + "userinfo.email", "openid"]


def test_include_granted_scopes_joins_what_was_granted_before(google: Google) -> None:
    google.sign_in("ada@example.com", "chat.delete")
    alone = google.sign_in("ada@example.com", "chat.spaces")
    assert alone["scope"] == AUTH + "chat.spaces"
    joined = google.sign_in("ada@example.com", "chat.spaces", include_granted_scopes="true")
    assert joined["scope"].split() == [AUTH + "chat.delete", AUTH + "chat.spaces"]


def test_a_web_client_takes_its_registered_redirects_only(google: Google) -> None:
    google.control("settings", web_redirect_uris=["https://app.example/cb"])
    good = google.authorize(client_id=WEB_ID, redirect_uri="https://app.example/cb")
    assert good.status_code == 200
    for uri in ("https://app.example/cb/", "http://127.0.0.1:1/"):
        assert "redirect_uri_mismatch" in google.authorize(client_id=WEB_ID, redirect_uri=uri).text


def test_a_plausible_client_of_the_users_own_is_taken_in_unless_strict(google: Google) -> None:
    assert google.authorize(client_id=UNKNOWN_CLIENT).status_code == 200
    google.control("reset")
    google.control("settings", strict_clients=True)
    assert "Error 401: invalid_client" in google.authorize(client_id=UNKNOWN_CLIENT).text


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1",
        "http://127.0.0.1:1/",
        "http://[::1]:65535/a/b",
        "http://localhost:80?x=1",
    ],
)
def test_loopback_redirects(uri: str) -> None:
    assert is_loopback(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://user@127.0.0.1/",
        "http://localhost:99999/",
        "http://localhost/#fragment",
        "http://localhost/\r\nSet-Cookie: a",
        "http://localhost/ x",
        "http://[::1/",
        "http://[::1];script-src/",
        "http://127.0.0.1:/@evil.example:x@/#",
        "//localhost/",
        "http://löcalhost/",
    ],
)
def test_what_is_no_loopback_redirect(uri: str) -> None:
    assert not is_loopback(uri)


def test_an_error_page_is_safe_in_a_terminal_too(google: Google) -> None:
    page = google.authorize(scope="openid \x1b]52;c;eA==\x07")
    assert page.status_code == 400
    assert "\x1b" not in page.text
