"""A masked file with line numbers, wrapped, and with ^^^ below what a finding means."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

GUTTER = 5


class FileView(ScrollView, can_focus=True):
    """Lines that are safe to draw; `mark` shows one place in them."""

    DEFAULT_CSS = """
    /* The column of the scroll bar is always kept free: lines are wrapped before it is known. */
    FileView { overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    FileView > .fileview--number { color: $text-muted; }
    FileView > .fileview--mark { color: $text-error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"fileview--number", "fileview--mark"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._lines: list[str] = []
        self._place: tuple[int, int, int] | None = None
        self._rows: list[tuple[str, str, bool]] = []
        self._mark_row = 0

    def show_lines(self, lines: list[str]) -> None:
        """Show other lines, from the first one on."""
        self._lines, self._place = lines, None
        self._lay_out()

    def mark(self, place: tuple[int, int, int] | None) -> None:
        """Mark columns ``[start, end)``, counted from 0, of a line counted from 1; see it."""
        self._place = place
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap by the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = max(10, self.scrollable_content_region.width - GUTTER)
        self._rows, self._mark_row = [], 0
        for number, line in enumerate(self._lines, start=1):
            at = 0
            for piece in chop_cells(line, width) or [""]:
                name = f"{number:>{GUTTER - 2}}  " if at == 0 else " " * GUTTER
                self._rows.append((name, piece, False))
                last = at + len(piece) == len(line)
                self._add_mark(number, at, piece, room=1 if last else 0)
                at += len(piece)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        top = self.scroll_offset.y
        if self._place is not None and not top <= self._mark_row < top + self.size.height:
            self.scroll_to(y=max(0, self._mark_row - 2), animate=False, force=True)
        self.refresh()

    def _add_mark(self, number: int, at: int, piece: str, room: int) -> None:
        # `room`: a place may be just behind the last piece of a line.
        if self._place is None or self._place[0] != number:
            return
        _, start, end = self._place
        start, end = max(start, at), min(end, at + len(piece) + room)
        if start < end:
            before = cell_len(piece[: start - at])
            length = max(1, cell_len(piece[start - at : end - at]))
            self._mark_row = self._mark_row or len(self._rows)
            self._rows.append((" " * GUTTER, " " * before + "^" * length, True))

    def render_line(self, y: int) -> Strip:
        """Row `y` of what is seen."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        name, text, is_mark = self._rows[row]
        style = self.get_component_rich_style("fileview--mark") if is_mark else self.rich_style
        segments = [
            Segment(name, self.get_component_rich_style("fileview--number")),
            Segment(set_cell_size(text, max(0, width - GUTTER)), style),
        ]
        return Strip(segments, width)
