from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.oauth import endings
from chattui.oauth.answer_fields import date_in
from chattui.oauth.endings import causes, days_left, grant_ended, left_words
from chattui.oauth.scopes import PREFIX
from chattui.problem import Exit
from chattui.vault import AccountEntry

NOW = 1_800_000_000.0
DAY = 86400.0


def entry(**values: object) -> AccountEntry:
    made = AccountEntry("k", "ada@example.com", "1", "c", (), consented_at=NOW - 30 * DAY)
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("account", "cause"),
    [
        (entry(consented_at=NOW - 7 * DAY, refresh_expires_at=NOW), "Testing"),
        (entry(consented_at=NOW - 8 * DAY, refresh_expires_at=NOW - DAY), "Testing"),
        (entry(consented_at=NOW - 7.2 * DAY), "Testing"),
        (entry(consented_at=NOW - 2 * DAY, refresh_expires_at=NOW - DAY), "time for which"),
        (entry(consented_at=NOW - DAY, refresh_expires_at=NOW + 6 * DAY), "revoked"),
        (entry(), "revoked"),
        (entry(last_used_at=NOW - DAY), "revoked"),
        (entry(last_used_at=NOW - 200 * DAY), "six months"),
    ],
)
def test_the_likeliest_cause_comes_first(account: AccountEntry, cause: str) -> None:
    problem = endings.grant_ended(account, "Token has been expired or revoked.", "", NOW)
    assert problem.code in endings.ENDED_CODES
    assert cause in problem.cause
    assert bool(problem.link == endings.AUDIENCE_PAGE) is (cause == "Testing")


def test_a_deleted_account_is_told() -> None:
    problem = endings.grant_ended(entry(), "Account has been deleted", "", NOW)
    assert "deleted" in problem.cause
    assert "another account" in problem.remedy


@pytest.mark.parametrize("subtype", ["invalid_rapt", "rapt_required"])
def test_reauthentication_is_told(subtype: str) -> None:
    problem = endings.grant_ended(entry(), "", subtype, NOW)
    assert problem.code == "oauth.reauth_needed"


@pytest.mark.parametrize("description", ["reauth related error (invalid_rapt)", "rapt_required"])
def test_reauthentication_is_told_from_the_words_too(description: str) -> None:
    assert grant_ended(entry(), description, "", NOW).code == "oauth.reauth_needed"


def ids(account: AccountEntry, description: str = "", google_now: float | None = None) -> list[str]:
    return [cause.id for cause in causes(account, description, "", NOW, google_now)]


def test_the_others_follow_the_likeliest() -> None:
    young = entry(consented_at=NOW - DAY)
    assert ids(young) == ["revoked", "too_many"]
    assert ids(entry()) == ["revoked", "testing", "too_many"]
    assert ids(entry(consented_at=NOW - 7.2 * DAY)) == ["testing", "revoked", "too_many"]
    assert ids(replace(young, scopes=(PREFIX + "gmail.send",))) == [
        "revoked",
        "password",
        "too_many",
    ]
    unused = entry(consented_at=NOW - 300 * DAY, last_used_at=NOW - 200 * DAY)
    assert ids(unused) == ["unused", "revoked", "testing", "too_many"]


@pytest.mark.parametrize(
    "account",
    [entry(), entry(consented_at=NOW - 7.2 * DAY), entry(scopes=("https://mail.google.com/",))],
)
def test_every_cause_that_fits_is_in_the_words_once(account: AccountEntry) -> None:
    found = causes(account, "", "", NOW)
    told = grant_ended(account, "", "", NOW)
    assert told.cause.startswith(found[0].words)
    assert found[0].words
    for cause in found[1:]:
        assert cause.also
        assert told.cause.count(cause.also) == 1
    assert told.link == found[0].link


@pytest.mark.parametrize(
    ("account", "description"),
    [
        (entry(), "The account has been deleted"),
        (entry(), "invalid_rapt"),
        (entry(refresh_expires_at=NOW - 1), ""),
        (entry(consented_at=NOW - 7 * DAY, refresh_expires_at=NOW), ""),
    ],
)
def test_what_is_sure_stands_alone(account: AccountEntry, description: str) -> None:
    (cause,) = causes(account, description, "", NOW)
    assert cause.sure


def test_there_is_one_way_to_sign_in_again() -> None:
    for account in (entry(), entry(refresh_expires_at=NOW)):
        problem = grant_ended(account, "", "", NOW)
        assert problem.remedy.count("`chattui login`") == 1
        assert problem.exit is Exit.NOT_SIGNED_IN


@pytest.mark.parametrize(("ahead", "word"), [(600.0, "ahead"), (-600.0, "behind")])
def test_a_wrong_clock_is_told_and_googles_time_counts(ahead: float, word: str) -> None:
    account = entry(consented_at=NOW - DAY)
    problem = grant_ended(account, "", "", NOW, NOW - ahead)
    assert f"{word} of Google's" in problem.cause.replace("behind Google's", "behind of Google's")
    assert "10 minutes" in problem.cause
    assert ids(account, google_now=NOW - 200) == ["revoked", "too_many"]
    # By this machine's clock the seven days are over, by Google's they are not.
    told = entry(consented_at=NOW - 7 * DAY, refresh_expires_at=NOW)
    assert ids(told) == ["testing"]
    assert ids(told, google_now=NOW - 6 * DAY) == ["revoked", "too_many", "clock"]


@pytest.mark.parametrize(
    ("ends", "days", "words"),
    [
        (None, None, ""),
        (NOW - 5, 0, "ended"),
        (NOW, 0, "ended"),
        (NOW + 5, 1, "in 1 day"),
        (NOW + DAY, 1, "in 1 day"),
        (NOW + 6.5 * DAY, 7, "in 7 days"),
    ],
)
def test_days_left_are_counted(ends: float | None, days: int | None, words: str) -> None:
    account = entry(refresh_expires_at=ends)
    assert days_left(account, NOW) == days
    assert left_words(account, NOW) == words


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Date": "Fri, 15 Jan 2027 08:00:00 GMT"}, NOW),
        ({"date": "Fri, 15 Jan 2027 08:00:00 GMT"}, NOW),
        ({"Date": "Fri, 15 Jan 2027 10:00:00 +0200"}, NOW),
        ({"Date": "yesterday"}, None),
        ({"Date": "Fri, 99 Jan 99999999999 08:00:00 GMT"}, None),
        ({"Age": "1"}, None),
        ({}, None),
    ],
)
def test_the_date_of_an_answer_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert date_in(headers) == seconds
