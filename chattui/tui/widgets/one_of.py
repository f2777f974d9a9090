"""One of a few words on a line, for a form: left and right choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class OneOf(Widget, can_focus=True):
    """The options side by side, the chosen one marked by ◉; they must be safe to draw."""

    DEFAULT_CSS = """
    OneOf { height: 1; width: 1fr; }
    OneOf > .oneof--chosen { text-style: bold; }
    OneOf:focus > .oneof--chosen { background: $primary; color: $text; text-style: bold; }
    OneOf > .oneof--other { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"oneof--chosen", "oneof--other"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l,space", "step(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down,enter", "app.focus_next", show=False),
    ]

    class Changed(Message):
        """Another option is chosen."""

        def __init__(self, widget: OneOf) -> None:
            self.widget = widget
            super().__init__()

        @property
        def control(self) -> OneOf:
            """The widget, so that ``@on`` can select by id."""
            return self.widget

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        *,
        id: str | None = None,  # noqa: A002 Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.chosen = 0

    @property
    def value(self) -> str:
        """The chosen option's id."""
        return self.options[self.chosen][0]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All options on one line."""
        return sum(cell_len(label) + 6 for _, label in self.options)

    def render_line(self, y: int) -> Strip:
        """The only line."""
        segments: list[Segment] = []
        for number, (_, label) in enumerate(self.options):
            here = number == self.chosen
            style = self.get_component_rich_style("oneof--chosen" if here else "oneof--other")
            segments.append(Segment(f" {'◉' if here else '○'} {label} ", style))
            segments.append(Segment(" ", self.rich_style))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def action_step(self, by: int) -> None:
        """Choose the next or the previous option, around the end."""
        self.choose((self.chosen + by) % len(self.options))

    def choose(self, number: int) -> None:
        """Choose one option by its place."""
        if number != self.chosen:
            self.chosen = number
            self.refresh()
            self.post_message(self.Changed(self))

    def offer(self, value: str, label: str) -> None:
        """Offer one more option, unless there is one with this id."""
        if value not in {option for option, _ in self.options}:
            self.options += ((value, label),)
            self.refresh()

    def show_options(self, options: Sequence[tuple[str, str]], value: str) -> None:
        """Other options from now on, of which the one with this id is chosen; nobody is told."""
        self.options = tuple(options)
        self.chosen = [option for option, _ in self.options].index(value)
        self.refresh()

    def choose_value(self, value: str) -> None:
        """Choose the option with this id; one that is not there chooses the first."""
        ids = [option for option, _ in self.options]
        self.choose(ids.index(value) if value in ids else 0)

    def on_click(self, event: events.Click) -> None:
        """Choose the option under the mouse."""
        at = 0
        for number, (_, label) in enumerate(self.options):
            at += cell_len(label) + 5
            if event.x < at:
                self.choose(number)
                return
