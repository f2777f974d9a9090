"""Credential files below a folder, found by their content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chattui.clientfile.model import Diagnosis
from chattui.problem import Problem


class Found(NamedTuple):
    """One event of a search: a credential file, something that could not be read, or progress.

    At most one of `diagnosis` and `problem` is there; where there is none, the event says only how
    far the search is. It can be left between any two events.
    """

    diagnosis: Diagnosis | None
    problem: Problem | None
    looked_at: int
    """How many files and folders were looked at so far."""
    folder: str = ""
    """The folder that is being searched, as it is named on the disk: unsafe to draw."""


def search(folder: str) -> Iterator[Found]:
    """The credential files below `folder`, in the order of their paths. Blocking."""
    yield Found(None, None, 0, folder)
