"""A list of any length that draws only the lines that are seen.

A DataTable of 100,000 rows takes 6.6 s and 123 MiB and writes 923 bytes for a key press; this
one holds nothing per row and writes about a third of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

MARK = "▸ "
LAST_CELL = 1
"""Cells at the end of a line that look the same whether or not the cursor is there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `width` in cells; 0 takes what is left, and only one column may."""

    title: str
    width: int
    right: bool = False


class RowList(ScrollView, can_focus=True):
    """A list with a cursor, whose cells a function gives by row number.

    The cells must be safe to draw (`safe_text`). The first line is the header and stays.
    """

    DEFAULT_CSS = """
    RowList { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    RowList > .rowlist--header { text-style: bold; color: $text-muted; }
    RowList > .rowlist--cursor { background: $primary-muted; color: $text; text-style: bold; }
    RowList:focus > .rowlist--cursor { background: $primary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rowlist--header", "rowlist--cursor"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("home", "move_to_end(-1)", show=False),
        Binding("end", "move_to_end(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, row: int) -> None:
            self.row = row
            super().__init__()

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, row: int) -> None:
            self.row = row
            super().__init__()

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[int], Sequence[str]],
        *,
        id: str | None = None,  # noqa: A002 Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.cells = cells
        self.row_count = 0
        self.cursor = 0
        self.empty_words = ""
        self.jump = False
        """Whether a cursor that leaves the sight moves the list by half a page, as over a slow
        line: a list that moves at each key writes all of its lines each time."""

    def say_empty(self, words: str) -> None:
        """What stands in the list while it has no rows."""
        if words != self.empty_words:
            self.empty_words = words
            if not self.row_count:
                self.refresh()

    def show_rows(self, count: int, cursor: int | None = None) -> None:
        """Show `count` rows anew, with the cursor kept or put on `cursor`."""
        self.row_count = count
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(0, min(wanted, count - 1))
        self.virtual_size = Size(self.size.width, count + 1)
        self._keep_in_sight()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """The flexible column takes the new width."""
        self.virtual_size = Size(event.size.width, self.row_count + 1)
        self._keep_in_sight()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget: the header, a row, or nothing."""
        width = self.size.width
        if y == 0:
            style = self.get_component_rich_style("rowlist--header")
            return self._strip("  ", [c.title for c in self.columns], style, width)
        if not self.row_count:
            return self._empty_line(y - 2, width)
        row = y - 1 + self.scroll_offset.y
        if row >= self.row_count:
            return Strip.blank(width, self.rich_style)
        here = row == self.cursor
        style = self.get_component_rich_style("rowlist--cursor") if here else self.rich_style
        return self._strip(MARK if here else "  ", self.cells(row), style, width)

    def _empty_line(self, line: int, width: int) -> Strip:
        from textwrap import wrap

        lines = wrap(self.empty_words, max(20, width - 6))
        if 0 <= line < len(lines):
            return Strip([Segment(f"   {lines[line]}", self.rich_style)]).adjust_cell_length(
                width, self.rich_style
            )
        return Strip.blank(width, self.rich_style)

    def _strip(self, mark: str, cells: Sequence[str], style: Style, width: int) -> Strip:
        fixed = sum(column.width + 1 for column in self.columns if column.width)
        rest = max(4, width - cell_len(mark) - fixed - 1 - LAST_CELL)
        parts = [mark]
        for column, cell in zip(self.columns, cells, strict=False):
            parts.append(_fit(cell, column.width or rest, right=column.right))
            parts.append(" ")
        text = set_cell_size("".join(parts), width - LAST_CELL)
        return Strip([Segment(text, style), Segment(" ", self.rich_style)], width)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._move_to(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self._move_to(self.cursor + by * max(1, self.size.height - 2))

    def action_move_to_end(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self._move_to(0 if end < 0 else self.row_count - 1)

    def action_choose(self) -> None:
        """Tell that the row under the cursor is chosen."""
        if self.row_count:
            self.post_message(self.Chosen(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse was pressed."""
        if event.y > 0:
            self._move_to(event.y - 1 + self.scroll_offset.y)

    def _move_to(self, row: int) -> None:
        row = max(0, min(row, self.row_count - 1))
        if row == self.cursor or not self.row_count:
            return
        before, self.cursor = self.cursor, row
        if not self._keep_in_sight():
            self._refresh_row(before)
            self._refresh_row(row)
        self.post_message(self.Moved(row))

    def _refresh_row(self, row: int) -> None:
        # One cell less than the line: Textual also draws what begins where a region ends, here the
        # scrollbar or the border, at 35 bytes a line. `_strip` leaves that cell the same always.
        self.refresh(Region(0, row + 1 - self.scroll_offset.y, self.size.width - 1, 1))

    def _keep_in_sight(self) -> bool:
        """Scroll so that the cursor is seen; whether that was needed."""
        seen = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        more = seen // 2 if self.jump else 0
        if self.cursor < top:
            wanted = max(0, self.cursor - more)
        elif self.cursor >= top + seen:
            wanted = min(self.cursor + more, self.row_count - 1) - seen + 1
        else:
            return False
        self.scroll_to(y=wanted, animate=False, force=True)
        return True


def _fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    padding = " " * (width - length)
    return padding + text if right else text + padding
