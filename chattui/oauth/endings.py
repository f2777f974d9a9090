"""Why a grant has ended, the likeliest cause first (reference section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

DAY = 24 * 3600.0
TESTING_SECONDS = 7 * DAY
UNUSED_SECONDS = 182 * DAY
SLACK_SECONDS = 3600.0
"""How far Google's clock and ours, and its rounding, may be apart."""

ENDED_CODES = frozenset({"oauth.grant_ended", "oauth.reauth_needed"})
"""With these no request will succeed until somebody signs in again."""

AUDIENCE_PAGE = "https://console.cloud.google.com/auth/audience"
CONNECTIONS_PAGE = "https://myaccount.google.com/connections"


def grant_ended(account: AccountEntry, description: str, subtype: str, now: float) -> Problem:
    """What ``invalid_grant`` on a refresh means for `account`, at `now` (seconds since 1970)."""
    email = safe_text(account.email, limit=80)
    if subtype in {"invalid_rapt", "rapt_required"}:
        return Problem(
            "oauth.reauth_needed",
            t("{email} has to sign in again.", email=email),
            t("The organisation's session control asks for that every few hours."),
            t("Sign in again with `chattui login`."),
            exit=Exit.NOT_SIGNED_IN,
        )
    cause, link = _likeliest(account, description, now)
    return Problem(
        "oauth.grant_ended",
        t("The sign-in of {email} has ended.", email=email),
        cause,
        t("Sign in again with `chattui login`. To keep it longer, publish the app in the console.")
        if link == AUDIENCE_PAGE
        else t("Sign in again with `chattui login`."),
        link,
        Exit.NOT_SIGNED_IN,
    )


def _likeliest(account: AccountEntry, description: str, now: float) -> tuple[str, str]:
    if "deleted" in description.lower():
        return t("The Google account was deleted."), ""
    since_consent = now - account.consented_at
    if _told_end(account, now):
        lifetime = (account.refresh_expires_at or 0.0) - account.consented_at
        if abs(lifetime - TESTING_SECONDS) < SLACK_SECONDS:
            return _testing(), AUDIENCE_PAGE
        return t("The time for which access was allowed is over."), ""
    if account.refresh_expires_at is None and 0 <= since_consent - TESTING_SECONDS < DAY:
        return _testing(), AUDIENCE_PAGE
    if account.last_used_at and now - account.last_used_at > UNUSED_SECONDS:
        return t("It was not used for six months; Google ends such a grant."), ""
    return (
        t(
            "Most often it was revoked, by the person or an administrator. Google also ends a grant"
            " that was not used for six months, after a change of password where Gmail scopes"
            " belong to it, and the oldest of more than 100 for one account and client."
        ),
        CONNECTIONS_PAGE,
    )


def _told_end(account: AccountEntry, now: float) -> bool:
    return account.refresh_expires_at is not None and now + 60 >= account.refresh_expires_at


def _testing() -> str:
    return t(
        "The client's app is External and its publishing status is Testing: Google ends its grants"
        " after seven days."
    )
