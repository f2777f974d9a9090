"""Filtering and selecting in a list, for the pages that have a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from chattui.tui.page import Page, Result
from chattui.tui.selection import Row, Selection
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from chattui.tui.widgets.filter_field import FilterField


class ListKeys(Page[Result], Generic[Result, Row]):
    """The keys that change which rows are shown, and which are selected."""

    @property
    def listed(self) -> Selection[Row]:
        """What is in the list."""
        raise NotImplementedError

    @property
    def rows(self) -> RowList:
        """The list as it is drawn."""
        return self.query_one(RowList)

    @property
    def state(self) -> StateLine:
        """The line below the list."""
        return self.query_one("#state", StateLine)

    @property
    def here(self) -> Row | None:
        """What is under the cursor."""
        shown, cursor = self.listed.shown, self.rows.cursor
        return shown[cursor] if cursor < len(shown) else None

    def filter_by(self, wanted: str) -> None:
        """Show only the rows in which every word of `wanted` occurs; all for ""."""
        raise NotImplementedError

    async def action_filter(self) -> None:
        """Begin to type a filter, with the one that there is."""
        from chattui.tui.widgets.filter_field import FilterBar

        if not self.query(FilterBar):
            await self.mount(FilterBar(self.listed.wanted), before="#middle")

    def action_keep_filter(self) -> None:
        """Back to the list, with the filter kept."""
        self.rows.focus()

    async def on_filter_field_left(self, message: FilterField.Left) -> None:
        """Back to the list."""
        self.rows.focus()
        await self.query("FilterBar").remove()
        if not message.keep:
            self.action_clear_filter()

    def on_input_changed(self, message: FilterField.Changed) -> None:
        """Filter while one types."""
        self.filter_by(message.value)

    def action_clear_filter(self) -> None:
        """Show all again."""
        self.filter_by("")

    def action_select(self) -> None:
        """Select the row under the cursor, or no longer."""
        if self.here is not None:
            self.listed.toggle(self.rows.cursor)
            self.selection_changed()

    def action_select_range(self) -> None:
        """Select all from the last selected one up to the cursor."""
        if self.here is not None:
            self.listed.select_range(self.rows.cursor)
            self.selection_changed()

    def action_select_all(self) -> None:
        """Select all that are shown."""
        self.listed.select_shown()
        self.selection_changed()

    def action_select_none(self) -> None:
        """Select none."""
        self.listed.select_none()
        self.selection_changed()

    def selection_changed(self) -> None:
        """Draw what is selected now."""
        self.rows.show_marks()
        self.query_one("#title", TitleLine).say(self.listed.words())
        self.refresh_keys()
