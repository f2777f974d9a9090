"""What may have happened since the sign-in, when a token is refreshed or Chat is used."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chattui.oauth import delegation
from tests.outcomes.afterwards import (
    AUTHORIZED,
    DAY,
    DELEGATED,
    ENDED,
    REFRESHES,
    REVOCATIONS,
    SHORT,
    USES,
)
from tests.outcomes.rows import ADA, Row, Said, settings
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.cli.outcomes import check, send


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before asking again."""
    still = SimpleNamespace(sleep=lambda seconds: None)
    monkeypatch.setattr("google.auth._exponential_backoff.time", still)
    monkeypatch.setattr(delegation, "PAUSES", (0.0, 0.0))


@pytest.mark.parametrize("row", REFRESHES, ids=lambda row: row.name)
def test_a_refresh(desk: Desk, shelf: Shelf, row: Row) -> None:
    shelf.furnish(desk, "installed")
    send(desk, (SHORT,))
    desk.sign_in()
    send(desk, row.before)
    ran = desk.run("token", "--format", "json")
    refreshes = [e for e in desk.control("requests")["requests"] if _is_refresh(e)]
    if row.said.code not in {"oauth.google_unavailable", "net.lost_answer"}:
        assert len(refreshes) == 1
    if ran.status == 0:
        assert ran.json["account"] == ADA
        return
    check(row.said, ran, desk)


def _is_refresh(entry: dict[str, object]) -> bool:
    return entry.get("grant_type") == "refresh_token"


def test_seven_days_of_testing(desk: Desk, shelf: Shelf) -> None:
    shelf.furnish(desk, "installed")
    send(desk, (SHORT, settings(publishing_status="testing")))
    desk.sign_in()
    send(desk, (("clock", {"advance_seconds": 7 * DAY + 1}),))
    ran = desk.run("token", "--format", "json")
    check(Said(3, ENDED, "Sign in again", kept=True), ran, desk)


@pytest.mark.parametrize("row", DELEGATED, ids=lambda row: row.name)
def test_the_next_token_of_a_service_account(desk: Desk, shelf: Shelf, row: Row) -> None:
    shelf.furnish(desk, "service_account")
    send(desk, (SHORT, AUTHORIZED))
    login = ("login", "--client", "desk", "--flow", "delegation", "--subject", ADA)
    assert desk.run(*login).status == 0
    send(desk, row.before)
    ran = desk.run("token", "--format", "json")
    if row.said.status == 0:
        assert (ran.status, ran.json["account"]) == (0, ADA)
    else:
        check(row.said, ran, desk)


@pytest.mark.parametrize(("command", "row"), USES, ids=lambda value: getattr(value, "name", ""))
def test_using_chat(desk: Desk, shelf: Shelf, command: tuple[str, ...], row: Row) -> None:
    shelf.furnish(desk, "installed")
    desk.sign_in(*row.scopes)
    send(desk, row.before)
    check(row.said, desk.run(*command, "--format", "json"), desk)
    assert sum(map(_is_refresh, desk.control("requests")["requests"])) <= 1


@pytest.mark.parametrize("row", REVOCATIONS, ids=lambda row: row.name)
def test_revoking(desk: Desk, shelf: Shelf, row: Row) -> None:
    shelf.furnish(desk, "installed")
    desk.sign_in()
    send(desk, row.before)
    ran = desk.run("accounts", "revoke", ADA, "--yes", "--format", "json")
    check(row.said, ran, desk)
    left = desk.control("revoke", email=ADA)["revoked"]
    assert bool(left) is row.said.kept
