"""A masked file with line numbers, wrapped, and with ^^^ below what a finding means."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from chattui.tui.wrapped import Wrapped

FEW = 100_000
"""Characters that are wrapped at once; more are wrapped on a thread."""

MARKED_ROWS = 3
"""Of what a mark covers, so many rows at most are underlined."""


class WrappedView(ScrollView, can_focus=True):
    """Lines that are safe to draw, behind a margin; of any number only the seen ones are drawn."""

    DEFAULT_CSS = """
    /* The column of the scroll bar is always kept free: lines are wrapped before it is known. */
    WrappedView { overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    WrappedView > .view--margin { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"view--margin"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("home", "move_to_end(0)", show=False),
        Binding("end", "move_to_end(1)", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self.lines: Sequence[str] = ()
        self.wrapped = Wrapped((), 2)
        self._few = True

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other lines, from the first one on."""
        self.lines = lines
        self._few = sum(map(len, lines)) + len(lines) < FEW
        self.scroll_to(y=0, animate=False, force=True)
        self.lay_out()

    @property
    def margin(self) -> int:
        """Cells in front of each line."""
        return 0

    @property
    def extra_rows(self) -> int:
        """Rows that are drawn beside those of the lines."""
        return 0

    @property
    def overflows(self) -> bool:
        """Whether not all of it can be seen at once."""
        return self.wrapped.row_count + self.extra_rows > self.size.height

    def on_resize(self, event: events.Resize) -> None:
        """Wrap by the new width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Wrap the lines by the width; a long file on a thread, and drawn as before till then."""
        width = self.scrollable_content_region.width - self.margin
        if self.wrapped.lines is self.lines and self.wrapped.width == width:
            self.laid_out()
        elif self._few:
            self._take(Wrapped(self.lines, width))
        else:
            self._lay_out_many(self.lines, width)

    def _lay_out_many(self, lines: Sequence[str], width: int) -> None:
        async def wrap() -> Any:
            self._take(await asyncio.to_thread(Wrapped, lines, width))

        # The function, not its coroutine: one that is replaced before it began was never awaited.
        self.run_worker(
            wrap, group="wrapping", exclusive=True, exit_on_error=False, description="wrapping"
        )

    def _take(self, wrapped: Wrapped) -> None:
        if wrapped.lines is self.lines and self.is_attached:
            self.wrapped = wrapped
            self.laid_out()

    def laid_out(self) -> None:
        """The rows are other ones now."""
        rows = self.wrapped.row_count + self.extra_rows
        self.virtual_size = Size(self.scrollable_content_region.width, rows)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Scroll by rows."""
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)

    def action_move_page(self, by: int) -> None:
        """Scroll by what is seen."""
        self.scroll_to(y=self.scroll_offset.y + by * max(1, self.size.height - 1), animate=False)

    def action_move_to_end(self, end: int) -> None:
        """Scroll to the first or the last row."""
        self.scroll_to(y=self.virtual_size.height if end else 0, animate=False)

    def render_line(self, y: int) -> Strip:
        """Row `y` of what is seen."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= self.wrapped.row_count + self.extra_rows:
            return Strip.blank(width, self.rich_style)
        return Strip(self.segments(row)).adjust_cell_length(width, self.rich_style)

    def segments(self, row: int) -> list[Segment]:
        """What stands in row `row`, of the lines' rows and the extra ones together."""
        number, start, end = self.wrapped.piece(row)
        text = self.wrapped.lines[number][start:end]
        margin = self.margin_text(number) if start == 0 else " " * self.margin
        muted = self.get_component_rich_style("view--margin")
        return [Segment(margin, muted), Segment(text, self.line_style(number))]

    def margin_text(self, number: int) -> str:
        """What stands in front of line `number`, counted from 0, in `margin` cells."""
        return ""

    def line_style(self, number: int) -> Style:
        """How line `number` is drawn."""
        return self.rich_style


class FileView(WrappedView):
    """Lines with their numbers; `mark` shows one place in them."""

    DEFAULT_CSS = """
    FileView > .fileview--mark { color: $text-error; text-style: bold; }
    FileView > .fileview--marked { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"fileview--mark", "fileview--marked"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._signs: Mapping[int, str] = {}
        self._place: tuple[int, int, int] | None = None
        self._first = self._last = -1
        """The rows of the lines below which there is a mark."""

    def show_file(self, lines: Sequence[str], signs: Mapping[int, str]) -> None:
        """Show a file; `signs` stand behind the numbers, counted from 1, of some lines."""
        self._signs, self._place = signs, None
        self.show_lines(lines)

    def mark(self, place: tuple[int, int, int] | None) -> None:
        """Mark columns ``[start, end)``, counted from 0, of a line counted from 1; see it."""
        self._place = place
        self.lay_out()

    @property
    def margin(self) -> int:
        """The number, a sign and a blank."""
        return max(3, len(str(len(self.lines)))) + 2

    @property
    def extra_rows(self) -> int:
        """The rows of the mark."""
        return self._last - self._first + 1 if self._first >= 0 else 0

    def laid_out(self) -> None:
        """Place the mark, and see it."""
        self._first = self._last = -1
        if self._place is not None and self.wrapped.row_count:
            line, start, end = self._place
            self._first = self.wrapped.row_of(line - 1, start)
            last = self.wrapped.row_of(line - 1, max(start, end - 1))
            self._last = min(last, self._first + MARKED_ROWS - 1)
        super().laid_out()
        top, bottom = self.scroll_offset.y, self._last + self.extra_rows
        if self._first >= 0 and not (top <= self._first and bottom < top + self.size.height):
            self.scroll_to(y=max(0, self._first - self.size.height // 3), animate=False, force=True)

    def segments(self, row: int) -> list[Segment]:
        """A row of a line, or a mark below one."""
        if self._first < 0 or row < self._first:
            return super().segments(row)
        if row > self._last + self.extra_rows:
            return super().segments(row - self.extra_rows)
        at, below = divmod(row - self._first, 2)
        return self._marked(self._first + at, below=bool(below))

    def _marked(self, row: int, *, below: bool) -> list[Segment]:
        assert self._place is not None
        number, start, end = self.wrapped.piece(row)
        text = self.wrapped.lines[number][start:end]
        left = min(max(self._place[1] - start, 0), len(text))
        right = max(left, min(self._place[2] - start, len(text)))
        if not below:
            margin, plain = super().segments(row)
            strong = self.rich_style + self.get_component_rich_style("fileview--marked")
            parts = ((text[:left], plain.style), (text[left:right], strong))
            return [margin, *(Segment(*part) for part in parts), Segment(text[right:], plain.style)]
        # A place behind the end of a full row is shown below its last cell.
        before = min(cell_len(text[:left]), self.wrapped.width - 1)
        carets = "^" * max(1, cell_len(text[left:right]))
        style = self.get_component_rich_style("fileview--mark")
        blank = Segment(" " * (self.margin + before), self.rich_style)
        return [blank, Segment(carets, style)]

    def margin_text(self, number: int) -> str:
        """The number of the line, and its sign."""
        return f"{number + 1:>{self.margin - 2}}{self._signs.get(number + 1, ' ')} "
