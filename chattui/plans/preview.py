"""What a plan will do, shown before anything is sent: how much, how long, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chattui.plans.limits import Rates
from chattui.plans.model import Action, Plan
from chattui.problem import Problem


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan in numbers and sentences."""

    plan: Plan
    counts: Mapping[Action, int]
    """How many rows do what."""
    requests: Mapping[str, int]
    """How many requests of which method, such as ``chat.spaces.members.create``."""
    seconds: float
    """How long that takes by Google's limits alone; the first burst is free."""
    needs: tuple[str, ...]
    """Scopes without which Google refuses the requests."""
    missing: tuple[str, ...]
    """Those of `needs` that were not granted."""
    sentences: tuple[str, ...]
    """What will happen, in words."""

    @property
    def problem(self) -> Problem | None:
        """What to grant, where something is missing; exit status 3."""
        raise NotImplementedError

    def as_json(self) -> dict[str, Any]:
        """The form that ``--dry-run --format json`` prints."""
        raise NotImplementedError


def preview(plan: Plan, scopes: Iterable[str], *, rates: Rates | None = None) -> Preview:
    """What `plan` will do for an account that granted `scopes`."""
    raise NotImplementedError
