"""chattui clients: what the vault signs in with, named and forgotten."""

from __future__ import annotations

import pytest

from chattui.problem import Exit
from tests.unit.cli.conftest import ADA, Desk, Shelf


def test_clients_are_listed_without_secrets(signed_in: Desk) -> None:
    ran = signed_in.run("clients", "list", "--format", "json")
    (client,) = ran.json["clients"]
    assert (client["name"], client["kind"], client["accounts"]) == ("desk", "installed", [ADA])
    assert "GOCSPX" not in ran.out
    text = signed_in.run("clients", "list")
    assert text.out.splitlines()[0].split() == ["NAME", "KIND", "ACCOUNTS", "ADDED", "CLIENT_ID"]
    csv = signed_in.run("clients", "list", "--format", "csv", "--columns", "name,client_id")
    assert csv.out.splitlines()[1] == f"desk,{client['clientId']}"


def test_there_is_none(desk: Desk) -> None:
    ran = desk.run("clients", "list")
    assert (ran.status, ran.out) == (Exit.DONE, "")
    assert "chattui login --client FILE" in ran.err
    ran = desk.run("clients", "remove", "desk", "--yes")
    assert (ran.status, "The vault holds no client yet." in ran.err) == (Exit.USAGE, True)


@pytest.fixture
def held(desk: Desk, shelf: Shelf) -> Desk:
    """A desk with a client and nobody signed in."""
    shelf.furnish(desk, "installed")
    return desk


def test_a_client_is_renamed(held: Desk) -> None:
    assert held.json("clients", "rename", "desk", "work", "--dry-run")["client"]["name"] == "desk"
    renamed = held.json("clients", "rename", "DESK", "work")["client"]
    assert (renamed["name"], renamed["accounts"]) == ("work", [])
    for name in (renamed["key"], renamed["clientId"]):
        assert held.json("clients", "rename", name, "work")["client"]["name"] == "work"
    assert held.run("clients", "rename", "desk", "other").status == Exit.USAGE
    ran = held.run("clients", "rename", "work", "a/b")
    assert (ran.status, "It has / in it." in ran.err) == (Exit.USAGE, True)


def test_a_client_is_forgotten_where_no_account_uses_it(
    held: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert held.run("clients", "remove", "desk").status == Exit.USAGE
    assert held.json("clients", "remove", "desk", "--dry-run")["dryRun"] is True
    with monkeypatch.context() as patch:
        patch.setattr("chattui.cli.ask.confirm", lambda *_, **__: False)
        assert held.run("clients", "remove", "desk").status == Exit.FAILED
    assert len(held.json("clients", "list")["clients"]) == 1
    ran = held.run("clients", "remove", "desk", "--yes")
    assert "is forgotten" in ran.err
    assert held.json("clients", "list")["clients"] == []


def test_a_client_in_use_stays(signed_in: Desk) -> None:
    ran = signed_in.run("clients", "remove", "desk", "--yes", "--format", "json")
    assert ran.status != Exit.DONE
    assert ran.json["problem"]["code"] == "vault.client_in_use"
    assert len(signed_in.json("clients", "list")["clients"]) == 1
