"""Verb and path of the methods that programs call, as the discovery documents have them
(chat v1, calendar v3, sheets v4, gmail v1); a test compares them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROUTES: Final[Mapping[str, tuple[str, str]]] = {
    "chat.spaces.create": ("POST", "v1/spaces"),
    "chat.spaces.setup": ("POST", "v1/spaces:setup"),
    "chat.spaces.get": ("GET", "v1/{+name}"),
    "chat.spaces.list": ("GET", "v1/spaces"),
    "chat.spaces.search": ("GET", "v1/spaces:search"),
    "chat.spaces.findDirectMessage": ("GET", "v1/spaces:findDirectMessage"),
    "chat.spaces.findGroupChats": ("GET", "v1/spaces:findGroupChats"),
    "chat.spaces.patch": ("PATCH", "v1/{+name}"),
    "chat.spaces.delete": ("DELETE", "v1/{+name}"),
    "chat.spaces.members.create": ("POST", "v1/{+parent}/members"),
    "chat.spaces.members.list": ("GET", "v1/{+parent}/members"),
    "chat.spaces.members.patch": ("PATCH", "v1/{+name}"),
    "chat.spaces.members.delete": ("DELETE", "v1/{+name}"),
    "chat.spaces.messages.create": ("POST", "v1/{+parent}/messages"),
    "calendar.events.insert": ("POST", "calendars/{calendarId}/events"),
    "sheets.spreadsheets.values.append": (
        "POST",
        "v4/spreadsheets/{spreadsheetId}/values/{range}:append",
    ),
    "gmail.users.messages.send": ("POST", "gmail/v1/users/{userId}/messages/send"),
}
