"""Afterwards: a line of a form with what is to follow, each filled in on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.strip import Strip
from textual.widget import Widget

from chattui.tui.account_page import AccountPage
from chattui.tui.following import NAMES, form_of, known_value
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.follow_form import AnyForm

GAP = 2


class Afterwards(Widget, can_focus=True):
    """A tick box each for the event, the log sheet and the mail.

    Space ticks one, or takes its tick away; where nothing is known of it yet, that opens its form.
    Enter opens its form in any case.
    """

    DEFAULT_CSS = """
    Afterwards { height: 1; width: 1fr; }
    Afterwards > .afterwards--here { background: $primary; color: $text; text-style: bold; }
    Afterwards > .afterwards--ticked { text-style: bold; }
    Afterwards > .afterwards--other { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "afterwards--here",
        "afterwards--ticked",
        "afterwards--other",
    }
    BINDINGS: ClassVar[list[Any]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l", "step(1)", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "fill_in", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.values: dict[str, Any] = {}
        """What was filled in, ticked or not, by `NAMES`."""
        self.ticked: set[str] = set()
        self.about = ""
        """What the space is to be called."""
        self.cursor = 0

    @property
    def wanted(self) -> dict[str, Any]:
        """What was filled in and is ticked."""
        return {name: self.values[name] for name in NAMES if name in self.ticked}

    def _labels(self) -> list[str]:
        labels = {"calendar": t("Event"), "sheets": t("Log sheet"), "gmail": t("Mail")}
        return [f"[{'x' if name in self.ticked else ' '}] {labels[name]}" for name in NAMES]

    def render_line(self, y: int) -> Strip:
        """The only line."""
        segments: list[Segment] = []
        for number, label in enumerate(self._labels()):
            ticked = NAMES[number] in self.ticked
            name = "ticked" if ticked else "other"
            if self.has_focus and number == self.cursor:
                name = "here"
            style = self.get_component_rich_style(f"afterwards--{name}")
            segments.append(Segment(f" {label} ", style))
        if self.has_focus:
            other = self.get_component_rich_style("afterwards--other")
            segments.append(Segment(t(" ←→ space ticks · enter edits"), other))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def action_step(self, by: int) -> None:
        """Go to the next one, around the end."""
        self.cursor = (self.cursor + by) % len(NAMES)
        self.refresh()

    def action_tick(self) -> None:
        """Tick the one under the cursor, or take its tick away."""
        name = NAMES[self.cursor]
        if name not in self.values and (known := known_value(self.page, name)) is not None:
            self.values[name] = known
        if name in self.values:
            self.ticked ^= {name}
            self.refresh()
        else:
            self.action_fill_in()

    @property
    def page(self) -> AccountPage[Any]:
        """The form that it is on."""
        page = self.screen
        assert isinstance(page, AccountPage)
        return page

    def action_fill_in(self) -> None:
        """Open the form of the one under the cursor."""
        name = NAMES[self.cursor]
        known = self.values.get(name)
        self.app.push_screen(form_of(name)(self.page.account, self.about, self._take, known))

    def _take(self, form: AnyForm, value: Any) -> None:
        self.values[form.PURPOSE] = value
        self.ticked.add(form.PURPOSE)
        form.dismiss(None)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The mouse ticks as well."""
        at = 0
        for number, label in enumerate(self._labels()):
            at += len(label) + GAP
            if event.x < at:
                self.cursor = number
                self.action_tick()
                return
