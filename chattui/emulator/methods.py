"""Every API method that the emulator has."""

from __future__ import annotations

from typing import Final

from chattui.emulator.chat_methods import CHAT_METHODS
from chattui.emulator.groups_api import GROUPS_METHODS
from chattui.emulator.people_api import PEOPLE_METHODS

METHODS: Final = CHAT_METHODS + PEOPLE_METHODS + GROUPS_METHODS
