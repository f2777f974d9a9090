"""The methods of the Workspace APIs that plans use, with the least scope for each.

From the discovery documents calendar v3, sheets v4 and gmail v1.
"""

from __future__ import annotations

from typing import Final

from chattui.chat.methods import Method

_PREFIX = "https://www.googleapis.com/auth/"
CALENDAR_SCOPE: Final = f"{_PREFIX}calendar.events"
SHEETS_SCOPE: Final = f"{_PREFIX}spreadsheets"
GMAIL_SCOPE: Final = f"{_PREFIX}gmail.send"

EVENTS_INSERT: Final = Method("calendar.events.insert", CALENDAR_SCOPE, True)
EVENTS_GET: Final = Method("calendar.events.get", CALENDAR_SCOPE)
VALUES_APPEND: Final = Method("sheets.spreadsheets.values.append", SHEETS_SCOPE, True)
VALUES_GET: Final = Method("sheets.spreadsheets.values.get", SHEETS_SCOPE)
MESSAGES_SEND: Final = Method("gmail.users.messages.send", GMAIL_SCOPE, True)

METHODS: Final = {
    method.id: method
    for method in (EVENTS_INSERT, EVENTS_GET, VALUES_APPEND, VALUES_GET, MESSAGES_SEND)
}
