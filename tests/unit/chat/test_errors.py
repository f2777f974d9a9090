"""Google's error answers, quoted as it gives them, and the problems made of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.chat import error_words
from chattui.chat.errors import problem_from, scope_missing
from chattui.net import Reply
from chattui.problem import Exit, Problem
from chattui.safe_text import is_safe

SETUP = "chat.spaces.setup"
DENIED = "Permission denied to perform the requested action on the specified resource"
DISABLED = (
    "Google Chat API has not been used in project 123 before or it is disabled. Enable it by"
    " visiting https://console.developers.google.com/apis/api/chat.googleapis.com/overview"
    "?project=123 then retry."
)


def reply(status: int, body: object = b"", **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, headers, content)


def error(code: int, status: str, message: str, *details: dict[str, Any]) -> Reply:
    return reply(
        code,
        {"error": {"code": code, "message": message, "status": status, "details": list(details)}},
    )


def info(reason: str, **metadata: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error(401, "UNAUTHENTICATED", "Request had invalid…"), "sign_in_ended"),
        (
            error(403, "PERMISSION_DENIED", "", info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")),
            "scope_missing",
        ),
        (
            error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."),
            "scope_missing",
        ),
        (error(403, "PERMISSION_DENIED", "", info("SERVICE_DISABLED")), "api_disabled"),
        (error(403, "PERMISSION_DENIED", DISABLED), "api_disabled"),
        (
            error(
                404,
                "NOT_FOUND",
                "Google Chat app not found. To create a Chat app, you must turn on the Chat API"
                " and configure the app in the Google Cloud console.",
            ),
            "app_not_configured",
        ),
        (error(404, "NOT_FOUND", "Requested entity was not found."), "not_found"),
        (
            error(
                400,
                "FAILED_PRECONDITION",
                "Google Chat is turned off. To use Chat API, turn on Google Chat.",
            ),
            "turned_off",
        ),
        (error(403, "PERMISSION_DENIED", f"{DENIED}."), "not_allowed_or_absent"),
        (
            error(403, "PERMISSION_DENIED", f"{DENIED}, or the resource doesn't exist."),
            "not_allowed_or_absent",
        ),
        (
            error(
                400,
                "INVALID_ARGUMENT",
                "Missing or malformed user resource name in the request. Human user resource name"
                " must follow this format: users/{user}.",
            ),
            "unknown_person",
        ),
        (error(409, "ALREADY_EXISTS", "…"), "duplicate_name"),
        (
            error(
                403,
                "PERMISSION_DENIED",
                "This method doesn't support app authentication with a service account.",
            ),
            "app_auth_unsupported",
        ),
        (
            error(
                403,
                "PERMISSION_DENIED",
                "The administrator must grant the app the required OAuth authorization scope for"
                " this action",
            ),
            "approval_needed",
        ),
        (error(403, "PERMISSION_DENIED", "Something new."), "refused"),
        (
            error(429, "RESOURCE_EXHAUSTED", "Quota exceeded", info("RATE_LIMIT_EXCEEDED")),
            "quota",
        ),
        (reply(429, b"slow down"), "quota"),
        (error(400, "INVALID_ARGUMENT", "Bad filter."), "invalid_argument"),
        (error(412, "FAILED_PRECONDITION", "No."), "failed"),
        (error(500, "INTERNAL", "Internal error encountered."), "unavailable"),
        (reply(502, b"<html>Bad gateway</html>"), "unavailable"),
        (reply(503), "unavailable"),
        (reply(408), "unavailable"),
        (reply(403, b"<html>Blocked by your company</html>"), "not_google"),
        (reply(404, b"<html>Not found</html>"), "not_google"),
        (reply(302, b"", location="https://wifi.example/"), "not_google"),
        (reply(200, b"<html>Sign in to the network</html>"), "bad_answer"),
    ],
)
def test_what_google_says_becomes_a_problem(answer: Reply, code: str) -> None:
    problem = problem_from(answer, SETUP)
    assert problem.code == f"chat.{code}"
    assert problem.message
    assert problem.cause
    assert problem.remedy
    not_signed_in = code in {"sign_in_ended", "scope_missing"}
    assert problem.exit is (Exit.NOT_SIGNED_IN if not_signed_in else Exit.FAILED)


def test_a_second_adding_is_not_a_duplicate_name() -> None:
    problem = problem_from(error(409, "ALREADY_EXISTS", "…"), "chat.spaces.members.create")
    assert problem.code == "chat.already_member"


@pytest.mark.parametrize(
    ("consumer", "link"),
    [
        ("projects/123456", f"{error_words.ENABLE_API_LINK}?project=123456"),
        ("projects/123&evil=https://x", error_words.ENABLE_API_LINK),
        ("projects/" + "1" * 50, error_words.ENABLE_API_LINK),
        ("projects/²", error_words.ENABLE_API_LINK),
        ("", error_words.ENABLE_API_LINK),
    ],
)
def test_only_a_number_gets_into_the_link(consumer: str, link: str) -> None:
    answer = error(403, "PERMISSION_DENIED", "", info("SERVICE_DISABLED", consumer=consumer))
    assert problem_from(answer, SETUP).link == link


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("chat.spaces.setup", "chat.spaces.create"),
        ("chat.spaces.list", "chat.spaces.readonly"),
        ("chat.spaces.members.list", "chat.memberships.readonly"),
        ("chat.spaces.delete", "chat.delete"),
        ("chat.spaces.holograms", "`chattui login`"),
    ],
)
def test_the_scope_to_grant_is_named(method: str, scope: str) -> None:
    assert scope in scope_missing(method).remedy


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("chat.spaces.setup", "60 changes of spaces"),
        ("chat.spaces.members.create", "300 changes of members"),
        ("chat.spaces.members.list", "3,000 look-ups"),
        ("chat.spaces.messages.create", "3,000 messages"),
    ],
)
def test_the_quota_that_is_used_up_is_named(method: str, words: str) -> None:
    assert words in problem_from(reply(429), method).cause


def test_googles_own_words_are_shown_safely_and_without_secrets() -> None:
    bad = {"field": "space.name", "description": "\x1b[2J is bad"}
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [bad]}
    message = "Bad\x07 thing " + "x" * 10_000 + " access_token=ya29.abc"
    problem = problem_from(error(400, "INVALID_ARGUMENT", message, details), SETUP)
    assert is_safe(problem.cause)
    assert "ya29" not in problem.cause
    assert len(problem.cause) < 1000
    assert "space.name: ␛[2J is bad" in problem.cause


def test_a_secret_in_the_name_of_a_field_is_hidden() -> None:
    bad = {"field": "users/4/0ASECRETCODE", "description": "unknown"}
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [bad]}
    assert "SECRET" not in problem_from(error(400, "INVALID_ARGUMENT", "", details), SETUP).cause


def test_a_token_at_the_start_of_googles_words_is_hidden() -> None:
    answer = error(400, "INVALID_ARGUMENT", "Invalid token ya29.a0AfSecret in request")
    assert problem_from(answer, SETUP).cause == "Google says: Invalid token [redacted] in request"


TEXTS = st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        *("error", "message", "status", "details", "reason", "metadata", "consumer"),
        *("fieldViolations", "field", "description", "code"),
    ]
)
FIELDS = st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON, max_size=3), max_size=4)
ERRORS = st.dictionaries(KEYS, JSON | st.lists(FIELDS, max_size=3), max_size=5)


@given(
    status=st.sampled_from([200, 302, 400, 401, 403, 404, 409, 412, 418, 429, 500, 503]),
    body=st.binary() | ERRORS | st.fixed_dictionaries({"error": ERRORS}) | JSON,
)
def test_any_answer_becomes_a_problem_that_is_safe_to_draw(status: int, body: object) -> None:
    problem = problem_from(reply(status, body), SETUP)
    assert isinstance(problem, Problem)
    assert problem.code.startswith("chat.")
    assert all(is_safe(text) for text in problem.as_json().values())


def test_links_are_constants_of_googles() -> None:
    links = [value for name, value in vars(error_words).items() if name.endswith("_LINK")]
    assert len(links) > 4
    hosts = ("console.cloud.google.com", "support.google.com", "www.google.com", "admin.google.com")
    assert all(link.startswith(tuple(f"https://{host}/" for host in hosts)) for link in links)
