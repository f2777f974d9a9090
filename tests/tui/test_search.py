"""A folder in the doctor: its credential files are listed while it is searched, and looked at."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui.clientfile import searching
from chattui.clientfile.searching import Found
from chattui.tui.screens import search as page_module
from chattui.tui.screens.search import SearchPage
from chattui.tui.widgets.rows import RowList
from tests.tui.doctoring import (
    COMMA,
    GOOD,
    SAVED,
    app_about,
    file_of,
    looks_like,
    no_secret,
    until_told,
)
from tests.tui.guide import type_fast
from tests.tui.harness import (
    HOSTILE_NAMES,
    USUAL_SIZE,
    Stage,
    check_drawn,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def keys(own_home: Path) -> Path:
    """A folder with four files, of which three are credential files."""
    folder = own_home / "keys"
    (folder / "old" / "of the team that left last year").mkdir(parents=True)
    file_of(folder, GOOD)
    file_of(folder / "old", SAVED, "token.json")
    file_of(folder / "old" / "of the team that left last year", COMMA, "billing-bot-secret.json")
    file_of(folder, "some notes", "notes.txt")
    return folder


async def test_it_looks_like_this(stage: Stage, keys: Path, size: tuple[int, int]) -> None:
    app = app_about(stage, keys)
    async with opened(app, size) as pilot:
        await until_page(pilot, "search")
        await until_shown(pilot, "Looked at 6 files and folders.")
        await looks_like(pilot, "search")
        no_secret(screen_text(app))
        await pilot.press("escape")
        await until_shown(pilot, "Which credential file is it about?")
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_a_file_is_looked_at_mended_and_told_as_it_is_then(stage: Stage, keys: Path) -> None:
    app = app_about(stage, keys)
    async with opened(app) as pilot:
        await until_shown(pilot, "Looked at 6 files and folders.")
        rows = app.screen.query_one(RowList)
        await pilot.press("j")
        await until(pilot, lambda: rows.cursor == 1)
        assert "✗ 1 error" in screen_text(app)
        await pilot.press("enter")
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("enter")
        await until_told(pilot, "Mended.")
        await pilot.press("escape")
        await until_page(pilot, "search")
        await until(pilot, lambda: screen_text(app).count("✓ usable") == 2)
        assert rows.cursor == 1
        await pilot.press("r")
        await until_shown(pilot, "Looked at 7 files and folders.")
        assert "4 found" in screen_text(app)


async def test_a_folder_is_named_like_a_file(stage: Stage, keys: Path) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await pilot.press("o")
        await until_shown(pilot, "or the folder to search?")
        type_fast(app, "~/keys\n")
        await until_page(pilot, "search")
        await until_shown(pilot, "3 found")
        await pilot.press("enter")
        await until_told(pilot, "It can be used to sign in.")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("escape", "escape", "escape")
        await until_shown(pilot, "Which credential file is it about?")


async def test_the_folder_and_file_under_the_cursor_of_the_picker_are_looked_at(
    stage: Stage, keys: Path
) -> None:
    from chattui.tui.screens.pick_client import PickClientPage

    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(PickClientPage(lambda handed: None, keys))
        await until_shown(pilot, "notes.txt")
        await pilot.press("d")
        await until_page(pilot, "search")
        await until_shown(pilot, "3 found")
        await pilot.press("escape")
        await until_page(pilot, "pick_client")
        await pilot.press("end", "d")
        await until_told(pilot, "notes.txt")


async def test_a_folder_without_any_says_what_to_do(stage: Stage, own_home: Path) -> None:
    (own_home / "empty").mkdir()
    app = app_about(stage, own_home / "empty")
    async with opened(app) as pilot:
        await until_shown(pilot, "No file in this folder looks like a credential.")
        assert "0 found" in check_drawn(app)
        await pilot.press("enter", "j")
        await until_page(pilot, "search")


async def test_a_folder_that_cannot_be_read_is_told(
    stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: object) -> Iterator[object]:
        raise PermissionError(13, os.strerror(13))

    (own_home / "closed").mkdir()
    app = app_about(stage, own_home / "closed")
    with monkeypatch.context() as changed:
        changed.setattr(os, "scandir", refused)
        async with opened(app) as pilot:
            await until_shown(pilot, "1 could not be read.")
            assert "✗" in check_drawn(app)


async def test_progress_is_told_and_esc_stops(
    stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = threading.Event()

    def endless(folder: str) -> Iterator[Found]:
        for number in range(1, 1_000_000):
            if left.wait(0.01):
                return
            yield Found(None, None, number * 1_000, folder)

    monkeypatch.setattr(searching, "search", endless)
    monkeypatch.setattr(page_module, "SLICE_SECONDS", 0.02)
    app = app_about(stage, own_home)
    try:
        async with opened(app) as pilot:
            await until_shown(pilot, "000 files and folders so far")
            assert "esc Stop" in check_drawn(app)
            await pilot.press("escape")
            await until_shown(pilot, "Stopped after")
            assert "esc Back" in check_drawn(app)
            page = app.screen
            assert isinstance(page, SearchPage)
            assert not page.searching
    finally:
        left.set()


@USUAL_SIZE
async def test_hostile_names_are_drawn_harmlessly(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    folder = own_home / "keys"
    folder.mkdir()
    for name in HOSTILE_NAMES:
        safe = name.replace("\x00", "").replace("/", "-")[:60]
        file_of(folder, COMMA, f"{safe}.json")
    app = app_about(stage, folder)
    async with opened(app, size) as pilot:
        await until_shown(pilot, f"{len(HOSTILE_NAMES)} found")
        for _ in HOSTILE_NAMES:
            await pilot.press("enter")
            await until_told(pilot, "CS011")
            check_drawn(app)
            await pilot.press("escape")
            await until_page(pilot, "search")
            await pilot.press("down")
            check_drawn(app)


async def test_the_list_follows_the_size_of_the_terminal(stage: Stage, keys: Path) -> None:
    app = app_about(stage, keys)
    async with opened(app) as pilot:
        await until_shown(pilot, "3 found")
        for width, height in ((120, 40), (60, 12), (200, 60)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            check_drawn(app)
        await until_shown(pilot, "of the team that left last year/billing-bot-secret.json")
