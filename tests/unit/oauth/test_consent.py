from __future__ import annotations

import base64
import hashlib
import os
import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from chattui import endpoints
from chattui.clientfile import OAuthClient
from chattui.endpoints import GOOGLE
from chattui.oauth.consent import (
    INSECURE_VARIABLE,
    STATE_LENGTH,
    Consent,
    make_consent,
    new_state,
    new_verifier,
    transport_allowed,
)
from chattui.oauth.scopes import DEFAULT_SCOPES, IDENTITY_SCOPES
from tests.unit.oauth.conftest import REDIRECT

EMULATOR = endpoints.emulator("127.0.0.1:8099")


def parameters(consent: Consent) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(consent.url).query).items()}


def test_the_request_is_what_google_documents(client: OAuthClient) -> None:
    consent = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE)
    digest = hashlib.sha256(consent.verifier.reveal().encode()).digest()
    assert consent.url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert parameters(consent) == {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": REDIRECT,
        "scope": " ".join((*IDENTITY_SCOPES, *DEFAULT_SCOPES)),
        "state": consent.state.reveal(),
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }


def test_who_should_sign_in_can_be_hinted(client: OAuthClient) -> None:
    consent = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE, "ada@example.com")
    assert parameters(consent)["login_hint"] == "ada@example.com"


def test_what_was_granted_before_is_asked_to_stay_only_where_wanted(client: OAuthClient) -> None:
    alone = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE)
    assert "include_granted_scopes" not in parameters(alone)
    added = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE, incremental=True)
    assert parameters(added)["include_granted_scopes"] == "true"
    assert parameters(added)["scope"] == parameters(alone)["scope"]


def test_the_emulator_is_reached_over_http_and_the_environment_is_as_before(
    client: OAuthClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(INSECURE_VARIABLE, raising=False)
    consent = make_consent(client, DEFAULT_SCOPES, REDIRECT, EMULATOR)
    assert consent.url.startswith("http://127.0.0.1:8099/o/oauth2/v2/auth?")
    assert INSECURE_VARIABLE not in os.environ


def test_the_variable_is_restored_to_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSECURE_VARIABLE, "0")
    with transport_allowed(EMULATOR), transport_allowed(EMULATOR):
        assert os.environ[INSECURE_VARIABLE] == "1"
    assert os.environ[INSECURE_VARIABLE] == "0"


def test_the_last_one_to_go_restores_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(INSECURE_VARIABLE, raising=False)
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with transport_allowed(EMULATOR):
            entered.set()
            leave.wait(5)

    with transport_allowed(EMULATOR):
        thread = threading.Thread(target=other)
        thread.start()
        assert entered.wait(5)
    assert os.environ[INSECURE_VARIABLE] == "1"
    leave.set()
    thread.join()
    assert INSECURE_VARIABLE not in os.environ


def test_google_is_never_reached_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(INSECURE_VARIABLE, raising=False)
    with transport_allowed(GOOGLE):
        assert INSECURE_VARIABLE not in os.environ


def test_every_attempt_has_a_state_and_a_verifier_of_its_own() -> None:
    states = {new_state().reveal() for _ in range(100)}
    verifiers = {new_verifier().reveal() for _ in range(100)}
    assert len(states) == len(verifiers) == 100
    assert {len(state) for state in states} == {STATE_LENGTH}
    assert all(43 <= len(verifier) <= 128 for verifier in verifiers)


def test_its_repr_shows_neither_state_nor_verifier(client: OAuthClient) -> None:
    consent = make_consent(client, DEFAULT_SCOPES, REDIRECT, GOOGLE)
    shown = repr(consent)
    assert consent.state.reveal() not in shown
    assert consent.verifier.reveal() not in shown
    assert consent.client.client_secret.reveal() not in shown
