"""The desk: what both faces do with plans."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chattui import context, net
from chattui import endpoints as hosts
from chattui.chat.api import ChatClient
from chattui.context import Context
from chattui.emulator import Emulator
from chattui.plans.desk import PlanDesk
from chattui.plans.events import Began, RowEnded
from chattui.plans.limits import Rates
from chattui.plans.model import Action, Result, Row, State
from chattui.plans.pace import Pace
from chattui.problem import Problem, ProblemError
from chattui.session import Session
from tests.unit.chat.conftest import google, running_emulator
from tests.unit.chat.harness import ME, Google
from tests.unit.plans.google import Bench, adds, plan_of, row

__all__ = ["google", "running_emulator"]

pytestmark = pytest.mark.anyio

GRACE, ALAN = "grace@example.com", "alan@example.com"


class Desks:
    """A session that acts by a given client."""

    def __init__(self, chat: ChatClient) -> None:
        self.context: Context = context.make(os.environ)
        self.accounts: list[str] = []
        self.clock: Callable[[], float] = lambda: 5.0
        self._chat = chat

    async def account(self, name: str = "") -> Any:
        """Whoever is asked for."""
        if name not in {"1", ME}:
            raise ProblemError(Problem("accounts.unknown", "Nobody."))
        self.accounts.append(name)
        return SimpleNamespace(key="1", email=ME, subject="1234567")

    async def chat(self, account: Any) -> ChatClient:
        """The given client."""
        return self._chat


@pytest.fixture
def bench(own_home: Path) -> Bench:
    found = Bench(own_home)
    found.google.space("spaces/A")
    return found


@pytest.fixture
async def desk(bench: Bench) -> AsyncIterator[PlanDesk]:
    found = PlanDesk(Desks(bench.chat))
    yield found
    await found.close()


async def test_a_plan_from_beginning_to_end(desk: PlanDesk, bench: Bench) -> None:
    plan = plan_of(*adds(GRACE, ALAN))
    await desk.keep(plan)
    assert [saved.plan.id for saved in await desk.unfinished()] == [plan.id]
    assert [saved.plan.id for saved in await desk.unfinished("1")] == [plan.id]
    assert await desk.unfinished("2") == ()
    async with aclosing(desk.run(plan)) as events:
        async for event in events:
            if isinstance(event, Began):
                assert await desk.unfinished() == ()  # it is being carried out
                assert (await desk.list())[0].is_running
                with pytest.raises(ProblemError) as raised:
                    await desk.undo(plan)
                assert raised.value.problem.code == "plans.running"
            if isinstance(event, RowEnded):
                break
    assert not (await desk.list())[0].ended_at
    assert [type(e).__name__ async for e in desk.run(plan)][-1] == "Ended"
    report = await desk.report(plan.id)
    assert report.counts.done == 2
    assert await desk.unfinished() == ()
    assert desk._session.accounts == ["1", "1"]  # type: ignore[attr-defined]
    back = (await desk.undo(plan)).plan
    assert back
    assert len(back.rows) == 2
    assert (await desk.undo(plan.id)).plan
    assert [e async for e in desk.run(back)]
    assert bench.google.who("spaces/A") == {}
    assert await desk.load(back.id) == back
    await desk.forget(plan.id)
    assert [saved.plan.id for saved in await desk.list()] == [back.id]
    with pytest.raises(ProblemError) as raised:
        await desk.undo("../../plan")
    assert raised.value.problem.code == "plans.unknown"


async def test_what_failed_is_tried_again(desk: PlanDesk, bench: Bench) -> None:
    plan = plan_of(*adds(GRACE))
    bench.google.people = {ALAN}
    assert [e async for e in desk.run(plan)]
    assert (await desk.report(plan.id)).counts.failed == 1
    assert await desk.try_again(plan.id) == 1
    bench.google.people = set()
    assert [e async for e in desk.run(plan)]
    assert (await desk.report(plan.id)).counts.done == 1


@pytest.mark.parametrize(
    ("kept", "made", "code"),
    [
        ({"title": "Another"}, {}, "plans.changed"),
        ({"rows": adds(ALAN)}, {}, "plans.changed"),
        ({"admin": True}, {}, "plans.changed"),
        ({}, {"email": ALAN}, "plans.other_account"),
        ({}, {"user_id": "users/1"}, "plans.other_account"),
        ({}, {"account": "2"}, "plans.account_gone"),
        ({}, {"account": "2", "user_id": "users/1"}, "plans.other_account"),
        ({}, {"account": "2", "email": ALAN, "user_id": "users/1234567"}, "plans.account_gone"),
    ],
)
async def test_only_what_was_agreed_to_is_done_and_only_by_who_made_it(
    kept: dict[str, Any], made: dict[str, Any], code: str, desk: PlanDesk, bench: Bench
) -> None:
    plan = plan_of(*adds(GRACE), **made)
    await desk.keep(replace(plan, **kept))
    with pytest.raises(ProblemError) as raised:
        assert [e async for e in desk.run(plan)]
    assert raised.value.problem.code == code
    assert bench.google.sent == []


async def test_words_that_are_made_safe_on_their_way_change_no_plan(desk: PlanDesk) -> None:
    (row,) = adds(GRACE)
    odd = replace(row, space_label="a\tb\u202ee\u0301", body={})
    plan = plan_of(odd, title="x" * 9_000)
    assert [type(e).__name__ async for e in desk.run(plan)][-1] == "Ended"


async def test_who_signed_in_again_goes_on_with_their_plan(desk: PlanDesk) -> None:
    plan = plan_of(*adds(GRACE), account="2", user_id="users/1234567")
    assert [type(e).__name__ async for e in desk.run(plan)][-1] == "Ended"


async def test_accounts_that_cannot_be_read_are_not_taken_for_none(
    desk: PlanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(self: Desks, name: str = "") -> Any:
        raise ProblemError(Problem("vault.damaged", "The list of accounts cannot be read."))

    monkeypatch.setattr(Desks, "account", damaged)
    with pytest.raises(ProblemError, match="cannot be read"):
        await desk.account_of(plan_of(*adds(GRACE)))


async def test_what_cannot_be_kept_is_not_begun(desk: PlanDesk, bench: Bench) -> None:
    desk.journal.path.parent.mkdir(mode=0o700, parents=True)
    desk.journal.path.mkdir()
    with pytest.raises(ProblemError) as raised:
        assert [e async for e in desk.run(plan_of(*adds(GRACE)))]
    assert raised.value.problem.code == "disk.not_a_file"
    assert bench.google.sent == []


async def test_a_session_has_one_desk(own_home: Path) -> None:
    async with Session(context.make(os.environ)) as session:
        desk = session.plans()
        assert session.plans() is desk
        assert desk.pace is desk.pace
        assert desk.rates is desk.pace.rates
        assert await desk.list() == ()
    assert session.plans() is not desk


async def test_every_kind_of_row_on_the_emulator(google: Google, own_home: Path) -> None:
    """Against the real answers: make, add, invite, promote, edit, post, remove, delete; and twice
    the same does nothing more."""
    emulator: Emulator = google.emulator
    google.control("settings", quota_scale=1000.0)
    token = google.access_token(
        tuple(
            f"https://www.googleapis.com/auth/chat.{scope}"
            for scope in ("spaces", "memberships", "delete", "messages.create")
        )
    )
    async with await net.connect(hosts.emulator(emulator.host)) as client:
        chat = google.chat(client, "chat.spaces", "chat.memberships", token=token)
        found = Desks(chat)
        pace = Pace(found.context.paths.pace, rates=Rates(scale=1000.0))
        desk = PlanDesk(found, pace=pace)
        space = {"spaceType": "SPACE", "displayName": "Made by a plan"}
        first = [{"member": {"name": f"users/{GRACE}", "type": "HUMAN"}}]
        rows = (
            Row(1, Action.CREATE_SPACE, space_label="Made by a plan", request_id="r1",
                body={"space": space, "memberships": first}),
            row(2, Action.ADD_MEMBER, ALAN, space="row:1"),
            row(3, Action.SET_ROLE, ALAN, space="row:1", body={"role": "ROLE_MANAGER"}, after=(2,)),
            row(4, Action.EDIT_SPACE, space="row:1", mask="display_name",
                body={"displayName": "Another name"}),
            row(5, Action.POST_MESSAGE, space="row:1", body={"text": "hello"}, request_id="m1"),
            row(6, Action.REMOVE_MEMBER, GRACE, space="row:1"),
            row(7, Action.REMOVE_MEMBER, GRACE, space="row:1", after=(6,)),
            row(8, Action.ADD_MEMBER, ALAN, space="row:1", after=(3,)),
            row(9, Action.ADD_MEMBER, "nobody@example.org", space="row:1"),
        )  # fmt: skip
        plan = plan_of(*rows)
        assert [e async for e in desk.run(plan)]
        report = await desk.report(plan.id)
        assert [report.outcome(asked).result for asked in rows] == [
            Result.CREATED, Result.ADDED, Result.CHANGED, Result.CHANGED, Result.POSTED,
            Result.REMOVED, Result.ALREADY, Result.ALREADY, None,
        ]  # fmt: skip
        assert report.outcome(rows[8]).state is State.FAILED
        assert [problem.code for _, problem in report.problems()] == ["chat.unknown_person"]
        made = report.outcome(rows[0]).space
        members = {m.email: m.role async for page in chat.member_pages(made) for m in page}
        assert members == {ME: "ROLE_MANAGER", ALAN: "ROLE_MANAGER"}
        assert (await chat.get_space(made)).display_name == "Another name"
        gone = plan_of(row(1, Action.DELETE_SPACE, space=made), id="p2")
        assert [e async for e in desk.run(gone)]
        assert (await desk.report("p2")).outcome(gone.rows[0]).result is Result.DELETED
        await desk.close()
    files = [p for p in desk.journal.path.parent.rglob("*") if p.is_file()]
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}
    for path in files:
        assert not re.search(rb"ya29\.|1//", path.read_bytes()), path
