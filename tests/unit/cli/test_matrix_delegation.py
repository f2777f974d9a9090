"""Delegation, with everything that Google may answer, through the command line."""

from __future__ import annotations

import pytest

from chattui.oauth import delegation
from tests.outcomes.delegation import ROWS
from tests.outcomes.rows import Row
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.cli.outcomes import check, send


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_by_delegation(desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, row: Row) -> None:
    monkeypatch.setattr(delegation, "PAUSES", (0.0, 0.0))
    shelf.furnish(desk, row.client or "service_account")
    send(desk, row.before)
    ran = desk.run(
        *("login", "--client", "desk", "--flow", "delegation", "--subject", row.subject),
        *("--format", "json"),
    )
    check(row.said, ran, desk)
