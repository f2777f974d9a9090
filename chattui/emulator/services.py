"""The APIs of Google that the emulator has, as their errors name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Service:
    """One of Google's APIs, as its errors name it."""

    host: str
    title: str
    rpcs: str
    """What stands before the name of an RPC in ErrorInfo metadata."""
    setting: str
    """The setting that says whether it is enabled in the client's project."""
    types: str = ""
    """What stands before the name of a message in what is said of its JSON."""
    old_errors: bool = False
    """Whether its errors carry ``errors[]`` with domain and reason, as older APIs do."""
    sends_defaults: bool = False
    """Whether its answers carry what is false, zero or empty."""
    quota_status: int = 429
    """What it answers where a quota is used up."""


CHAT: Final = Service(
    "chat.googleapis.com",
    "Google Chat API",
    "google.chat.v1.ChatService.",
    "chat_api_enabled",
    "google.chat.v1.",
)
PEOPLE: Final = Service(
    "people.googleapis.com",
    "People API",
    "google.people.v1.PeopleService.",
    "people_api_enabled",
)
CLOUD_IDENTITY: Final = Service(
    "cloudidentity.googleapis.com",
    "Cloud Identity API",
    "google.apps.cloudidentity.groups.v1.GroupsService.",
    "cloud_identity_enabled",
)
CALENDAR: Final = Service(
    "calendar-json.googleapis.com",
    "Google Calendar API",
    "calendar.v3.Events.",
    "calendar_api_enabled",
    "calendar.v3.",
    old_errors=True,
    sends_defaults=True,
    quota_status=403,
)
SHEETS: Final = Service(
    "sheets.googleapis.com",
    "Google Sheets API",
    "google.apps.sheets.v4.SpreadsheetsService.",
    "sheets_api_enabled",
    "google.apps.sheets.v4.",
    sends_defaults=True,
)
GMAIL: Final = Service(
    "gmail.googleapis.com",
    "Gmail API",
    "caribou.api.proto.MailboxService.",
    "gmail_api_enabled",
    "caribou.api.proto.",
    old_errors=True,
    sends_defaults=True,
    quota_status=403,
)
