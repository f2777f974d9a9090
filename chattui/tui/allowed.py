"""What a sign-in allows, and how long it lasts, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from chattui.oauth.scopes import PURPOSES, satisfied
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

SECONDS_A_DAY = 86_400
DAYS_WORTH_TELLING = 14


def allows(account: AccountEntry, purpose: str) -> bool:
    """Whether `account` granted what a purpose (its id) needs."""
    found = next(p for p in PURPOSES if p.id == purpose)
    return satisfied(found.scopes, account.scopes)


def allowed_words(account: AccountEntry) -> str:
    """What the sign-in allows, what it does not, and which key changes that."""
    can = _listed(account, True)
    cannot = _listed(account, False)
    if not cannot:
        return t("This sign-in allows all that chattui can do.")
    if not can:
        return t("This sign-in allows nothing yet. g asks Google to allow more.")
    return t("Allowed: {can}. Not yet: {cannot} (g).", can=can, cannot=cannot)


def _listed(account: AccountEntry, granted: bool) -> str:
    verbs = {
        "create": t("make"),
        "see": t("see"),
        "edit": t("change"),
        "delete": t("delete"),
    }
    found = [verb for purpose, verb in verbs.items() if allows(account, purpose) == granted]
    parts = [t("{verbs} spaces", verbs=", ".join(found))] if found else []
    parts += [t("manage members")] if allows(account, "members") == granted else []
    return "; ".join(parts)


def ending_words(account: AccountEntry, now: float) -> str:
    """When Google ends the sign-in by itself, as it does for an app in Testing; "" if far off."""
    if account.refresh_expires_at is None:
        return ""
    days = math.ceil((account.refresh_expires_at - now) / SECONDS_A_DAY)
    if days > DAYS_WORTH_TELLING:
        return ""
    if days <= 0:
        return t("! This sign-in has ended, because the app is in Testing. s signs in again.")
    return tn(
        "! This sign-in ends within {count} day, because the app is in Testing. w says why.",
        "! This sign-in ends in {count} days, because the app is in Testing. w says why.",
        days,
    )


def testing_words() -> str:
    """What an app in Testing is, and how to end that."""
    return t(
        "While the app of this client has the publishing status “Testing”, Google ends every"
        " sign-in after seven days. To end that: Google Auth Platform, Audience, “Publish app”,"
        " or make it internal to your organisation. Then sign in once more: s."
    )
