"""Filtering and ordering the list of spaces, for the page that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.tui.space_list import SpaceList
    from chattui.tui.widgets.filter_field import FilterField
    from chattui.tui.widgets.rows import RowList


class Filtering(Screen[None]):
    """The keys that change which spaces are shown, and in which order."""

    spaces: SpaceList

    @property
    def rows(self) -> RowList:
        """The list."""
        raise NotImplementedError

    @property
    def here(self) -> Space | None:
        """The space under the cursor."""
        raise NotImplementedError

    def show_spaces(self, at: Space | None) -> None:
        """Draw the list anew, with the cursor on the space `at`."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Begin to type a filter, with the one that there is."""
        from chattui.tui.widgets.filter_field import FilterBar

        if not self.query(FilterBar):
            self.mount(FilterBar(self.spaces.wanted), before="#middle")

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
        at = self.here
        self.spaces.filter(message.value)
        self.show_spaces(at)

    def action_clear_filter(self) -> None:
        """Show all spaces again."""
        at = self.here
        self.spaces.filter("")
        self.show_spaces(at)

    def action_sort(self) -> None:
        """Order by the next column, and stay on the same space."""
        at = self.here
        self.spaces.next_order()
        self.show_spaces(at)
