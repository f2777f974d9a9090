"""The page that shows what a page does or lists as a program."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from chattui.programs.model import Grant, Language, Program
from chattui.tui.screens.code import CodePage
from chattui.tui.screens.found import FoundPage, Wish
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.planning import added, plan_of, scripted
from tests.tui.test_plans import show
from tests.tui.test_space import make_space

pytestmark = pytest.mark.anyio


PROGRAM = Program(
    Language.PYTHON,
    "#!/usr/bin/env python3\n"
    '"""Add 3 people to Launch team.\n\n'
    "Set up once: python3 -m pip install google-api-python-client\n"
    "Run:         python3 add_3_people_to_launch_team.py\n"
    '"""\n\n'
    + "\n".join(f"print({number}, 'grüezi \u202e', {'1234567890' * 7})" for number in range(40)),
    "add_3_people_to_launch_team.py",
)
"""For the golden text, which is not that of a writer; with a character that turns a line round."""


async def code(pilot: Pilot[Any], key: str = "c") -> CodePage:
    """The page of the code, once a program stands there."""
    await pilot.press(key)
    await until_page(pilot, "code")
    page = pilot.app.screen
    assert isinstance(page, CodePage)
    await until(pilot, lambda: page.program is not None)
    return page


async def test_a_plan_is_shown_copied_and_saved_in_each_language(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.sign_in()
    app, plan = stage.app(), plan_of(3, stage)
    async with opened(app) as pilot:
        await show(pilot, plan)
        asked = stage.methods()
        page = await code(pilot)
        page.show_program(PROGRAM)
        await pilot.pause()
        golden(app, "code")
        page.grant_changed()
        seen = []
        for key, language in zip(["", *"llll"], Language, strict=True):
            await pilot.press(*key)
            await until(pilot, lambda: page.program is not None)
            assert page.program is not None
            seen.append((page.program.language, page.query_one("#grant").value))  # type: ignore[attr-defined]
            assert page.program.language is language
            assert f" {page.program.file_name} · " in screen_text(app)
            assert "person002@example.com" in page.program.text
            # Apps Script runs at Google, which does not reach an emulator on this machine.
            at_google = language is Language.APPS_SCRIPT
            assert (stage.emulator.host in page.program.text) != at_google
            await pilot.press("y")
            assert app.clipboard == page.program.text
        assert [grant for _, grant in seen] == ["user"] * 4 + ["token"]
        assert "Signing in" not in screen_text(app)
        await pilot.press("l", "i", "l")
        await until(pilot, lambda: page.program is not None)
        assert page.program is not None
        assert (page.language, page.grant) == (Language.NODE, Grant.DELEGATION)
        assert "SERVICE_ACCOUNT_FILE" in page.program.text
        await pilot.press("end", "s")
        await until_page(pilot, "save_file")
        golden(app, "save_code")
        app.screen.query_one(Input).value = str(tmp_path / "it.mjs")
        await pilot.press("enter")
        await until_shown(pilot, "✓ The program is written to")
        await pilot.press("s")
        await until_page(pilot, "save_file")
        app.screen.query_one(Input).value = str(tmp_path / "it.mjs")
        await pilot.press("enter")
        await until_shown(pilot, "✗")
        await pilot.press("escape", "escape")
        await until_page(pilot, "plan_preview")
        assert stage.methods() == asked
    saved = tmp_path / "it.mjs"
    assert saved.read_text() == page.program.text
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


async def text(pilot: Pilot[Any]) -> str:
    """The program of the page before, which is on top again."""
    page = await code(pilot)
    assert page.program is not None
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is not page)
    return page.program.text


async def test_it_is_reached_from_reports_and_lists_as_they_are_filtered(stage: Stage) -> None:
    account = await stage.sign_in()
    await make_space(stage, "Launch team", ())
    app = stage.app()
    plan = plan_of(2, stage, title=f"Add to {HOSTILE_NAMES[3]}")
    desk = scripted(app)
    async with opened(app) as pilot:
        await show(pilot, plan)
        desk.says(*added(1, 2), "end")
        await pilot.press("enter")
        await until_page(pilot, "plan_report")
        assert "person002" in await text(pilot)
        await pilot.press("escape")
        await until_page(pilot, "home")
        await pilot.press("P")
        await until_shown(pilot, "✓ done")
        kept = await text(pilot)
        assert "person002" in kept
        assert "\x1b" not in kept
        await pilot.press("escape")
        await until_page(pilot, "home")
        await pilot.press("slash", *"launch", "enter")
        assert '"launch"' in await text(pilot)
        await pilot.press("enter")
        await until_page(pilot, "space")
        shown = await text(pilot)
        assert "Show Launch team" in shown
        assert "members().list(" in shown
        await until_shown(pilot, "1 member")
        await pilot.press("slash", *"ada", "enter")
        filtered = await text(pilot)
        assert ("Members of Launch team" in filtered, '"ada"' in filtered) == (True, True)
        wish = Wish('displayName:"Launch" AND spaceType = "SPACE"', trait="ownerless")
        app.push_screen(FoundPage(account, wish))
        await until_page(pilot, "found")
        found = await text(pilot)
        assert "looks at nobody's members" in found
        assert 'spaceType = \\"SPACE\\"' in found or wish.query in found
        app.push_screen(FoundPage(account, replace(wish, people=("grace@example.com",))))
        await until(pilot, lambda: app.screen.wish.people)  # type: ignore[attr-defined]
        assert "users/grace@example.com" in await text(pilot)


async def test_one_of_two_accounts_of_an_address_is_named_by_its_key(stage: Stage) -> None:
    account = await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        other = replace(account, key=f"{account.key}-2", client_key="another")
        app.index = replace(app.index, accounts=(account, other))
        await named(pilot, account.key)
        await show(pilot, plan_of(1, stage))
        await named(pilot, account.key)


async def named(pilot: Pilot[Any], account: str) -> None:
    """The program of the page names `account` to chattui."""
    page = await code(pilot)
    await pilot.press("l", "l", "l", "l")
    await until(pilot, lambda: page.program and page.program.language is Language.CURL)
    assert page.program is not None
    assert f"--account {account}" in page.program.text
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is not page)
