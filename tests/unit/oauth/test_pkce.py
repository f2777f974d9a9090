"""PKCE by others' vectors and others' verifiers: RFC 7636, google-auth-oauthlib, gcloud."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest

from chattui.clientfile import OAuthClient
from chattui.endpoints import GOOGLE
from chattui.oauth import consent as module
from chattui.oauth.consent import VERIFIER_BYTES, make_consent, new_verifier
from chattui.oauth.exchange import exchange
from chattui.oauth.redirect import read_redirect
from chattui.oauth.scopes import DEFAULT_SCOPES
from chattui.problem import ProblemError
from chattui.secret import Secret
from tests.unit.oauth.conftest import REDIRECT, Google

RFC_OCTETS = bytes.fromhex("7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79")
RFC_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")
"""RFC 7636 section 4.1."""


def challenge(client: OAuthClient, monkeypatch: pytest.MonkeyPatch, verifier: str) -> str:
    """What our request sends for `verifier`."""
    monkeypatch.setattr(module, "new_verifier", lambda: Secret(verifier))
    consent = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE)
    assert consent.verifier.reveal() == verifier
    query = parse_qs(urlsplit(consent.url).query)
    assert query["code_challenge_method"] == ["S256"]
    (sent,) = query["code_challenge"]
    assert verifier not in consent.url
    return sent


def by_the_book(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_appendix_b_of_rfc_7636(client: OAuthClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert base64.urlsafe_b64encode(RFC_OCTETS).rstrip(b"=").decode() == RFC_VERIFIER
    assert challenge(client, monkeypatch, RFC_VERIFIER) == RFC_CHALLENGE


def of_google_auth_oauthlib() -> str:
    """As its Flow generates one: 128 characters of the whole alphabet."""
    from google_auth_oauthlib.flow import Flow

    config = {
        "installed": {
            "client_id": "1",
            "client_secret": "2",
            "auth_uri": GOOGLE.authorize,
            "token_uri": GOOGLE.token,
        }
    }
    flow = Flow.from_client_config(config, scopes=["openid"], redirect_uri=REDIRECT)
    flow.authorization_url()
    flow.oauth2session.close()
    return str(flow.code_verifier)


@pytest.mark.parametrize(
    "make",
    [
        of_google_auth_oauthlib,
        lambda: secrets.token_urlsafe(32),  # 43 characters, the least
        lambda: secrets.token_urlsafe(96),  # 128, the most: what gcloud sends
        lambda: "~.-_" * 32,
        lambda: "a" * 43,
        lambda: new_verifier().reveal(),
    ],
    ids=["google-auth-oauthlib", "shortest", "gcloud", "signs", "plain", "ours"],
)
def test_other_programs_verifiers_give_the_challenge_of_the_book(
    client: OAuthClient, monkeypatch: pytest.MonkeyPatch, make: object
) -> None:
    verifier = make()  # type: ignore[operator]
    assert VERIFIER.match(verifier)
    assert challenge(client, monkeypatch, verifier) == by_the_book(verifier)


def test_ours_are_of_the_alphabet_and_of_enough_entropy() -> None:
    made = {new_verifier().reveal() for _ in range(200)}
    assert len(made) == 200
    assert all(VERIFIER.match(verifier) for verifier in made)
    assert VERIFIER_BYTES * 8 >= 256


@pytest.mark.parametrize("verifier", [RFC_VERIFIER, "~.-_" * 32])
def test_the_verifier_that_began_it_ends_it_and_no_other(
    google: Google, monkeypatch: pytest.MonkeyPatch, verifier: str
) -> None:
    monkeypatch.setattr(module, "new_verifier", lambda: Secret(verifier))
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    assert exchange(consent, code, google.context.endpoints).id_email == "ada@example.com"
    monkeypatch.undo()
    other = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    with pytest.raises(ProblemError) as caught:
        exchange(other, code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.code_of_another_attempt"
