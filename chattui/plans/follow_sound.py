"""Whether a row of the journal that follows up on a space is one that chattui could have made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chattui.chat.models import safe_link
from chattui.plans.model import Action, Row
from chattui.safe_text import is_safe
from chattui.workspace.calendar import EVENT_ID, SEND_UPDATES
from chattui.workspace.gmail import can_receive, why_not_subject
from chattui.workspace.sheets import is_sheet_id


def follow_up_is_sound(row: Row) -> bool:
    """Whether what a row sends is of the form that planning gives it."""
    link = row.body.get("link", "")
    if row.who or row.mask or row.before or not (link == "" or safe_link(link)):
        return False
    if row.action is Action.ADD_EVENT:
        return bool(EVENT_ID.fullmatch(row.request_id)) and _is_event(row.body)
    return _is_mail(row.body) if row.action is Action.SEND_MAIL else _is_log(row)


def _is_event(body: Mapping[str, Any]) -> bool:
    event = body.get("event")
    if not isinstance(event, Mapping) or body.get("sendUpdates") not in SEND_UPDATES:
        return False
    if set(event) != {"summary", "description", "start", "end", "attendees"}:
        return False
    guests = event["attendees"]
    named = isinstance(guests, list) and all(isinstance(guest, Mapping) for guest in guests)
    return (
        isinstance(event["summary"], str)
        and isinstance(event["description"], str)
        and _is_time(event["start"])
        and _is_time(event["end"])
        and named
        and all(set(guest) == {"email"} and _is_address(guest["email"]) for guest in guests)
    )


def _is_time(time: object) -> bool:
    if not isinstance(time, Mapping) or not {"dateTime"} <= set(time) <= {"dateTime", "timeZone"}:
        return False
    return all(isinstance(value, str) and is_safe(value) for value in time.values()) and (
        len(time["dateTime"]) >= len("2026-12-01T10:00")
    )


def _is_mail(body: Mapping[str, Any]) -> bool:
    to, subject, text = body.get("to"), body.get("subject"), body.get("text")
    return (
        isinstance(to, list)
        and bool(to)
        and all(map(_is_address, to))
        and isinstance(subject, str)
        and not why_not_subject(subject)
        and isinstance(text, str)
    )


def _is_log(row: Row) -> bool:
    numbers, sheet, tab = (row.body.get(name) for name in ("rows", "sheet", "tab"))
    return (
        isinstance(numbers, list)
        and tuple(numbers) == row.following
        and bool(numbers) == (row.space == "")
        and isinstance(sheet, str)
        and is_sheet_id(sheet)
        and isinstance(tab, str)
        and tab != ""
    )


def _is_address(address: object) -> bool:
    return isinstance(address, str) and can_receive(address)
