"""chattui answering the emulator's consent page by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chattui import endpoints as hosts
from chattui.clientfile import diagnose_text
from chattui.emulator.server import Emulator
from chattui.endpoints import GOOGLE, Endpoints
from chattui.oauth import rehearsal
from chattui.oauth.consent import Consent, make_consent
from chattui.oauth.redirect import read_redirect
from chattui.oauth.rehearsal import (
    answer_as,
    authorize_delegation,
    sample_client_file,
    sample_key_file,
)
from chattui.problem import ProblemError


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """One whose consent page waits for an answer."""
    with Emulator() as running:
        yield running


@pytest.fixture
def endpoints(emulator: Emulator) -> Endpoints:
    """Those of the emulator."""
    return hosts.emulator(emulator.host)


@pytest.fixture
def consent(emulator: Emulator, endpoints: Endpoints) -> Consent:
    """A request for one scope."""
    client = diagnose_text(emulator.client_file(google=True)).client
    assert client is not None
    scopes = ("https://www.googleapis.com/auth/chat.spaces",)
    return make_consent(client, scopes, "http://127.0.0.1:9/oauth2/callback", endpoints)


def test_the_form_is_answered_as_the_person(consent: Consent, endpoints: Endpoints) -> None:
    redirect = answer_as(endpoints, consent.url, "grace@example.com")
    assert redirect.startswith("http://127.0.0.1:9/oauth2/callback?")
    assert read_redirect(redirect, consent)


def test_a_person_who_is_not_offered_is_a_problem(consent: Consent, endpoints: Endpoints) -> None:
    with pytest.raises(ProblemError) as caught:
        answer_as(endpoints, consent.url, "nobody@example.com")
    assert caught.value.problem.code == "oauth.rehearsal_failed"


def test_an_error_page_is_a_problem(consent: Consent, endpoints: Endpoints) -> None:
    url = consent.url.replace("redirect_uri=http", "redirect_uri=ftp")
    with pytest.raises(ProblemError) as caught:
        answer_as(endpoints, url, "ada@example.com")
    assert caught.value.problem.code == "oauth.rehearsal_failed"


def test_google_is_never_answered(consent: Consent, endpoints: Endpoints) -> None:
    with pytest.raises(ValueError, match="only an emulator"):
        answer_as(GOOGLE, GOOGLE.authorize + "?x", "ada@example.com")
    with pytest.raises(ValueError, match="only an emulator"):
        answer_as(endpoints, GOOGLE.authorize + "?x", "ada@example.com")


def test_an_emulator_that_is_gone_is_a_problem() -> None:
    with Emulator() as running:
        gone = hosts.emulator(running.host)
    with pytest.raises(ProblemError) as caught:
        answer_as(gone, gone.authorize + "?x=1", "ada@example.com")
    assert caught.value.problem.code == "net.unreachable"


def test_the_emulators_client_file_is_googles(endpoints: Endpoints) -> None:
    diagnosis = diagnose_text(sample_client_file(endpoints))
    assert diagnosis.usable


def test_google_gives_no_client_file() -> None:
    with pytest.raises(ValueError, match="only an emulator"):
        sample_client_file(GOOGLE)


def test_the_emulators_key_acts_where_its_administrator_allows_it(endpoints: Endpoints) -> None:
    diagnosis = diagnose_text(sample_key_file(endpoints))
    assert diagnosis.usable_for == "delegation"
    authorize_delegation(endpoints, ["chat.spaces"])


def test_google_gives_no_key_and_no_administrator() -> None:
    with pytest.raises(ValueError, match="only an emulator"):
        sample_key_file(GOOGLE)
    with pytest.raises(ValueError, match="only an emulator"):
        authorize_delegation(GOOGLE, ["chat.spaces"])


def test_scopes_that_the_emulator_does_not_take_are_a_problem(endpoints: Endpoints) -> None:
    with pytest.raises(ProblemError) as caught:
        authorize_delegation(endpoints, ["no scope of Google's", 1])  # type: ignore[list-item]
    assert caught.value.problem.code == "oauth.rehearsal_failed"


def test_files_that_an_emulator_does_not_give_are_a_problem(
    endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "_request", lambda *_: (404, "", ""))
    with pytest.raises(ProblemError) as caught:
        sample_key_file(endpoints)
    assert caught.value.problem.code == "oauth.rehearsal_failed"
