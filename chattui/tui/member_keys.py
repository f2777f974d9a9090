"""Filtering, ordering and selecting members, for the page that has a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.tui.page import Page
from chattui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.tui.member_list import MemberList
    from chattui.tui.widgets.filter_field import FilterField
    from chattui.tui.widgets.rows import RowList


class MemberKeys(Page[None]):
    """The keys that change which members are shown, in which order, and which are selected."""

    members: MemberList

    @property
    def rows(self) -> RowList:
        """The list."""
        raise NotImplementedError

    @property
    def here(self) -> Membership | None:
        """The member under the cursor."""
        raise NotImplementedError

    def show_members(self, at: Membership | None) -> None:
        """Draw the list anew, with the cursor on the member `at`."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Begin to type a filter, with the one that there is."""
        from chattui.tui.widgets.filter_field import FilterBar

        if not self.query(FilterBar):
            self.mount(FilterBar(self.members.wanted), before="#middle")

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
        self.members.filter(message.value)
        self.show_members(at)

    def action_clear_filter(self) -> None:
        """Show all members again."""
        at = self.here
        self.members.filter("")
        self.show_members(at)

    def action_sort(self) -> None:
        """Order by the next column, and stay on the same member."""
        at = self.here
        self.members.next_order()
        self.show_members(at)

    def action_select(self) -> None:
        """Select the member under the cursor, or no longer."""
        if self.here is not None:
            self.members.toggle(self.rows.cursor)
            self.selection_changed()

    def action_select_range(self) -> None:
        """Select all from the last selected one up to the cursor."""
        if self.here is not None:
            self.members.select_range(self.rows.cursor)
            self.selection_changed()

    def action_select_all(self) -> None:
        """Select all that are shown."""
        self.members.select_shown()
        self.selection_changed()

    def action_select_none(self) -> None:
        """Select nobody."""
        self.members.selected.clear()
        self.selection_changed()

    def selection_changed(self) -> None:
        """Draw what is selected now."""
        self.rows.show_marks()
        self.query_one("#title", TitleLine).say(self.members.words())
        self.refresh_keys()
