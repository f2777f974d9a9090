"""The token endpoint: client authentication, PKCE, codes, refresh and revocation."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from chattui.emulator.clients import OWN_SECRETS, WEB_ID
from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import REDIRECT, Google

VERIFIER = "verifier-" * 6
S256 = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
OWN_CLIENT = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
WEB = {"client_id": WEB_ID, "client_secret": OWN_SECRETS[WEB_ID]}
WEB_REDIRECT = "http://localhost:8080/"


def test_the_answer_and_its_headers_are_googles(google: Google) -> None:
    reply = google.exchange(google.consent()["code"])
    tokens = reply.json()
    assert tokens["access_token"].startswith("ya29.")
    assert tokens["refresh_token"].startswith("1//0")
    assert tokens["expires_in"] == 3599
    assert tokens["token_type"] == "Bearer"
    assert "refresh_token_expires_in" not in tokens
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["cache-control"].startswith("no-cache, no-store")
    assert reply.text.startswith('{\n  "access_token"')


def test_without_openid_there_is_no_id_token(google: Google) -> None:
    assert "id_token" not in google.sign_in("ada@example.com", "chat.spaces")


def test_a_testing_app_says_when_the_refresh_token_ends_and_ends_it(google: Google) -> None:
    google.control("settings", publishing_status="testing")
    tokens = google.sign_in()
    assert tokens["refresh_token_expires_in"] == 604799
    identity_only = google.sign_in("ada@example.com", "openid")
    assert "refresh_token_expires_in" not in identity_only
    google.expire(7 * 86400 + 1)
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reply.json()["error_description"] == "Token has been expired or revoked."


def test_client_authentication_by_basic_and_by_json(google: Google) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": google.consent()["code"],
        "redirect_uri": REDIRECT,
    }
    basic = google.http.post("/token", data=form, auth=(google.client_id, google.secret))
    assert basic.status_code == 200
    refresh: dict[str, Any] = {
        "grant_type": "refresh_token",
        "refresh_token": basic.json()["refresh_token"],
        "client_id": google.client_id,
        "client_secret": google.secret,
    }
    assert google.http.post("/token", json=refresh).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error", "description"),
    [
        (
            {"client_secret": "wrong"},
            401,
            "invalid_client",
            "The provided client secret is invalid.",
        ),
        ({"client_secret": None}, 400, "invalid_request", "client_secret is missing."),
        ({"client_id": "x"}, 401, "invalid_client", "The OAuth client was not found."),
        (
            {"client_id": None},
            400,
            "invalid_request",
            "Could not determine client ID from request.",
        ),
        ({"code": "4/0Agarbage"}, 400, "invalid_grant", "Malformed auth code."),
        ({"code": None}, 400, "invalid_request", "Missing required parameter: code"),
        ({"redirect_uri": REDIRECT[:-1]}, 400, "redirect_uri_mismatch", "Bad Request"),
        ({"redirect_uri": None}, 400, "redirect_uri_mismatch", "Bad Request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "Invalid grant_type: password"),
        ({"grant_type": None}, 400, "unsupported_grant_type", "Invalid grant_type: "),
    ],
)
def test_refusals(
    google: Google, changes: dict[str, str | None], status: int, error: str, description: str
) -> None:
    reply = google.exchange(google.consent()["code"], **changes)
    assert reply.status_code == status
    assert reply.json() == {"error": error, "error_description": description}


def test_a_code_is_good_once_and_for_ten_minutes(google: Google) -> None:
    code = google.consent()["code"]
    assert google.exchange(code).status_code == 200
    bad = {"error": "invalid_grant", "error_description": "Bad Request"}
    assert google.exchange(code).json() == bad
    late = google.consent()["code"]
    google.expire(601)
    assert google.exchange(late).json() == bad


def test_a_code_belongs_to_its_client(google: Google) -> None:
    code = google.consent()["code"]
    assert google.exchange(code, **WEB).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("challenge", "method"), [(S256, "S256"), (VERIFIER, "plain"), (VERIFIER, None)]
)
def test_pkce(google: Google, challenge: str, method: str | None) -> None:
    def code() -> str:
        return google.consent(code_challenge=challenge, code_challenge_method=method)["code"]

    missing = google.exchange(code()).json()
    assert missing == {"error": "invalid_grant", "error_description": "Missing code verifier."}
    wrong = google.exchange(code(), code_verifier="x" * 43).json()
    assert wrong == {"error": "invalid_grant", "error_description": "Invalid code verifier."}
    assert google.exchange(code(), code_verifier=VERIFIER).status_code == 200


def test_the_first_secret_of_a_users_own_client_is_the_one_it_keeps(google: Google) -> None:
    secret = "GOCSPX-" + "a" * 28
    first = google.exchange("4/0Ax", client_id=OWN_CLIENT, client_secret="short").json()
    assert first["error"] == "invalid_client"
    code = google.consent(client_id=OWN_CLIENT)["code"]
    good = google.exchange(code, client_id=OWN_CLIENT, client_secret=secret)
    assert good.status_code == 200
    other = "GOCSPX-" + "b" * 28
    reply = google.exchange("4/0Ax", client_id=OWN_CLIENT, client_secret=other)
    assert reply.json()["error_description"] == "The provided client secret is invalid."


@pytest.mark.parametrize("status", ["deleted", "disabled"])
def test_a_deleted_or_disabled_client(google: Google, status: str) -> None:
    code = google.consent()["code"]
    google.control("settings", client_status=status)
    reply = google.exchange(code)
    assert reply.status_code == 401
    assert reply.json()["error"] == f"{status}_client"
    assert reply.json()["error_description"] == f"The OAuth client was {status}."


def test_refreshing_keeps_the_refresh_token_and_the_scopes(google: Google) -> None:
    first = google.sign_in()
    reply = google.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    again = reply.json()
    assert "refresh_token" not in again
    assert again["access_token"] != first["access_token"]
    assert again["scope"] == first["scope"]
    assert again["expires_in"] == 3599
    narrow = google.token(
        grant_type="refresh_token",
        refresh_token=first["refresh_token"],
        scope=AUTH + "chat.spaces",
    )
    assert narrow.json()["scope"] == AUTH + "chat.spaces"
    wide = google.token(
        grant_type="refresh_token",
        refresh_token=first["refresh_token"],
        scope=AUTH + "chat.messages",
    )
    assert wide.json()["error"] == "invalid_scope"


@pytest.mark.parametrize("text", ["1//0garbage", ""])
def test_a_refresh_token_that_never_was(google: Google, text: str) -> None:
    reply = google.token(grant_type="refresh_token", refresh_token=text)
    assert reply.status_code == 400


def test_reauthentication_can_be_demanded(google: Google) -> None:
    tokens = google.sign_in()
    google.control("settings", rapt_required=True)
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reply.json() == {
        "error": "invalid_grant",
        "error_description": "reauth related error (invalid_rapt)",
        "error_subtype": "invalid_rapt",
    }


def test_a_refresh_token_ends_after_six_months_of_rest(google: Google) -> None:
    tokens = google.sign_in()
    google.expire(183 * 86400)
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reply.json()["error_description"] == "Token has been expired or revoked."


def test_the_hundred_and_first_refresh_token_ends_the_first(google: Google) -> None:
    tokens = [google.sign_in("ada@example.com", "chat.spaces") for _ in range(101)]

    def refresh(index: int) -> int:
        text = tokens[index]["refresh_token"]
        return google.token(grant_type="refresh_token", refresh_token=text).status_code

    assert [refresh(0), refresh(1), refresh(100)] == [400, 200, 200]


def test_a_web_client_gets_a_refresh_token_when_it_asks_properly(google: Google) -> None:
    def sign_in(**changes: str) -> dict[str, Any]:
        code = google.consent(client_id=WEB_ID, redirect_uri=WEB_REDIRECT, **changes)["code"]
        tokens: dict[str, Any] = google.exchange(code, redirect_uri=WEB_REDIRECT, **WEB).json()
        return tokens

    assert "refresh_token" not in sign_in()
    google.control("reset")
    assert "refresh_token" in sign_in(access_type="offline")
    assert "refresh_token" not in sign_in(access_type="offline")
    assert "refresh_token" in sign_in(access_type="offline", prompt="consent")


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_both(google: Google, which: str) -> None:
    tokens = google.sign_in()
    reply = google.http.post("/revoke", data={"token": tokens[which]})
    assert (reply.status_code, reply.json()) == (200, {})
    refresh = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refresh.json()["error_description"] == "Token has been expired or revoked."
    info = google.http.get("/tokeninfo", params={"access_token": tokens["access_token"]})
    assert info.status_code == 400
    again = google.http.post("/revoke", params={"token": tokens[which]})
    assert again.status_code == 400
    assert again.json() == {
        "error": "invalid_token",
        "error_description": "Token expired or revoked",
    }


def test_revoking_reaches_other_clients_of_the_project_but_nobody_else(google: Google) -> None:
    ada, grace = google.sign_in(), google.sign_in("grace@example.com")
    code = google.consent(client_id=WEB_ID, redirect_uri=WEB_REDIRECT)["code"]
    web = google.exchange(code, redirect_uri=WEB_REDIRECT, **WEB).json()
    google.http.post("/revoke", data={"token": ada["access_token"]})

    def live(tokens: dict[str, Any]) -> bool:
        params = {"access_token": tokens["access_token"]}
        return google.http.get("/tokeninfo", params=params).status_code == 200

    assert [live(ada), live(web), live(grace)] == [False, False, True]


def test_the_account_page_can_revoke_too(google: Google) -> None:
    tokens = google.sign_in()
    assert google.control("revoke", email="ada@example.com")["revoked"] == 2
    reply = google.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reply.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/x-www-form-urlencoded", b"code=a&code=b"),
    ],
)
def test_bodies_that_cannot_be_read(google: Google, content_type: str, body: bytes) -> None:
    reply = google.http.post("/token", content=body, headers={"Content-Type": content_type})
    assert reply.status_code == 400
    assert reply.json()["error"] == "invalid_request"


def test_broken_basic_authentication(google: Google) -> None:
    for value in ("Basic !!!", "Basic /w=="):
        reply = google.http.post(
            "/token", data={"grant_type": "refresh_token"}, headers={"Authorization": value}
        )
        assert reply.status_code == 400
