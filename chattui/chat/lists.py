"""Filtering and sorting lists of spaces in small steps, so that a hundred thousand hold up nobody.

Whoever draws a screen gives the processor back between two steps; none takes longer than a few
milliseconds. Time grows with the number of spaces (and for sorting, with its logarithm).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from chattui.chat.models import SPACE, Space, kind_words
from chattui.words import t

COLUMNS: Final = ("name", "type", "members", "active", "created", "history", "groups", "id")
"""What a list of spaces can be sorted by."""

Result = TypeVar("Result")

STEP: Final = 1000
"""Spaces that are looked at in one step."""

_NOBODY: Final[Mapping[str, str]] = {}
_LATEST: Final = 10**11
"""Seconds since 1970 that no space is as late as."""

Names = Mapping[str, str]
"""By ``spaces/ID``, what a space without a name is called: the people who are in it."""


def label_of(space: Space, names: Names = _NOBODY) -> str:
    """What to call a space, by those who are in it where it has no name of its own."""
    return space.label if space.display_name else names.get(space.name) or space.label


def state_words(space: Space) -> str:
    """The state of a space in words that a filter finds."""
    outsiders = ""
    if space.space_type == SPACE:
        outsiders = t("external") if space.external else t("internal")
    return " ".join(word for word in (space.history_words, outsiders) if word)


def matcher(text: str, names: Names = _NOBODY) -> Callable[[Space], bool] | None:
    """Whether every word of `text` occurs in a space's name, people, kind or state; any case.

    None where `text` has no words, so that every space matches.
    """
    wanted = text.casefold().split()
    if not wanted:
        return None
    known: dict[tuple[str, bool, bool, bool, bool | None], str] = {}

    def matches(space: Space) -> bool:
        traits = (
            space.space_type,
            space.external,
            space.announcement,
            space.with_app,
            space.history,
        )
        words = known.get(traits)
        if words is None:
            kind = kind_words(*traits[:4])
            words = known[traits] = f"{kind} {state_words(space)}".casefold()
        line = f"{label_of(space, names).casefold()}\n{words}"
        return all(word in line for word in wanted)

    return matches


def narrows(text: str, before: str) -> bool:
    """Whether only spaces that matched `before` can match `text`."""
    wanted = text.casefold().split()
    return all(any(old in new for new in wanted) for old in before.casefold().split())


def filter_spaces(spaces: Iterable[Space], text: str, names: Names = _NOBODY) -> list[Space]:
    """The spaces that match `text`, at once."""
    matches = matcher(text, names)
    return list(spaces) if matches is None else [space for space in spaces if matches(space)]


def filtering(
    spaces: Sequence[Space], matches: Callable[[Space], bool] | None
) -> Generator[None, None, list[Space]]:
    """The spaces that match, `STEP` by `STEP`; those that are appended meanwhile are seen too."""
    found: list[Space] = []
    at = 0
    while at < len(spaces):
        batch = spaces[at : at + STEP]
        found += batch if matches is None else [space for space in batch if matches(space)]
        at += len(batch)
        yield
    return found


def sort_key(column: str, names: Names = _NOBODY) -> Callable[[Space], str]:
    """A text that sorts spaces by one of `COLUMNS`, with ties by name and then resource name.

    What is biggest, or latest, comes first, and what is not known comes last. Texts compare about
    four times as fast as tuples.
    """

    def named(space: Space) -> str:
        return f"{label_of(space, names).casefold()}\n{space.name}"

    first: dict[str, Callable[[Space], str]] = {
        "type": lambda space: space.kind_words.casefold(),
        "members": lambda space: _downwards(space.member_count),
        "active": lambda space: _latest(space.last_active),
        "created": lambda space: _latest(space.created),
        "history": lambda space: _HISTORY[space.history],
        "groups": lambda space: _downwards(space.group_count),
        "id": lambda space: space.name,
    }
    before = first.get(column)
    if before is None:
        return named
    return lambda space: f"{before(space)}\n{named(space)}"


def _latest(when: datetime | None) -> str:
    return _downwards(when.timestamp() if when else None)


_HISTORY: Final = {True: "a", False: "b", None: "c"}


def _downwards(amount: float | None) -> str:
    return "~" if amount is None else f"{_LATEST - int(amount):012d}"


def sorting(
    spaces: Sequence[Space], key: Callable[[Space], str]
) -> Generator[None, None, list[int]]:
    """The places of `spaces` in their order: sorted runs first, then two of them merged at a time.

    A single call that sorts a hundred thousand would hold up everything else for its whole length.
    """
    keys: list[str] = []
    runs: list[list[int]] = []
    count = len(spaces)
    for at in range(0, count, STEP):
        keys += map(key, spaces[at : min(count, at + STEP)])
        runs.append(sorted(range(at, len(keys)), key=keys.__getitem__))
        yield
    while len(runs) > 1:
        merged = []
        for pair in range(0, len(runs), 2):
            left, right = runs[pair], runs[pair + 1] if pair + 1 < len(runs) else []
            merged.append((yield from _merging(left, right, keys)))
        runs = merged
    return runs[0] if runs else []


def _merging(
    left: list[int], right: list[int], keys: list[str]
) -> Generator[None, None, list[int]]:
    """Two sorted runs as one: `STEP` of the left one at a time, with what comes among them."""
    key, merged, at = keys.__getitem__, list[int](), 0
    for start in range(0, len(left), STEP):
        part = left[start : start + STEP]
        end = bisect_right(right, key(part[-1]), at, key=key)
        # sorted() finds the two runs in it, and merges them in one pass.
        merged += sorted(part + right[at:end], key=key)
        at = end
        yield
    return merged + right[at:]


def finish(steps: Generator[None, None, Result]) -> Result:
    """Take all steps at once, as for a list that is short."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
