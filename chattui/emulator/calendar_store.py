"""The events in people's calendars: those they made, and those they are guests of."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chattui.emulator.calendar_times import shown, zone_of
from chattui.emulator.clock import rfc3339
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json


@dataclass(frozen=True, slots=True)
class Event:
    """An event that somebody made; `body` is what they gave, without what Calendar gives."""

    number: int
    id: str
    organizer: Person
    body: Json
    start: datetime
    end: datetime
    created: float
    notified: tuple[str, ...] = ()
    """Who got a mail about it."""
    send_updates: str = ""

    def is_of(self, person: Person) -> bool:
        """Whether it is in `person`'s calendar."""
        return person.id == self.organizer.id or person.email in self.guests()

    def guests(self) -> list[str]:
        """The addresses of those who are invited."""
        return [one["email"] for one in self.body.get("attendees", [])]

    def as_json(self, viewer: Person, zone_name: str = "") -> Json:
        """The Event in `viewer`'s calendar, its times in the zone named or the calendar's."""
        zone = zone_of(zone_name) or zone_of(viewer.time_zone)
        assert zone is not None
        stamp = rfc3339(self.created)[:-4] + "Z"
        key = base64.urlsafe_b64encode(f"{self.id} {viewer.email}".encode()).decode().rstrip("=")
        mine = viewer.id == self.organizer.id
        whose: Json = {"email": self.organizer.email} | ({"self": True} if mine else {})
        body: Json = {
            "kind": "calendar#event",
            "etag": f'"{int(self.created * 1000)}{self.number:03d}"',
            "id": self.id,
            "status": "confirmed",
            "htmlLink": f"https://www.google.com/calendar/event?eid={key}",
            "created": stamp[:-5] + ".000Z",
            "updated": stamp,
            "iCalUID": f"{self.id}@google.com",
            "sequence": 0,
            "reminders": {"useDefault": True},
            "eventType": "default",
        }
        body |= {name: value for name, value in self.body.items() if name != "id"}
        body |= {
            "creator": whose,
            "organizer": dict(whose),
            "start": shown(self.body["start"], self.start, zone),
            "end": shown(self.body["end"], self.end, zone),
        }
        if "attendees" in self.body:
            body["attendees"] = [
                one | ({"self": True} if one["email"] == viewer.email else {})
                for one in self.body["attendees"]
            ]
        return body


@dataclass(slots=True)
class Calendars:
    """Every event, in the order in which they were made."""

    events: list[Event] = field(default_factory=list)

    def of(self, person: Person) -> Iterator[Event]:
        """Those in `person`'s calendar."""
        return (event for event in self.events if event.is_of(person))

    def get(self, person: Person, event_id: str) -> Event | None:
        """The one of this id in `person`'s calendar."""
        return next((event for event in self.of(person) if event.id == event_id), None)

    def new_id(self) -> str:
        """An id for an event that comes without one: 26 letters and digits, of base32hex."""
        digest = hashlib.sha256(f"event {len(self.events)}".encode()).digest()
        return base64.b32hexencode(digest).decode().lower()[:26]
