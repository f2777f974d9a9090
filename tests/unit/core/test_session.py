"""A session: which client is meant, and what it tells of this machine's troubles."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import context
from chattui.chat.models import Space
from chattui.oauth.which_client import which_client
from chattui.problem import Exit
from chattui.session import Session
from chattui.vault import AccountEntry, ClientEntry


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


class Listing:
    """A Chat API with three pages of spaces, and a session that acts through it."""

    async def space_pages(self) -> AsyncIterator[list[Space]]:
        for page in range(3):
            raw = ({"name": f"spaces/{page}-{n}", "displayName": "Space"} for n in range(50))
            yield [Space.from_json(space) for space in raw]


class Listed(Session):
    async def chat(self, account: Any) -> Any:
        return Listing()


@pytest.mark.anyio
async def test_spaces_that_arrive_are_held_once_and_as_what_is_kept_of_them(
    own_home: Path,
) -> None:
    """A second copy of ten thousand costs an app more than its limit of memory."""
    account = AccountEntry("a1", "ada@example.com", "1", "c1", ())
    session, fresh = Listed(context.make({"CHATTUI_HOME": str(own_home)})), list[Space]()
    gc.collect()
    before = sum(isinstance(thing, Space) for thing in gc.get_objects())
    async for page in session.fresh_spaces(account, keep=lambda space: space.with_raw({})):
        fresh += page
        del page
        held = sum(isinstance(thing, Space) for thing in gc.get_objects()) - before
        assert held <= len(fresh) + 50  # and those of the page that is being read
    assert not any(space.raw for space in fresh)
    assert await session.cached_spaces(account) == fresh
