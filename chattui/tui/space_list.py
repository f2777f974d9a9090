"""SpaceList: which of the known spaces are shown, in which order, and which are selected."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from typing import Any

from chattui.chat.lists import (
    COLUMNS,
    filter_spaces,
    filtering,
    label_of,
    matcher,
    narrows,
    sort_key,
    sorting,
)
from chattui.chat.models import Space
from chattui.tui.columns import order_words
from chattui.tui.selection import Selection
from chattui.words import t, tn

_NOTHING: Mapping[str, Any] = {}
_NONE: Mapping[str, Space] = {}


def lean(space: Space, known: Mapping[str, Space] = _NONE) -> Space:
    """`space` with no more of Google's answer than the side panel shows.

    Ten thousand answers take 15 MiB more than the list itself. Where the same space is `known`
    already, by its name, that one is given, or what it holds: the memory for both would not be
    given back.
    """
    details = space.raw.get("spaceDetails")
    before = known.get(space.name)
    if before is not None and before == space:
        if before.raw.get("spaceDetails") == details:
            return before
        space = before
    return space.with_raw({"spaceDetails": details} if details else _NOTHING)


class SpaceList(Selection[Space]):
    """Spaces of one account as a page shows them.

    Sorting and filtering are done by `steps`, which whoever draws may take one by one: until they
    are over, the list stays as it was. What was asked for in between is done by the next `steps`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: list[Space] = []
        self.filtered = ""
        """The filter that `shown` has."""
        self.order = COLUMNS[0]
        self.reversed = False
        self.names: dict[str, str] = {}
        """The people in spaces without a name, as far as they were looked up."""
        self.arriving = False
        """Whether more are coming: they are in the order in which they came, so that nothing moves
        under the reader's eyes."""
        self._next: list[Space] | None = None

    def __len__(self) -> int:
        """How many there are, or will be once `steps` are over."""
        return len(self.known if self._next is None else self._next)

    def take(self, spaces: Iterable[Space]) -> None:
        """These are the spaces from now on, as soon as `steps` are over."""
        self._next = list(spaces)

    def append(self, spaces: list[Space]) -> None:
        """More of them, at the end and at once."""
        self.known += spaces
        self.shown += filter_spaces(spaces, self.filtered, self.names)

    def filter(self, wanted: str) -> None:
        """Only those are wanted in which every word of `wanted` occurs."""
        self.wanted = wanted.strip()

    def sort_by(self, column: str, *, backwards: bool = False) -> None:
        """Another order is wanted."""
        self.order, self.reversed = column, backwards
        self._next = self.known if self._next is None else self._next

    def next_order(self, columns: Iterable[str]) -> None:
        """Order by the next of `columns`."""
        places = list(columns)
        at = places.index(self.order) if self.order in places else -1
        self.sort_by(places[(at + 1) % len(places)])

    def steps(self) -> Generator[None, None, None]:
        """Sort and filter, as far as that is to be done; the list changes with the last step."""
        source, wanted = self._next, self.wanted
        known = self.known
        if source is not None:
            order = yield from sorting(source, sort_key(self.order, self.names))
            if self.reversed:
                order.reverse()
            known = [source[place] for place in order]
            yield
        narrower = source is None and narrows(wanted, self.filtered)
        start = self.shown if narrower else known
        shown = yield from filtering(start, matcher(wanted, self.names))
        if source is not None:
            tail = source[len(known) :]  # what was appended meanwhile
            known += tail
            shown += filter_spaces(tail, wanted, self.names)
        self.known, self.shown, self.filtered = known, shown, wanted
        if source is not None:
            self._next, self.arriving = None, False

    def label(self, space: Space) -> str:
        """What to call a space."""
        return label_of(space, self.names)

    def chosen(self) -> list[Space]:
        """The selected spaces, shown or not, in their order."""
        return [space for space in self.known if space.name in self.selected]

    def words(self) -> str:
        """How many are selected and shown of how many, which ones, and in which order."""
        if not self.known:
            return ""
        order = t("as they come") if self.arriving else order_words(self.order, self.reversed)
        count = len(self.known)
        if not self.filtered:
            words = tn("{count} space · {order}", "{count} spaces · {order}", count, order=order)
        else:
            words = t(
                "{shown} of {known} · filter “{wanted}” · {order}",
                shown=format(len(self.shown), ","),
                known=format(count, ","),
                wanted=self.filtered,
                order=order,
            )
        if not self.selected:
            return words
        return t("✓ {count} selected", count=format(len(self.selected), ",")) + " · " + words


def asking_words(count: int, total: int | None, seconds: float) -> str:
    """How many spaces Google has given, of how many, and how fast."""
    rate = format(round(count / max(0.1, seconds)), ",")
    if total is None or total < count:
        return t(
            "Asking Google: {count} spaces so far, {rate} a second",
            count=format(count, ","),
            rate=rate,
        )
    return t(
        "Asking Google: {count} of {total} spaces, {rate} a second",
        count=format(count, ","),
        total=format(total, ","),
        rate=rate,
    )


def empty_words(spaces: SpaceList, *, may_see: bool, failed: bool, admin: bool = False) -> str:
    """What stands in a list without rows: why, and what to do next."""
    if spaces.filtered and spaces.known:
        return t("No space matches. esc shows all of them.")
    if admin and not may_see:
        return t(
            "This sign-in may not see the organisation's spaces. m asks Google to allow it; A goes"
            " back to your own."
        )
    if not may_see:
        return t(
            "This sign-in may not see your spaces. n makes a new one all the same; m asks"
            " Google to let chattui see them."
        )
    if failed:
        return t("No spaces are known yet. r asks Google again.")
    if admin:
        return t("Google knows no named space in your organisation. A goes back to your own.")
    return t(
        "No spaces yet that chattui may see. n makes the first one. Google shows group chats"
        " and direct messages only once somebody has written in them."
    )
