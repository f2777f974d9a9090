"""What came of a plan, in words, as JSON and CSV; and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.plans.model import Action, Kind, Outcome, Plan, Result, Row, State
from chattui.plans.report import COLUMNS, Report
from chattui.plans.undo import Undo, undo
from chattui.problem import Exit, Problem
from tests.unit.plans.google import MEMBER, OWNER, Bench, adds, plan_of, row

GRACE, ALAN = "grace@example.com", "alan@example.com"
IN = {"role": MEMBER, "state": "JOINED"}
WHY = Problem("chat.unknown_person", "Not added.", "Nobody.", "Check.")


def done(result: Result, **more: Any) -> Outcome:
    return Outcome(State.DONE, result, **more)


def test_rows_as_json_and_csv() -> None:
    creation = Row(1, Action.CREATE_SPACE, space_label="New", line=3)
    add = row(2, Action.ADD_MEMBER, GRACE, space="row:1", space_label="New")
    role = row(3, Action.SET_ROLE, "users/1", who_label=ALAN)
    lost = row(4, Action.ADD_MEMBER, "groups/g", space="row:9")
    members = [{"email": GRACE, "result": "added", "problem": None}]
    made = done(Result.CREATED, space="spaces/N", answer={"members": members})
    failed = Outcome(State.FAILED, problem=WHY)
    report = Report(plan_of(creation, add, role, lost), {1: made, 2: failed})
    nothing: dict[str, Any] = {"result": "", "problem": None, "line": 0}
    assert list(report.rows) == [
        {
            "row": 1, "action": "create_space", "space": "spaces/N", "spaceLabel": "New",
            "who": "", "email": "", "state": "done", "result": "created", "problem": None,
            "line": 3, "members": members,
        },
        {
            "row": 2, "action": "add_member", "space": "spaces/N", "spaceLabel": "New",
            "who": f"users/{GRACE}", "email": GRACE, "state": "failed", "result": "",
            "problem": WHY.as_json(), "line": 0,
        },
        {
            "row": 3, "action": "set_role", "space": "spaces/A", "spaceLabel": "Launch",
            "who": "users/1", "email": ALAN, "state": "waiting", **nothing,
        },
        {
            "row": 4, "action": "add_member", "space": "", "spaceLabel": "Launch",
            "who": "groups/g", "email": "", "state": "waiting", **nothing,
        },
    ]  # fmt: skip
    cells = [dict(zip(COLUMNS, found, strict=True)) for found in report.csv_rows()]
    assert (cells[0]["line"], cells[1]["line"], cells[1]["problem"]) == (
        "3",
        "",
        "Not added. Nobody.",
    )
    whole = report.as_json()
    assert whole["counts"] == {
        "total": 4, "waiting": 2, "done": 1, "failed": 1, "skipped": 0, "results": {"created": 1},
    }  # fmt: skip
    assert (whole["plan"], whole["admin"], len(whole["rows"])) == ("p7k2m9", False, 4)
    assert list(report.problems()) == [(add, WHY)]
    assert list(report.remarks()) == []
    assert report.can_be_tried


def test_every_result_has_its_sentence() -> None:
    rows = tuple(row(n, Action.ADD_MEMBER, GRACE) for n in range(1, 22))
    outcomes = {n: done(result) for n, result in enumerate(Result, 1)}
    more = {12: Outcome(State.FAILED), 13: Outcome(State.SKIPPED), 14: done(Result.ADDED)}
    said = Report(plan_of(*rows), outcomes | more).sentences
    assert said == (
        "2 members were added.",
        "1 person was invited.",
        "1 row was so already.",
        "1 member was removed.",
        "1 change was made.",
        "1 space was made.",
        "1 space was deleted.",
        "1 message was posted.",
        "1 event is in the calendar.",
        "The log was written in 1 request.",
        "1 mail was sent.",
        "1 row failed.",
        "1 row was not tried, since one that it needs failed.",
        "7 rows are still to be done.",
    )
    assert Report(plan_of()).sentences == ("There was nothing to do.",)


@pytest.mark.parametrize(
    ("outcomes", "exit_status"),
    [
        ([done(Result.ADDED), done(Result.ALREADY)], Exit.DONE),
        ([done(Result.ADDED), Outcome(State.FAILED)], Exit.PARTLY),
        ([Outcome(State.FAILED), Outcome(State.FAILED)], Exit.FAILED),
        ([done(Result.CREATED, problem=WHY), done(Result.ADDED)], Exit.DONE),
        (
            [done(Result.CREATED, problem=replace(WHY, code="plans.people_dropped"))] * 2,
            Exit.PARTLY,
        ),
    ],
)
def test_the_exit_status(outcomes: list[Outcome], exit_status: Exit) -> None:
    rows = adds(GRACE, ALAN)
    assert Report(plan_of(*rows), dict(enumerate(outcomes, 1))).exit is exit_status


def taken_back(*rows_and_outcomes: tuple[Row, Outcome | None], admin: bool = False) -> Undo:
    plan = plan_of(*(asked for asked, _ in rows_and_outcomes), admin=admin)
    outcomes = {asked.number: found for asked, found in rows_and_outcomes if found}
    return undo(Report(plan, outcomes), now=5.0)


def test_what_goes_back_to_what_it_was() -> None:
    """Backwards: what was done because of another row is taken back before that one."""
    role = row(2, Action.SET_ROLE, ALAN, body={"role": OWNER}, before=IN)
    demoted = row(3, Action.SET_ROLE, "ada@example.com", body={"role": MEMBER}, after=(2,),
                  before={"role": OWNER, "state": "JOINED"})  # fmt: skip
    edit = row(4, Action.EDIT_SPACE, body={"displayName": "B"}, mask="display_name",
               before={"displayName": "A"})  # fmt: skip
    added_role = row(5, Action.SET_ROLE, GRACE, body={"role": OWNER}, before=IN, after=(1,))
    (add,) = adds(GRACE)
    invited = next(adds("x@example.com", start=6))
    changed = done(Result.CHANGED)
    found = taken_back(
        (add, done(Result.ADDED)),
        (role, changed),
        (demoted, changed),
        (edit, changed),
        (added_role, changed),
        (invited, done(Result.INVITED)),
        admin=True,
    )
    back = found.plan
    assert back
    assert (back.kind, back.undo_of, back.admin, back.created_at) == (
        Kind.UNDO,
        "p7k2m9",
        True,
        5.0,
    )
    assert back.id != "p7k2m9"
    assert [(r.number, r.action, r.who_label, r.body, r.before, r.after) for r in back.rows] == [
        (1, Action.REMOVE_MEMBER, "x@example.com", {}, {"state": "INVITED"}, ()),
        (2, Action.EDIT_SPACE, "", {"displayName": "A"}, {"displayName": "B"}, ()),
        (3, Action.SET_ROLE, "ada@example.com", {"role": OWNER},
         {"role": MEMBER, "state": "JOINED"}, ()),
        (4, Action.SET_ROLE, ALAN, {"role": MEMBER}, {"role": OWNER, "state": "JOINED"}, (3,)),
        (5, Action.REMOVE_MEMBER, GRACE, {}, {"state": "JOINED"}, ()),
    ]  # fmt: skip
    assert (found.restore, found.cannot) == (None, ())


def test_what_was_so_already_or_failed_is_left_alone() -> None:
    one, two, three = adds(GRACE, ALAN, "x@example.com")
    found = taken_back((one, done(Result.ALREADY)), (two, Outcome(State.FAILED)), (three, None))
    assert found == Undo(None, None, ())


def test_who_was_removed_is_offered_as_a_plan_of_its_own_with_the_old_role() -> None:
    removed = done(Result.REMOVED)
    one = row(1, Action.REMOVE_MEMBER, GRACE, before=IN, line=4)
    two = row(2, Action.REMOVE_MEMBER, ALAN, before={"role": OWNER, "state": "JOINED"}, after=(1,))
    found = taken_back((one, removed), (two, removed))
    assert found.plan is None
    assert found.restore
    assert found.restore.kind is Kind.ADD_MEMBERS
    assert [(r.number, r.action, r.who_label, r.body, r.after) for r in found.restore.rows] == [
        (1, Action.ADD_MEMBER, GRACE, {}, ()),
        (2, Action.ADD_MEMBER, ALAN, {}, ()),
        (3, Action.SET_ROLE, ALAN, {"role": OWNER}, (2,)),
    ]
    assert [problem.code for problem in found.cannot] == ["plans.removed_comes_anew"]


def test_what_cannot_be_taken_back_is_said() -> None:
    rows = [
        (Row(1, Action.CREATE_SPACE), done(Result.CREATED, space="spaces/N")),
        (row(2, Action.DELETE_SPACE), done(Result.DELETED)),
        (row(3, Action.POST_MESSAGE), done(Result.POSTED)),
        (row(4, Action.SET_ROLE, GRACE, body={"role": OWNER}), done(Result.CHANGED)),
        (row(5, Action.EDIT_SPACE, body={"displayName": "B"}), done(Result.CHANGED)),
        (
            row(8, Action.EDIT_SPACE, body={"spaceType": "SPACE"}, before={"displayName": ""}),
            done(Result.CHANGED),
        ),
        (next(adds(ALAN, start=6)), Outcome(State.SENT)),
        (row(7, Action.ADD_MEMBER, ALAN, space="row:1"), done(Result.ADDED)),
    ]
    found = taken_back(*rows)
    assert [problem.code for problem in found.cannot] == [
        "plans.created_stays",
        "plans.deleted_is_gone",
        "plans.posted_stays",
        "plans.before_unknown",
        "plans.unclear",
    ]
    assert "3 changes stay" in found.cannot[3].message
    assert found.plan
    assert [(r.action, r.space) for r in found.plan.rows] == [(Action.REMOVE_MEMBER, "spaces/N")]


@pytest.mark.anyio
async def test_a_plan_that_is_taken_back_leaves_what_was_before(own_home: Path) -> None:
    bench = Bench(own_home / "state")
    google = bench.google
    google.space("spaces/A", ALAN, "x@example.com", alan=OWNER)
    before = google.who("spaces/A")
    plan: Plan = plan_of(
        *adds(GRACE, "x@example.com"),
        row(3, Action.SET_ROLE, GRACE, body={"role": OWNER}, before=IN, after=(1,)),
        row(
            4,
            Action.SET_ROLE,
            ALAN,
            body={"role": MEMBER},
            after=(3,),
            before={"role": OWNER, "state": "JOINED"},
        ),
    )
    await bench.run(plan)
    assert google.who("spaces/A") != before
    back = undo(Report(plan, bench.journal.outcomes(plan.id)), now=1.0).plan
    assert back
    await bench.run(back)
    assert google.who("spaces/A") == before
    # Once more does no harm.
    await bench.run(replace(back, id="p2"))
    assert google.who("spaces/A") == before
