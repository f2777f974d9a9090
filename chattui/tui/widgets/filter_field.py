"""The field that a list is filtered by while one types."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from chattui.safe_text import is_safe
from chattui.tui.text import plain
from chattui.words import t


class FilterBar(Horizontal):
    """The field with its name before it; it takes the focus when it comes."""

    DEFAULT_CSS = """
    FilterBar { height: 1; padding: 0 1; }
    FilterBar Label { width: auto; padding: 0 1 0 0; color: $text-accent; }
    """

    def __init__(self, value: str) -> None:
        super().__init__()
        self.field = FilterField(value)

    def compose(self) -> ComposeResult:
        yield Label(plain(t("Filter")), markup=False)
        yield self.field

    def on_mount(self) -> None:
        """Ready to type."""
        self.field.focus()


class FilterField(Input):
    """Changes at each letter; enter and down go to the list, esc gives up the filter."""

    DEFAULT_CSS = "FilterField { width: 1fr; }"
    BINDINGS: ClassVar[list[Any]] = [
        Binding("down", "leave(True)", show=False),
        Binding("enter", "leave(True)", show=False),
        Binding("escape", "leave(False)", show=False),
    ]

    class Left(Message):
        """The field is done with; `keep` says whether the filter stays."""

        def __init__(self, keep: bool) -> None:
            self.keep = keep
            super().__init__()

    def __init__(self, value: str) -> None:
        super().__init__(
            value,
            compact=True,
            placeholder=t("Parts of a name, a person, a type or a state, such as external"),
            id="typed",
        )
        self.cursor_blink = False

    @property
    def wanted(self) -> str:
        """What is asked for; a pasted control character asks for nothing."""
        return self.value if is_safe(self.value) else ""

    def action_leave(self, keep: bool) -> None:
        """Go to the list."""
        self.post_message(self.Left(keep))
