"""Selection: which rows of a list are selected; they stay so while a filter hides them."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What a row is about: a space or a member."""

    @property
    def name(self) -> str:
        """Its resource name."""


Row = TypeVar("Row", bound=Named)


class Selection(Generic[Row]):
    """The rows that are shown, and the selected ones among all of them."""

    def __init__(self) -> None:
        self.shown: list[Row] = []
        self.wanted = ""
        """The filter that is asked for."""
        self.selected: set[str] = set()
        """The resource names of those, shown or not."""
        self.anchor = ""
        """The row that was selected last, where a range begins."""

    def words(self) -> str:
        """How many there are and are selected, in words."""
        raise NotImplementedError

    def place_of(self, row: Row | None) -> int:
        """Where this one stands now; 0 where it is not shown."""
        if row is None:
            return 0
        name = row.name
        return next((i for i, each in enumerate(self.shown) if each.name == name), 0)

    def is_selected(self, place: int) -> bool:
        """Whether the row at this place is selected."""
        return place < len(self.shown) and self.shown[place].name in self.selected

    def toggle(self, place: int) -> None:
        """Select the row at this place, or no longer."""
        self.anchor = self.shown[place].name
        self.selected ^= {self.anchor}

    def select_range(self, place: int) -> None:
        """Select everything from the row that was selected last up to this place."""
        names = [row.name for row in self.shown]
        other = names.index(self.anchor) if self.anchor in names else place
        self.selected.update(names[min(place, other) : max(place, other) + 1])
        self.anchor = names[place]

    def select_shown(self) -> None:
        """Select all that are shown."""
        self.selected.update([row.name for row in self.shown])

    def select_none(self) -> None:
        """Select none."""
        self.selected.clear()
        self.anchor = ""
