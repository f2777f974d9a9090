"""A client and a consent request as every test of this folder knows them."""

from __future__ import annotations

import pytest

from chattui.clientfile import OAuthClient
from chattui.oauth.consent import Consent
from chattui.oauth.scopes import DEFAULT_SCOPES, with_identity
from chattui.secret import Secret

STATE = "S" * 20 + "t4te_-" + "Z" * 17
VERIFIER = "v" * 86
CODE = "4/0AVMBsJhK2kq_cR-5yPwXnE7tzGQ8dLm1oVbN3sUfYaHiJxOe9rTgWpC6vDk0lZqSuMwBEA"
PORT = 53682
REDIRECT = f"http://127.0.0.1:{PORT}/oauth2/callback"


def make_client(kind: str = "installed", *redirects: str) -> OAuthClient:
    assert kind in {"installed", "web"}
    return OAuthClient(
        kind,  # type: ignore[arg-type]
        "1234-abc.apps.googleusercontent.com",
        Secret("GOCSPX-secret-of-the-client"),
        "project-1",
        redirects,
    )


def make_test_consent(redirect_uri: str = REDIRECT) -> Consent:
    return Consent(
        client=make_client(),
        scopes=with_identity(DEFAULT_SCOPES),
        redirect_uri=redirect_uri,
        state=Secret(STATE),
        verifier=Secret(VERIFIER),
        url=f"https://accounts.google.com/o/oauth2/v2/auth?client_id=1234-abc&state={STATE}",
    )


def google_redirect(redirect_uri: str = REDIRECT, *, state: str = STATE, code: str = CODE) -> str:
    """A redirect in the shape that was seen from Google."""
    return (
        f"{redirect_uri}?state={state}&iss=https://accounts.google.com&code={code}"
        "&scope=email%20openid%20https://www.googleapis.com/auth/chat.spaces"
        "&authuser=0&hd=example.com&prompt=consent"
    )


@pytest.fixture
def client() -> OAuthClient:
    return make_client()


@pytest.fixture
def consent() -> Consent:
    return make_test_consent()
