"""Spaces to be made, from a table: ``chattui spaces create --file spaces.csv``.

Its columns are `COLUMNS`, in any order; lists of people in a cell are of any shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chattui.plans.creating import SpaceWanted
from chattui.plans.people_input import BadRow
from chattui.problem import Problem

COLUMNS: Final = (
    "name",
    "type",
    "description",
    "guidelines",
    "history",
    "external",
    "announcement",
    "audience",
    "members",
    "owners",
    "managers",
    "message",
)


@dataclass(frozen=True, slots=True)
class SpacesInput:
    """What a table says."""

    spaces: tuple[SpaceWanted, ...] = ()
    bad: tuple[BadRow, ...] = ()
    shape: str = ""
    """How it was read, in words."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, by line; exit status 2."""
        raise NotImplementedError


def read_spaces(data: bytes | str) -> SpacesInput:
    """The spaces of a table. Raises ProblemError (exit status 2) where it is none, or has no
    column with names."""
    raise NotImplementedError
