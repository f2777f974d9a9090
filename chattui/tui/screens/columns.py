"""Which columns lists of spaces have, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.tui.columns import by_id, columns, fitting, keep_columns
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t, tn


class ColumnsPage(Page[tuple[str, ...] | None]):
    """Ends with the chosen columns, which are remembered; None leaves them as they were.

    `width` is that of the list, in cells.
    """

    PAGE = "columns"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ColumnsPage Choices { margin: 0 1; }
    ColumnsPage #room { margin: 1 0 0 0; }
    """

    def __init__(self, chosen: Iterable[str], width: int) -> None:
        super().__init__()
        self.chosen = tuple(chosen)
        self.width = width

    def page_title(self) -> str:
        """Where one is."""
        return t("Columns")

    def body(self) -> Iterable[Widget]:
        """All columns, those that are shown first and in their order."""
        yield Question(t("Which columns should lists of spaces have, beside the name?"))
        rest = [column.id for column in columns() if column.id not in self.chosen]
        known = by_id()
        rows = [self._choice(known[name].id) for name in (*self.chosen, *rest)]
        yield Choices(rows, ticks=self.chosen, id="columns")
        yield Prose(id="room")

    def _choice(self, name: str) -> Choice:
        column = by_id()[name]
        hint = tn("{count} cell wide", "{count} cells wide", column.width)
        return Choice(name, column.title, hint)

    def opened(self) -> None:
        """Say what has room."""
        self.choices.focus()
        self._say_room()

    @property
    def choices(self) -> Choices:
        """The columns."""
        return self.query_one("#columns", Choices)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The columns that are to be shown, in their order."""
        return tuple(c.id for c in self.choices.choices if c.id in self.choices.ticked)

    @on(Choices.Changed)
    def _say_room(self) -> None:
        known = by_id()
        shown = [column.id for column in fitting(self.ticked, self.width)]
        left = [known[name].title for name in self.ticked if name not in shown]
        if left:
            words = t(
                "! This terminal is too narrow for: {columns}. A wider one shows them.",
                columns=", ".join(left),
            )
        else:
            words = t("All of them have room in this terminal.")
        self.query_one("#room", Prose).say(words)

    def _move(self, by: int) -> None:
        rows, at = list(self.choices.choices), self.choices.cursor
        to = at + by
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            self.choices.choices = tuple(rows)
            self.choices.cursor = to
            self.choices.refresh()
            self._say_room()

    def action_earlier(self) -> None:
        """Move the column under the cursor to the left."""
        self._move(-1)

    def action_later(self) -> None:
        """Move the column under the cursor to the right."""
        self._move(1)

    def action_tick(self) -> None:
        """Show the column under the cursor, or hide it."""
        self.choices.action_tick()

    def action_keep(self) -> None:
        """Remember these columns, and go back to the list."""
        self.work(self._keep(), group="keep")

    async def _keep(self) -> None:
        state = self.session.context.paths.state
        await asyncio.to_thread(keep_columns, state, self.ticked)
        self.dismiss(self.ticked)

    def action_back(self) -> None:
        """Leave the columns as they were."""
        self.dismiss(None)
