"""How long a sign-in lasts, and what to do about it, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

DAY = 86_400
HOUR = 3_600
DAYS_WORTH_TELLING = 7
"""An app in Testing ends its sign-ins after that many; what ends later is no news yet."""


def ends_in(refresh_expires_at: float | None, now: float) -> str:
    """When a sign-in ends, short enough for a column."""
    if refresh_expires_at is None:
        return t("no end known")
    left = refresh_expires_at - now
    if left <= 0:
        return t("has ended")
    if left > DAY:
        return tn("within {count} day", "in {count} days", math.ceil(left / DAY))
    return tn("within {count} hour", "in {count} hours", math.ceil(left / HOUR))


def ending_words(account: AccountEntry, now: float) -> str:
    """When Google ends the sign-in by itself, and why it does; "" if far off."""
    if account.refresh_expires_at is None:
        return ""
    left = account.refresh_expires_at - now
    days = math.ceil(left / DAY)
    if days > DAYS_WORTH_TELLING:
        return ""
    from chattui.oauth.endings import is_testing

    if not is_testing(account):
        return _limited_words(left)
    if days <= 0:
        return t("! This sign-in has ended: the app is in Testing. s signs in again.")
    if left <= DAY:
        return tn(
            "! This sign-in ends within {count} hour: the app is in Testing. w says what to do.",
            "! This sign-in ends in {count} hours: the app is in Testing. w says what to do.",
            math.ceil(left / HOUR),
        )
    return tn(
        "! This sign-in ends within {count} day: the app is in Testing. w says what to do.",
        "! This sign-in ends in {count} days: the app is in Testing. w says what to do.",
        days,
    )


def _limited_words(left: float) -> str:
    """The same where the person has allowed the access for some time only."""
    if left <= 0:
        return t("! This sign-in has ended: its time is over. s signs in again.")
    if left <= DAY:
        return tn(
            "! This sign-in was allowed for a time, and ends within {count} hour.",
            "! This sign-in was allowed for a time, and ends in {count} hours.",
            math.ceil(left / HOUR),
        )
    return tn(
        "! This sign-in was allowed for a time, and ends within {count} day.",
        "! This sign-in was allowed for a time, and ends in {count} days.",
        math.ceil(left / DAY),
    )


def testing_words() -> str:
    """What an app in Testing is, and how to end that."""
    return t(
        "While the app of this client has the publishing status “Testing”, Google ends every"
        " sign-in after seven days. To end that: Google Auth platform › Audience › Publish app,"
        " or make it internal to your organisation. Then sign in once more: s."
    )


def why_it_ends(account: AccountEntry, now: float) -> str:
    """Why the sign-in of `account` ends or has ended, and what to do; empty where neither."""
    if account.refresh_expires_at is None:
        return ""
    from chattui.oauth.endings import grant_ended, is_testing

    if is_testing(account):
        return testing_words()
    if account.refresh_expires_at > now:
        return t("Access was allowed for a limited time, and ends with it. s signs in again.")
    problem = grant_ended(account, "", "", now)
    return "\n".join((problem.cause, t("s signs in again.")))
