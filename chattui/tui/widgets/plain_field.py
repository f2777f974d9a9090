"""A one-line field that takes no control characters, be they typed or pasted."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.message import Message
from textual.widgets import Input

from chattui.safe_text import is_safe


class PlainField(Input):
    """Takes the first line of a paste, and refuses one that could not be drawn as it is."""

    class Refused(Message):
        """A paste held control, bidi or invisible characters, and was not taken."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.cursor_blink = False  # each blink would be written to the terminal

    def _on_paste(self, event: events.Paste) -> None:
        lines = event.text.strip("\r\n").splitlines()
        if lines and not is_safe(lines[0]):
            event.stop()
            event.prevent_default()
            self.post_message(self.Refused())
