"""A session: which client is meant, and what it tells of this machine's troubles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.oauth.which_client import which_client
from chattui.problem import Exit
from chattui.vault import ClientEntry


def client(name: str) -> ClientEntry:
    return ClientEntry(f"key-{name}", name, "installed", f"{name}.apps.example", "project", 0.0)


@pytest.mark.parametrize(
    ("name", "held", "found", "code", "status"),
    [
        ("", [], [], "client.none", Exit.NOT_SIGNED_IN),
        ("x", [], [], "client.unknown", Exit.USAGE),
        ("x", ["a"], [], "client.unknown", Exit.USAGE),
        ("", ["a", "b"], ["a", "b"], "client.ambiguous", Exit.USAGE),
        ("a", ["a", "a"], ["a", "a"], "client.ambiguous", Exit.USAGE),
    ],
)
def test_why_no_client_is_meant(
    name: str, held: list[str], found: list[str], code: str, status: Exit
) -> None:
    problem = which_client(name, [*map(client, held)], [*map(client, found)])
    assert (problem.code, problem.exit) == (code, status)
    assert "--client FILE" in problem.remedy
    assert all(known in problem.cause for known in held)


def test_clients_of_one_project_are_told_apart_by_their_ids() -> None:
    first = client("bot")
    second = replace(first, key="other", client_id="2.apps.example")
    cause = which_client("", [first, second, client("desk")], []).cause
    assert cause == "The vault holds: bot.apps.example, 2.apps.example, desk."


def test_what_is_there_and_what_is_wanted_are_told_where_the_kind_is_another() -> None:
    problem = which_client("desk", [], [], others=[client("desk")], key=True)
    assert (problem.code, problem.exit) == ("client.other_kind", Exit.USAGE)
    assert "desk is an OAuth client" in problem.message
    assert "--flow delegation --client FILE" in problem.remedy
    problem = which_client("robot", [], [], others=[client("robot")])
    assert "robot is the key of a service account" in problem.message

    unknown = which_client("x", [], [], others=[client("desk")], key=True)
    assert (unknown.code, "desk" in unknown.cause) == ("client.unknown", True)

    for key, wanted in [(True, "no key of a service account: desk"), (False, "no OAuth client: ")]:
        none = which_client("", [], [], others=[client("desk")], key=key)
        assert none.code == "client.none"
        assert wanted in none.message


def test_names_of_clients_are_drawn_safely() -> None:
    assert "\x1b" not in which_client("\x1b[2J", [client("\x1b[31m")], []).cause
    assert "\x1b" not in which_client("\x1b[2J", [], []).message
