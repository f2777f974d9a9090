"""How long a sign-in lasts, in words."""

from __future__ import annotations

import math

from chattui.words import t, tn

DAY = 86_400
HOUR = 3_600


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
