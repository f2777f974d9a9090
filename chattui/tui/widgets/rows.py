"""A list of any length that draws only the lines that are seen, and of those the changed ones.

A DataTable of 100,000 rows takes 6.6 s and 123 MiB and writes 923 bytes for a key press; this
one holds nothing per row and writes about a third of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
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

MARK = "▸"
SELECTED = "✓"
THUMB = "▐"
WHEEL_ROWS = 3
LAST_CELL = 1
"""Cells at the end of a line that the cursor does not colour: the scroll bar's place.

Drawn with the line, it costs nothing of its own; and what is drawn anew for the cursor ends before
the next widget begins, which Textual would otherwise draw as well.
"""


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
    RowList { height: 1fr; overflow: hidden; }
    RowList > .rowlist--header { text-style: bold; color: $text-muted; }
    RowList > .rowlist--cursor { background: $primary; color: $text; text-style: bold; }
    RowList > .rowlist--thumb { color: $text-muted; }
    RowList:ansi > .rowlist--cursor { text-style: bold reverse; background: ansi_default; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rowlist--header",
        "rowlist--cursor",
        "rowlist--thumb",
    }
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
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.cells = cells
        self.row_count = 0
        self.cursor = 0
        self.empty_words = ""
        self.selected: Callable[[int], bool] | None = None
        """Whether a row is selected, in a list where rows can be."""
        self.jump = False
        """Whether a cursor that leaves the sight moves the list by half a page, as over a slow
        line: a list that moves at each key writes all of its lines each time."""
        self._drawn: dict[int, object] = {}
        """What each line was drawn from."""

    def say_empty(self, words: str) -> None:
        """What stands in the list while it has no rows."""
        self.empty_words = words
        self._refresh_changed()

    def show_rows(self, count: int, cursor: int | None = None) -> None:
        """Show `count` rows anew, with the cursor kept or put on `cursor`.

        Only lines that look different now are drawn.
        """
        self.row_count = count
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(0, min(wanted, count - 1))
        self.virtual_size = Size(self.size.width, count + 1)
        self._keep_in_sight()
        self._refresh_changed()

    def show_marks(self) -> None:
        """Draw those lines again whose row is selected now and was not, or the other way round."""
        self._refresh_changed()

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; `cells` has to give theirs."""
        if tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self._drawn.clear()
            self.refresh()

    @property
    def in_sight(self) -> range:
        """The rows that are seen."""
        top = self.scroll_offset.y
        return range(top, min(self.row_count, top + max(0, self.size.height - 1)))

    def on_resize(self, event: events.Resize) -> None:
        """The flexible column takes the new width."""
        self.virtual_size = Size(event.size.width, self.row_count + 1)
        self._keep_in_sight()

    def _refresh_changed(self) -> None:
        for y in range(self.size.height):
            if y not in self._drawn or self._drawn[y] != self._source(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def _source(self, y: int) -> object:
        """All that line `y` is drawn from."""
        if y == 0:
            return self.size.width
        if not self.row_count:
            return (self.size.width, self.empty_words)
        row = y - 1 + self.scroll_offset.y
        if row >= self.row_count:
            return None
        return (self.size.width, self._mark(row), self._has_thumb(y), *self.cells(row))

    def _mark(self, row: int) -> str:
        """What stands before a row: whether the cursor is on it, and whether it is selected.

        Of a fixed width: what is selected costs a key press no byte more.
        """
        selected = self.selected is not None and self.selected(row)
        return f"{MARK if row == self.cursor else ' '}{SELECTED if selected else ' '}"

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget: the header, a row, or nothing."""
        width = self.size.width
        self._drawn[y] = self._source(y)
        if y == 0:
            style = self.get_component_rich_style("rowlist--header")
            return self._strip("  ", [c.title for c in self.columns], style, y)
        if not self.row_count:
            return self._empty_line(y - 2)
        row = y - 1 + self.scroll_offset.y
        if row >= self.row_count:
            return Strip.blank(width, self.rich_style)
        here = row == self.cursor
        style = self.get_component_rich_style("rowlist--cursor") if here else self.rich_style
        return self._strip(self._mark(row), self.cells(row), style, y)

    def _empty_line(self, line: int) -> Strip:
        width = self.size.width
        lines = wrap(self.empty_words, max(20, width - 6))
        text = f"   {lines[line]}" if 0 <= line < len(lines) else ""
        return Strip([Segment(set_cell_size(text, width), self.rich_style)], width)

    def _strip(self, mark: str, cells: Sequence[str], style: Style, y: int) -> Strip:
        width = self.size.width
        fixed = sum(column.width + 1 for column in self.columns if column.width)
        rest = max(4, width - cell_len(mark) - fixed - 1 - LAST_CELL)
        parts = [mark]
        for column, cell in zip(self.columns, cells, strict=False):
            parts.append(_fit(cell, column.width or rest, right=column.right))
            parts.append(" ")
        text = set_cell_size("".join(parts), width - LAST_CELL)
        if not self._has_thumb(y):
            return Strip([Segment(text, style), Segment(" ", self.rich_style)], width)
        thumb = self.get_component_rich_style("rowlist--thumb")
        return Strip([Segment(text, style), Segment(THUMB, thumb)], width)

    def _has_thumb(self, y: int) -> bool:
        """Whether the thumb of the scroll bar is beside line `y`."""
        seen = self.size.height - 1
        if not 0 < seen < self.row_count or y == 0:
            return False
        length = max(1, seen * seen // self.row_count)
        top = round((seen - length) * self.scroll_offset.y / (self.row_count - seen))
        return top <= y - 1 < top + length

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
        """Put the cursor where the mouse was pressed; a double click chooses."""
        if event.y > 0:
            self._move_to(event.y - 1 + self.scroll_offset.y)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self._move_to(self.cursor + WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self._move_to(self.cursor - WHEEL_ROWS)

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
        y = row + 1 - self.scroll_offset.y
        self.refresh(Region(0, y, self.size.width - LAST_CELL, 1))

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
