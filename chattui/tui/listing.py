"""What every page with a list of spaces has: filter, order, columns, selection, names of people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from chattui.chat.lists import COLUMNS, finish
from chattui.chat.models import Space
from chattui.tui.account_page import AccountPage
from chattui.tui.columns import drawn, fitting, read_columns
from chattui.tui.list_keys import ListKeys
from chattui.tui.page import Result
from chattui.tui.space_list import SpaceList
from chattui.tui.space_words import now_of
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.space_side import SpaceSide
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from chattui.tui.screens.space import SpacePage
    from chattui.vault import AccountEntry

AT_ONCE = 2000
"""Spaces that are sorted and filtered in one go: nobody notices it."""
SLICE_SECONDS = 0.004
"""How long the list is worked on before keys have their turn."""
NAMES_AFTER_SECONDS = 0.3
"""How long the cursor rests before the people in what is seen are looked up."""


class ListingPage(ListKeys[Result, Space], AccountPage[Result], Generic[Result]):
    """A list of spaces in the middle, with a panel beside it where there is room."""

    ADMINISTERS = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 as Screen has it
    DEFAULT_CSS = """
    ListingPage #middle { height: 1fr; }
    ListingPage SpaceSide { display: none; }
    ListingPage.-wide SpaceSide { display: block; }
    ListingPage.-narrow KeyBar { min-height: 2; }
    """
    LIST_KEYS: ClassVar[frozenset[str]] = frozenset(
        {"open", "filter", "sort", "reverse", "select", "select_range", "select_all", "columns"}
    )

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self.spaces = SpaceList()
        self.chosen_columns: tuple[str, ...] = ()
        self.shown_columns = fitting((), 0)

    def list_title(self) -> str:
        """What is listed."""
        raise NotImplementedError

    def say_empty(self) -> None:
        """Say in the list why it is empty, where it is."""

    def may_name(self) -> bool:
        """Whether the people in a direct message may be looked up."""
        return False

    def body(self) -> Iterable[Widget]:
        """The list, the side panel and the line below them."""
        self.chosen_columns = read_columns(self.session.context.paths.state)
        rows = Vertical(
            TitleLine(self.list_title(), id="title"),
            RowList(drawn(self.shown_columns), self._cells, id="list"),
        )
        yield Horizontal(rows, SpaceSide(), id="middle")
        yield StateLine(id="state")

    def opened(self) -> None:
        """The list has the keys; over a slow line it jumps."""
        self.rows.jump = self.session.context.surroundings.ssh
        self.rows.selected = self.spaces.is_selected
        self.rows.focus()

    def _cells(self, row: int) -> Sequence[str]:
        space, now = self.spaces.shown[row], now_of(self.session.clock())
        return (self.spaces.label(space), *(c.words(space, now) for c in self.shown_columns))

    @property
    def _stays_on(self) -> Space | None:
        """The space that the cursor stays on; None at the top of a list that is arriving, where
        nobody has moved it: what comes first when all are in order belongs there."""
        return None if self.spaces.arriving and not self.rows.cursor else self.here

    def rearrange(self) -> None:
        """Sort and filter as far as that is to be done, with the cursor kept on its space.

        A long list is worked on between the keys, and stays as it was until it is ready.
        """
        if len(self.spaces) <= AT_ONCE:
            at = self._stays_on
            finish(self.spaces.steps())
            self.show_spaces(at)
        else:
            self.work(self._rearrange(), group="arrange")

    async def _rearrange(self) -> None:
        at, began = self._stays_on, time.monotonic()
        for _ in self.spaces.steps():
            if time.monotonic() - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                at, began = self._stays_on, time.monotonic()
        self.show_spaces(at)

    def show_spaces(self, at: Space | None) -> None:
        """Draw the list anew, with the cursor on the space `at`."""
        self.rows.show_rows(len(self.spaces.shown), self.spaces.place_of(at))
        self.show_amount()
        self.say_empty()
        self.show_side()
        self.refresh_keys()
        self.name_people()

    def show_amount(self) -> None:
        """How many there are, and how many are selected."""
        self.query_one("#title", TitleLine).say(self.spaces.words())

    def show_side(self) -> None:
        """The side panel of a wide terminal tells about the space under the cursor."""
        if self.has_class("-wide"):
            here = self.here
            label = self.spaces.label(here) if here else ""
            self.query_one(SpaceSide).show(here, now_of(self.session.clock()), label)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.show_side()
        self.name_people()

    def resized(self) -> None:
        """A terminal that became wide gets its side panel and more columns filled."""
        super().resized()
        self.call_after_refresh(self.fit_columns)

    def fit_columns(self) -> None:
        """Show those of the chosen columns that have room."""
        self.shown_columns = fitting(self.chosen_columns, self.rows.size.width)
        self.rows.show_columns(drawn(self.shown_columns))
        self.show_side()

    def name_people(self) -> None:
        """Look up, a moment later, who is in the nameless spaces that are seen."""
        if self.may_name() and self._nameless():
            self.work(self._name_people(), group="names", failed=lambda problem: None)

    def _nameless(self) -> list[Space]:
        shown, names = self.spaces.shown, self.spaces.names
        seen = (shown[row] for row in self.rows.in_sight if row < len(shown))
        return [s for s in seen if not s.display_name and not s.with_app and s.name not in names]

    async def _name_people(self) -> None:
        from chattui.tui.naming import look_up_people

        await asyncio.sleep(NAMES_AFTER_SECONDS)
        async for found in look_up_people(self, self._nameless()):
            self.spaces.names.update(found)
            self.rows.show_marks()
            self.show_side()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        if action == "clear_filter":
            return bool(self.spaces.wanted)
        if action == "keep_filter":
            return self.typing
        if action in {"bulk", "select_none"}:
            return bool(self.spaces.selected) and not self.typing
        if action in self.LIST_KEYS:
            return bool(self.spaces.known) and not self.typing
        return True

    @property
    def listed(self) -> SpaceList:
        """The spaces."""
        return self.spaces

    def filter_by(self, wanted: str) -> None:
        """Show only the spaces that match."""
        self.spaces.filter(wanted)
        self.rearrange()

    def action_sort(self) -> None:
        """Order by the next column, and stay on the same space."""
        self.spaces.next_order([c for c in ("name", *self.chosen_columns) if c in COLUMNS])
        self.rearrange()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.spaces.sort_by(self.spaces.order or "name", backwards=not self.spaces.reversed)
        self.rearrange()

    def action_columns(self) -> None:
        """Choose the columns."""
        from chattui.tui.screens.columns import ColumnsPage

        page = ColumnsPage(self.chosen_columns, self.rows.size.width)
        self.app.push_screen(page, self._columns_chosen)

    def _columns_chosen(self, chosen: tuple[str, ...] | None) -> None:
        if chosen is not None:
            self.chosen_columns = chosen
            self.fit_columns()

    def action_bulk(self) -> None:
        """Do something with all selected spaces."""
        from chattui.tui.screens.bulk import BulkPage

        page = BulkPage(self.account, self.spaces.chosen(), self.spaces.names)
        self.app.push_screen(page, self._bulk_done)

    def _bulk_done(self, changed: bool | None) -> None:
        if changed:
            self.action_select_none()
            self.changed_in_bulk()

    def changed_in_bulk(self) -> None:
        """Some of the spaces are other ones now, or gone."""

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show the space under the cursor."""
        from chattui.tui.screens.space import SpacePage

        if self.here is not None:
            page = SpacePage(self.account, self.here)
            self.app.push_screen(page, lambda _: self._left(page))

    def _left(self, page: SpacePage) -> None:
        if page.was_changed:
            self.changed_in_bulk()
