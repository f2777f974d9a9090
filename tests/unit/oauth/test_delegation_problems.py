"""Every error of Google's answer to an assertion has its own words."""

from __future__ import annotations

import pytest

from chattui.oauth.answer_fields import date_in
from chattui.oauth.delegation_problems import SCOPE_CODES, delegation_problem
from chattui.oauth.service_account import ServiceAccountKey
from chattui.problem import Exit, Problem
from chattui.secret import Secret

KEY = ServiceAccountKey(
    "sync@project-1.iam.gserviceaccount.com", "104857600042104857600", "project-1", "k", Secret("")
)
SUBJECT = "ada@example.com"
DATE = "Sat, 21 Nov 2026 11:00:00 GMT"
NOW = 1_795_258_800.0
"""The same moment."""

UNREASONABLE = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    " Check your iat and exp values in the JWT claim."
)


def told(
    error: str, description: str = "", *, status: int = 400, date: str = DATE, now: float = NOW
) -> Problem:
    body = {"error": error, "error_description": description}
    return delegation_problem(status, body, date_in({"Date": date}), now, KEY, SUBJECT)


@pytest.mark.parametrize(
    ("status", "error", "description", "code", "names"),
    [
        (
            401,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not"
            " authorized for any of the scopes requested.",
            "oauth.delegation_unauthorized",
            KEY.client_id,
        ),
        (
            401,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method.",
            "oauth.delegation_unauthorized",
            "24 hours",
        ),
        (
            403,
            "access_denied",
            "Requested client not authorized",
            "oauth.delegation_unauthorized",
            KEY.client_email,
        ),
        (403, "access_denied", "Account restricted", "oauth.subject_suspended", SUBJECT),
        (400, "invalid_grant", "Invalid JWT Signature.", "oauth.key_rejected", KEY.client_email),
        (400, "invalid_grant", UNREASONABLE, "oauth.clock", "clock"),
        (
            400,
            "invalid_grant",
            "Invalid grant: account not found",
            "oauth.delegation_account_not_found",
            SUBJECT,
        ),
        (400, "invalid_grant", "Invalid email or User ID", "oauth.subject_unknown", SUBJECT),
        (400, "invalid_grant", "Not a valid email", "oauth.subject_no_address", SUBJECT),
        (
            400,
            "invalid_grant",
            "Invalid JWT: No valid verifier found for issuer",
            "oauth.service_account_gone",
            KEY.client_email,
        ),
        (
            400,
            "invalid_grant",
            "Invalid JWT: Failed audience check.",
            "oauth.delegation_audience",
            "proxy",
        ),
        (400, "invalid_grant", "The account has been deleted", "oauth.subject_deleted", SUBJECT),
        (400, "invalid_grant", "User is suspended", "oauth.subject_suspended", SUBJECT),
        (
            400,
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
            "oauth.delegation_scope_unknown",
            "scope",
        ),
        (
            400,
            "invalid_request",
            "Invalid impersonation prn email address",
            "oauth.subject_no_address",
            SUBJECT,
        ),
        (401, "deleted_client", "", "oauth.service_account_gone", KEY.client_email),
        (401, "disabled_client", "", "oauth.service_account_disabled", KEY.client_email),
        (400, "invalid_grant", "Something new", "oauth.delegation_refused", "Something new"),
        (403, "access_denied", "", "oauth.delegation_refused", "access_denied"),
        (503, "", "", "oauth.google_unavailable", "503"),
        (429, "rate_limit_exceeded", "", "oauth.google_unavailable", "429"),
        (200, "", "", "oauth.bad_answer", "token endpoint"),
    ],
)
def test_each_error_has_its_words(
    status: int, error: str, description: str, code: str, names: str
) -> None:
    problem = told(error, description, status=status)
    assert problem.code == code
    assert names in f"{problem.message} {problem.cause} {problem.remedy}"
    assert problem.cause or problem.remedy


def test_only_scopes_are_looked_at_one_by_one() -> None:
    assert told("unauthorized_client").code in SCOPE_CODES
    assert told("invalid_scope").code in SCOPE_CODES
    assert told("invalid_grant", "Invalid JWT Signature.").code not in SCOPE_CODES


def test_what_is_not_authorized_is_missing_consent() -> None:
    assert told("unauthorized_client").exit == Exit.NOT_SIGNED_IN
    assert told("invalid_grant", "Invalid JWT Signature.").exit == Exit.FAILED


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (7260.0, "121 minutes ahead of Google's"),
        (-600.0, "10 minutes behind Google's"),
        (61.0, "1 minute ahead of Google's"),
        (-62.0, "1 minute behind Google's"),
        (20.0, "probably wrong"),
    ],
)
def test_how_far_the_clock_is_off(seconds: float, words: str) -> None:
    assert words in told("invalid_grant", UNREASONABLE, now=NOW + seconds).message


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 99 Nov 2026 11:00:00 GMT"])
def test_an_answer_without_a_time_tells_nothing_of_the_clock(date: str) -> None:
    assert "probably wrong" in told("invalid_grant", UNREASONABLE, date=date).message


def test_what_google_says_cannot_draw() -> None:
    problem = told("\x1b[2J", "\x1b]52;c;eA==\x07")
    assert "\x1b" not in problem.message + problem.cause
