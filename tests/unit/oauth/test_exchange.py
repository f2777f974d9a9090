from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest

from chattui.endpoints import GOOGLE
from chattui.oauth import exchange as module
from chattui.oauth.answer_fields import MOST_SCOPES, scopes_in, seconds_in, text_in
from chattui.oauth.answers import exchange_problem
from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.oauth.error_pages import error_pages
from chattui.oauth.exchange import TokenSet, exchange
from chattui.oauth.redirect import read_redirect
from chattui.oauth.scopes import EMAIL, PREFIX, same_scope_set
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from tests.unit.oauth.conftest import Google, make_test_consent


def exchanged(google: Google, *names: str, allowed: tuple[str, ...] = ()) -> TokenSet:
    consent = google.consent(*names)
    code = read_redirect(google.allow(consent.url, "ada@example.com", *allowed), consent)
    return exchange(consent, code, google.context.endpoints)


def problem_of_exchange(google: Google, **fault: object) -> Problem:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    google.fault(**fault)
    with pytest.raises(ProblemError) as caught:
        exchange(consent, code, google.context.endpoints)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    told = " ".join(caught.value.problem.as_json().values())
    assert code.reveal() not in told
    return caught.value.problem


def test_a_code_becomes_tokens_of_a_known_person(google: Google) -> None:
    before = time.time()
    tokens = exchanged(google)
    assert (tokens.id_email, bool(tokens.id_subject)) == ("ada@example.com", True)
    assert tokens.access_token.reveal().startswith("ya29.")
    assert tokens.refresh_token.reveal().startswith("1//")
    assert before + 3500 < tokens.expires_at < time.time() + 3600
    assert same_scope_set(tokens.scopes, ["openid", "email", "chat.spaces", "chat.memberships"])
    assert tokens.refresh_expires_at is None
    assert before <= tokens.issued_at <= time.time()
    assert INSECURE_VARIABLE not in os.environ


def test_less_may_be_granted_than_asked_for(google: Google) -> None:
    tokens = exchanged(google, allowed=("chat.spaces",))
    assert PREFIX + "chat.spaces" in tokens.scopes
    assert PREFIX + "chat.memberships" not in tokens.scopes
    assert EMAIL in tokens.scopes


def test_the_seven_days_of_testing_are_noted(google: Google) -> None:
    google.control("settings", {"publishing_status": "testing"})
    tokens = exchanged(google)
    assert tokens.refresh_expires_at is not None
    assert tokens.refresh_expires_at - tokens.issued_at == pytest.approx(7 * 86400, abs=5)


def test_a_code_works_once(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    exchange(consent, code, google.context.endpoints)
    with pytest.raises(ProblemError) as caught:
        exchange(consent, code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.code_used"


def test_a_code_of_another_attempt_does_not_serve(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    with pytest.raises(ProblemError) as caught:
        exchange(replace(consent, verifier=Secret("x" * 64)), code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.code_of_another_attempt"


def test_a_damaged_code_is_told(google: Google) -> None:
    with pytest.raises(ProblemError) as caught:
        exchange(google.consent(), Secret("4/0garbage"), google.context.endpoints)
    assert caught.value.problem.code in {"oauth.code_damaged", "oauth.code_used"}


def test_a_wrong_secret_is_told(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    client = replace(consent.client, client_secret=Secret("GOCSPX-wrong"))
    with pytest.raises(ProblemError) as caught:
        exchange(replace(consent, client=client), code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.client_secret_wrong"


def test_a_missing_secret_is_told_and_is_no_traceback(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    client = replace(consent.client, client_secret=Secret(""))
    with pytest.raises(ProblemError) as caught:
        exchange(replace(consent, client=client), code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.client_secret_missing"


def test_another_redirect_than_the_requests_is_told(google: Google) -> None:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    other = replace(consent, redirect_uri="http://127.0.0.1:1/oauth2/callback")
    with pytest.raises(ProblemError) as caught:
        exchange(other, code, google.context.endpoints)
    assert caught.value.problem.code == "oauth.redirect_uri_mismatch"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 401, "error": "deleted_client"}, "oauth.client_deleted"),
        ({"status": 401, "error": "disabled_client"}, "oauth.client_disabled"),
        (
            {
                "status": 401,
                "error": "invalid_client",
                "message": "The OAuth client was not found.",
            },
            "oauth.client_not_found",
        ),
        ({"status": 503}, "oauth.google_unavailable"),
        ({"status": 429}, "oauth.google_unavailable"),
        ({"status": 400, "error": "org_internal"}, "oauth.refused_by_policy"),
        ({"status": 400, "error": "something_new"}, "oauth.token_refused"),
        ({"status": 400, "body": "<html>proxy</html>"}, "oauth.bad_answer"),
        ({"status": 400, "body": "[1]"}, "oauth.bad_answer"),
        ({"status": 400, "body": "[" * 100_000}, "oauth.bad_answer"),
        ({"reset": True}, "net.lost_answer"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_failure_has_words_of_its_own(
    google: Google, fault: dict[str, object], code: str
) -> None:
    problem = problem_of_exchange(google, **fault)
    assert problem.code == code
    assert problem.message
    assert problem.remedy
    assert INSECURE_VARIABLE not in os.environ


def test_after_a_lost_answer_the_advice_is_to_sign_in_again(google: Google) -> None:
    assert "ign in again" in problem_of_exchange(google, lost_answer=True).remedy


def test_an_emulator_that_is_gone_is_told(google: Google) -> None:
    consent = google.consent()
    google.emulator.stop()
    with pytest.raises(ProblemError) as caught:
        exchange(consent, Secret("4/0x"), google.context.endpoints)
    assert caught.value.problem.code == "net.unreachable"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"error": "invalid_grant", "error_description": "Malformed auth code."},
            "oauth.code_damaged",
        ),
        ({"error": "invalid_grant", "error_description": "Bad Request"}, "oauth.code_used"),
        ({"error": "invalid_grant"}, "oauth.code_used"),
        (
            {"error": "invalid_grant", "error_description": "Missing code verifier."},
            "oauth.code_verifier_missing",
        ),
        (
            {"error": "invalid_grant", "error_description": "Invalid code verifier."},
            "oauth.code_of_another_attempt",
        ),
        (
            {"error": "invalid_grant", "error_description": "The account has been deleted"},
            "oauth.account_deleted",
        ),
        (
            {
                "error": "invalid_grant",
                "error_description": "reauth related error (invalid_rapt)",
                "error_subtype": "invalid_rapt",
            },
            "oauth.reauth_needed",
        ),
        ({"error": "invalid_grant", "error_subtype": "rapt_required"}, "oauth.reauth_needed"),
        (
            {"error": "invalid_request", "error_description": "client_secret is missing."},
            "oauth.client_secret_missing",
        ),
        (
            {
                "error": "invalid_request",
                "error_description": "Could not determine client ID from request.",
            },
            "oauth.request_incomplete",
        ),
        (
            {"error": "invalid_request", "error_description": "Missing required parameter: code"},
            "oauth.request_incomplete",
        ),
        ({"error": "invalid_request", "error_description": "?"}, "oauth.request_refused"),
        ({"error": "invalid_request"}, "oauth.request_refused"),
        ({"error": "unsupported_grant_type"}, "oauth.grant_type_refused"),
        ({"error": "invalid_dpop_proof"}, "oauth.dpop"),
        ({"error": "use_dpop_nonce"}, "oauth.dpop"),
        (
            {
                "error": "invalid_client",
                "error_description": "The provided client secret is invalid.",
            },
            "oauth.client_secret_wrong",
        ),
        (
            {"error": "invalid_client", "error_description": "The OAuth client was not found."},
            "oauth.client_not_found",
        ),
        ({"error": "deleted_client"}, "oauth.client_deleted"),
        ({"error": "disabled_client"}, "oauth.client_disabled"),
        ({"error": "org_internal"}, "oauth.refused_by_policy"),
        (
            {"error": "invalid_client", "error_description": "Unauthorized"},
            "oauth.client_secret_wrong",
        ),
        ({"error": "unauthorized_client"}, "oauth.client_type_wrong"),
        ({"error": "invalid_scope"}, "oauth.invalid_scope"),
        ({"error": "redirect_uri_mismatch"}, "oauth.redirect_uri_mismatch"),
        ({"error": "admin_policy_enforced"}, "oauth.refused_by_policy"),
        ({"error": 5}, "oauth.bad_answer"),
        ({}, "oauth.bad_answer"),
        (None, "oauth.bad_answer"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_googles_errors_in_words(body: object, code: str) -> None:
    assert exchange_problem(400, body).code == code


def test_every_code_of_the_endpoint_has_more_than_the_general_words() -> None:
    """What `doctor --explain` tells of the token endpoint, a failed sign-in tells too."""
    for page in error_pages():
        if not page.browser:
            error = "invalid_grant" if page.code == "invalid_rapt" else page.code
            body = {"error": error, "error_description": page.words}
            problem = exchange_problem(page.number, body)
            assert problem.code != "oauth.token_refused", page.code
            assert problem.message
            assert problem.remedy


def test_an_error_text_is_made_safe() -> None:
    problem = exchange_problem(400, {"error": "\x1b]0;x\x07", "error_description": "\x9b31m"})
    assert problem.code == "oauth.token_refused"
    assert problem.message.isprintable()
    assert problem.cause.isprintable()


@pytest.mark.parametrize("error", ["invalid_scope", "anything", "1//0ASECRETTHATISECHOED"])
def test_what_an_error_quotes_of_the_request_is_not_shown(error: str) -> None:
    secrets = ("ya29.a0ASECRET", "1//0ASECRET", "GOCSPX-ASECRET", "4/0AVMSECRET-x", "ASECRET")
    quoted = "{} {} {} {} refresh_token={}".format(*secrets)
    problem = exchange_problem(400, {"error": error, "error_description": quoted})
    assert "SECRET" not in " ".join(problem.as_json().values())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"access_token": "ya29.x", "token_type": "Bearer"}, "oauth.no_refresh_token"),
        ({"access_token": "ya29.x", "refresh_token": "1//0x"}, "oauth.bad_answer"),
        ({"access_token": "ya29.x", "token_type": "mac"}, "oauth.bad_answer"),
        ({"access_token": "", "token_type": "Bearer"}, "oauth.bad_answer"),
        ({"access_token": "a\nb", "token_type": "Bearer"}, "oauth.bad_answer"),
        ({"access_token": 5, "token_type": "Bearer"}, "oauth.bad_answer"),
        ({}, "oauth.bad_answer"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_answer_that_lacks_something_is_refused(
    monkeypatch: pytest.MonkeyPatch, body: dict[str, object], code: str
) -> None:
    monkeypatch.setattr(module, "_fetch", lambda *_: body)
    with pytest.raises(ProblemError) as caught:
        exchange(make_test_consent(), Secret("4/0x"), GOOGLE)
    assert caught.value.problem.code == code


def test_what_the_library_cannot_read_is_no_traceback(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choke(*_: object, **__: object) -> None:
        raise KeyError("client_secret")

    monkeypatch.setattr("google_auth_oauthlib.flow.Flow.fetch_token", choke)
    with pytest.raises(ProblemError) as caught:
        exchange(google.consent(), Secret("4/0x"), google.context.endpoints)
    assert caught.value.problem.code == "oauth.bad_answer"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (3599, 3599.0),
        ("3599", 3599.0),
        (0, None),
        (-1, None),
        (True, None),
        (float("nan"), None),
        (999_999_999_999, None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_number_of_seconds_is_read_with_care(value: object, seconds: float | None) -> None:
    assert seconds_in({"expires_in": value}, "expires_in") == seconds


def test_an_answer_without_scopes_grants_what_was_asked_for() -> None:
    assert scopes_in({}, ("a", "b")) == ("a", "b")
    assert scopes_in({"scope": "b a b"}, ()) == ("b", "a")


@pytest.mark.parametrize("scope", ["\x1b]52;c;QQ==\x07", "\ud800x", "\u202ea", 'a"b', "a" * 513])
def test_what_cannot_be_a_scope_is_left_out(scope: str) -> None:
    assert scopes_in({"scope": f"a {scope} b"}, ()) == ("a", "b")


def test_an_answer_of_a_megabyte_does_not_fill_the_vault() -> None:
    assert len(scopes_in({"scope": " ".join(map(str, range(200_000)))}, ())) == MOST_SCOPES
    assert text_in({"access_token": "y" * 100_000}, "access_token") == ""
