"""The messages that Calendar, Sheets and Gmail take, by their discovery documents.

Calendar v3 revision 20261030, Sheets v4 revision 20261019, Gmail v1 revision 20261005. What is
``any`` is taken as it stands and given back, where it is given back at all.
"""

from __future__ import annotations

from typing import Final

_PERSON: Final = {"displayName": "string", "email": "string", "id": "string", "self": "bool"}

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "calendar.Event": {
        **dict.fromkeys(
            (
                *("colorId", "created", "description", "etag", "eventLabelId", "eventType"),
                *("hangoutLink", "htmlLink", "iCalUID", "id", "kind", "location"),
                *("recurringEventId", "status", "summary", "transparency", "updated"),
                "visibility",
            ),
            "string",
        ),
        **dict.fromkeys(
            (
                *("anyoneCanAddSelf", "attendeesOmitted", "endTimeUnspecified"),
                *("guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests"),
                *("locked", "privateCopy"),
            ),
            "bool",
        ),
        **dict.fromkeys(
            (
                *("attachments", "birthdayProperties", "conferenceData", "extendedProperties"),
                *("focusTimeProperties", "gadget", "outOfOfficeProperties", "reminders"),
                *("source", "workingLocationProperties"),
            ),
            "any",
        ),
        "attendees": "[calendar.EventAttendee]",
        "creator": "calendar.Person",
        "organizer": "calendar.Person",
        "start": "calendar.EventDateTime",
        "end": "calendar.EventDateTime",
        "originalStartTime": "calendar.EventDateTime",
        "recurrence": "[string]",
        "sequence": "int32",
    },
    "calendar.Person": _PERSON,
    "calendar.EventDateTime": {"date": "string", "dateTime": "string", "timeZone": "string"},
    "calendar.EventAttendee": {
        **_PERSON,
        "additionalGuests": "int32",
        "comment": "string",
        "optional": "bool",
        "organizer": "bool",
        "resource": "bool",
        "responseStatus": "string",
    },
    "sheets.ValueRange": {
        "majorDimension": "sheets.Dimension",
        "range": "string",
        "values": "[values]",
    },
    "gmail.Message": {
        "classificationLabelValues": "any",
        "historyId": "string",
        "id": "string",
        "internalDate": "string",
        "labelIds": "[string]",
        "payload": "any",
        "raw": "string",
        "sizeEstimate": "int32",
        "snippet": "string",
        "threadId": "string",
    },
}
"""The kind of each field by message; brackets are a list, ``values`` a list of anything."""
ENUMS: Final = {"sheets.Dimension": "DIMENSION_UNSPECIFIED ROWS COLUMNS"}
