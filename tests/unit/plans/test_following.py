"""Rows that follow up are sent once, looked for after a lost answer, and fail by themselves."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.chat.roles import OWNER
from chattui.plans.follow_steps import LOOK_METHODS, METHODS
from chattui.plans.limits import limits_of
from chattui.plans.log_lines import COLUMNS, is_header, lines_of_log, portions
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.plans.report import Report
from chattui.plans.undo import undo
from chattui.problem import Exit, Problem, ProblemError
from chattui.workspace import methods
from tests.unit.plans.google import (
    HALF,
    LATE,
    LOST,
    ME,
    RESET,
    Bench,
    Google,
    Killed,
    adds,
    plan_of,
    row,
)
from tests.unit.plans.workspace import (
    EVENT_ID,
    LINK,
    event_row,
    log_row,
    mail_row,
    marks_of,
)

pytestmark = pytest.mark.anyio

A = "spaces/A"
GRACE, ALAN = "grace@example.com", "alan@example.com"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A space, and nothing in the three other APIs."""
    google = Google()
    google.space(A)
    return Bench(tmp_path / "state", google)


def creation() -> Row:
    """A row that makes a space with two people."""
    people = [{"member": {"name": f"users/{who}", "type": "HUMAN"}} for who in (GRACE, ALAN)]
    body = {"space": {"spaceType": "SPACE", "displayName": "=Launch"}, "memberships": people}
    return Row(1, Action.CREATE_SPACE, space_label="=Launch", body=body, request_id="r")


async def test_a_new_space_is_followed_by_all_three(bench: Bench) -> None:
    made, google = "row:1", bench.google
    google.drops = {ALAN}
    late = row(2, Action.ADD_MEMBER, "eve@example.com", space=made, before={"state": ""})
    after = (2,)
    found = await bench.outcomes(
        creation(),
        late,
        event_row(3, made, following=after),
        mail_row(4, made, following=after),
        log_row(5, 1, 2),
    )
    assert [each.result for each in found] == [
        *(Result.CREATED, Result.ADDED),
        *(Result.SCHEDULED, Result.MAILED, Result.LOGGED),
    ]
    link = "https://chat.google.com/room/new0"
    held = google.workspace
    event = held.events[EVENT_ID]
    assert (event["summary"], event["description"]) == ("Kick-off: Launch", link)
    assert held.updates == ["none"]
    (mail,) = held.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (ME, GRACE, "New: Launch")
    assert mail.get_content().strip() == link
    assert found[2].answer == {"id": EVENT_ID, "htmlLink": LINK}
    header, *lines = held.cells
    assert header == list(COLUMNS)
    assert held.wrote == ["'Sheet1'!A:J"]
    when = "1970-01-01T00:33:20Z"
    same = [when, "add", "=Launch", "spaces/new0", link]
    assert lines == [
        [when, "create", "=Launch", "spaces/new0", link, "", "", "created", ME, "p7k2m9 1"],
        [*same, GRACE, "", "added", ME, "p7k2m9 1"],
        [*same, ALAN, "", "left out", ME, "p7k2m9 1"],
        [*same[:2], "Launch", *same[3:], "eve@example.com", "", "added", ME, "p7k2m9 2"],
    ]


async def test_what_failed_is_logged_as_failed(bench: Bench) -> None:
    bench.google.people = {GRACE}
    made = row(3, Action.SET_ROLE, ALAN, body={"role": OWNER}, after=(2,))
    found = await bench.outcomes(*adds(GRACE, ALAN), made, log_row(4, 1, 2, 3))
    assert [each.state for each in found[:3]] == [State.DONE, State.FAILED, State.SKIPPED]
    assert found[3].answer["log"] == {"open": [2, 3], "times": 1}
    results = [line[7].partition(":")[0] for line in bench.google.workspace.cells[1:]]
    assert results == ["added", "failed", "not tried"]
    assert bench.google.workspace.cells[3][6] == "Owner"


async def test_what_is_tried_again_is_logged_once_more(bench: Bench) -> None:
    bench.google.people = {GRACE}
    plan = plan_of(*adds(GRACE, ALAN, "eve@example.com"), log_row(4, 1, 2, 3))
    await bench.run(plan)
    bench.google.people.add(ALAN)
    assert bench.journal.begin_again(plan.id) == 2
    bench.google.faults_at = {":append": [LOST]}
    await bench.run(plan)
    assert bench.google.workspace.marks() == [
        *marks_of(plan.id, 1, 2, 3),
        "p7k2m9 2 (2)",
        "p7k2m9 3 (2)",
    ]
    assert bench.journal.outcomes(plan.id)[4].answer["log"] == {"open": [3], "times": 2}
    assert bench.journal.begin_again(plan.id) == 1
    bench.google.refuse = lambda verb, path: (404, "x") if path.endswith(":append") else None
    await bench.run(plan)
    failed = bench.journal.outcomes(plan.id)[4]
    assert (failed.state, failed.answer["log"]["times"]) == (State.FAILED, 2)
    bench.google.refuse = lambda verb, path: None
    bench.journal.begin_again(plan.id)
    await bench.run(plan)
    assert bench.google.workspace.marks()[5:] == ["p7k2m9 3 (3)"]


FOLLOWS = [event_row(1, A), log_row(1, space=A), mail_row(1, A)]
PATHS = {Action.ADD_EVENT: "/events", Action.LOG_ROWS: ":append", Action.SEND_MAIL: "/send"}


@pytest.mark.parametrize("fault", [LOST, HALF, LATE, RESET])
@pytest.mark.parametrize("asked", FOLLOWS, ids=lambda asked: asked.action)
async def test_a_lost_answer_sends_nothing_twice(bench: Bench, asked: Row, fault: str) -> None:
    held = bench.google.workspace
    bench.google.faults_at = {PATHS[asked.action]: [fault]}
    (found,) = await bench.outcomes(asked)
    arrived = fault != RESET
    if asked.action is Action.SEND_MAIL:
        assert len(held.mails) == arrived
        assert (found.state, bench.google.count("POST")) == (State.FAILED, 1)
        assert found.problem
        assert found.problem.code == "gmail.not_known"
        assert bench.slept == [], "there is nothing to wait for"
        assert not Report(bench.journal.load("p7k2m9"), {1: found}).can_be_tried
        # It is not sent again either when what failed is tried once more.
        assert bench.journal.begin_again("p7k2m9") == 1
        await bench.run(bench.journal.load("p7k2m9"))
        assert bench.google.count("POST") == 1
        assert bench.journal.outcomes("p7k2m9")[1].problem == found.problem
    else:
        assert found.state is State.DONE
        assert len(held.events) + len(held.marks()) == 1
        assert bench.google.count("POST") == 2 - arrived


@pytest.mark.parametrize("point", range(1, 9))
@pytest.mark.parametrize("asked", FOLLOWS, ids=lambda asked: asked.action)
async def test_a_kill_anywhere_sends_nothing_twice(bench: Bench, asked: Row, point: int) -> None:
    plan, held = plan_of(asked), bench.google.workspace
    bench.live_until(point)
    with suppress(Killed):  # unless it was over before that
        await bench.run(plan)
    bench.live_until(0)
    await bench.run(plan)
    (found,) = bench.journal.outcomes(plan.id).values()
    if asked.action is Action.SEND_MAIL and found.state is State.FAILED:
        assert len(held.mails) <= 1
    else:
        assert found.state is State.DONE
        assert len(held.events) + len(held.marks()) + len(held.mails) == 1


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (403, "Request had insufficient authentication scopes.", "scope_missing"),
        (403, "X API has not been used or it is disabled. Enable it by", "api_disabled"),
        (403, "No.", ""),
        (400, "No.", ""),
        (404, "Not there.", ""),
    ],
)
@pytest.mark.parametrize("asked", FOLLOWS, ids=lambda asked: asked.action)
async def test_a_refusal_fails_one_row_and_no_other(
    bench: Bench, asked: Row, status: int, message: str, code: str
) -> None:
    part = PATHS[asked.action]
    bench.google.refuse = lambda verb, path: (status, message) if part in path else None
    first = replace(asked, number=1)
    others = list(adds(GRACE, ALAN, "eve@example.com", start=2))
    found = await bench.outcomes(first, *others)
    assert [each.state for each in found] == [State.FAILED, *[State.DONE] * 3]
    assert found[0].problem
    api = METHODS[asked.action].id.partition(".")[0]
    assert found[0].problem.code.startswith(f"{api}.{code}")
    assert bench.journal.list()[0].is_ended


@pytest.mark.parametrize("fault", ["unreachable", "429", "503"])
@pytest.mark.parametrize("asked", FOLLOWS, ids=lambda asked: asked.action)
async def test_an_api_that_is_never_reached_fails_its_row_alone(
    bench: Bench, asked: Row, fault: str
) -> None:
    bench.google.faults_at = {PATHS[asked.action]: [fault] * 200}
    (found,) = await bench.outcomes(asked)
    assert found.state is State.FAILED
    assert bench.journal.list()[0].is_ended
    # A quota that comes back lets it through.
    bench.quota_seconds = 60.0
    bench.google.faults_at = {PATHS[asked.action]: ["429"] * 6}
    (again,) = await bench.outcomes(replace(asked, request_id="0other"), plan_id="p22222")
    assert again.state is State.DONE


async def test_a_sign_in_that_ended_stops_the_plan_and_fails_nothing(bench: Bench) -> None:
    bench.google.refuse = lambda verb, path: (401, "x") if "/send" in path else None
    plan = plan_of(mail_row(1, A))
    with pytest.raises(ProblemError) as caught:
        await bench.run(plan)
    assert caught.value.problem.code == "chat.sign_in_ended"
    assert bench.journal.outcomes(plan.id)[1].state is State.WAITING
    bench.google.refuse = lambda verb, path: None
    await bench.run(plan)
    assert len(bench.google.workspace.mails) == 1


async def test_a_log_that_cannot_be_looked_at_is_not_written_twice(bench: Bench) -> None:
    google = bench.google
    google.faults_at = {":append": [LOST]}
    google.refuse = lambda verb, path: (403, "No.") if path.endswith("J%3AZ") else None
    (found,) = await bench.outcomes(log_row(1, space=A))
    assert (found.state, google.count("POST")) == (State.FAILED, 1)


async def test_an_event_that_cannot_be_looked_at_is_there_by_its_id(bench: Bench) -> None:
    google = bench.google
    google.faults_at = {"/events": [LOST]}
    google.refuse = lambda verb, path: (403, "No.") if verb == "GET" else None
    (found,) = await bench.outcomes(event_row(1, A))
    assert (found.state, found.result, len(google.workspace.events)) == (
        *(State.DONE, Result.SCHEDULED),
        1,
    )


async def test_a_space_that_was_not_made_has_no_event_and_is_logged(bench: Bench) -> None:
    bench.google.refuse = lambda verb, path: (409, "taken") if "setup" in path else None
    found = await bench.outcomes(
        creation(), event_row(2, "row:1"), mail_row(3, "row:1"), log_row(4, 1)
    )
    assert [each.state for each in found] == [
        *(State.FAILED, State.SKIPPED, State.SKIPPED),
        State.DONE,
    ]
    plan = bench.journal.load("p7k2m9")
    assert Report(plan, bench.journal.outcomes(plan.id)).exit is Exit.FAILED
    (line,) = bench.google.workspace.cells[1:]
    assert line[3:5] == ["", ""]
    assert line[7].startswith("failed: ")


async def test_a_sheet_that_holds_something_gets_no_header(bench: Bench) -> None:
    bench.google.workspace.cells = [list(COLUMNS)]
    await bench.outcomes(log_row(1, space=A))
    assert bench.google.workspace.marks() == marks_of("p7k2m9", 1)
    assert bench.google.workspace.cells[1][1:5] == [
        *("note", "Launch", A, "https://chat.google.com/room/A"),
    ]


async def test_a_link_that_is_known_is_sent_as_it_is(bench: Bench) -> None:
    link = "https://chat.google.com/room/A?cls=11"
    made = mail_row(1, A)
    await bench.outcomes(replace(made, body={**made.body, "link": link}))
    assert bench.google.workspace.mails[0].get_content().strip() == link


async def test_an_administrator_is_named_as_one(bench: Bench) -> None:
    plan = plan_of(*adds(GRACE), log_row(2, 1), admin=True)
    await bench.run(plan)
    assert bench.google.workspace.cells[1][8] == f"{ME}, as administrator"


def test_what_the_log_tells_of() -> None:
    settings = row(2, Action.EDIT_SPACE, space="row:1")
    message = row(3, Action.POST_MESSAGE, space="row:1")
    assert [*portions([message, settings])] == []
    assert [*portions([creation(), settings, row(4, Action.EDIT_SPACE)])] == [
        [creation(), row(4, Action.EDIT_SPACE)]
    ]
    assert is_header([" Time", *COLUMNS[1:], "my notes"])
    assert not is_header(["time"])


def test_the_words_of_every_outcome_in_the_log() -> None:
    people = {"members": [{"email": GRACE, "result": "invited"}], "spaceUri": "javascript:x"}
    outcomes = {
        1: Outcome(State.DONE, Result.CREATED, space="spaces/N", answer=people),
        2: Outcome(State.DONE),
        3: Outcome(State.FAILED, problem=Problem("x", "Said.")),
        4: Outcome(State.FAILED),
    }
    rows = [creation(), *adds(*"abc", start=2)]
    report = Report(plan_of(*rows, log_row(5, 1, 2, 3, 4)), outcomes)
    lines = lines_of_log(report, report.plan.rows[4], [1, 2, 3, 4], 1)
    assert [line[7] for line in lines] == [
        *("created", "invited", "asked for", "done", "failed: Said.", "failed: "),
    ]
    assert lines[0][4] == "https://chat.google.com/room/N"


def test_what_follows_cannot_be_taken_back() -> None:
    rows = (event_row(1, A), mail_row(2, A), log_row(3, space=A))
    results = (Result.SCHEDULED, Result.MAILED, Result.LOGGED)
    outcomes = {n: Outcome(State.DONE, result) for n, result in enumerate(results, 1)}
    found = undo(Report(plan_of(*rows), outcomes), now=1.0)
    assert (found.plan, found.restore) == (None, None)
    assert {each.code for each in found.cannot} == {
        *("plans.event_stays", "plans.mail_stays", "plans.log_stays"),
    }


def test_an_event_says_where_it_is() -> None:
    outcome = Outcome(State.DONE, Result.SCHEDULED, answer={"htmlLink": LINK})
    (found,) = Report(plan_of(event_row(1, A)), {1: outcome}).rows
    assert (found["link"], found["email"], found["result"]) == (LINK, "", "scheduled")


def test_every_method_has_limits_and_a_scope() -> None:
    for method in (*METHODS.values(), *LOOK_METHODS.values()):
        assert limits_of(method.id)
        assert methods.METHODS[method.id] is method
