"""The clock of this machine against the ``Date`` of Google's answers (RFC 9110 section 6.6.1)."""

from __future__ import annotations

from typing import Final

from chattui.health.checks import Outcome, failed, passed
from chattui.problem import Problem
from chattui.words import t, tn

JWT_SECONDS: Final = 300.0
"""How far ahead Google lets the ``iat`` of a signed request be (reference section 7.9), and how
far chattui lets the times in an ID token be apart (`oauth.identity.CLOCK_SLACK_SECONDS`)."""

EXACT_SECONDS: Final = 2.0
"""A ``Date`` has no fractions, and its answer was some time on the way."""

HOUR: Final = 3600.0
"""The life of an access token, an ID token and a signed request."""


def seconds_ahead(date: str, asked_at: float, answered_at: float) -> float | None:
    """How far this clock is ahead of the ``Date`` of an answer; None where that tells no time.

    The answer was made in the middle of the way there and back, and in the middle of a second.
    """
    from email.utils import parsedate_to_datetime

    try:
        theirs = parsedate_to_datetime(date).timestamp() + 0.5 if len(date) < 60 else None
    except (ValueError, TypeError, OverflowError):
        return None
    return None if theirs is None else (asked_at + answered_at) / 2 - theirs


def clock_outcome(ahead: float) -> Outcome:
    """What it means that this clock is `ahead` of Google's by so many seconds; below 0: behind."""
    off = abs(ahead)
    if off <= EXACT_SECONDS:
        return passed(t("It agrees with Google's."))
    if off <= JWT_SECONDS:
        return passed(
            t("It is {time} ahead of Google's, which does no harm.", time=_duration(off))
            if ahead > 0
            else t("It is {time} behind Google's, which does no harm.", time=_duration(off))
        )
    return failed(
        Problem(
            "health.clock",
            t("The clock of this machine is {time} ahead of Google's.", time=_duration(off))
            if ahead > 0
            else t("The clock of this machine is {time} behind Google's.", time=_duration(off)),
            _harm(ahead),
            t("Set the clock, for instance with `timedatectl set-ntp true`, and try again."),
        )
    )


def _harm(ahead: float) -> str:
    """What does not work with a clock that is off by more than five minutes."""
    if ahead > HOUR:
        return t(
            "By this clock everything that Google gives for an hour is over before it comes:"
            " signing in fails, access tokens are asked for again and again, and what a service"
            " account signs is refused."
        )
    if ahead > 0:
        return t(
            "Google refuses what a service account signs with a time more than five minutes ahead,"
            " and access tokens are given up before their end."
        )
    if ahead < -HOUR:
        return t(
            "What a service account signs is over by Google's clock before it comes, and access"
            " tokens are used after their end."
        )
    return t(
        "Access tokens are used after their end, and what a service account signs ends early by"
        " Google's clock."
    )


def _duration(seconds: float) -> str:
    """So much time, rounded to what a person wants to know."""
    if seconds < 120:
        return tn("{count} second", "{count} seconds", round(seconds))
    if seconds < 2 * HOUR:
        return tn("{count} minute", "{count} minutes", round(seconds / 60))
    if seconds < 48 * HOUR:
        return tn("{count} hour", "{count} hours", round(seconds / HOUR))
    return tn("{count} day", "{count} days", round(seconds / (24 * HOUR)))
