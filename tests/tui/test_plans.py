"""Plans in the app: what will happen, a plan at work, what came of it, and the list of plans."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from chattui.chat.events import Waiting
from chattui.plans.events import Pacing
from chattui.plans.model import Action, Kind, Outcome, Plan, Result, Row, State
from chattui.problem import Exit, Problem, ProblemError
from chattui.tui.account_page import AccountPage
from chattui.tui.app import ChattuiApp
from chattui.tui.at_work import Course, PlanRun, at_work
from chattui.tui.plan_flow import show_plan
from chattui.tui.widgets.moving_line import bar
from tests.tui.harness import (
    HOSTILE_NAMES,
    NOW,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.planning import added, at_five_a_second, failed, plan_of, scripted

pytestmark = pytest.mark.anyio


async def show(pilot: Pilot[Any], plan: Plan, ended: list[object] | None = None) -> None:
    """From Home to the preview of `plan`."""
    await until_page(pilot, "home")
    await until_shown(pilot, "Fresh from Google")

    async def made() -> Plan:
        return plan

    home = pilot.app.screen
    assert isinstance(home, AccountPage)
    show_plan(home, made(), (ended if ended is not None else []).append)
    await until_page(pilot, "plan_preview")


def run_of(app: ChattuiApp, plan: Plan) -> PlanRun:
    """The run of `plan`, whose clock stands still at 100 s."""
    run = at_work(app).runs[plan.id]
    run.clock = lambda: 100.0
    return run


async def test_from_the_preview_to_the_report(stage: Stage) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(1_000, stage)
    desk = scripted(app)
    ended: list[Any] = []
    async with opened(app) as pilot:
        await show(pilot, plan, ended)
        golden(app, "plan_preview")
        await pilot.press("end")
        await until_shown(pilot, "▸   1001 add")
        assert desk.runs == 0
        await pilot.press("enter")
        await until_page(pilot, "plan_work")
        run = run_of(app, plan)
        desk.says(*added(*range(1, 406)), *added(406, 407, result=Result.INVITED), *failed(408))
        desk.says(*added(*range(409, 413), result=Result.ALREADY), Pacing(12.0, 300.0))
        await until(pilot, lambda: run.pause is not None)
        at_five_a_second(run)
        await until_shown(pilot, "5.0 a second")
        golden(app, "plan_work")
        assert "Is it example.com?" in screen_text(app)
        desk.says(*added(*range(413, 1_001)), "end")
        await until_page(pilot, "plan_report")
        golden(app, "plan_report")
        assert ended == []
        await pilot.press("escape")
        await until_page(pilot, "home")
    assert [report.counts.failed for report in ended] == [1]
    assert (desk.runs, desk.stopped) == (1, 0)


async def test_pause_go_on_leave_and_stop(stage: Stage) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(40, stage)
    desk = scripted(app)
    ended: list[Any] = []
    async with opened(app) as pilot:
        await show(pilot, plan, ended)
        await pilot.press("enter")
        await until_page(pilot, "plan_work")
        desk.says(*added(1, 2, 3))
        await until_shown(pilot, "3 of 40")
        await pilot.press("p")
        await until_shown(pilot, "Paused. p goes on")
        assert desk.stopped == 1
        assert "Leave it running" not in screen_text(app)
        await pilot.press("p")
        await until_shown(pilot, "p Pause")
        assert "esc Leave it running" in screen_text(app)
        await pilot.press("escape")
        await until_page(pilot, "home")
        assert ended == [None]
        await until_shown(pilot, "▸ 3 of 40, u shows it: Add 40 people to Launch team")
        desk.says(*added(4, 5))
        await until_shown(pilot, "▸ 5 of 40")
        await pilot.press("u")
        await until_page(pilot, "plan_work")
        await until_shown(pilot, "5 of 40")
        await pilot.press("x")
        await until_page(pilot, "plan_report")
        assert "added 5 · waiting 35" in screen_text(app)
        assert "u Take up" in screen_text(app)
        await pilot.press("escape")
        await until_shown(pilot, "! 5 of 40 done, u takes it up again: Add 40")
        await pilot.press("u")
        await until_page(pilot, "plan_work")
        assert desk.runs == 3
        await pilot.press("escape")
        await until_page(pilot, "home")
        desk.says(*added(*range(6, 41)), "end")
        await until_shown(pilot, "✓ Over, u shows it: added 40")
        await pilot.press("u")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until(pilot, lambda: "Add 40 people" not in screen_text(app))


@pytest.mark.exhaustive
async def test_leaving_the_app_with_a_plan_at_work_is_asked_first(stage: Stage) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(40, stage)
    desk = scripted(app)
    async with opened(app) as pilot:
        await show(pilot, plan)
        await pilot.press("enter")
        await until_page(pilot, "plan_work")
        await pilot.press("ctrl+q")
        await until_shown(pilot, "Leave chattui while a plan is at work?")
        await pilot.press("n")
        await until_page(pilot, "plan_work")
        assert desk.stopped == 0
        await pilot.press("ctrl+q")
        await until_shown(pilot, "40 rows are still to be done.")
        await pilot.press("y")
        await until(pilot, lambda: app._exit)
    assert desk.stopped == 1


async def test_what_stops_the_plan_is_told_and_it_goes_on_from_there(stage: Stage) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(4, stage)
    desk = scripted(app)
    gone = Problem("net.unreachable", "There is no way to Google.", "", "Look at the network.")
    async with opened(app) as pilot:
        await show(pilot, plan)
        desk.says(*added(1), gone)
        await pilot.press("enter")
        await until_page(pilot, "plan_work")
        await until_shown(pilot, "There is no way to Google.")
        assert "p Go on" in screen_text(app)
        await pilot.press("p")
        desk.says(*added(2, 3, 4), "end")
        await until_page(pilot, "plan_report")
        assert "✓ added" in screen_text(app)


@pytest.mark.exhaustive
async def test_a_wait_that_google_asks_for_is_counted_down(stage: Stage) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(4, stage)
    desk = scripted(app)
    busy = Problem("chat.quota", "Google asks to wait.")
    async with opened(app) as pilot:
        await show(pilot, plan)
        await pilot.press("enter")
        await until_page(pilot, "plan_work")
        run = run_of(app, plan)
        desk.says(Waiting(37.0, busy))
        await until_shown(pilot, "Again in 37 s. Google asks to wait.")
        run.clock = lambda: 110.0
        await until_shown(pilot, "Again in 27 s.")
        run.clock = lambda: 140.0
        await until_shown(pilot, "You may leave")
        assert run.course is Course.RUNNING


@pytest.mark.exhaustive
async def test_nothing_is_sent_without_the_scope(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.readonly")
    app, plan = stage.app(), plan_of(3, stage)
    desk = scripted(app)
    async with opened(app) as pilot:
        await show(pilot, plan)
        assert "✗ chat.memberships (not allowed yet)" in screen_text(app)
        await pilot.press("enter")
        await until_shown(pilot, "Google was not asked to allow this yet")
        assert desk.runs == 0


@pytest.mark.exhaustive
async def test_a_deletion_asks_for_the_name(stage: Stage) -> None:
    await stage.sign_in("chat.delete", "chat.spaces.readonly")
    app = stage.app()
    rows = (Row(1, Action.DELETE_SPACE, "spaces/AAQAlaunch00", "Launch team"),)
    plan = plan_of(0, stage, rows=rows, kind=Kind.DELETE_SPACES, title="Delete Launch team")
    desk = scripted(app)
    async with opened(app) as pilot:
        await show(pilot, plan)
        await pilot.press("enter")
        await until_shown(pilot, "Type its name to say so.")
        await pilot.press(*"Lunch", "enter")
        await until_shown(pilot, "That is not the name.")
        await pilot.press("escape")
        await until_shown(pilot, "Nothing was sent.")
        await pilot.press("enter")
        await until_shown(pilot, "Type its name to say so.")
        desk.says((1, Outcome(State.DONE, Result.DELETED)), "end")
        await pilot.press(*"Launch team", "enter")
        await until_page(pilot, "plan_report")
        assert "✓ deleted" in screen_text(app)


@pytest.mark.parametrize("count", [pytest.param(1, marks=pytest.mark.exhaustive), 3])
async def test_what_stands_in_the_way_is_told_whole(stage: Stage, count: int) -> None:
    await stage.sign_in()
    app = stage.app()
    problems = [
        Problem("x.bad", f"Line {n}: “zoe” is no address.", "", "Mend it.", exit=Exit.USAGE)
        for n in range(1, count + 1)
    ]

    async def made() -> Plan:
        raise ProblemError(*problems)

    async with opened(app) as pilot:
        await until_page(pilot, "home")
        home = app.screen
        assert isinstance(home, AccountPage)
        show_plan(home, made())
        await until_shown(pilot, f"Line {count}: “zoe” is no address.")
        page = "plan_problems" if count > 1 else "home"
        assert page == home.app.screen.PAGE  # type: ignore[attr-defined]
        if count > 1:
            golden(app, "plan_problems")
            await pilot.press("y")
            await until(pilot, lambda: app.clipboard.count("\n") == count - 1)


@pytest.mark.exhaustive
async def test_a_plan_that_takes_long_to_make_can_be_stopped(stage: Stage) -> None:
    import asyncio

    await stage.sign_in()
    app = stage.app()
    told: list[object] = []

    async def made(say: Any) -> Plan:
        say("3 of 12 spaces are read")
        await asyncio.Event().wait()
        raise AssertionError

    async with opened(app) as pilot:
        await until_page(pilot, "home")
        home = app.screen
        assert isinstance(home, AccountPage)
        show_plan(home, made, told.append)
        await until_page(pilot, "plan_making")
        golden(app, "plan_making")
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, "No plan was made, and nothing was sent.")


@pytest.mark.exhaustive
async def test_the_report_filters_saves_and_tries_again(
    stage: Stage, own_home: Path, tmp_path: Path
) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(6, stage)
    desk = scripted(app)
    async with opened(app) as pilot:
        await show(pilot, plan)
        desk.says(*added(1, 2, 3, 4), *failed(5, 6), "end")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        await pilot.press("o")
        await until_shown(pilot, "2 of 6 · what needs a look")
        assert "person001" not in screen_text(app)
        assert "Nobody has this address." in screen_text(app)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard.startswith("person005@example.com\t✗ failed"))
        for name in ("report.csv", "report.json"):
            await pilot.press("s")
            await until_page(pilot, "save_file")
            app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await until_page(pilot, "plan_report")
            await until_shown(pilot, "✓ The report is written")
        await pilot.press("t")
        desk.says(*added(5, 6), "end")
        await until_shown(pilot, "added 6")
        await pilot.press("escape")
        await until_page(pilot, "home")
        assert desk.runs == 2
    with (tmp_path / "report.csv").open() as file:
        assert [row["state"] for row in csv.DictReader(file)] == ["done"] * 4 + ["failed"] * 2
    assert json.loads((tmp_path / "report.json").read_text())["counts"]["failed"] == 2


async def test_the_list_of_plans(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    desk = scripted(app)
    async with opened(app) as pilot:
        await until_shown(pilot, "Fresh from Google")
        await pilot.press("P")
        await until_shown(pilot, "No plans yet.")
        await pilot.press("escape")
        await until_page(pilot, "home")
        for number, people in enumerate((3, 12, 1_000)):
            name = ("p7k2m9", "pa3b4c", "pz9y8x")[number]
            plan = plan_of(people, stage, id=name, created_at=NOW - 50_000 * (3 - number))
            await desk.keep(plan)
            rows = added(*range(1, 4)) if number < 2 else failed(7)
            desk.journal.note_all(plan.id, dict(rows))
        desk.journal.end("p7k2m9")
        await pilot.press("P")
        await until_shown(pilot, "3 plans")
        golden(app, "plans")
        await pilot.press("x")
        await until_shown(pilot, "Forget “Add 1,000 people to Launch team”?")
        await pilot.press("y")
        await until_shown(pilot, "2 plans")
        await pilot.press("down", "enter")
        await until_page(pilot, "plan_report")
        await pilot.press("z")
        await until_page(pilot, "plan_preview")
        await until_shown(pilot, "Take back: Add 3 people to Launch team")


async def test_deletions_are_asked_for_again_and_what_cannot_be_read_is_told(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    desk = scripted(app)
    doomed = Row(1, Action.DELETE_SPACE, "spaces/A", "Doomed")
    async with opened(app) as pilot:
        await until_shown(pilot, "Fresh from Google")
        for name in ("p7k2m9", "pbad22"):
            await desk.keep(plan_of(0, stage, id=name, rows=(doomed,), title="Delete Doomed"))
        with closing(sqlite3.connect(desk.journal.path)) as db, db:
            db.execute("update plans set head = '{}' where id = 'pbad22'")
        await pilot.press("P")
        await until_shown(pilot, "2 plans")
        await until_shown(pilot, "✗ cannot be read")
        await pilot.press("u")
        await until_shown(pilot, "Delete “Doomed”? Type its name to say so.")
        await pilot.press("escape")
        await until_shown(pilot, "Nothing was sent.")
        assert desk.runs == 0


@pytest.mark.exhaustive
async def test_hostile_names_are_drawn_harmlessly(stage: Stage) -> None:
    await stage.sign_in()
    app = stage.app()
    rows = tuple(
        Row(number, Action.ADD_MEMBER, f"spaces/{number}", name, "users/x", name, line=number)
        for number, name in enumerate(HOSTILE_NAMES, 1)
    )
    desk = scripted(app)
    problem = replace(failed(1)[0][1].problem or Problem("", ""), cause="\x1b]52;c;eA==\x07")
    plan = plan_of(0, stage, rows=rows, title="Add people")
    async with opened(app) as pilot:
        await show(pilot, plan)
        check_drawn(app)
        desk.says(*failed(*range(1, len(rows) + 1), problem=problem), "end")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        for _ in rows:
            await pilot.press("down", "enter")
            check_drawn(app)


def test_a_bar_is_full_only_when_all_is_done() -> None:
    assert bar(0, 10, 5) == "░░░░░"
    assert bar(5, 10, 5) == "██▌░░"
    assert bar(999_999, 1_000_000, 5) == "████▌"
    assert bar(10, 10, 5) == bar(0, 0, 5) == "█████"
