"""Events in the person's own calendar, from the Calendar API (discovery calendar v3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chattui.chat.errors import Refused
from chattui.chat.models import text_of
from chattui.problem import Problem
from chattui.words import t
from chattui.workspace.answers import Api, Service

CALENDAR: Final = Api(
    "calendar",
    "Google Calendar API",
    "calendar.events",
    "https://console.cloud.google.com/apis/library/calendar-json.googleapis.com",
)
EVENT_ID: Final = re.compile(r"[a-v0-9]{5,1024}")
"""What an event may be called by whoever makes it: base32hex (discovery, ``Event.id``)."""
SEND_UPDATES: Final = ("none", "all", "externalOnly")
"""Which guests are told by mail."""

_LINK = re.compile(r"https://(?:www|calendar)\.google\.com/calendar/[!-~]{0,2000}")


def event_link(link: object) -> str:
    """`link` where it is an event's page in Google Calendar, else "": no link from data."""
    return link if isinstance(link, str) and _LINK.fullmatch(link) else ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that is there; texts are safe to show."""

    id: str
    summary: str = ""
    link: str = ""
    """Its page in Google Calendar; "" where the answer names none of Google's."""
    status: str = ""
    """``confirmed``, ``tentative``, or ``cancelled`` for one that was deleted."""

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Event:
        """Read Google's Event; whatever is missing reads as empty."""
        name = raw.get("id")
        return cls(
            name if isinstance(name, str) and EVENT_ID.fullmatch(name) else "",
            text_of(raw, "summary"),
            event_link(raw.get("htmlLink")),
            text_of(raw, "status", 40),
        )


class Calendar(Service):
    """The primary calendar of one account. Every method raises ProblemError
    (``calendar.scope_missing``, ``calendar.api_disabled``, ``calendar.quota`` and others)."""

    API = CALENDAR

    @property
    def _events(self) -> str:
        return f"{self._caller.client.endpoints.calendar}/calendar/v3/calendars/primary/events"

    async def insert(self, event: Mapping[str, Any], *, send_updates: str) -> Event:
        """Make an event, sent once; `event` is Google's Event with an ``id`` of ours, by which it
        is made only once: ``calendar.event_exists`` says that it is there already."""
        try:
            answer = await self._caller.post(self._events, [("sendUpdates", send_updates)], event)
        except Refused as error:
            raise _with_reason(error) from None
        return self._own(Event.from_json(answer), str(event.get("id", "")))

    async def get(self, event_id: str) -> Event:
        """An event by its id; ``calendar.no_event`` where there is none."""
        try:
            answer = await self._caller.get(f"{self._events}/{event_id}", [])
        except Refused as error:
            raise _with_reason(error) from None
        return self._own(Event.from_json(answer), event_id)

    async def time_zone(self) -> str:
        """The calendar's own zone, such as ``Europe/Berlin``: what every list of its events begins
        with, so that the scope for events is enough."""
        params = [("maxResults", "1"), ("fields", "timeZone")]
        zone = text_of(await self._caller.get(self._events, params), "timeZone", 100)
        if not zone:
            raise self._caller.nothing()
        return zone

    def _own(self, found: Event, wanted: str) -> Event:
        if found.id != wanted:
            raise self._caller.nothing()
        return found


def _with_reason(error: Refused) -> Refused:
    """`error` with a code of its own where its status tells what is the matter."""
    problem = error.problem
    if problem.code != "calendar.refused":
        return error
    if error.reply.status == 409:
        return Refused(_exists(), error.reply)
    if error.reply.status in {404, 410}:
        return Refused(_none(problem), error.reply)
    return error


def _exists() -> Problem:
    return Problem(
        "calendar.event_exists",
        t("The calendar has this event already."),
        t("An earlier request has made it; nothing has changed."),
        t("Nothing needs to be done."),
    )


def _none(problem: Problem) -> Problem:
    return replace(
        problem,
        code="calendar.no_event",
        message=t("Google Calendar found nothing of that name."),
        remedy=t("Look into the calendar itself."),
    )
