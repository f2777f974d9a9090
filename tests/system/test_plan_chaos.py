"""Whatever fails and however often the process dies, a plan ends as it was asked for."""

from __future__ import annotations

import pytest

from tests.system.plan_chaos import run

pytestmark = pytest.mark.system


def check(seed: int, rows: int) -> None:
    """One seed: the state that was asked for, nothing twice, and no limit passed by ourselves."""
    found = run(seed, rows)
    assert found.wrong == ()
    assert found.own_429 == 0
    assert found.kills == 2, "it was killed at two moments"
    assert found.faults > found.rows // 50, "enough went wrong to prove anything"


def test_a_plan_among_faults_that_is_killed_twice() -> None:
    """A small one: the whole is among the long proofs."""
    check(seed=7, rows=90)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(50))
def test_a_thousand_changes_among_faults(seed: int) -> None:
    """429, 503, 500, resets, lost and half answers, and ended tokens; SIGKILL twice."""
    check(seed, rows=1000)
