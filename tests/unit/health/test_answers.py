"""What each answer says of a check, as tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chattui.chat.error_words import CONFIGURE_APP_LINK, ENABLE_API_LINK
from chattui.chat.errors import problem_from
from chattui.endpoints import GOOGLE, emulator
from chattui.health import MARKS, STEPS, Check, State, summary, titles
from chattui.health.chat_side import (
    Answer,
    admin_outcome,
    api_outcome,
    app_outcome,
    in_project,
    project_number,
)
from chattui.health.checks import Outcome
from chattui.health.client import client_outcome, key_outcome
from chattui.health.clock import clock_outcome, seconds_ahead
from chattui.health.grant import grant_outcome, scopes_outcome
from chattui.health.hosts import Knock, hosts_outcome, origins
from chattui.health.workspace import workspace_outcome
from chattui.net import Reply
from chattui.oauth.scopes import expand, with_identity
from chattui.problem import Problem
from chattui.vault import AccountEntry

DAY = 86_400.0
NOW = 1_800_000_000.0
PROJECT = "104857600042"


def code(outcome: Outcome) -> tuple[State, str]:
    """The state, and the problem's code where there is one."""
    return outcome.state, outcome.problem.code if outcome.problem else ""


# The clock


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Fri, 15 Jan 2027 08:00:00 GMT", -0.5),
        ("Fri, 15 Jan 2027 07:50:00 GMT", 599.5),
        ("Fri, 15 Jan 2027 09:00:00 GMT", -3600.5),
        ("", None),
        ("yesterday", None),
        ("Fri, 15 Jan 2027 08:00:00 GMT" + " " * 40, None),
        ("Fri, 99 Jan 2027 08:00:00 GMT", None),
    ],
)
def test_how_far_the_clock_is_ahead(date: str, ahead: float | None) -> None:
    assert seconds_ahead(date, NOW - 1, NOW + 1) == ahead


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (0.0, State.PASSED, "agrees"),
        (-2.0, State.PASSED, "agrees"),
        (2.1, State.PASSED, "2 seconds ahead of Google's, which does no harm"),
        (-119.0, State.PASSED, "119 seconds behind Google's, which does no harm"),
        (300.0, State.PASSED, "5 minutes ahead of Google's, which does no harm"),
        (300.1, State.FAILED, "5 minutes ahead of Google's."),
        (-301.0, State.FAILED, "5 minutes behind Google's."),
        (3 * 3600.0, State.FAILED, "3 hours ahead of Google's."),
        (-3.4 * DAY, State.FAILED, "3 days behind Google's."),
    ],
)
def test_what_a_clock_that_is_off_means(ahead: float, state: State, words: str) -> None:
    outcome = clock_outcome(ahead)
    assert outcome.state is state
    assert words in outcome.words
    if state is State.FAILED:
        assert outcome.problem is not None
        assert outcome.problem.code == "health.clock"
        assert "timedatectl" in outcome.problem.remedy


def test_each_way_of_being_off_has_its_own_harm() -> None:
    problems = [clock_outcome(ahead).problem for ahead in (400.0, 4000.0, -400.0, -4000.0)]
    assert len({problem.cause for problem in problems if problem}) == 4


# The hosts


def test_the_hosts_are_googles_or_one_emulator() -> None:
    assert origins(GOOGLE) == (
        "https://oauth2.googleapis.com",
        "https://accounts.google.com",
        "https://chat.googleapis.com",
    )
    assert origins(emulator("127.0.0.1:8085")) == ("http://127.0.0.1:8085",)


def test_the_first_host_that_does_not_answer_is_told() -> None:
    lost = Problem("net.name", "The name b could not be looked up.")
    found = hosts_outcome([Knock("a", None, 0.0), Knock("b", lost), Knock("c", lost)])
    assert code(found) == (State.FAILED, "net.name")
    assert "a, c" in hosts_outcome([Knock("a"), Knock("c")]).words


# The client


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "invalid_grant", "error_description": "Bad Request"}, (State.PASSED, "")),
        (
            401,
            {"error": "invalid_client", "error_description": "The OAuth client was not found."},
            (State.FAILED, "oauth.client_not_found"),
        ),
        (
            401,
            {
                "error": "invalid_client",
                "error_description": "The provided client secret is invalid.",
            },
            (State.FAILED, "oauth.client_secret_wrong"),
        ),
        (401, {"error": "deleted_client"}, (State.FAILED, "oauth.client_deleted")),
        (401, {"error": "disabled_client"}, (State.FAILED, "oauth.client_disabled")),
        (
            400,
            {"error": "invalid_request", "error_description": "client_secret is missing."},
            (State.FAILED, "oauth.client_secret_missing"),
        ),
        (503, None, (State.UNCERTAIN, "oauth.google_unavailable")),
        (200, "<html>", (State.FAILED, "oauth.bad_answer")),
        (200, {"access_token": "x"}, (State.FAILED, "oauth.bad_answer")),
    ],
)
def test_what_the_token_endpoint_says_of_a_client(
    status: int, body: object, expected: tuple[State, str]
) -> None:
    found = client_outcome(status, body, "1234-abc.apps.googleusercontent.com")
    assert code(found) == expected
    assert ("1234-abc" in found.words) is (found.state is State.PASSED)


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        ("", State.PASSED),
        ("oauth.delegation_unauthorized", State.PASSED),
        ("oauth.subject_unknown", State.PASSED),
        ("oauth.key_rejected", State.FAILED),
        ("oauth.service_account_gone", State.FAILED),
        ("oauth.service_account_disabled", State.FAILED),
        ("oauth.key_damaged", State.FAILED),
        ("oauth.bad_answer", State.NOT_REACHED),
        ("oauth.delegation_refused", State.NOT_REACHED),
        ("oauth.clock", State.NOT_REACHED),
        ("oauth.google_unavailable", State.NOT_REACHED),
        ("net.timeout", State.NOT_REACHED),
    ],
)
def test_what_a_delegated_token_says_of_the_key(problem: str, state: State) -> None:
    found = key_outcome(Problem(problem, "words") if problem else None, "robot@example.com")
    assert found.state is state


# The grant and its scopes


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, "no end that is known"),
        (6.5 * DAY, "ends in 7 days"),
        (1.2 * DAY, "ends in 2 days"),
        (3.5 * 3600, "ends in 4 hours"),
        (60.0, "ends within 1 hour"),
        (-60.0, "ends within 1 hour"),
    ],
)
def test_how_long_a_grant_has_left(left: float | None, words: str) -> None:
    ends = None if left is None else NOW + left
    account = AccountEntry("k", "ada@example.com", "1", "c", (), refresh_expires_at=ends)
    found = grant_outcome(account, NOW)
    assert found.state is State.PASSED
    assert words in found.words
    delegated = AccountEntry("k", "ada@example.com", "1", "c", (), kind="delegation")
    assert "may act for ada@example.com" in grant_outcome(delegated, NOW).words


@pytest.mark.parametrize(
    ("kept", "granted", "expected"),
    [
        (("chat.spaces",), ("chat.spaces",), (State.PASSED, "")),
        (("chat.spaces.readonly",), ("chat.spaces",), (State.PASSED, "")),
        (
            ("chat.spaces", "chat.memberships"),
            ("chat.spaces",),
            (State.FAILED, "health.scopes_lost"),
        ),
        ((), (), (State.FAILED, "health.scopes_none")),
        (("gmail.send",), ("gmail.send",), (State.FAILED, "health.scopes_none")),
    ],
)
def test_what_is_granted_against_what_was(
    kept: tuple[str, ...], granted: tuple[str, ...], expected: tuple[State, str]
) -> None:
    found = scopes_outcome(with_identity(expand(kept)), with_identity(expand(granted)))
    assert code(found) == expected
    assert "openid" not in found.words


# The Chat API


def refused(status: int, message: str, method: str, reason: str = "", **metadata: str) -> Answer:
    """An answer of Google's as the words of section 7.4 of the reference have it."""
    error: dict[str, Any] = {"code": status, "message": message}
    if reason:
        error["details"] = [{"reason": reason, "metadata": metadata}]
    body = json.dumps({"error": error}).encode()
    return Answer(problem_from(Reply(status, {}, body), method))


def answers(method: str) -> dict[str, Answer]:
    """Every kind of answer to `method`."""
    return {
        "ok": Answer(),
        "unasked": Answer(problem_from(Reply(403, {}, b"{}"), method), asked=False),
        "scope": refused(403, "x", method, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        "disabled": refused(403, "x", method, "SERVICE_DISABLED", consumer=f"projects/{PROJECT}"),
        "no app": refused(404, "Google Chat app not found. To create …", method),
        "invalid": refused(400, "space.space_type is required.", method),
        "off": refused(400, "Google Chat is turned off. To use Chat API, turn on …", method),
        "quota": refused(429, "Quota exceeded", method),
        "denied": refused(
            403, "Permission denied to perform the requested action on the specified …", method
        ),
        "refused": refused(403, "The caller does not have the privilege.", method),
        "5xx": Answer(problem_from(Reply(503, {}, b""), method)),
        "401": Answer(problem_from(Reply(401, {}, b""), method)),
        "lost": Answer(Problem("net.lost_answer", "words")),
    }


LISTED, MADE = answers("chat.spaces.list"), answers("chat.spaces.setup")
FOUND = answers("chat.spaces.search")


@pytest.mark.parametrize(
    ("listed", "made", "api", "app"),
    [
        ("ok", "invalid", (State.PASSED, ""), (State.PASSED, "")),
        ("unasked", "invalid", (State.PASSED, ""), (State.PASSED, "")),
        ("ok", "no app", (State.PASSED, ""), (State.FAILED, "chat.app_not_configured")),
        ("no app", "unasked", (State.PASSED, ""), (State.FAILED, "chat.app_not_configured")),
        ("ok", "scope", (State.PASSED, ""), (State.UNCERTAIN, "chat.scope_missing")),
        ("ok", "quota", (State.PASSED, ""), (State.UNCERTAIN, "chat.quota")),
        ("ok", "5xx", (State.PASSED, ""), (State.UNCERTAIN, "chat.unavailable")),
        ("ok", "lost", (State.PASSED, ""), (State.UNCERTAIN, "net.lost_answer")),
        ("ok", "ok", (State.PASSED, ""), (State.UNCERTAIN, "")),
        ("quota", "quota", (State.PASSED, ""), (State.UNCERTAIN, "chat.quota")),
        (
            "disabled",
            "disabled",
            (State.FAILED, "chat.api_disabled"),
            (State.NOT_REACHED, ""),
        ),
        ("disabled", "unasked", (State.FAILED, "chat.api_disabled"), (State.NOT_REACHED, "")),
        ("unasked", "disabled", (State.FAILED, "chat.api_disabled"), (State.NOT_REACHED, "")),
        ("off", "off", (State.FAILED, "chat.turned_off"), (State.NOT_REACHED, "")),
        (
            "off",
            "no app",
            (State.FAILED, "chat.turned_off"),
            (State.FAILED, "chat.app_not_configured"),
        ),
        (
            "5xx",
            "5xx",
            (State.FAILED, "chat.unavailable"),
            (State.UNCERTAIN, "chat.unavailable"),
        ),
        (
            "401",
            "401",
            (State.FAILED, "chat.sign_in_ended"),
            (State.UNCERTAIN, "chat.sign_in_ended"),
        ),
        (
            "scope",
            "scope",
            (State.UNCERTAIN, "chat.scope_missing"),
            (State.UNCERTAIN, "chat.scope_missing"),
        ),
    ],
)
def test_what_two_answers_say_of_api_and_app(
    listed: str, made: str, api: tuple[State, str], app: tuple[State, str]
) -> None:
    assert code(api_outcome(LISTED[listed], MADE[made], PROJECT)) == api
    assert code(app_outcome(LISTED[listed], MADE[made], PROJECT)) == app


@pytest.mark.parametrize(
    ("found", "listed", "expected"),
    [
        ("ok", "ok", (State.PASSED, "")),
        ("refused", "ok", (State.FAILED, "health.not_administrator")),
        ("denied", "ok", (State.FAILED, "health.not_administrator")),
        ("scope", "ok", (State.FAILED, "health.admin_scope_missing")),
        ("no app", "ok", (State.NOT_REACHED, "")),
        ("disabled", "ok", (State.NOT_REACHED, "")),
        ("unasked", "disabled", (State.NOT_REACHED, "")),
        ("off", "ok", (State.NOT_REACHED, "")),
        ("invalid", "ok", (State.UNCERTAIN, "chat.invalid_argument")),
        ("5xx", "ok", (State.FAILED, "chat.unavailable")),
    ],
)
def test_what_a_search_says_of_an_administrator(
    found: str, listed: str, expected: tuple[State, str]
) -> None:
    outcome = admin_outcome(FOUND[found], LISTED[listed], MADE["invalid"], "ada@example.com")
    assert code(outcome) == expected


def test_links_open_the_project_of_the_client() -> None:
    app = app_outcome(LISTED["ok"], MADE["no app"], PROJECT).problem
    assert app is not None
    assert app.link == f"{CONFIGURE_APP_LINK}?project={PROJECT}"
    unknown = refused(403, "x", "chat.spaces.list", "SERVICE_DISABLED").problem
    assert unknown is not None
    assert in_project(unknown, "42").link == f"{ENABLE_API_LINK}?project=42"
    assert in_project(unknown, "").link == ENABLE_API_LINK
    told = LISTED["disabled"].problem
    assert told is not None
    assert in_project(told, "42").link == f"{ENABLE_API_LINK}?project={PROJECT}"
    other = LISTED["5xx"].problem
    assert other is not None
    assert in_project(other, "42") == other


@pytest.mark.parametrize(
    ("client_id", "number"),
    [
        ("104857600042-abc.apps.googleusercontent.com", "104857600042"),
        ("202264815644.apps.googleusercontent.com", "202264815644"),
        ("104857600042", ""),
        ("x-abc.apps.googleusercontent.com", ""),
        ("٣-abc.apps.googleusercontent.com", ""),
        ("1" * 21 + "-abc.apps.googleusercontent.com", ""),
        ("", ""),
    ],
)
def test_the_projects_number_is_in_the_client_id(client_id: str, number: str) -> None:
    assert project_number(client_id) == number


# The organisation


@pytest.mark.parametrize(
    ("status", "claims", "email", "expected"),
    [
        (200, {"hd": "example.com"}, "ada@example.com", (State.PASSED, "")),
        (200, {"sub": "1"}, "ada@example.com", (State.FAILED, "health.personal_account")),
        (200, {"hd": ""}, "ada@example.com", (State.FAILED, "health.personal_account")),
        (403, {}, "ada@GMail.com", (State.FAILED, "health.personal_account")),
        (403, {}, "ada@example.com", (State.UNCERTAIN, "")),
        (503, None, "ada@example.com", (State.UNCERTAIN, "")),
        (200, [], "ada@example.com", (State.UNCERTAIN, "")),
    ],
)
def test_whose_account_it_is(
    status: int, claims: object, email: str, expected: tuple[State, str]
) -> None:
    assert code(workspace_outcome(status, claims, email)) == expected


# All of them


def test_every_step_has_a_title_and_every_state_a_mark() -> None:
    assert tuple(titles()) == STEPS
    assert set(MARKS) == set(State)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ((State.PASSED, State.NOT_ASKED), "All is well."),
        ((State.PASSED, State.UNCERTAIN), "could not be told"),
        ((State.UNCERTAIN, State.NOT_REACHED), "somebody has to sign in"),
        ((State.FAILED, State.NOT_REACHED), "1 check failed."),
        ((State.FAILED, State.FAILED), "2 checks failed."),
    ],
)
def test_the_sum_names_the_worst(states: tuple[State, ...], words: str) -> None:
    assert words in summary(Check("x", "X", state) for state in states)


def test_advice_stands_where_there_is_something_to_do() -> None:
    problem = Problem("x.y", "What happened.", "Why.", "What to do.")
    check = Check("api", "Chat API", State.FAILED, "What happened.", problem)
    assert check.advice == ("Why.", "What to do.")
    told = Check("app", "Chat app", State.UNCERTAIN, "It cannot be told.", problem)
    assert told.advice == ("What happened.", "Why.", "What to do.")
    elsewhere = Check("app", "Chat app", State.NOT_REACHED, "Not reached.", problem)
    assert elsewhere.advice == ()
    assert Check("api", "Chat API", State.PASSED, "Fine.").advice == ()
