"""When an event is: ``start`` and ``end``, read as Calendar reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from chattui.emulator import invented
from chattui.emulator.errors import ApiError, Json
from chattui.emulator.old_errors import refused

_RFC3339: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


def bad_request() -> ApiError:
    """What Calendar answers to what it cannot read."""
    return refused(400, "badRequest", invented.CALENDAR_BAD_REQUEST)


def zone_of(name: str) -> tzinfo | None:
    """The zone of an IANA name; None where there is none of that name."""
    from zoneinfo import ZoneInfo

    # ZoneInfo opens the file of a name; only what may be one is looked for.
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}", name):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def read_moment(text: str) -> datetime | None:
    """The RFC 3339 `text`, aware where it has an offset; None where it is none."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{(match[3] or '').upper()}")
    except ValueError:
        return None


def check_times(event: Json) -> tuple[datetime, datetime]:
    """Start and end of `event`, aware; raises what Calendar answers where they do not fit."""
    for which in ("start", "end"):
        given = event.get(which, {})
        if not given.get("date") and not given.get("dateTime"):
            raise refused(400, "required", invented.TIME_REQUIRED.format(which=which))
    kinds = {bool(event[which].get("date")) for which in ("start", "end")}
    if len(kinds) > 1:
        raise refused(400, "invalid", invented.TIMES_MIXED)
    recurs = bool(event.get("recurrence"))
    start = _read(event["start"], "start", recurs=recurs)
    end = _read(event["end"], "end", recurs=recurs)
    if end < start or (end == start and event["start"].get("date")):
        raise refused(400, "timeRangeEmpty", invented.EMPTY_TIME)
    return start, end


def _read(given: Json, which: str, *, recurs: bool) -> datetime:
    zone = None
    if name := given.get("timeZone"):
        zone = zone_of(name)
        if zone is None:
            raise refused(400, "invalid", invented.ZONE_INVALID.format(which=which))
    if given.get("date"):
        if given.get("dateTime"):
            raise refused(400, "invalid", invented.TIME_INVALID.format(which=which))
        return _read_day(given["date"], which)
    moment = read_moment(given["dateTime"])
    if moment is None:
        raise bad_request()
    if zone is None and (moment.tzinfo is None or recurs):
        raise refused(400, "required", invented.ZONE_REQUIRED.format(which=which))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read_day(text: str, which: str) -> datetime:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise refused(400, "invalid", invented.TIME_INVALID.format(which=which)) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def shown(given: Json, moment: datetime, zone: tzinfo) -> Json:
    """``start`` or ``end`` as an answer has it: in the calendar's zone, named as it was given."""
    if given.get("date"):
        return {"date": given["date"]}
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        local = moment
    offset = local.utcoffset() or timedelta()
    text = local.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if not offset else local.isoformat()[-6:])
    named = given.get("timeZone") or str(zone)
    return {"dateTime": text, "timeZone": named}
