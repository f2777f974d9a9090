"""What the pages of the guide share."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.guide.checklist import Facts
from chattui.health import Check, State
from chattui.tui import guiding
from tests.unit.guide.conftest import account

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("found", "stays"),
    [
        (Facts("one", now=2.0), True),
        (Facts("two", now=2.0), False),
        (Facts("one", accounts=(account(),), now=2.0), False),
    ],
)
async def test_what_was_checked_of_others_is_not_shown(
    found: Facts, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def facts_of(*_: object, **__: object) -> Facts:
        return found

    monkeypatch.setattr(guiding, "facts_of", facts_of)
    progress = guiding.Progress()
    checks = (Check("api", "The API", State.FAILED, "It is off."),)
    progress.take(Facts("one", checks=checks, checked_at=1.0, now=1.0))
    nothing: Any = None
    await progress.read(nothing, None)
    assert progress.facts.now == 2.0
    assert bool(progress.facts.checks) is progress.is_troubled is stays
