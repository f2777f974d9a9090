"""Plans in words, and reports as files."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.chat.audiences import DEFAULT
from chattui.cli.plan_preview import details_words
from chattui.plans import words
from chattui.plans.model import Action, Counts, Kind, Outcome, Plan, Result, Row, State
from chattui.plans.report import Report
from chattui.plans.report_file import write_report
from chattui.problem import Problem, ProblemError
from tests.unit.plans.workspace import event_row, log_row, mail_row

SETUP = {
    "space": {
        "displayName": "Launch",
        "spaceHistoryState": "HISTORY_ON",
        "externalUserAllowed": True,
    },
    "memberships": [
        {"member": {"name": "users/grace@example.com"}},
        {"groupMember": {"name": "groups/eng"}},
    ],
}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (9.4, "0:09"), (118, "1:58"), (7200, "2:00:00"), (-1, "0:00")],
)
def test_a_clock_that_is_counted_down(seconds: float, shown: str) -> None:
    assert words.clock_words(seconds) == shown


def test_every_action_result_and_state_has_words() -> None:
    assert all(words.action_words(Row(1, action, body={"role": ""})) for action in Action)
    assert all(words.result_words(result) for result in Result)
    assert all(words.state_words(Outcome(state, Result.ADDED)) for state in State)
    for role, shown in (("ROLE_MANAGER", "owner"), ("ROLE_ASSISTANT_MANAGER", "manager")):
        assert shown in words.action_words(Row(1, Action.SET_ROLE, body={"role": role}))


def test_counts_leave_out_what_is_not_there() -> None:
    counts = Counts(1_000, 588, 411, 1, 0, {"added": 405, "already": 4, "invited": 2})
    assert (
        words.counts_words(counts)
        == "added 405 · invited 2 · already so 4 · failed 1 · waiting 588"
    )
    assert words.counts_words(Counts()) == ""


def test_who_comes_with_a_new_space_is_shown_behind_it() -> None:
    row = Row(1, Action.CREATE_SPACE, "row:1", "Launch", body=SETUP)
    shown = list(words.lines_of([row]))
    assert [(r.action, r.who_label) for r in shown] == [
        (Action.CREATE_SPACE, ""),
        (Action.ADD_MEMBER, "grace@example.com"),
        (Action.ADD_MEMBER, "eng"),
    ]
    told = words.contents_words(row)
    assert told == "name: Launch · history is kept · people from outside may be added"
    assert words.contents_words(shown[1]) == ""


def test_of_an_edit_only_what_changes_is_told() -> None:
    before = {"displayName": "Old", "spaceDetails": {"description": "Same"}}
    body = {"displayName": "New", "spaceDetails": {"description": "Same"}}
    row = Row(1, Action.EDIT_SPACE, "spaces/1", "Old", body=body, before=before)
    assert words.contents_words(row) == "name: New"
    assert words.contents_words(Row(1, Action.POST_MESSAGE, body={"text": "Hi\x1b[2J"})) == "Hi␛[2J"


ALL, OWNERS = (True, True, True), (True, False, False)


def test_why_a_row_failed_is_one_line() -> None:
    assert words.problem_words(Outcome()) == ""
    why = Problem("x", "No.", "", "Try\nit.")
    assert words.problem_words(Outcome(State.FAILED, problem=why)) == "No. Try␊it."


def test_what_follows_is_told_in_one_line() -> None:
    event = event_row(1, "row:2")
    assert words.contents_words(event) == (
        "Kick-off: Launch · 2026-12-01 10:00 to 10:30 (Europe/Berlin) · no mail to guests"
    )
    far = {"dateTime": "2026-12-01T10:00:00-05:00"}
    body = {**event.body, "event": {**event.body["event"], "start": far}}
    assert "(-05:00)" in words.contents_words(replace(event, body=body))
    assert words.contents_words(mail_row(1, "row:2")) == "New: Launch"
    assert words.contents_words(log_row(2, 1)) == "in “Sheet1”"


def may(flags: tuple[bool, ...]) -> dict[str, bool]:
    names = ("managersAllowed", "assistantManagersAllowed", "membersAllowed")
    return dict(zip(names, flags, strict=True))


def audience(**names: str) -> dict[str, Any]:
    """accessSettings with an audience for each setting; "" for none."""
    principals = {
        name: {"principals": [{"audience": {"name": who}}]} if who else {}
        for name, who in names.items()
    }
    return {"accessSettings": {"accessPermissionSettings": principals}}


@pytest.mark.parametrize(
    ("body", "before", "told"),
    [
        (
            {"spaceDetails": {"description": "", "guidelines": "x"}},
            {"spaceDetails": {"description": "Old", "guidelines": "x"}},
            "description: none any more",
        ),
        (
            {"permissionSettings": {"manageApps": may(OWNERS), "replyMessages": may(ALL)}},
            {"permissionSettings": {"manageApps": may(ALL), "replyMessages": may(ALL)}},
            "Add and remove apps: Owners",
        ),
        (
            {"accessSettings": {}},
            {"accessSettings": {"audience": DEFAULT}},
            "found by nobody but those who were added",
        ),
        (
            audience(discoverSpaceSetting=DEFAULT, joinSpaceSetting=""),
            audience(discoverSpaceSetting=DEFAULT, joinSpaceSetting=DEFAULT),
            "nobody joins who was not added",
        ),
        ({"predefinedPermissionSettings": "ANNOUNCEMENT_SPACE"}, {}, "only managers post"),
        (
            {"accessSettings": {"audience": DEFAULT}},
            {},
            "found and joined by the organisation's default audience",
        ),
        (
            audience(discoverSpaceSetting=""),
            audience(discoverSpaceSetting=DEFAULT),
            "nobody finds it who was not added",
        ),
        (
            {"spaceType": "SPACE", "displayName": "New"},
            {},
            "becomes a named space · name: New",
        ),
        (
            audience(viewSpaceMembershipSetting=DEFAULT),
            audience(viewSpaceMembershipSetting=""),
            "members seen by the organisation's default audience",
        ),
    ],
)
def test_of_a_setting_it_is_told_what_it_will_be(
    body: dict[str, Any], before: dict[str, Any], told: str
) -> None:
    row = Row(1, Action.EDIT_SPACE, "spaces/1", "Old", body=body, before=before, mask="x")
    assert words.contents_words(row) == told
    assert details_words(row) == f"change: {told}"


def report() -> Report:
    """One row that failed, whose label a spreadsheet would run."""
    row = Row(
        1, Action.ADD_MEMBER, "spaces/1", "=cmd()", "users/zoe@example.com", "zoe@example.com"
    )
    plan = Plan("p1", Kind.ADD_MEMBERS, "Add", "key", "ada@example.com", "1", (row,))
    problem = Problem("chat.unknown_person", "Google knows no such person.")
    return Report(plan, {1: Outcome(State.FAILED, problem=problem)})


def test_a_report_is_written_as_its_name_says_and_over_nothing(tmp_path: Path) -> None:
    table, document = tmp_path / "report.csv", tmp_path / "report.JSON"
    write_report(table, report())
    write_report(document, report())
    with table.open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["state"], row["spaceLabel"]) == ("failed", "'=cmd()")
    assert json.loads(document.read_text())["counts"]["failed"] == 1
    assert table.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ProblemError) as refused:
        write_report(table, report())
    assert refused.value.problem.code == "export.exists"
