"""Calendar's events: what is refused and how, whose calendar they are in, in which zone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.unit.emulator.conftest import Google, Json, User

EVENTS = "/calendar/v3/calendars/primary/events"


def refusal(reply: httpx.Response) -> tuple[int, str, str]:
    """Code, message and the reason of the old envelope, where all say the same."""
    error = reply.json()["error"]
    assert error["code"] == reply.status_code
    (one,) = error["errors"]
    assert one["message"] == error["message"]
    return error["code"], error["message"], one["reason"]


def event(begin: str = "2026-12-01T10:00:00Z", /, **changes: Any) -> Json:
    """The body of an event of half an hour, or until what `changes` say."""
    end = begin.replace("T10:00", "T10:30")
    body = {"summary": "Kick-off", "start": {"dateTime": begin}, "end": {"dateTime": end}}
    return body | changes


@pytest.fixture
def ada(google: Google) -> User:
    return google.user("ada@example.com", "calendar.events")


def at(text: str, zone: str = "") -> Json:
    return {"dateTime": text} | ({"timeZone": zone} if zone else {})


BAD: list[tuple[Json, int, str, str]] = [
    ({"start": {}}, 400, "Missing start time.", "required"),
    ({"end": {"timeZone": "Europe/Berlin"}}, 400, "Missing end time.", "required"),
    ({"start": at("tomorrow")}, 400, "Bad Request", "badRequest"),
    ({"start": at("2026-02-30T10:00:00Z")}, 400, "Bad Request", "badRequest"),
    ({"start": at("٢026-12-01T10:00:00Z")}, 400, "Bad Request", "badRequest"),
    (
        {"start": at("2026-12-01T10:00:00")},
        400,
        "Missing time zone definition for start time.",
        "required",
    ),
    *(
        (
            {"start": at("2026-12-01T10:00:00", zone)},
            400,
            "Invalid time zone definition for start time.",
            "invalid",
        )
        for zone in ("Mars/Olympus", "../../etc/passwd", "Europe", "Europe/Berlin\x00")
    ),
    (
        {"start": at("2026-12-01T11:00:00Z")},
        400,
        "The specified time range is empty.",
        "timeRangeEmpty",
    ),
    (
        {"start": {"date": "2026-12-01"}},
        400,
        "Start and end times must either both be date or both be dateTime.",
        "invalid",
    ),
    ({"recurrence": ["RRULE:FREQ=DAILY"]}, 400, "Missing time zone definition", "required"),
    ({"id": "Kick-off"}, 400, "Invalid resource id value.", "invalid"),
    ({"id": "wxyz0"}, 400, "Invalid resource id value.", "invalid"),
    ({"id": "abcd"}, 400, "Invalid resource id value.", "invalid"),
    ({"attendees": [{}]}, 400, "Missing attendee email.", "required"),
    ({"attendees": [{"email": "grace"}]}, 400, "Invalid attendee email.", "invalid"),
    ({"attendees": [{"email": "a@b.c\r\nX: y"}]}, 400, "Invalid attendee email.", "invalid"),
    (
        {"attendees": [{"email": f"p{number}@example.com"} for number in range(201)]},
        400,
        "Too many attendees.",
        "invalid",
    ),
    ({"nonsense": 1}, 400, 'Unknown name "nonsense"', "badRequest"),
    ({"summary": 7}, 400, "Invalid value at 'summary'", "badRequest"),
    ({"attendees": "grace@example.com"}, 400, "calendar.v3.EventAttendee", "badRequest"),
]


def test_what_is_no_event(google: Google, ada: User) -> None:
    for changes, code, words, reason in BAD:
        told, message, why = refusal(ada.ask("POST", EVENTS, event(**changes)))
        assert (told, why) == (code, reason), changes
        assert words in message, changes
    assert google.http.get("/_emulator/events").json() == {"events": []}


UNREADABLE: list[tuple[str, Json, int, str, str]] = [
    ("/calendar/v3/calendars/grace@example.com/events", {}, 404, "Not Found", "notFound"),
    (f"{EVENTS}/abcde", {}, 404, "Not Found", "notFound"),
    (EVENTS, {"maxResults": 0}, 400, "Bad Request", "badRequest"),
    (EVENTS, {"timeZone": "Mars/Olympus"}, 400, "Bad Request", "badRequest"),
    (EVENTS, {"timeMin": "2026-12-01T10:00:00"}, 400, "Bad Request", "badRequest"),
    (
        EVENTS,
        {"timeMin": "2026-12-01T10:00:00Z", "timeMax": "2026-11-01T10:00:00Z"},
        400,
        "The specified time range is empty.",
        "timeRangeEmpty",
    ),
    (EVENTS, {"orderBy": "startTime"}, 400, "The requested ordering", "badRequest"),
    (EVENTS, {"orderBy": "colour"}, 400, "Bad Request", "badRequest"),
    (EVENTS, {"pageToken": "x"}, 400, "page token", "badRequest"),
]


def test_what_cannot_be_read(ada: User) -> None:
    for path, params, code, words, reason in UNREADABLE:
        told, message, why = refusal(ada.ask("GET", path, **params))
        assert (told, why) == (code, reason), (path, params)
        assert words in message, (path, params)


def test_a_client_s_own_id_is_taken_once_and_looked_for(google: Google, ada: User) -> None:
    body = event(id="0123456789abcdefghijklmnopqrstuv")
    made = ada.ask("POST", EVENTS, body).json()
    assert refusal(ada.ask("POST", EVENTS, body)) == (
        409,
        "The requested identifier already exists.",
        "duplicate",
    )
    assert ada.ask("GET", f"{EVENTS}/{body['id']}").json() == made
    other = google.user("alan@example.com", "calendar.events")
    assert refusal(other.ask("GET", f"{EVENTS}/{body['id']}"))[0] == 404
    assert other.ask("POST", EVENTS, body).status_code == 200


@pytest.mark.parametrize(
    ("updates", "told"),
    [
        ("", []),
        ("none", []),
        ("externalOnly", ["hedy@partner.example"]),
        ("all", ["grace@example.com", "hedy@partner.example"]),
    ],
)
def test_who_gets_a_mail_about_it(google: Google, ada: User, updates: str, told: list[str]) -> None:
    guests = ["Grace@Example.com", "hedy@partner.example", "grace@example.com", "ada@example.com"]
    body = event(attendees=[{"email": email} for email in guests])
    params = {"sendUpdates": updates} if updates else {}
    made = ada.ask("POST", EVENTS, body, **params).json()
    assert [one["email"] for one in made["attendees"]] == [
        "grace@example.com",
        "hedy@partner.example",
        "ada@example.com",
    ]
    assert made["attendees"][2]["self"] is True
    (kept,) = google.http.get("/_emulator/events").json()["events"]
    assert (kept["notified"], kept["send_updates"]) == (told, updates)
    assert refusal(ada.ask("POST", EVENTS, body, sendUpdates="some"))[0] == 400


def test_a_guest_has_it_too_in_their_own_zone(google: Google, ada: User) -> None:
    body = event("2026-07-01T10:00:00", attendees=[{"email": "grace@example.com"}])
    for end in ("start", "end"):
        body[end]["timeZone"] = "Europe/Berlin"
    made = ada.ask("POST", EVENTS, body).json()
    assert made["start"] == at("2026-07-01T09:00:00+01:00", "Europe/Berlin")
    grace = google.user("grace@example.com", "calendar.events")
    listed = grace.ask("GET", EVENTS, maxResults=1).json()
    assert (listed["timeZone"], listed["accessRole"]) == ("America/New_York", "owner")
    (seen,) = listed["items"]
    assert seen["start"]["dateTime"] == "2026-07-01T04:00:00-04:00"
    assert "self" not in seen["organizer"]
    tokyo = grace.ask("GET", f"{EVENTS}/{made['id']}", timeZone="Asia/Tokyo").json()
    assert tokyo["start"]["dateTime"] == "2026-07-01T17:00:00+09:00"


def test_days_and_the_ends_of_time(ada: User) -> None:
    day = event(start={"date": "2026-12-01"}, end={"date": "2026-12-02"})
    assert ada.ask("POST", EVENTS, day).json()["start"] == {"date": "2026-12-01"}
    empty = event(start={"date": "2026-12-01"}, end={"date": "2026-12-01"})
    assert refusal(ada.ask("POST", EVENTS, empty))[2] == "timeRangeEmpty"
    broken = event(start={"date": "2026-13-01"}, end={"date": "2026-13-02"})
    assert refusal(ada.ask("POST", EVENTS, broken))[1] == "Invalid start time."
    both = event(start={"date": "2026-12-01", **at("2026-12-01T10:00:00Z")}, end={"date": "2027"})
    assert refusal(ada.ask("POST", EVENTS, both))[1] == "Invalid start time."
    first = event(start=at("0001-01-01T00:00:00+14:00"), end=at("9999-12-31T23:59:59-12:00"))
    assert ada.ask("POST", EVENTS, first).status_code == 200


def test_events_are_listed_by_pages_words_and_times(ada: User) -> None:
    for month in ("03", "01", "02"):
        ada.ask("POST", EVENTS, event(f"2026-{month}-01T10:00:00Z", summary=f"Month {month}"))
    page = ada.ask("GET", EVENTS, maxResults=2).json()
    rest = ada.ask("GET", EVENTS, maxResults=2, pageToken=page["nextPageToken"]).json()
    told = [one["summary"] for one in page["items"] + rest["items"]]
    assert told == ["Month 03", "Month 01", "Month 02"]
    assert "nextSyncToken" in rest
    ordered: Json = {
        "orderBy": "startTime",
        "singleEvents": "true",
        "timeMin": "2026-01-15T00:00:00Z",
    }
    found = ada.ask("GET", EVENTS, **ordered).json()["items"]
    assert [one["summary"] for one in found] == ["Month 02", "Month 03"]
    assert len(ada.ask("GET", EVENTS, q="MONTH 01").json()["items"]) == 1
    uid = found[0]["iCalUID"]
    assert ada.ask("GET", EVENTS, iCalUID=uid).json()["items"] == found[:1]
    assert ada.ask("GET", EVENTS, timeMax="2026-01-15T00:00:00Z").json()["items"][0]["summary"]


@pytest.mark.parametrize(
    ("setting", "code", "reason", "status"),
    [
        ("calendar_api_enabled", 403, "accessNotConfigured", "PERMISSION_DENIED"),
        ("calendar_turned_on", 403, "notACalendarUser", None),
    ],
)
def test_calendar_that_is_not_there(
    google: Google, ada: User, setting: str, code: int, reason: str, status: str | None
) -> None:
    google.control("settings", **{setting: False})
    reply = ada.ask("POST", EVENTS, event())
    assert refusal(reply)[::2] == (code, reason)
    assert reply.json()["error"].get("status") == status
    google.control("settings", chat_api_enabled=False, chat_turned_on=False, **{setting: True})
    assert ada.ask("POST", EVENTS, event()).status_code == 200


def test_a_quota_and_a_fault_have_the_old_envelope_too(google: Google, ada: User) -> None:
    google.control("settings", quota_scale=0.001)
    assert ada.ask("GET", EVENTS).status_code == 200
    reply = ada.ask("GET", EVENTS)
    assert refusal(reply)[::2] == (403, "rateLimitExceeded")
    assert reply.json()["error"]["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    google.control("settings", quota_scale=1.0)
    google.control("faults", method="calendar.events.insert", status=429, retry_after=2)
    assert refusal(ada.ask("POST", EVENTS, event()))[::2] == (429, "rateLimitExceeded")
    google.control("faults", method="calendar.events.insert", lost_answer=True)
    with pytest.raises(httpx.TransportError):
        ada.ask("POST", EVENTS, event(id="abcde"))
    assert ada.ask("GET", f"{EVENTS}/abcde").status_code == 200
