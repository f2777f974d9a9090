"""Counting how far the rows of a plan are, once and then change by change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chattui.plans.model import Counts, Outcome, State


class Tally:
    """The counts of a plan with `total` rows, of which `outcomes` are known."""

    def __init__(self, total: int, outcomes: Iterable[Outcome] = ()) -> None:
        self._total = total
        self._states: Counter[State] = Counter()
        self._results: Counter[str] = Counter()
        for outcome in outcomes:
            self.add(outcome)

    def add(self, outcome: Outcome, count: int = 1) -> None:
        """So many more rows, of which nothing was known, are as far as `outcome`."""
        self._states[outcome.state] += count
        if outcome.result is not None:
            self._results[outcome.result] += count

    def counts(self) -> Counts:
        """How many rows are how far now."""
        done, failed, skipped = (
            self._states[state] for state in (State.DONE, State.FAILED, State.SKIPPED)
        )
        return Counts(
            total=self._total,
            waiting=self._total - done - failed - skipped,
            done=done,
            failed=failed,
            skipped=skipped,
            by_result={result: count for result, count in self._results.items() if count},
        )


def counts_of(total: int, outcomes: Iterable[Outcome]) -> Counts:
    """The counts of `total` rows, of which `outcomes` are known."""
    return Tally(total, outcomes).counts()
