"""What carrying out a plan tells: small typed values that the app draws and the CLI prints.

Beside these come `chattui.chat.events.Waiting` (a pause, and why) and `Retrying`.
"""

from __future__ import annotations

from dataclasses import dataclass

from chattui.plans.model import Counts, Outcome, Plan, Row


@dataclass(frozen=True, slots=True)
class Began:
    """A plan is begun or taken up again; `counts` is how far it was."""

    plan: Plan
    counts: Counts
    seconds: float = 0.0
    """How long what is left takes at least, by Google's limits."""


@dataclass(frozen=True, slots=True)
class RowEnded:
    """A row is over."""

    row: Row
    outcome: Outcome
    counts: Counts


@dataclass(frozen=True, slots=True)
class Pacing:
    """The quota is used up for now: the next request goes out in `seconds`."""

    seconds: float
    per_minute: float
    """The rate that the quota allows."""


@dataclass(frozen=True, slots=True)
class Ended:
    """All rows are over."""

    counts: Counts
