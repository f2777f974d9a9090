"""Which client is meant: a name that another kind of client has is told as that."""

from __future__ import annotations

from chattui.oauth.which_client import which_client
from chattui.vault import ClientEntry

DESK = ClientEntry("b" * 16, "desk", "installed", "2", "p", 1.0)
ROBOT = ClientEntry("a" * 16, "robot", "service_account", "1", "p", 1.0)


def test_a_client_of_another_kind() -> None:
    assert which_client("robot", [], [], others=[ROBOT]).code == "client.other_kind"
    assert which_client("desk", [], [], others=[ROBOT]).code == "client.unknown"


def test_one_of_two() -> None:
    found = which_client("", [DESK, ROBOT], [DESK, ROBOT])
    assert found.code == "client.ambiguous"
    assert "desk" in found.cause
