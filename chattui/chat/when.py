"""Times of the API, and how long ago they are in words."""

from __future__ import annotations

from datetime import UTC, datetime

from chattui.words import t, tn

_MINUTE = 60
_HOUR = 3600
_DAY = 86400


def parse_time(text: object) -> datetime | None:
    """An RFC 3339 time as the API writes it, or None where `text` is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except ValueError:
        return None


def date_words(when: datetime | None, now: datetime) -> str:
    """The day of `when` in the time zone of `now`, such as "3 March 2026"; "" where unknown."""
    if when is None:
        return ""
    months = (
        *(t("January"), t("February"), t("March"), t("April"), t("May"), t("June"), t("July")),
        *(t("August"), t("September"), t("October"), t("November"), t("December")),
    )
    try:
        day = when.astimezone(now.tzinfo)
    except (OverflowError, ValueError):
        return ""
    return t("{day} {month} {year}", day=day.day, month=months[day.month - 1], year=day.year)


def relative_time(when: datetime | None, now: datetime) -> str:
    """How long before `now` (with a time zone: the person's) `when` was; "" where unknown.

    "Yesterday" is a matter of calendar days, and those of the zone of `now`.
    """
    if when is None:
        return ""
    try:
        seconds = (now - when).total_seconds()
        days = (now.date() - when.astimezone(now.tzinfo).date()).days
    except (OverflowError, ValueError):
        return ""
    if seconds < _MINUTE:
        return t("just now")
    if seconds < _HOUR:
        return tn("{count} minute ago", "{count} minutes ago", int(seconds // _MINUTE))
    if days == 0 or seconds < _DAY / 4:
        return tn("{count} hour ago", "{count} hours ago", int(seconds // _HOUR))
    return _days_ago(days)


def _days_ago(days: int) -> str:
    if days <= 1:
        return t("yesterday")
    if days < 14:
        return tn("{count} day ago", "{count} days ago", days)
    if days < 60:
        return tn("{count} week ago", "{count} weeks ago", days // 7)
    if days < 730:
        return tn("{count} month ago", "{count} months ago", days // 30)
    return tn("{count} year ago", "{count} years ago", days // 365)
