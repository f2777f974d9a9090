"""Whatever happens to requests and processes, a plan ends in exactly the state that it asks for."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.plans.model import Action, Plan, Result, Row, State
from chattui.problem import ProblemError
from tests.unit.plans.google import (
    FAULTS,
    ME,
    MEMBER,
    OWNER,
    Bench,
    Google,
    Killed,
    plan_of,
    row,
)
from tests.unit.plans.workspace import EVENT_ID, event_row, log_row, mail_row, marks_of

PEOPLE = [f"p{n}@example.com" for n in range(6)]
NEW = {"role": "", "state": ""}
IN_PASSING = {
    *("net.unreachable", "net.lost_answer", "chat.unavailable"),
    *("chat.quota", "chat.bad_answer", "chat.not_google"),
}


@dataclass(frozen=True)
class Change:
    """What is asked for about one person in one space."""

    space: str
    who: str
    was: str
    """Their role before; "" for nobody."""
    wanted: str


def rows_of(changes: list[Change], extra: bool) -> list[Row]:
    """The rows of a plan, as a plan for a sync has them: a role waits for its add."""
    rows: list[Row] = []

    def more(action: Action, change: Change, **named: Any) -> int:
        before = {"role": change.was, "state": "JOINED" if change.was else ""}
        made = row(len(rows) + 1, action, change.who, space=change.space, before=before, **named)
        rows.append(made)
        return made.number

    for change in changes:
        after: tuple[int, ...] = ()
        if not change.was and change.wanted:
            after = (more(Action.ADD_MEMBER, change),)
        if change.wanted not in {"", change.was} and (change.was or change.wanted != MEMBER):
            more(Action.SET_ROLE, change, body={"role": change.wanted}, after=after)
        if change.was and not change.wanted:
            more(Action.REMOVE_MEMBER, change)
    if extra:
        number = len(rows) + 1
        body = {"space": {"spaceType": "SPACE", "displayName": "New"}}
        first = {"memberships": [{"member": {"name": f"users/{PEOPLE[0]}", "type": "HUMAN"}}]}
        rows.append(
            Row(
                number, Action.CREATE_SPACE, body={**body, **first}, request_id="r", space_label="N"
            )
        )
        made = f"row:{number}"
        rows.append(row(number + 1, Action.ADD_MEMBER, PEOPLE[1], space=made, before=NEW))
        text = {"text": "hello"}
        rows.append(
            row(
                number + 2,
                Action.POST_MESSAGE,
                space=made,
                body=text,
                request_id="m",
                after=(number + 1,),
            )
        )
        rows.append(row(number + 3, Action.DELETE_SPACE, space="spaces/gone"))
        rows.append(
            row(number + 4, Action.EDIT_SPACE, body={"displayName": "B"}, mask="display_name")
        )
        rows.append(event_row(number + 5, made, following=(number + 1,)))
        rows.append(mail_row(number + 6, made, following=(number + 1,)))
        rows.append(log_row(number + 7, *range(1, number + 5)))
    return rows


ROLES = st.sampled_from(["", MEMBER, OWNER])
CHANGES = st.lists(
    st.builds(
        Change, st.sampled_from(["spaces/A", "spaces/B"]), st.sampled_from(PEOPLE), ROLES, ROLES
    ),
    max_size=8,
    unique_by=lambda change: (change.space, change.who),
)


def world(changes: list[Change], faults: list[str]) -> Google:
    """Google before the plan."""
    google = Google(faults=list(faults))
    for space in ("spaces/A", "spaces/B", "spaces/gone"):
        google.space(space)
    for change in changes:
        if change.was:
            google._join(change.space, change.who)
            google.members[change.space][change.who]["role"] = change.was
    return google


async def until_done(bench: Bench, plan: Plan, kills: list[int]) -> None:
    """Carry the plan out in one process after another, until one comes to its end."""
    for point in itertools.chain(kills, itertools.repeat(0)):
        bench.live_until(point)
        try:
            await bench.run(plan)
        except Killed:
            continue
        except ProblemError as error:
            # Nobody got through: whoever sees that takes the plan up again.
            if error.problem.code not in IN_PASSING:
                raise
            continue
        return


@settings(max_examples=20)
@given(
    changes=CHANGES,
    extra=st.booleans(),
    faults=st.lists(st.sampled_from(["", "", *FAULTS]), max_size=30),
    kills=st.lists(st.integers(1, 60), max_size=3),
    width=st.integers(1, 4),
)
def test_any_faults_and_any_kill_end_in_the_state_that_is_asked_for(
    changes: list[Change], extra: bool, faults: list[str], kills: list[int], width: int
) -> None:
    prove(changes, extra, faults, kills, width)


@pytest.mark.exhaustive
@settings(max_examples=5000)
@given(
    changes=CHANGES,
    extra=st.booleans(),
    faults=st.lists(st.sampled_from(["", "", *FAULTS]), max_size=60),
    kills=st.lists(st.integers(1, 120), max_size=6),
    width=st.integers(1, 8),
)
def test_thousands_of_them(
    changes: list[Change], extra: bool, faults: list[str], kills: list[int], width: int
) -> None:
    prove(changes, extra, faults, kills, width)


def prove(
    changes: list[Change], extra: bool, faults: list[str], kills: list[int], width: int
) -> None:
    """A plan is carried out under these faults, and what is there afterwards is looked at."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        google = world(changes, faults)
        # Rows give up only where they are tried too often; these are not.
        bench = Bench(folder / "state", google, width=width, tries=70)
        plan = plan_of(*rows_of(changes, extra))
        asyncio.run(until_done(bench, plan, kills))
        check(google, changes, extra)
        outcomes = bench.journal.outcomes(plan.id)
        assert len(outcomes) == len(plan.rows)
        mailed = [r.number for r in plan.rows if r.action is Action.SEND_MAIL]
        failed = [number for number, found in outcomes.items() if found.state is not State.DONE]
        assert set(failed) <= set(mailed), "only of a mail can nobody tell whether it was sent"
        for number in failed:
            problem = outcomes[number].problem
            assert problem
            assert problem.code == "gmail.not_known"
        assert len(google.workspace.mails) in ({0, 1} if failed else {len(mailed)})
        if extra:
            logged = [n for r in plan.rows for n in r.body.get("rows", ())]
            people = [logged[-5]]  # who came with the space that was made
            assert sorted(google.workspace.marks()) == sorted(marks_of(plan.id, *logged, *people))
            assert list(google.workspace.events) == [EVENT_ID]
        for asked in plan.rows:
            # Nobody else changed anything, so that everything is our own doing.
            assert outcomes[asked.number].result is not Result.ALREADY, asked
        assert bench.journal.list()[0].is_ended
        assert not list((folder / "state").glob("plans.p*.lock"))
    finally:
        shutil.rmtree(folder)


def check(google: Google, changes: list[Change], extra: bool) -> None:
    """Exactly what was asked for is there, and nothing was done twice."""
    wanted: dict[str, dict[str, str]] = {"spaces/A": {}, "spaces/B": {}}
    for change in changes:
        if change.wanted:
            wanted[change.space][change.who] = change.wanted
    assert {space: google.who(space) for space in wanted} == wanted
    assert all(ME in members for members in google.members.values())
    assert max(google.changes.values(), default=0) <= 1
    if extra:
        made = [name for name in google.spaces if name.startswith("spaces/new")]
        assert len(made) == 1
        assert google.who(made[0]) == {PEOPLE[0]: MEMBER, PEOPLE[1]: MEMBER}
        assert google.messages == [(made[0], "hello")]
        assert "spaces/gone" not in google.spaces
        assert google.spaces["spaces/A"]["displayName"] == "B"
