from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.oauth.exchange import exchange
from chattui.oauth.identity import Identity, from_id_token, from_userinfo
from chattui.oauth.redirect import read_redirect
from chattui.problem import ProblemError
from chattui.secret import Secret
from tests.unit.oauth.conftest import Google

NOW = 1_800_000_000.0
GOOD: dict[str, Any] = {
    "iss": "https://accounts.google.com",
    "aud": "client-1",
    "exp": NOW + 3600,
    "sub": "1234567890",
    "email": "ada@example.com",
}


def token(claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.c2ln"


def test_a_sound_token_names_the_account() -> None:
    assert from_id_token(token(GOOD), "client-1", NOW) == Identity("ada@example.com", "1234567890")


def test_the_issuer_comes_without_its_scheme_too() -> None:
    assert from_id_token(token(GOOD | {"iss": "accounts.google.com"}), "client-1", NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://accounts.google.com.evil.example"},
        {"iss": ["https://accounts.google.com"]},
        {"iss": {}},
        {"aud": "client-2"},
        {"aud": ["client-1"]},
        {"aud": None},
    ],
)
def test_a_token_for_others_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ProblemError) as caught:
        from_id_token(token(GOOD | change), "client-1", NOW)
    assert caught.value.problem.code == "oauth.identity_wrong"


def test_a_token_that_is_over_points_at_the_clock() -> None:
    with pytest.raises(ProblemError) as caught:
        from_id_token(token(GOOD), "client-1", NOW + 3901)
    assert caught.value.problem.code == "oauth.clock"
    assert from_id_token(token(GOOD), "client-1", NOW + 3899)


@pytest.mark.parametrize(
    "change",
    [
        {"email": None},
        {"email": "no address"},
        {"email": "a\x1b[2J@example.com"},
        {"email": "a" * 400 + "@example.com"},
        {"sub": ""},
        {"sub": 5},
    ],
)
def test_without_a_sound_address_nobody_is_named(change: dict[str, Any]) -> None:
    assert from_id_token(token(GOOD | change), "client-1", NOW) is None


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "a.!!!.c", token([]), token("x"), "é.é.é"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        from_id_token(text, "client-1", NOW)


@given(st.text(max_size=80))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        from_id_token(text, "client-1", NOW)


def test_userinfo_names_the_same_person(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url, "grace@example.com"), consent)
    tokens = exchange(consent, code, google.context.endpoints)
    found = from_userinfo(tokens.access_token, google.context.endpoints)
    assert found == Identity(tokens.id_email, tokens.id_subject)
    assert found.email == "grace@example.com"


def test_userinfo_refuses_a_foreign_token(google: Google) -> None:
    with pytest.raises(ProblemError) as caught:
        from_userinfo(Secret("ya29.nobody"), google.context.endpoints)
    assert caught.value.problem.code == "oauth.identity_missing"


def test_userinfo_that_is_gone_is_told(google: Google) -> None:
    google.emulator.stop()
    with pytest.raises(ProblemError) as caught:
        from_userinfo(Secret("ya29.nobody"), google.context.endpoints)
    assert caught.value.problem.code == "net.unreachable"
