"""What is known: offline from the vault, the cache and the plans; live from the checks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from chattui.chat.cache import cache_path
from chattui.guide import checklist, facts
from chattui.guide.checklist import Facts
from chattui.guide.model import Standing
from chattui.guide.ticks import remember_project
from chattui.health import STEPS, Check, State
from chattui.health.chat_side import project_number
from chattui.problem import ProblemError
from chattui.session import Session
from tests.unit.guide.conftest import Desk, client

Result = TypeVar("Result")


def with_session(desk: Desk, work: Callable[[Session], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        async with Session(desk.context) as session:
            return await work(session)

    return asyncio.run(run())


def known_at(desk: Desk, project: str = "") -> Facts:
    return with_session(desk, lambda session: checklist.facts_of(session, project))


def test_nobody_has_been_here(desk: Desk) -> None:
    found = known_at(desk)
    assert (found.project, found.clients, found.accounts, found.listed_at) == ("", (), (), 0)


def test_the_vault_tells_the_project_the_client_and_the_account(signed_in: Desk) -> None:
    found = known_at(signed_in)
    assert [entry.name for entry in found.clients] == ["desk"]
    assert [entry.email for entry in found.accounts] == ["ada@example.com"]
    assert found.project == found.clients[0].project_id
    assert (found.listed_at, found.created_at) == (0.0, 0.0)
    # By its number it is the same one; in another, there is nothing.
    assert known_at(signed_in, project_number(found.clients[0].client_id)).accounts
    assert known_at(signed_in, "another-one").clients == ()


def test_the_project_that_was_named_is_looked_at_first(signed_in: Desk) -> None:
    path, used = signed_in.context.paths.guide, known_at(signed_in).project
    remember_project(path, "another-one")
    assert known_at(signed_in).project == "another-one"
    assert known_at(signed_in).clients == ()
    remember_project(path, "")
    assert known_at(signed_in).project == used


def test_a_project_can_be_named_before_there_is_anything(desk: Desk) -> None:
    remember_project(desk.context.paths.guide, "another-one")
    assert known_at(desk).project == "another-one"


def test_commands_that_worked_show_in_the_list(signed_in: Desk) -> None:
    assert signed_in.run("spaces", "list").status == 0
    assert signed_in.run("spaces", "create", "--name", "First", "--yes").status == 0
    found = known_at(signed_in)
    assert found.created_at > 0
    assert {step.standing for step in checklist.steps(found)} == {Standing.DONE}


def test_a_list_that_google_gave_shows_that_it_answers(signed_in: Desk) -> None:
    async def listed(session: Session) -> Facts:
        account = await session.account()
        async for _ in session.fresh_spaces(account):
            pass
        return await checklist.facts_of(session)

    found = with_session(signed_in, listed)
    assert found.listed_at > 0
    standing = {step.id: step.standing for step in checklist.steps(found)}
    assert (standing["chat-api"], standing["chat-app"]) == (Standing.DONE, Standing.OPEN)
    # A cache that is damaged, or of another version, tells nothing.
    path = cache_path(signed_in.context, found.accounts[0].key)
    for text in ("", "[]", '{"version": 0}', "{" * 1000):
        path.write_text(text)
        assert known_at(signed_in).listed_at == 0.0
    path.unlink()
    os.mkfifo(path)
    assert known_at(signed_in).listed_at == 0.0


def test_plans_that_cannot_be_read_tell_nothing(signed_in: Desk) -> None:
    signed_in.context.paths.plans.mkdir()
    found = known_at(signed_in)
    assert (found.created_at, len(found.accounts)) == (0.0, 1)


def test_an_account_that_is_named_has_to_be_there(
    signed_in: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATTUI_ACCOUNT", "nobody@example.com")
    with pytest.raises(ProblemError) as raised:
        known_at(signed_in)
    assert raised.value.problem.code == "accounts.unknown"


def test_google_is_asked(signed_in: Desk) -> None:
    signed_in.control("settings", chat_app_configured=False)
    told: list[Check] = []

    async def asked(session: Session) -> Facts:
        known = await checklist.facts_of(session)
        return await checklist.check(session, known, told.append)

    found = with_session(signed_in, asked)
    assert [each.id for each in found.checks] == list(STEPS)
    assert found.checked_at > 0
    assert {each.state for each in told} >= {State.RUNNING, State.PASSED, State.FAILED}
    standing = {step.id: step.standing for step in checklist.steps(found)}
    assert standing["workspace-account"] is Standing.DONE
    assert standing["chat-api"] is Standing.DONE
    assert standing["chat-app"] is Standing.TROUBLE
    first = checklist.next_step(checklist.steps(found))
    assert first is not None
    assert first.id == "chat-app"
    # What it said is known later; what it did not is open.
    later = known_at(signed_in)
    assert set(later.ticks.checked[later.project]) >= {"workspace-account", "chat-api"}
    standing = {step.id: step.standing for step in checklist.steps(later)}
    assert standing["chat-api"] is Standing.DONE
    assert standing["chat-app"] is Standing.OPEN
    signed_in.control("settings", chat_app_configured=True)
    again = with_session(signed_in, asked)
    assert "chat-app" in again.ticks.checked[again.project]


def test_a_project_is_taken_from_a_file_only_where_it_is_one() -> None:
    assert facts.project_of(client()) == "chattui-471809"
    number = project_number(client().client_id)
    assert facts.project_of(replace(client(), project_id="a b&c")) == number
    nothing = replace(client("service_account"), project_id="", client_id="abc")
    assert facts.project_of(nothing) == ""
