"""SpaceList: which of the known spaces are shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chattui.chat.lists import COLUMNS, filter_spaces, sort_key
from chattui.chat.models import Space
from chattui.words import t, tn

_NOTHING: Mapping[str, Any] = {}


def lean(space: Space) -> Space:
    """`space` with no more of Google's answer than the side panel shows.

    Ten thousand answers take 15 MiB more than the list itself.
    """
    details = space.raw.get("spaceDetails")
    return replace(space, raw={"spaceDetails": details} if details else _NOTHING)


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


def empty_words(spaces: SpaceList, *, may_see: bool, failed: bool) -> str:
    """What stands in a list without rows: why, and what to do next."""
    if spaces.wanted and spaces.known:
        return t("No space matches. esc shows all of them.")
    if not may_see:
        return t(
            "This sign-in may not see your spaces. n makes a new one all the same; g asks"
            " Google to let chattui see them."
        )
    if failed:
        return t("No spaces are known yet. r asks Google again.")
    return t(
        "No spaces yet that chattui may see. n makes the first one. Google shows group chats"
        " and direct messages only once somebody has written in them."
    )
