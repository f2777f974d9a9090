"""The methods that programs call, with verb and path as the discovery documents have them
(chat v1, calendar v3, sheets v4, gmail v1; a test compares them), and blocks that call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chattui.programs.model import Block

VERSIONS: Final = {"chat": "v1", "calendar": "v3", "sheets": "v4", "gmail": "v1"}

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
    "sheets.spreadsheets.values.get": (
        "GET",
        "v4/spreadsheets/{spreadsheetId}/values/{range}",
    ),
    "sheets.spreadsheets.values.append": (
        "POST",
        "v4/spreadsheets/{spreadsheetId}/values/{range}:append",
    ),
    "gmail.users.messages.send": ("POST", "gmail/v1/users/{userId}/messages/send"),
}


def block_of(method: str, **fields: Any) -> Block:
    """A block that calls a method of `ROUTES`; `fields` are those of the block."""
    api, _, name = method.partition(".")
    verb, path = ROUTES[method]
    return Block(api, VERSIONS[api], name, verb, path, **fields)


def look_at_rows(block: Block) -> Block:
    """The block that reads the range in which `block` wants to find nothing (`unless_rows`)."""
    where = {"spreadsheetId": block.parameters["spreadsheetId"], "range": block.unless_rows}
    label = f"Look at {block.unless_rows}"
    return block_of("sheets.spreadsheets.values.get", comment="", parameters=where, label=label)
