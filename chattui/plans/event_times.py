"""When an event begins and ends: read from what a person writes, in a zone that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chattui.plans.making import mistake
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MOST_MINUTES: Final = 7 * 24 * 60
YEARS: Final = (1900, 9000)
"""Between these, no zone and no length leads out of the years that there are."""
_FORM: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII
)


def parse(at: str) -> datetime:
    """``2026-12-01 10:00``, with ``T`` and an offset as well; seconds are dropped. Naive where it
    names no offset. Raises ProblemError ``plans.bad_time``."""
    match = _FORM.fullmatch(at.strip())
    if match:
        day, hour, minute, offset = match.groups()
        try:
            found = datetime.fromisoformat(f"{day}T{hour:0>2}:{minute}{offset or ''}")
        except ValueError:
            pass  # such as the 31st of February
        else:
            if found.year <= YEARS[1]:
                return found
    raise ProblemError(
        mistake(
            "bad_time",
            t("“{at}” is no day and time.", at=safe_text(at.strip(), limit=60)),
            t("Both are wanted, with the year first."),
            t("Write it like this: 2026-12-01 10:00"),
        )
    )


def zone_called(name: str) -> ZoneInfo:
    """The zone of this name, such as ``Europe/Berlin``. Raises ProblemError
    ``plans.unknown_zone``."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a folder, a path, or nothing of that name
        pass
    raise ProblemError(
        mistake(
            "unknown_zone",
            t("“{name}” is no time zone that this machine knows.", name=safe_text(name, limit=60)),
            t("Zones are called by a continent and a city."),
            t("Write it like this: Europe/Berlin"),
        )
    )


def begin(at: str, zone: str, now: float) -> datetime:
    """When an event begins: `at`, in `zone`, which may be "" where `at` names an offset.

    Raises ProblemError: ``plans.bad_time``, ``plans.unknown_zone``, ``plans.no_such_time`` where
    the clocks skip it, and ``plans.past``, where that is not after `now`.
    """
    start = parse(at)
    if start.year < YEARS[0]:
        raise ProblemError(_past(at))
    if zone:
        place = zone_called(zone)
        given = start
        start = start.astimezone(place) if start.tzinfo else start.replace(tzinfo=place)
        there = start.astimezone(UTC).astimezone(place)
        if not given.tzinfo and there.replace(tzinfo=None) != given:
            raise ProblemError(_skipped(at, zone))
    if start.timestamp() <= now:
        raise ProblemError(_past(at))
    return start


def _past(at: str) -> Problem:
    return mistake(
        "past",
        t("{at} is over already.", at=safe_text(at.strip(), limit=60)),
        t("Nobody can come to an event that is past."),
        t("Name a later day or time."),
    )


def _skipped(at: str, zone: str) -> Problem:
    return mistake(
        "no_such_time",
        t("There is no {at} in {zone}.", at=safe_text(at.strip(), limit=60), zone=zone),
        t("The clocks are put forward that night."),
        t("Name an earlier or a later time."),
    )


def span(start: datetime, minutes: int, zone: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The ``start`` and ``end`` of Google's Event."""
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
    return _time(start, zone), _time(end, zone)


def _time(moment: datetime, zone: str) -> Mapping[str, str]:
    written = {"dateTime": moment.isoformat(timespec="seconds")}
    return {**written, "timeZone": zone} if zone else written
