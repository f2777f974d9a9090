"""The field for the address that the browser ended on: it holds a one-time code."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class RedirectField(Input):
    """A masked field that hands its text on, whole and at once where it was pasted."""

    DEFAULT_CSS = "RedirectField { margin: 0 1 0 3; }"
    BINDINGS: ClassVar[list[Any]] = [Binding("ctrl+c", "none", show=False)]

    class Given(Message):
        """A redirect was pasted, or typed and entered."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(password=True, select_on_focus=False, id=id)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own keeps the first line only; an address is often wrapped over several.
        event.stop()
        event.prevent_default()
        self.post_message(self.Given(self.value + event.text))

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter reads what is here."""
        event.stop()
        self.post_message(self.Given(self.value))

    def action_none(self) -> None:
        """Nothing: what is in a masked field is not copied to the clipboard."""
