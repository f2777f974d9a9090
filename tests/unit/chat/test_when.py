"""Times, and how long ago they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chattui.chat.when import parse_time, relative_time

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-07-29T17:50:23.086351Z", datetime(2026, 7, 29, 17, 50, 23, 86351, UTC)),
        ("2026-07-29T17:50:23Z", datetime(2026, 7, 29, 17, 50, 23, tzinfo=UTC)),
        ("2026-07-29T17:50:23.123456789Z", datetime(2026, 7, 29, 17, 50, 23, 123456, UTC)),
        ("2026-07-29T17:50:23", datetime(2026, 7, 29, 17, 50, 23, tzinfo=UTC)),
        ("", None),
        ("soon", None),
        ("2026-13-01T00:00:00Z", None),
        ("9" * 5000, None),
        (17, None),
        (None, None),
    ],
)
def test_times_are_read_or_nothing(text: object, when: datetime | None) -> None:
    assert parse_time(text) == when


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-40), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=14), "14 hours ago"),
        (timedelta(hours=16), "yesterday"),
        (timedelta(hours=38), "yesterday"),
        (timedelta(hours=40), "2 days ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=21), "3 weeks ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_how_long_ago_in_words(ago: timedelta, words: str) -> None:
    assert relative_time(NOW - ago, NOW) == words


def test_yesterday_is_that_of_the_person_and_not_of_utc() -> None:
    midnight_in_tokyo = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    when = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # 01:30 of the 20th in Tokyo
    assert relative_time(when, midnight_in_tokyo) == "7 hours ago"
    assert relative_time(when, midnight_in_tokyo.astimezone(UTC)) == "yesterday"


def test_a_few_hours_ago_across_midnight_is_not_yesterday() -> None:
    just_after = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert relative_time(just_after - timedelta(hours=2), just_after) == "2 hours ago"


def test_what_is_not_known_is_empty() -> None:
    assert relative_time(None, NOW) == ""
    assert relative_time(datetime.max.replace(tzinfo=UTC), NOW) == "just now"
