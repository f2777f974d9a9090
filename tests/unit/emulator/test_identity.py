"""ID tokens, certificates, userinfo and tokeninfo."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from google.auth import jwt

from tests.unit.emulator.conftest import Google


def claims_of(google: Google, token: str, *, version: str = "v1") -> Any:
    certificates = google.http.get(f"/oauth2/{version}/certs").json()
    decode = cast("Callable[..., Any]", jwt.decode)
    return decode(token, certs=certificates, audience=google.client_id)


def test_google_auth_verifies_the_id_token(google: Google) -> None:
    tokens = google.sign_in(scope="openid email profile", nonce="n-1")
    claims = claims_of(google, tokens["id_token"])
    assert claims["iss"] == "https://accounts.google.com"
    assert claims["azp"] == google.client_id
    assert claims["email"] == "ada@example.com"
    assert claims["email_verified"] is True
    assert claims["hd"] == "example.com"
    assert claims["nonce"] == "n-1"
    assert claims["name"] == "Ada Lovelace"
    assert claims["exp"] - claims["iat"] == 3600
    assert len(claims["sub"]) == 21


def test_a_forged_id_token_is_found_out(google: Google) -> None:
    head, body, signature = google.sign_in()["id_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["email"] = "grace@example.com"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(ValueError, match="signature"):
        claims_of(google, f"{head}.{forged}.{signature}")


def test_only_what_was_granted_is_claimed(google: Google) -> None:
    claims = claims_of(google, google.sign_in("ada@example.com", "openid")["id_token"])
    assert "email" not in claims
    assert "name" not in claims


def test_the_key_set_holds_the_same_key(google: Google) -> None:
    (key,) = google.http.get("/oauth2/v3/certs").json()["keys"]
    assert key["kid"] in google.http.get("/oauth2/v1/certs").json()
    assert (key["kty"], key["alg"], key["e"]) == ("RSA", "RS256", "AQAB")


def test_userinfo_in_its_three_versions(google: Google) -> None:
    tokens = google.sign_in(scope="openid email profile")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    new = google.http.get("/v1/userinfo", headers=bearer).json()
    assert new["email_verified"] is True
    assert new["given_name"] == "Ada"
    assert google.http.get("/oauth2/v3/userinfo", headers=bearer).json() == new
    old = google.http.get("/oauth2/v2/userinfo", headers=bearer).json()
    assert old["id"] == new["sub"]
    assert old["verified_email"] is True


def test_userinfo_without_identity_scopes_or_without_a_token(google: Google) -> None:
    tokens = google.sign_in("ada@example.com", "chat.spaces")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert google.http.get("/v1/userinfo", headers=bearer).status_code == 403
    assert google.http.get("/v1/userinfo").status_code == 401
    assert google.http.get("/oauth2/v3/userinfo").json()["error"]["code"] == 401


def test_tokeninfo_says_everything_in_strings(google: Google) -> None:
    tokens = google.sign_in()
    google.expire(99)
    info = google.http.get("/tokeninfo", params={"access_token": tokens["access_token"]}).json()
    assert info["aud"] == google.client_id
    assert 3490 <= int(info["expires_in"]) <= 3500
    assert info["email"] == "ada@example.com"
    assert info["access_type"] == "offline"
    assert all(isinstance(value, str) for value in info.values())
    google.expire()
    late = google.http.post("/tokeninfo", data={"access_token": tokens["access_token"]})
    assert late.status_code == 400
    assert late.json() == {"error": "invalid_token", "error_description": "Invalid Value"}
