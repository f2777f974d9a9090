"""Calendar's events.insert, get and list, in each person's one calendar.

What discovery v3 (revision 20261030) says is held; what is not here: other calendars than one's
own, recurring events as instances, changes since a sync token, answers of guests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from chattui.emulator import invented
from chattui.emulator.calendar_store import Event
from chattui.emulator.calendar_times import bad_request, check_times, read_moment, zone_of
from chattui.emulator.call import Call, Method
from chattui.emulator.clock import rfc3339
from chattui.emulator.directory import ADDRESS
from chattui.emulator.errors import Json, invalid
from chattui.emulator.filters import page
from chattui.emulator.old_errors import refused
from chattui.emulator.quota import CALENDAR_QUERIES
from chattui.emulator.schema import read_bool, read_int
from chattui.emulator.scopes import AUTH
from chattui.emulator.services import CALENDAR

_ID: Final = re.compile(r"[a-v0-9]{5,1024}", re.ASCII)
_UPDATES: Final = ("", "all", "externalOnly", "none")
_GIVEN_BY_GOOGLE: Final = frozenset(
    {"created", "creator", "etag", "hangoutLink", "htmlLink", "kind", "organizer", "updated"}
)
_ANSWERS: Final = ("needsAction", "declined", "tentative", "accepted")
MOST_EVENTS: Final = 2500


def _check_calendar(call: Call) -> None:
    """Refuse who has no Calendar, and calendars that are not the caller's own."""
    if not call.world.settings.calendar_turned_on:
        raise refused(403, "notACalendarUser", invented.NOT_A_CALENDAR_USER)
    if call.path["calendarId"].lower() not in {"primary", call.person.email}:
        raise refused(404, "notFound", "Not Found")
    if "maxAttendees" in call.params and read_int(call.params, "maxAttendees") < 1:
        raise bad_request()


def insert(call: Call) -> Json:
    """The event as it was made; a client's own ``id`` is taken only once."""
    _check_calendar(call)
    world, calendars = call.world, call.world.calendars
    updates = call.params.get("sendUpdates", "")
    if updates not in _UPDATES:
        kind = "SendUpdates"
        text = invented.BAD_VALUE.format(path="send_updates", kind=kind, value=f'"{updates}"')
        raise invalid(text)
    if not updates and read_bool(call.params, "sendNotifications"):
        updates = "all"
    wanted = call.body.get("id", "")
    if wanted and not _ID.fullmatch(wanted):
        raise refused(400, "invalid", invented.EVENT_ID)
    start, end = check_times(call.body)
    attendees = _attendees(call)
    event_id = wanted or calendars.new_id()
    if calendars.get(call.person, event_id):
        raise refused(409, "duplicate", "The requested identifier already exists.")
    given = {n: v for n, v in call.body.items() if n not in _GIVEN_BY_GOOGLE}
    if attendees:
        given["attendees"] = attendees
    event = Event(
        len(calendars.events),
        event_id,
        call.person,
        given,
        start,
        end,
        world.clock.now(),
        tuple(_notified(call, updates, [one["email"] for one in attendees])),
        updates,
    )
    calendars.events.append(event)
    return event.as_json(call.person)


def _attendees(call: Call) -> list[Json]:
    """The guests, each once, with what Calendar says of each."""
    found: dict[str, Json] = {}
    for one in call.body.get("attendees", []):
        email = one.get("email", "").strip().lower()
        if not email:
            raise refused(400, "required", invented.ATTENDEE_REQUIRED)
        if not ADDRESS.fullmatch(email):
            raise refused(400, "invalid", invented.ATTENDEE_INVALID)
        status = one.get("responseStatus", "needsAction")
        if status not in _ANSWERS:
            raise bad_request()
        kept = {n: v for n, v in one.items() if n not in {"self", "organizer", "id"}}
        kept |= {"email": email, "responseStatus": status}
        if email == call.person.email:
            kept["organizer"] = True
        found.setdefault(email, kept)
    if len(found) > invented.MOST_ATTENDEES:
        raise refused(400, "invalid", invented.TOO_MANY_ATTENDEES)
    return list(found.values())


def _notified(call: Call, updates: str, guests: list[str]) -> Iterator[str]:
    for email in guests:
        person = call.world.directory.by_email(email)
        outside = person is None or person.domain != call.person.domain
        if email != call.person.email and (
            updates == "all" or (updates == "externalOnly" and outside)
        ):
            yield email


def get(call: Call) -> Json:
    """One event of the caller's calendar."""
    _check_calendar(call)
    event = call.world.calendars.get(call.person, call.path["eventId"])
    if event is None:
        raise refused(404, "notFound", "Not Found")
    return event.as_json(call.person, _zone(call))


def _zone(call: Call) -> str:
    name = call.params.get("timeZone", "")
    if name and zone_of(name) is None:
        raise bad_request()
    return name


def list_events(call: Call) -> Json:
    """The caller's events, and what is known of the calendar: its zone among it."""
    _check_calendar(call)
    zone, params, person = _zone(call), call.params, call.person
    size = read_int(params, "maxResults")
    if size < 1 and params.get("maxResults"):
        raise bad_request()
    found = list(_wanted(call))
    order = params.get("orderBy", "")
    if order not in {"", "startTime", "updated"}:
        raise bad_request()
    if order == "startTime":
        if not read_bool(params, "singleEvents"):
            raise refused(400, "badRequest", invented.BAD_ORDER_OF_EVENTS)
        found.sort(key=lambda event: event.start)
    place = {event.number: index for index, event in enumerate(found)}
    shown, token = page(
        params | {"pageSize": str(size)},
        f"events {person.id} {sorted((n, v) for n, v in params.items() if n != 'pageToken')}",
        lambda after: iter(found[after + 1 :]),
        lambda event: place[event.number],
        250,
        MOST_EVENTS,
    )
    now = rfc3339(call.world.clock.now())[:-4] + "Z"
    return {
        "kind": "calendar#events",
        "etag": f'"p{len(call.world.calendars.events):014d}"',
        "summary": person.email,
        "description": "",
        "updated": now,
        "timeZone": zone or person.time_zone,
        "accessRole": "owner",
        "defaultReminders": [{"method": "popup", "minutes": 10}],
        **({"nextPageToken": token} if token else {"nextSyncToken": f"s{len(found)}"}),
        "items": [event.as_json(person, zone) for event in shown],
    }


def _wanted(call: Call) -> Iterator[Event]:
    params = call.params
    bounds = {}
    for name in ("timeMin", "timeMax"):
        if params.get(name):
            moment = read_moment(params[name])
            if moment is None or moment.tzinfo is None:
                raise bad_request()
            bounds[name] = moment
    least, most = bounds.get("timeMin"), bounds.get("timeMax")
    if least and most and most <= least:
        raise refused(400, "timeRangeEmpty", invented.EMPTY_TIME)
    words = params.get("q", "").casefold()
    uid = params.get("iCalUID", "")
    for event in call.world.calendars.of(call.person):
        texts = [str(event.body.get(name, "")) for name in ("summary", "description", "location")]
        if (
            (not least or event.end > least)
            and (not most or event.start < most)
            and words in " ".join([*texts, *event.guests()]).casefold()
            and uid in {"", f"{event.id}@google.com"}
        ):
            yield event


def _scopes(*names: str) -> tuple[str, ...]:
    return tuple(f"{AUTH}calendar{name}" for name in names)


_EVENTS: Final = "/calendar/v3/calendars/{calendarId}/events"
_READING: Final = _scopes("", ".events", ".events.owned", ".events.readonly", ".readonly")

_INSERT: Final = Method(
    "calendar.events.insert",
    "POST",
    _EVENTS,
    "Insert",
    _scopes("", ".events", ".events.owned"),
    CALENDAR_QUERIES,
    insert,
    query=(
        *("conferenceDataVersion", "eventLabelVersion", "maxAttendees", "sendNotifications"),
        *("sendUpdates", "supportsAttachments"),
    ),
    message="calendar.Event",
    service=CALENDAR,
)
_GET: Final = Method(
    "calendar.events.get",
    "GET",
    f"{_EVENTS}/{{eventId}}",
    "Get",
    _READING,
    CALENDAR_QUERIES,
    get,
    query=("alwaysIncludeEmail", "maxAttendees", "timeZone"),
    service=CALENDAR,
)
CALENDAR_METHODS: Final = (
    _INSERT,
    _GET,
    replace(
        _GET,
        id="calendar.events.list",
        path=_EVENTS,
        rpc="List",
        run=list_events,
        query=(
            *("alwaysIncludeEmail", "iCalUID", "maxAttendees", "maxResults", "orderBy"),
            *("pageToken", "q", "singleEvents", "timeMax", "timeMin", "timeZone"),
        ),
    ),
)
