"""SpaceList: which of the known spaces are shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.chat.lists import COLUMNS, filter_spaces, sort_key
from chattui.chat.models import Space
from chattui.words import t, tn


class SpaceList:
    """The spaces of one account as Home shows them."""

    def __init__(self) -> None:
        self.known: list[Space] = []
        self.shown: list[Space] = []
        self.wanted = ""
        self.order = COLUMNS[0]

    def take(self, spaces: Iterable[Space]) -> None:
        """These are the known ones now."""
        # What is active or big comes first, names from a to z.
        downwards = self.order in {"members", "active"}
        self.known = sorted(spaces, key=sort_key(self.order), reverse=downwards)
        self.filter(self.wanted)

    def filter(self, wanted: str) -> None:
        """Show only those in whose name or type every word of `wanted` occurs."""
        self.wanted = wanted.strip()
        self.shown = filter_spaces(self.known, self.wanted)

    def next_order(self) -> None:
        """Order by the next column."""
        self.order = COLUMNS[(COLUMNS.index(self.order) + 1) % len(COLUMNS)]
        self.take(self.known)

    def place_of(self, space: Space | None) -> int:
        """Where this space stands now; 0 where it is not shown."""
        if space is None:
            return 0
        return next((i for i, s in enumerate(self.shown) if s.name == space.name), 0)

    def words(self) -> str:
        """How many are shown of how many, which ones, and in which order."""
        orders = {
            "name": t("by name"),
            "type": t("by type"),
            "members": t("by members"),
            "active": t("by last activity"),
        }
        if not self.known:
            return ""
        if not self.wanted:
            return tn(
                "{count} space · {order}",
                "{count} spaces · {order}",
                len(self.known),
                order=orders[self.order],
            )
        return t(
            "{shown} of {known} · filter “{wanted}” · {order}",
            shown=format(len(self.shown), ","),
            known=format(len(self.known), ","),
            wanted=self.wanted,
            order=orders[self.order],
        )
