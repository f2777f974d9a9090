"""Every API method that the emulator has."""

from __future__ import annotations

from typing import Final

from chattui.emulator.calendar_api import CALENDAR_METHODS
from chattui.emulator.chat_methods import CHAT_METHODS
from chattui.emulator.gmail_api import GMAIL_METHODS
from chattui.emulator.groups_api import GROUPS_METHODS
from chattui.emulator.people_api import PEOPLE_METHODS
from chattui.emulator.sheets_api import SHEETS_METHODS

METHODS: Final = (
    CHAT_METHODS
    + PEOPLE_METHODS
    + GROUPS_METHODS
    + CALENDAR_METHODS
    + SHEETS_METHODS
    + GMAIL_METHODS
)
SERVICES: Final = {method.id: method.service for method in METHODS}
"""Whose each method is."""
