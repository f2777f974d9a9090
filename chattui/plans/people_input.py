"""Lists of people from a person: typed, pasted, or a table in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chattui.plans.wanted import Wanted
from chattui.problem import Problem


@dataclass(frozen=True, slots=True)
class BadRow:
    """Something in the input that says nobody; `line` counts from 1, `text` is safe to show."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PeopleInput:
    """What an input says."""

    wanted: tuple[Wanted, ...] = ()
    """Each once, in the order of the input."""
    bad: tuple[BadRow, ...] = ()
    repeated: tuple[str, ...] = ()
    """Who came more than once; each is in `wanted` once."""
    shape: str = ""
    """How it was read, in words: "CSV with ; between the columns, a header, …"."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, one for each bad row; exit status 2."""
        raise NotImplementedError

    def sample(self, count: int = 3) -> tuple[Sequence[Wanted], Sequence[Wanted]]:
        """The first and the last `count` of `wanted`, to be shown; no one is in both."""
        raise NotImplementedError


def read_people(data: bytes | str, *, role: str = "") -> PeopleInput:
    """The people that `data` names; `role` is for those beside whom none stands.

    Raises ProblemError (exit status 2) where it is no text at all.
    """
    raise NotImplementedError
