"""A short list to choose from, by arrows or by number, with tick boxes where several may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from chattui.safe_text import safe_text

MARK = "▸ "
GAP = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: what is chosen, and a hint beside it. Both must be safe to draw."""

    id: str
    label: str
    hint: str = ""


class Choices(Widget, can_focus=True):
    """Rows with a cursor. The page binds enter and reads `chosen`.

    With `ticks`, space and the numbers tick rows; without, a number chooses its row at once.
    """

    DEFAULT_CSS = """
    Choices { height: auto; }
    Choices > .choices--cursor { background: $primary-muted; color: $text; text-style: bold; }
    Choices:focus > .choices--cursor { background: $primary; }
    Choices > .choices--hint { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--cursor", "choices--hint"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("home", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
        Binding("space", "tick", show=False),
    ]

    class Chosen(Message):
        """A row was chosen by its number."""

        def __init__(self, choice: Choice) -> None:
            self.choice = choice
            super().__init__()

    class Changed(Message):
        """The ticks are other ones."""

    class Moved(Message):
        """The cursor stands on another row."""

    class Refused(Message):
        """The tick of this row is there to stay."""

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        ticks: Iterable[str] | None = None,
        fixed: Iterable[str] = (),
        id: str | None = None,  # noqa: A002 Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        self.with_ticks = ticks is not None
        self.fixed = frozenset(fixed)
        self.ticked = {*(ticks or ()), *self.fixed}
        self.cursor = 0

    @property
    def chosen(self) -> Choice:
        """The row under the cursor."""
        return self.choices[self.cursor]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line for each row."""
        return len(self.choices)

    def render_line(self, y: int) -> Strip:
        """Row `y`: its mark, its number or tick box, its label and its hint."""
        width = self.size.width
        if y >= len(self.choices):
            return Strip.blank(width, self.rich_style)
        choice, here = self.choices[y], y == self.cursor
        name = "choices--cursor" if here else ""
        style = self.get_component_rich_style(name) if name else self.rich_style
        hint_style = style if here else self.get_component_rich_style("choices--hint")
        start = f" {MARK if here else '  '}{self._sign(y)}  "
        labels = max(cell_len(c.label) for c in self.choices) + GAP
        label = f"{start}{_cut(choice.label, width - cell_len(start))}"
        at = min(cell_len(start) + labels, width)
        hint = _cut(choice.hint, width - at - 1)
        segments = [Segment(set_cell_size(label, at), style), Segment(hint, hint_style)]
        return Strip(segments).adjust_cell_length(width, style)

    def _sign(self, row: int) -> str:
        if not self.with_ticks:
            return str(row + 1) if row < 9 else " "
        return "[x]" if self.choices[row].id in self.ticked else "[ ]"

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._move_to(max(0, min(self.cursor + by, len(self.choices) - 1)))

    def _move_to(self, row: int) -> None:
        if row != self.cursor:
            before, self.cursor = self.cursor, row
            for line in (before, row):
                self.refresh(Region(0, line, self.size.width, 1))
            self.post_message(self.Moved())

    def action_tick(self) -> None:
        """Tick the row under the cursor, or take its tick away."""
        if self.with_ticks and self.chosen.id in self.fixed:
            self.post_message(self.Refused())
        elif self.with_ticks:
            self.ticked ^= {self.chosen.id}
            self.refresh(Region(0, self.cursor, self.size.width, 1))
            self.post_message(self.Changed())

    def on_key(self, event: events.Key) -> None:
        """A number goes straight to its row."""
        if event.key.isdecimal() and event.key.isascii():
            row = int(event.key) - 1
            if 0 <= row < len(self.choices):
                event.stop()
                self._move_to(row)
                if self.with_ticks:
                    self.action_tick()
                else:
                    self.post_message(self.Chosen(self.chosen))

    def on_click(self, event: events.Click) -> None:
        """The mouse does the same as the number."""
        if 0 <= event.y < len(self.choices):
            self._move_to(event.y)
            if self.with_ticks:
                self.action_tick()


def _cut(text: str, width: int) -> str:
    """`text` in at most `width` cells."""
    text = safe_text(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""
