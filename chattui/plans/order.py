"""Which row of a plan may go next.

A row waits for the rows that it needs, and for others about the same person in the same space.
Rows that use up different limits go in lanes of their own, so that a plan that makes a hundred
spaces and adds a thousand people keeps to both rates at once. All of it in O(n log n).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping

from chattui.plans.model import Action, Outcome, Row, State

_LANES = {
    Action.ADD_MEMBER: "members",
    Action.SET_ROLE: "members",
    Action.REMOVE_MEMBER: "members",
    Action.POST_MESSAGE: "messages",
    Action.ADD_EVENT: "events",
    Action.LOG_ROWS: "log",
    Action.SEND_MAIL: "mails",
}

_ABOUT = {Action.POST_MESSAGE: "message", Action.ADD_EVENT: "event", Action.SEND_MAIL: "mail"}

Key = tuple[str, str]


def needs(row: Row) -> set[int]:
    """The rows that have to be done before `row`: those it names, and the one that makes its
    space."""
    made_by = {int(row.space[4:])} if row.space.startswith("row:") else set()
    return made_by.union(row.after)


def _waits_for(row: Row) -> set[int]:
    """The rows that have to be over before `row`."""
    return needs(row).union(row.following)


class Order:
    """The rows that are left of a plan, as they may go; at most `width` of a lane at a time."""

    def __init__(
        self,
        rows: Iterable[Row],
        outcomes: Mapping[int, Outcome],
        width: int,
        space_of: Callable[[Row], str],
    ) -> None:
        self._width = width
        self._space_of = space_of
        self._left = {
            row.number: row
            for row in rows
            if row.number not in outcomes or not outcomes[row.number].is_ended
        }
        self._missing: dict[int, set[int]] = {}
        self._awaited_by: dict[int, list[int]] = {}
        self._ready: dict[str, list[int]] = {}
        self._going: dict[str, int] = {}
        self._busy: set[Key] = set()
        self._parked: dict[Key, list[int]] = {}
        self._undone: dict[int, int] = {}
        for row in self._left.values():
            waits = _waits_for(row)
            missing = {n for n in waits if n not in outcomes or not outcomes[n].is_ended}
            for number in missing:
                self._awaited_by.setdefault(number, []).append(row.number)
            self._missing[row.number] = missing
            undone = [number for number in needs(row) if _is_undone(outcomes.get(number))]
            if undone:
                self._undone[row.number] = undone[0]
            elif not missing:
                self._make_ready(row)

    def undone(self) -> Iterator[tuple[Row, int]]:
        """The rows that cannot go any more since what they need is not done, each with the
        number of the one that it needs."""
        while self._undone:
            number, needed = self._undone.popitem()
            yield self._left.pop(number), needed
            self._over(number, is_done=False)

    def next(self) -> Row | None:
        """The next row that may go now; None while all of them have to wait."""
        for lane, heap in self._ready.items():
            while heap and self._going.get(lane, 0) < self._width:
                row = self._left[heapq.heappop(heap)]
                if (key := self._key(row)) in self._busy:
                    heapq.heappush(self._parked.setdefault(key, []), row.number)
                    continue
                self._busy.add(key)
                self._going[lane] = self._going.get(lane, 0) + 1
                return row
        return None

    def gone(self, row: Row, outcome: Outcome) -> None:
        """A row that `next` gave is over: others may go, or cannot go any more (`undone`)."""
        del self._left[row.number]
        self._going[_lane(row)] -= 1
        self._busy.remove(key := self._key(row))
        if parked := self._parked.get(key):
            self._make_ready(self._left[heapq.heappop(parked)])
        self._over(row.number, is_done=outcome.state is State.DONE)

    def _over(self, number: int, *, is_done: bool) -> None:
        """A row is over: those that only follow it may go whatever came of it."""
        for other in self._awaited_by.pop(number, ()):
            row = self._left.get(other)
            if row is None:
                continue  # it cannot go any more by another row that it needs
            if not is_done and number in needs(row):
                self._undone[other] = number
                continue
            missing = self._missing[other]
            missing.discard(number)
            if not missing and other not in self._undone:
                self._make_ready(row)

    def stuck(self) -> tuple[Row, ...]:
        """What is left when nothing goes any more: rows that wait for each other."""
        return tuple(self._left.values())

    def _make_ready(self, row: Row) -> None:
        heapq.heappush(self._ready.setdefault(_lane(row), []), row.number)

    def _key(self, row: Row) -> Key:
        if row.action is Action.CREATE_SPACE:
            return "", str(row.number)
        if row.action is Action.LOG_ROWS:
            return str(row.body.get("sheet", "")), "log"
        return self._space_of(row), row.who or _ABOUT.get(row.action, "")


def _lane(row: Row) -> str:
    return _LANES.get(row.action, "spaces")


def _is_undone(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.state in {State.FAILED, State.SKIPPED}
