"""Why a grant has ended, the likeliest cause first (reference section 4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chattui.oauth.scope_names import PREFIX
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

DAY = 24 * 3600.0
TESTING_SECONDS = 7 * DAY
UNUSED_SECONDS = 182 * DAY
SLACK_SECONDS = 3600.0
"""How far Google's clock and ours, and its rounding, may be apart."""
SAME_SECONDS = 120.0
"""Two ends that are no further apart are the same one."""
CLOCK_SECONDS = 300.0
"""A clock that is further off than this is told."""

ENDED_CODES = frozenset({"oauth.grant_ended", "oauth.reauth_needed"})
"""With these no request will succeed until somebody signs in again."""

AUDIENCE_PAGE = "https://console.cloud.google.com/auth/audience"
CONNECTIONS_PAGE = "https://myaccount.google.com/connections"

_GMAIL = (PREFIX + "gmail.", "https://mail.google.com/")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a grant may have ended: as the likeliest, and as one possibility among others.

    Those without `words` are never the likeliest: nothing here points at them alone. `sure` is
    whether it is known and not only likely.
    """

    id: str
    words: str = ""
    also: str = ""
    link: str = ""
    sure: bool = False


def is_testing(account: AccountEntry) -> bool:
    """Whether Google gave the sign-in the seven days of an app in Testing, and not another time."""
    lifetime = (account.refresh_expires_at or 0.0) - account.consented_at
    return abs(lifetime - TESTING_SECONDS) < SLACK_SECONDS


def newer_end(
    kept: float | None, told: float | None, now: float, *, same_token: bool
) -> float | None:
    """When a sign-in ends, after a refresh whose answer told `told`, where `kept` was known.

    Both are seconds since 1970, None where nothing was told. What is told now is newer, but takes
    no part for less than `SAME_SECONDS`: it is rounded and comes some time after it was made, and
    the clock that people see would go back and forth. A later end of the very same refresh token
    is believed only where the one that is kept has passed, and the token all the same served:
    the seven days count from the consent, and an answer that always names the full time would
    move the end away for ever.
    """
    if told is None or kept is None:
        return kept if told is None else told
    if not same_token or kept <= now:
        return told
    return told if told < kept - SAME_SECONDS else kept


def days_left(account: AccountEntry, now: float) -> int | None:
    """Days until Google ends the sign-in by itself, begun ones counted; None where it said none."""
    if account.refresh_expires_at is None:
        return None
    return max(0, math.ceil((account.refresh_expires_at - now) / DAY))


def left_words(account: AccountEntry, now: float) -> str:
    """The same, short enough for a table; "" where there is no end."""
    days = days_left(account, now)
    if days is None:
        return ""
    return tn("in {count} day", "in {count} days", days) if days else t("ended")


def grant_ended(
    account: AccountEntry,
    description: str,
    subtype: str,
    now: float,
    google_now: float | None = None,
) -> Problem:
    """What ``invalid_grant`` on a refresh means for `account`.

    `now` is this machine's time and `google_now` that of the answer's Date header, in seconds
    since 1970.
    """
    email = safe_text(account.email, limit=80)
    found = causes(account, description, subtype, now, google_now)
    likely = found[0]
    if likely.id == "session_control":
        return Problem(
            "oauth.reauth_needed",
            t("{email} has to sign in again.", email=email),
            likely.words,
            t("Sign in again with `chattui login`."),
            exit=Exit.NOT_SIGNED_IN,
        )
    return Problem(
        "oauth.grant_ended",
        t("The sign-in of {email} has ended.", email=email),
        " ".join((likely.words, *(cause.also for cause in found[1:]))),
        _remedy(likely),
        likely.link,
        Exit.NOT_SIGNED_IN,
    )


def _remedy(likely: Cause) -> str:
    if likely.id == "deleted":
        return t("Sign in with another account, or ask the administrator to restore this one.")
    if likely.id == "testing":
        return t(
            "Sign in again with `chattui login`. To keep it longer, publish the app in the console."
        )
    return t("Sign in again with `chattui login`.")


def causes(
    account: AccountEntry,
    description: str,
    subtype: str,
    now: float,
    google_now: float | None = None,
) -> tuple[Cause, ...]:
    """Why Google ended the grant of `account`, the likeliest first; one alone where it is sure."""
    if subtype in {"invalid_rapt", "rapt_required"} or "rapt" in description.lower():
        return (_session_control(),)
    if "deleted" in description.lower():
        return (Cause("deleted", t("The Google account was deleted."), sure=True),)
    at = now if google_now is None else google_now
    if _told_end(account, at):
        return (_time_over(account),)
    return (*_possible(account, at), *_clock(now, google_now))


def _session_control() -> Cause:
    return Cause(
        "session_control",
        t("The organisation's session control asks for that every few hours."),
        sure=True,
    )


def _told_end(account: AccountEntry, now: float) -> bool:
    return account.refresh_expires_at is not None and now + 60 >= account.refresh_expires_at


def _time_over(account: AccountEntry) -> Cause:
    if is_testing(account):
        return Cause("testing", _testing(), link=AUDIENCE_PAGE, sure=True)
    return Cause("time_over", t("The time for which access was allowed is over."), sure=True)


def _possible(account: AccountEntry, now: float) -> Iterator[Cause]:
    """What fits the times and scopes of `account`, in the order of how often it is the cause."""
    since_consent = now - account.consented_at
    maybe_testing = account.refresh_expires_at is None and since_consent >= TESTING_SECONDS
    testing = Cause(
        "testing",
        _testing(),
        t("While an app is External and in Testing, Google ends its grants after seven days."),
        AUDIENCE_PAGE,
    )
    unused = Cause(
        "unused",
        t("It was not used for six months; Google ends such a grant."),
    )
    just_seven_days = maybe_testing and since_consent - TESTING_SECONDS < DAY
    long_unused = now - (account.last_used_at or now) > UNUSED_SECONDS
    if just_seven_days:
        yield testing
    if long_unused:
        yield unused
    yield Cause(
        "revoked",
        t("Most often it was revoked, by the person or an administrator."),
        t("It may also have been revoked, by the person or an administrator."),
        CONNECTIONS_PAGE,
    )
    if any(scope.startswith(_GMAIL) for scope in account.scopes):
        yield Cause(
            "password",
            also=t("A change of the password ends it as well, since Gmail scopes belong to it."),
        )
    if maybe_testing and not just_seven_days:
        yield testing
    yield Cause(
        "too_many",
        also=t("Of more than 100 sign-ins of one account and client, Google ends the oldest."),
    )


def _clock(now: float, google_now: float | None) -> Iterator[Cause]:
    ahead = 0.0 if google_now is None else now - google_now
    if abs(ahead) < CLOCK_SECONDS:
        return
    minutes = round(abs(ahead) / 60)
    words = (
        t("The clock of this machine is ahead of Google's by {minutes} minutes.", minutes=minutes)
        if ahead > 0
        else t(
            "The clock of this machine is behind Google's by {minutes} minutes.", minutes=minutes
        )
    )
    yield Cause("clock", words, words)


def _testing() -> str:
    return t(
        "The client's app is External and its publishing status is Testing: Google ends its grants"
        " after seven days."
    )
