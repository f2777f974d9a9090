"""A journal that somebody changed is never carried out half understood, and draws nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chattui.plans.acting import is_who_made
from chattui.plans.follow_sound import follow_up_is_sound
from chattui.plans.journal import Journal
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.problem import Problem
from chattui.safe_text import is_safe
from tests.unit.plans.google import ME, adds, plan_of, row
from tests.unit.plans.workspace import END, START, event_row, log_row, mail_row

MakeProblem = Callable[[Callable[[], object]], Problem]
ID = "p7k2m9"
ESC = "\x1b]52;c;eA==\x07\u202e"
OTHER = {"member": {"name": "users/mallory@example.com", "type": "HUMAN"}}


@pytest.fixture
def journal(own_home: Path) -> Journal:
    journal = Journal(own_home / "state" / "plans.sqlite")
    made = row(3, Action.CREATE_SPACE, space="", body={"space": {}}, request_id="r")
    plan = plan_of(
        *adds("grace@example.com"),
        row(2, Action.SET_ROLE, "alan@example.com", body={"role": "ROLE_MEMBER"}),
        made,
    )
    journal.save(plan)
    journal.note(ID, 1, Outcome(State.DONE, Result.ADDED))
    return journal


def change(journal: Journal, table: str, kept_as: int, /, **fields: Any) -> None:
    """Change members of what is kept of a plan, a row or an outcome."""
    column, where = (
        ("head", "id = ?") if table == "plans" else ("body", f"plan = ? and number = {kept_as}")
    )
    with closing(sqlite3.connect(journal.path)) as db, db:
        (text,) = db.execute(f"select {column} from {table} where {where}", (ID,)).fetchone()
        text = fields["text"] if "text" in fields else json.dumps({**json.loads(text), **fields})
        db.execute(f"update {table} set {column} = ? where {where}", (text, ID))


@pytest.mark.parametrize(
    ("table", "number", "fields"),
    [
        ("rows", 1, {"space": "spaces/A/../B"}),
        ("rows", 1, {"space": "spaces/A/members/x"}),
        ("rows", 1, {"space": "row:x"}),
        ("rows", 1, {"space": "row:1"}),
        ("rows", 1, {"space": "row:٣"}),
        ("rows", 1, {"body": OTHER}),
        ("rows", 1, {"body": []}),
        ("rows", 1, {"who": "users/mallory@example.com", "body": OTHER}),
        ("rows", 1, {"who": "users/1/members/2"}),
        ("rows", 1, {"who": ""}),
        ("rows", 1, {"number": 2}),
        ("rows", 1, {"number": "1"}),
        ("rows", 1, {"after": [9]}),
        ("rows", 1, {"after": [[]]}),
        ("rows", 1, {"following": [9]}),
        ("rows", 1, {"following": [1]}),
        ("rows", 1, {"line": "x"}),
        ("rows", 1, {"who_label": None}),
        ("rows", 2, {"body": {"role": "ROLE_GOD"}}),
        ("rows", 3, {"body": {"space": "x"}}),
        ("rows", 3, {"body": {"space": {}, "memberships": ["x"]}}),
        ("rows", 2, {"action": "edit_space"}),
        ("rows", 1, {"text": "[" * 200_000}),
        ("plans", 0, {"title": 7}),
        ("plans", 0, {"id": "p00000"}),
        ("plans", 0, {"account": ""}),
        ("plans", 0, {"admin": "no"}),
        ("plans", 0, {"created_at": 1e300}),
        ("plans", 0, {"warnings": [{"code": "x", "message": 1}]}),
        ("plans", 0, {"warnings": [{"code": "x", "message": "y", "link": "https://evil.example"}]}),
        ("outcomes", 1, {"answer": []}),
        ("outcomes", 1, {"answer": {"members": "x"}}),
        ("outcomes", 1, {"space": "spaces/A/members"}),
        ("outcomes", 1, {"at": "x"}),
    ],
)
def test_what_chattui_would_not_write_is_told(
    journal: Journal, problem: MakeProblem, table: str, number: int, fields: dict[str, Any]
) -> None:
    change(journal, table, number, **fields)
    read = journal.outcomes if table == "outcomes" else journal.load
    assert problem(lambda: read(ID)).code == "plans.unreadable"


def test_words_of_a_changed_journal_draw_nothing(journal: Journal) -> None:
    warned = [{"code": "x", "message": ESC, "cause": ESC, "remedy": ESC}]
    change(journal, "plans", 0, title=ESC, email=ESC, warnings=warned)
    change(journal, "rows", 1, space_label=ESC, who_label=ESC)
    change(journal, "outcomes", 1, problem=warned[0])
    plan = journal.load(ID)
    found = journal.outcomes(ID)[1].problem
    assert found is not None
    words = [plan.title, plan.email, plan.rows[0].space_label, plan.rows[0].who_label]
    words += [
        plan.warnings[0].message,
        plan.warnings[0].cause,
        found.remedy,
        journal.list()[0].plan.title,
    ]
    assert all(map(is_safe, words))


EVENT = event_row(1, "spaces/A").body
MAIL = mail_row(1, "spaces/A").body
LOG = log_row(2, 1).body


def test_a_follow_up_comes_back_as_it_was(journal: Journal) -> None:
    space, lines = "spaces/A", log_row(4, space="spaces/A")
    linked = {**MAIL, "link": "https://chat.google.com/room/A"}
    mail = replace(mail_row(2, space, following=(1,)), body=linked)
    plan = plan_of(event_row(1, space), mail, log_row(3, 1, 2), lines, id="p33333")
    journal.save(plan)
    assert journal.load("p33333") == plan


@pytest.mark.parametrize(
    ("made", "changes"),
    [
        (event_row(1, "spaces/A"), {"who": "users/1"}),
        (event_row(1, "spaces/A"), {"mask": "x"}),
        (event_row(1, "spaces/A"), {"before": {"x": 1}}),
        (event_row(1, "spaces/A"), {"request_id": "UPPER"}),
        (event_row(1, "spaces/A"), {"body": {**EVENT, "link": "https://evil.example"}}),
        (event_row(1, "spaces/A"), {"body": {**EVENT, "event": 7}}),
        (event_row(1, "spaces/A"), {"body": {**EVENT, "sendUpdates": "x"}}),
        (event_row(1, "spaces/A"), {"body": {**EVENT, "event": {**EVENT["event"], "id": "x"}}}),
        (event_row(1, "spaces/A"), {"event": {"summary": 7}}),
        (event_row(1, "spaces/A"), {"event": {"description": None}}),
        (event_row(1, "spaces/A"), {"event": {"start": {"date": "2026-12-01"}}}),
        (event_row(1, "spaces/A"), {"event": {"start": 7}}),
        (event_row(1, "spaces/A"), {"event": {"start": {**START, "timeZone": "\x1b"}}}),
        (event_row(1, "spaces/A"), {"event": {"end": {**END, "dateTime": "soon"}}}),
        (event_row(1, "spaces/A"), {"event": {"attendees": "x"}}),
        (event_row(1, "spaces/A"), {"event": {"attendees": [7]}}),
        (event_row(1, "spaces/A"), {"event": {"attendees": [{"email": "x"}]}}),
        (event_row(1, "spaces/A"), {"event": {"attendees": [{"email": ME, "optional": True}]}}),
        (mail_row(1, "spaces/A"), {"body": {**MAIL, "to": []}}),
        (mail_row(1, "spaces/A"), {"body": {**MAIL, "to": ["a@b.example, c@d.example"]}}),
        (mail_row(1, "spaces/A"), {"body": {**MAIL, "subject": "a\r\nBcc: b@c.example"}}),
        (mail_row(1, "spaces/A"), {"body": {**MAIL, "subject": None}}),
        (mail_row(1, "spaces/A"), {"body": {**MAIL, "text": None}}),
        (log_row(2, 1), {"body": {**LOG, "rows": [2]}}),
        (log_row(2, 1), {"body": {**LOG, "rows": "1"}}),
        (log_row(2, 1), {"space": "spaces/A"}),
        (log_row(2, 1), {"body": {**LOG, "sheet": "../x"}}),
        (log_row(2, 1), {"body": {**LOG, "tab": ""}}),
        (log_row(2), {}),
    ],
)
def test_a_follow_up_that_planning_would_not_make_is_told(
    made: Row, changes: dict[str, Any]
) -> None:
    assert follow_up_is_sound(made) or not changes
    if "event" in changes:
        changes = {"body": {**EVENT, "event": {**EVENT["event"], **changes["event"]}}}
    assert not follow_up_is_sound(replace(made, **changes))


def test_only_who_made_a_plan_carries_it_out() -> None:
    plan = plan_of(user_id="users/1")
    account: Any = SimpleNamespace(key="1", email=ME.upper(), subject="1")
    assert is_who_made(plan, account)
    assert is_who_made(replace(plan, user_id=""), account)
    again: Any = SimpleNamespace(key="2", email=ME, subject="1")
    assert is_who_made(plan, again)  # forgotten, and signed in again
    assert not is_who_made(replace(plan, user_id=""), again)
    for other in ({"email": "grace@example.com"}, {"subject": "2"}):
        assert not is_who_made(plan, SimpleNamespace(**{**vars(account), **other}))  # type: ignore[arg-type]
