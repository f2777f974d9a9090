"""Calendar, Sheets and Gmail in a few lines: what was made there, and how often."""

from __future__ import annotations

import base64
import email
import json
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import unquote

from chattui.net import Reply
from chattui.plans.log_lines import COLUMNS, marker
from chattui.plans.model import Action, Row

SHEET = "1ChattuiLogSheet0000000000000000000000000000"
EVENT_ID = "e1ve2nt3"
LINK = "https://www.google.com/calendar/event?eid=1"
START = {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"}
END = {"dateTime": "2026-12-01T10:30:00+01:00", "timeZone": "Europe/Berlin"}
PLACES = ("/calendar/v3/", "/v4/spreadsheets/", "/gmail/v1/")


@dataclass
class Workspace:
    """What the three other APIs hold."""

    zone: str = "Europe/Berlin"
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: list[str] = field(default_factory=list)
    """What each event was made with as ``sendUpdates``."""
    cells: list[list[str]] = field(default_factory=list)
    """The rows of the log sheet."""
    tabs: tuple[str, ...] = ("Sheet1", "Bob's")
    mails: list[EmailMessage] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)
    """The ranges that were written to."""

    def answer(self, verb: str, path: str, params: dict[str, str], body: Any) -> Reply:
        """The answer to a request for one of `PLACES`."""
        if path.startswith("/calendar"):
            return self._calendar(verb, path, params, body)
        if path.startswith("/gmail"):
            raw = base64.urlsafe_b64decode(body["raw"])
            made: Any = email.message_from_bytes(raw, policy=default)
            self.mails.append(made)
            return _ok({"id": f"m{len(self.mails)}", "threadId": "t", "labelIds": ["SENT"]})
        return self._sheets(path, params, body)

    def _calendar(self, verb: str, path: str, params: dict[str, str], body: Any) -> Reply:
        name = path.rpartition("/events")[2].removeprefix("/")
        if verb == "GET" and not name:
            return _ok({"timeZone": self.zone, "items": []})
        if verb == "GET":
            found = self.events.get(name)
            return _ok(found) if found else _refused(404, "notFound", "Not Found")
        if body["id"] in self.events:
            return _refused(409, "duplicate", "The requested identifier already exists.")
        self.updates.append(params["sendUpdates"])
        self.events[body["id"]] = {**body, "htmlLink": LINK, "status": "confirmed"}
        return _ok(self.events[body["id"]])

    def _sheets(self, path: str, params: dict[str, str], body: Any) -> Reply:
        sheet, _, cells = path.removeprefix("/v4/spreadsheets/").partition("/values/")
        if sheet != SHEET:
            return _refused(404, "", "Requested entity was not found.")
        if not cells:
            named = [{"properties": {"title": tab, "sheetType": "GRID"}} for tab in self.tabs]
            return _ok({"properties": {"title": "Chat log"}, "sheets": named})
        cells = unquote(cells)
        if body is None:
            first = 9 if cells.endswith("!J:Z") else 0
            return _ok({"values": [row[first:] for row in self.cells]})
        assert (params["valueInputOption"], params["insertDataOption"]) == ("RAW", "INSERT_ROWS")
        self.wrote.append(cells.removesuffix(":append"))
        self.cells += body["values"]
        return _ok({"updates": {"updatedRange": "Sheet1!A1:J1"}})

    def marks(self) -> list[str]:
        """What stands in the last column, without the header."""
        if self.cells:
            assert self.cells[0] == list(COLUMNS)
        return [row[-1] for row in self.cells[1:]]


def event_row(number: int, space: str, *, following: tuple[int, ...] = ()) -> Row:
    """A row that makes an event for Grace."""
    event = {
        "summary": "Kick-off: {space}",
        "description": "{link}",
        "start": START,
        "end": END,
        "attendees": [{"email": "grace@example.com"}],
    }
    return Row(
        number,
        Action.ADD_EVENT,
        space,
        "Launch",
        who_label="1 person",
        body={"event": event, "sendUpdates": "none", "link": ""},
        following=following,
        request_id=EVENT_ID,
    )


def log_row(number: int, *logged: int, space: str = "") -> Row:
    """A row that logs others, or a space."""
    body = {"sheet": SHEET, "tab": "Sheet1", "rows": list(logged)}
    more: dict[str, Any] = {"space": space, "space_label": "Launch"} if space else {}
    label = "Chat log › Sheet1"
    return Row(number, Action.LOG_ROWS, who_label=label, body=body, following=tuple(logged), **more)


def mail_row(number: int, space: str, *, following: tuple[int, ...] = ()) -> Row:
    """A row that writes to Grace."""
    body = {"to": ["grace@example.com"], "subject": "New: {space}", "text": "{link}", "link": ""}
    return Row(
        number,
        Action.SEND_MAIL,
        space,
        "Launch",
        who_label="1 person",
        body=body,
        following=following,
    )


def marks_of(plan_id: str, *numbers: int) -> list[str]:
    """What the last column holds when these rows were logged once."""
    return [marker(plan_id, number, 1) for number in numbers]


def _ok(document: Any) -> Reply:
    return Reply(200, {}, json.dumps(document).encode())


def _refused(status: int, reason: str, message: str) -> Reply:
    errors = [{"domain": "global", "reason": reason, "message": message}]
    document = {"error": {"code": status, "message": message, "errors": errors}}
    return Reply(status, {}, json.dumps(document).encode())
