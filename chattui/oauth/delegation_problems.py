"""What Google's answers to a service account's assertion mean (reference section 7.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chattui.oauth.answers import client_problem, error_of
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.oauth.service_account import ServiceAccountKey

ADMIN_PAGE = "https://admin.google.com/ac/owl/domainwidedelegation"
"""Manage Domain Wide Delegation of the Admin console."""

ADMIN_USERS_PAGE = "https://admin.google.com/ac/users"
SERVICE_ACCOUNTS_PAGE = "https://console.cloud.google.com/iam-admin/serviceaccounts"

UNAUTHORIZED = "oauth.delegation_unauthorized"
SCOPE_UNKNOWN = "oauth.delegation_scope_unknown"

SCOPE_CODES = frozenset({UNAUTHORIZED, SCOPE_UNKNOWN})
"""Only these are about the scopes that were asked for; with another, none would be given."""

LEAST_MINUTES = 1
"""Less than this is no clock that is wrong."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One refused request: who asked to act for whom, and what was said. Names safe to draw."""

    account: str
    number: str
    subject: str
    description: str
    ahead: float | None
    """Seconds that this clock is ahead of Google's; None where no answer told the time."""


def delegation_problem(
    status: int,
    body: Mapping[str, Any],
    date: float | None,
    now: float,
    key: ServiceAccountKey,
    subject: str,
) -> Problem:
    """Why `key` got no token to act for `subject`; `date` is the answer's, and `now` ours."""
    error, description, _ = error_of(body)
    case = _Case(
        safe_text(key.client_email, limit=100),
        safe_text(key.client_id, limit=40),
        safe_text(subject, limit=80),
        description,
        None if date is None else now - date,
    )
    for name, words, made in _TABLE:
        if error == name and words in description.lower():
            return made(case)
    if status >= 500 or status == 429 or not error:
        return client_problem(status, body)
    return Problem(
        "oauth.delegation_refused",
        t(
            "Google refused to let {account} act for {subject} ({error}).",
            account=case.account,
            subject=case.subject,
            error=safe_text(error, limit=60),
        ),
        safe_text(description, limit=300),
        t("Check the key with `chattui doctor`, and the address of the person."),
    )


def subject_refused(subject: str) -> Problem:
    """What was given is not the address of one person."""
    return Problem(
        "oauth.subject_no_address",
        t("{subject} is not the e-mail address of a person.", subject=safe_text(subject, limit=80))
        if subject.strip()
        else t("The person to act for is missing."),
        t("A service account acts for one person of the Workspace at a time."),
        t("Give the whole primary address, such as ada@example.com."),
        exit=Exit.USAGE,
    )


def _unauthorized(case: _Case) -> Problem:
    return Problem(
        UNAUTHORIZED,
        t("The administrator has not authorized this for {account}.", account=case.account),
        t(
            "In the organisation of {subject}, domain-wide delegation is not authorized for the"
            " client id {number}, or not for every scope that was asked for. After a change it can"
            " take up to 24 hours.",
            subject=case.subject,
            number=case.number,
        ),
        t(
            "In the Admin console: Security › Access and data control › API controls › Manage"
            " Domain Wide Delegation, with that client id and the exact scopes."
        ),
        ADMIN_PAGE,
        Exit.NOT_SIGNED_IN,
    )


def _scope_unknown(case: _Case) -> Problem:
    return Problem(
        SCOPE_UNKNOWN,
        t("Google does not know a scope that was asked for."),
        t("A scope is misspelt, or is none that a service account can ask for."),
        t("Ask for the scopes that `chattui login --help` and Google's list name."),
        "https://developers.google.com/workspace/chat/authenticate",
    )


def _signature(case: _Case) -> Problem:
    return Problem(
        "oauth.key_rejected",
        t("Google does not accept this key of {account} any more.", account=case.account),
        t("The key was deleted, disabled or replaced in the console after it was downloaded."),
        t("Make a new key there, and import its file."),
        SERVICE_ACCOUNTS_PAGE,
    )


def _clock(case: _Case) -> Problem:
    return Problem(
        "oauth.clock",
        _clock_words(case.ahead),
        t("The request is signed with the time of this machine, and Google found that time wrong."),
        t("Set the clock, for instance with `timedatectl set-ntp true`, and try again."),
    )


def _clock_words(ahead: float | None) -> str:
    minutes = round(abs(ahead or 0.0) / 60)
    if ahead is None or minutes < LEAST_MINUTES:
        return t("The clock of this machine is probably wrong.")
    if ahead > 0:
        return tn(
            "The clock of this machine is {count} minute ahead of Google's.",
            "The clock of this machine is {count} minutes ahead of Google's.",
            minutes,
        )
    return tn(
        "The clock of this machine is {count} minute behind Google's.",
        "The clock of this machine is {count} minutes behind Google's.",
        minutes,
    )


def _account_not_found(case: _Case) -> Problem:
    return Problem(
        "oauth.delegation_account_not_found",
        t("Google does not know one of the two accounts."),
        t(
            "The service account {account} was deleted, or there is no person {subject}.",
            account=case.account,
            subject=case.subject,
        ),
        t("Look for the service account in the console, and for the person in the Admin console."),
        SERVICE_ACCOUNTS_PAGE,
    )


def _issuer_gone(case: _Case) -> Problem:
    return Problem(
        "oauth.service_account_gone",
        t("Google does not know the service account {account}.", account=case.account),
        t("It was deleted, or its project was."),
        t("Restore it in the console if it is recent, or import the key of another one."),
        SERVICE_ACCOUNTS_PAGE,
    )


def _issuer_disabled(case: _Case) -> Problem:
    return Problem(
        "oauth.service_account_disabled",
        t("The service account {account} is disabled.", account=case.account),
        t("Somebody disabled it in the console, or its project is suspended."),
        t("Enable it in the console, or import the key of another one."),
        SERVICE_ACCOUNTS_PAGE,
    )


def _audience(case: _Case) -> Problem:
    return Problem(
        "oauth.delegation_audience",
        t("Google says that the signed request was meant for somebody else."),
        t("It names Google's token endpoint. Something on the way may have sent it elsewhere."),
        t("Check the network and its proxy, then try again."),
    )


def _subject_unknown(case: _Case) -> Problem:
    return Problem(
        "oauth.subject_unknown",
        t("Google finds nobody with the address {subject} to act for.", subject=case.subject),
        t(
            "The address is mistyped, is of another organisation than the one that authorized the"
            " service account, or the person is suspended."
        ),
        t("Give the primary address of an active person of the Workspace."),
        ADMIN_USERS_PAGE,
    )


def _subject_malformed(case: _Case) -> Problem:
    return Problem(
        "oauth.subject_no_address",
        t("Google does not take {subject} for the address of a person.", subject=case.subject),
        t("The address is incomplete, or is none of a person in the Workspace."),
        t("Give the whole primary address, such as ada@example.com."),
    )


def _subject_deleted(case: _Case) -> Problem:
    return Problem(
        "oauth.subject_deleted",
        t("The account {subject} was deleted.", subject=case.subject),
        t("Nobody can act for an account that is gone."),
        t("Give the address of another person, or let the administrator restore this one."),
        ADMIN_USERS_PAGE,
    )


def _subject_suspended(case: _Case) -> Problem:
    return Problem(
        "oauth.subject_suspended",
        t("The account {subject} is suspended or restricted.", subject=case.subject),
        t("Nobody can act for a suspended person, and some accounts are kept from it by policy."),
        t("Let the administrator look at the account, or give another person's address."),
        ADMIN_USERS_PAGE,
    )


_TABLE: tuple[tuple[str, str, Callable[[_Case], Problem]], ...] = (
    ("unauthorized_client", "", _unauthorized),
    ("access_denied", "client not authorized", _unauthorized),
    ("access_denied", "restricted", _subject_suspended),
    ("deleted_client", "", _issuer_gone),
    ("disabled_client", "", _issuer_disabled),
    ("invalid_scope", "", _scope_unknown),
    ("invalid_request", "prn", _subject_malformed),
    ("invalid_grant", "jwt signature", _signature),
    ("invalid_grant", "short-lived", _clock),
    ("invalid_grant", "iat and exp", _clock),
    ("invalid_grant", "verifier found for issuer", _issuer_gone),
    ("invalid_grant", "audience", _audience),
    ("invalid_grant", "account not found", _account_not_found),
    ("invalid_grant", "email or user id", _subject_unknown),
    ("invalid_grant", "not a valid email", _subject_malformed),
    ("invalid_grant", "deleted", _subject_deleted),
    ("invalid_grant", "suspended", _subject_suspended),
    ("invalid_grant", "disabled", _subject_suspended),
)
"""Error, a part of its description in lower case, and what that means; the first that fits."""
