"""What follows a space, by keys: an event, the log sheet, a mail; each allowed when first used."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from chattui.emulator.sheets_store import LOG_SHEET
from chattui.tui.widgets.bars import Notice
from tests.tui import guide
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.test_new_space import fill
from tests.tui.test_space_changes import SCOPES, open_space, paste

pytestmark = pytest.mark.anyio

ALL = (*SCOPES, "calendar.events", "spreadsheets", "gmail.send")


async def follow_up(pilot: Pilot[Any], stage: Stage, which: str, page: str) -> None:
    """The form of one of the three, from the page of a space with one other member."""
    await open_space(pilot, stage, "alan@example.com")
    await pilot.press("f")
    await until_page(pilot, "follow_up")
    await pilot.press(which)
    await until_page(pilot, page)


async def do_it(pilot: Pilot[Any]) -> str:
    """Carry out the plan that is about to be shown; what its report says."""
    await until_page(pilot, "plan_preview")
    await pilot.press("enter")
    await until_page(pilot, "plan_report")
    return screen_text(pilot.app)


async def until_problem(pilot: Pilot[Any], code: str) -> None:
    """Let the app work until the form tells a problem: that of `code`, or with "" any."""

    def told() -> bool:
        problem = pilot.app.screen.query_one(Notice).problem
        return problem is not None and code in problem.code

    await until(pilot, told, f"problem {code}")


async def retype(pilot: Pilot[Any], field: str, text: str) -> None:
    """Another text in a field."""
    found = pilot.app.screen.query_one(f"#{field}", Input)
    found.focus()
    found.value = ""
    await pilot.pause()
    await paste(pilot, text)


async def test_an_event_is_allowed_and_made(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    app = stage.app()
    async with opened(app) as pilot:
        await open_space(pilot, stage, "alan@example.com")
        await pilot.press("f")
        await until_page(pilot, "follow_up")
        golden(app, "follow_up")
        await pilot.press("1")
        await until_page(pilot, "follow_event")
        await until_shown(pilot, "^s asks Google for just that first")
        golden(app, "follow_event")
        await retype(pilot, "when", "2019-12-01 10:00")
        await until_shown(pilot, "✗ 2019-12-01 10:00 is over already.")
        await pilot.press("ctrl+s")
        await until_problem(pilot, "plans.past")
        await retype(pilot, "when", "2030-12-01 10:00")
        await pilot.press("ctrl+s")
        sign_in = await guide.waiting(pilot)
        assert "calendar.events" in " ".join(sign_in.consent.scopes)
        guide.paste(app, await guide.redirect_of(sign_in))
        await until_page(pilot, "follow_event")
        await until_shown(pilot, "^s goes on")
        assert "2030-12-01 10:00" in screen_text(app)
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        golden(app, "follow_event_preview")
        assert "scheduled 1" in await do_it(pilot)
        await until_shown(pilot, "https://www.google.com/calendar/event?eid=")
        await pilot.press("escape")
        await until_page(pilot, "space")
    event = stage.send("GET", "/_emulator/events")["events"][0]["event"]
    assert "chat.google.com" in event["description"]
    assert [guest["email"] for guest in event["attendees"]] == ["alan@example.com"]


@pytest.mark.exhaustive
async def test_what_is_wrong_with_an_event_is_said_while_one_types(stage: Stage) -> None:
    await stage.sign_in(*ALL)
    app = stage.app()
    async with opened(app) as pilot:
        await follow_up(pilot, stage, "1", "follow_event")
        await until_shown(pilot, "as in your calendar.")
        for field, text in (
            ("when", "tomorrow"),
            ("when", "2019-12-01 10:00"),
            ("when", "2030-02-30 10:00"),
            ("when", "0001-01-01 00:00"),
            ("when", "9999-12-31 23:59"),
            ("minutes", "half an hour"),
            ("minutes", "0"),
            ("minutes", "9" * 5000),
            ("zone", "Mars/Olympus"),
            ("guests", "alan@"),
            ("title", "{team}"),
        ):
            before = app.screen.query_one(f"#{field}", Input).value
            await retype(pilot, field, text)
            await until_shown(pilot, " ✗ ")
            await pilot.press("ctrl+s")
            await until_problem(pilot, "")
            await retype(pilot, field, before)
            await retype(pilot, "when", "2030-12-01 10:00")
            await until(pilot, lambda: " ✗ " not in screen_text(app))
    assert "calendar.events.insert" not in stage.methods()


async def test_the_log_sheet_is_named_once(stage: Stage) -> None:
    await stage.sign_in(*ALL)
    app = stage.app()
    async with opened(app) as pilot:
        await follow_up(pilot, stage, "2", "follow_log")
        golden(app, "follow_log")
        for wrong, code in (
            ("my sheet", "sheets.no_id"),
            (LOG_SHEET[:-1] + "1", "sheets.no_sheet"),
        ):
            await retype(pilot, "sheet", wrong)
            await pilot.press("ctrl+s")
            await until_problem(pilot, code)
        await retype(
            pilot, "sheet", f"https://docs.google.com/spreadsheets/d/{LOG_SHEET}/edit#gid=0"
        )
        await pilot.press("enter")
        await until_shown(pilot, "✓ “Chat log”")
        await retype(pilot, "tab", "Sheet7")
        await until_shown(pilot, "✗ “Chat log” has no tab “Sheet7”. Its tabs: Sheet1")
        await pilot.press("ctrl+s")
        await until_problem(pilot, "follow_up.no_tab")
        await retype(pilot, "tab", "Sheet1")
        golden(app, "follow_log_found")
        await pilot.press("ctrl+s")
        await do_it(pilot)
        await pilot.press("escape")
        await until_page(pilot, "space")
        await pilot.press("home", "p")
        await until_page(pilot, "role")
        await pilot.press("2")
        await until_page(pilot, "plan_preview")
        await pilot.press("l")
        await until_shown(pilot, "l Log nothing")
        golden(app, "preview_logged")
        await do_it(pilot)
    rows = logged(stage)
    assert len(rows) == 3
    assert rows[0][0] != rows[1][0]


def logged(stage: Stage) -> list[list[str]]:
    """The rows of the log sheet."""
    sheets = stage.send("GET", "/_emulator/sheets")["sheets"]
    (sheet,) = [s for s in sheets if s["id"] == LOG_SHEET]
    return list(sheet["tabs"][0]["rows"])


async def test_a_mail_is_seen_as_it_will_be_read(stage: Stage) -> None:
    await stage.sign_in(*ALL)
    app = stage.app()
    async with opened(app) as pilot:
        await follow_up(pilot, stage, "3", "follow_mail")
        golden(app, "follow_mail")
        await retype(pilot, "subject", "Welcome to {space}")
        app.screen.query_one("#text", TextArea).text = ""
        app.screen.query_one("#text").focus()
        await pilot.pause()
        await paste(pilot, "Hello,\nfrom now on we meet in {place}.")
        await until_shown(pilot, " ✗ ")
        await pilot.press("ctrl+s")
        await until_problem(pilot, "plans.unknown_place")
        await pilot.press(*["backspace"] * len("{place}."), *"{link}.")
        await until_shown(pilot, "Welcome to Launch team")
        golden(app, "follow_mail_filled")
        await pilot.press("escape")
        await until_shown(pilot, "Leave this form?")
        await pilot.press("n", "ctrl+s")
        await until_page(pilot, "plan_preview")
        golden(app, "follow_mail_preview")
        await do_it(pilot)
    (mail,) = stage.send("GET", "/_emulator/mails")["mails"]
    assert mail["headers"]["Subject"] == "Welcome to Launch team"
    assert "https://chat.google.com/" in mail["text"]


async def test_all_three_follow_a_new_space(stage: Stage) -> None:
    await stage.sign_in(*ALL)
    stage.send("POST", "/_emulator/settings", {"gmail_api_enabled": False})
    app = stage.app()
    async with opened(app) as pilot:
        await fill(pilot)
        app.screen.query_one("#afterwards").focus()
        await pilot.press("space")
        await until_page(pilot, "follow_event")
        await retype(pilot, "when", "2030-12-01 10:00")
        await pilot.press("ctrl+s")
        await until_page(pilot, "new_space")
        await pilot.press("right", "enter")
        await until_page(pilot, "follow_log")
        await paste(pilot, LOG_SHEET)
        await pilot.press("ctrl+s")
        await until_page(pilot, "new_space")
        await pilot.press("right", "space")
        await until_page(pilot, "follow_mail")
        await pilot.press("ctrl+s")
        await until_page(pilot, "new_space")
        golden(app, "new_space_afterwards")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        golden(app, "new_space_afterwards_preview")
        await do_it(pilot)
        golden(app, "new_space_afterwards_report")
        assert "is there." in screen_text(app)
        await pilot.press("f")
        await until_page(pilot, "follow_up")
        await until_shown(pilot, "What should follow for Launch team?")
    event = stage.send("GET", "/_emulator/events")["events"][0]["event"]
    assert len(event["attendees"]) == 3


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", HOSTILE_NAMES)
async def test_hostile_texts_do_no_harm(stage: Stage, name: str) -> None:
    await stage.sign_in(*ALL)
    app = stage.app()
    async with opened(app) as pilot:
        await open_space(pilot, stage, "alan@example.com")
        await pilot.press("f")
        for which, page in (("1", "follow_event"), ("2", "follow_log"), ("3", "follow_mail")):
            await until_page(pilot, "follow_up")
            await pilot.press(which)
            await until_page(pilot, page)
            for field in app.screen.query("Input, TextArea"):
                field.focus()
                await pilot.pause()
                await paste(pilot, name)
                check_drawn(app)
            await pilot.press("ctrl+s")
            await pilot.app.workers.wait_for_complete()
            check_drawn(app)
            while getattr(app.screen, "PAGE", "") != "follow_up":
                await pilot.press("escape")
                await pilot.press("y")


@pytest.mark.exhaustive
async def test_a_plan_is_logged_once_that_is_allowed(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    app = stage.app()
    async with opened(app) as pilot:
        await open_space(pilot, stage, "alan@example.com")
        await pilot.press("end", "x")
        await until_page(pilot, "plan_preview")
        await pilot.press("l")
        await until_page(pilot, "follow_log")
        await paste(pilot, LOG_SHEET)
        await pilot.press("ctrl+s")
        guide.paste(app, await guide.redirect_of(await guide.waiting(pilot)))
        await until_page(pilot, "follow_log")
        await until_shown(pilot, "^s goes on")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await until_shown(pilot, "✓ spreadsheets")
        await pilot.press("l")
        await until_shown(pilot, "l Log it")
        await pilot.press("l")
        await until_shown(pilot, "l Log nothing")
        await pilot.press("L")
        await until_page(pilot, "follow_log")
        await pilot.press("ctrl+s")
        await until_page(pilot, "plan_preview")
        await until_shown(pilot, "l Log nothing")
        await do_it(pilot)
    header, row = logged(stage)
    assert header[0] == "time"
    assert "alan@example.com" in row


@pytest.mark.exhaustive
async def test_a_mail_that_may_have_been_sent_is_not_sent_again(stage: Stage) -> None:
    await stage.sign_in(*ALL)
    app = stage.app()
    async with opened(app) as pilot:
        await follow_up(pilot, stage, "3", "follow_mail")
        fault = {"method": "gmail.users.messages.send", "times": 1, "lost_answer": True}
        stage.send("POST", "/_emulator/faults", fault)
        await pilot.press("ctrl+s")
        await do_it(pilot)
        await until_shown(pilot, "It is not known whether")
        assert "t Try again" not in screen_text(app)
    assert len(stage.send("GET", "/_emulator/mails")["mails"]) == 1
