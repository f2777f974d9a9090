"""What every page stands on: bars, the guard, the list, the crash report."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from chattui.chat.cache import save_spaces
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.tui import actions, guard
from chattui.tui.app import ChattuiApp
from chattui.tui.page import Page, page_bindings
from chattui.tui.standing import Standing
from chattui.tui.widgets.bars import fit_standing, fitting_lines, key_lines
from chattui.tui.widgets.fields import clean
from chattui.tui.widgets.rows import Column, RowList
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    opened,
    screen_text,
    until,
    until_shown,
)
from tests.tui.test_home import known_spaces

TOKEN = "ya29.a-token-that-must-not-be-printed"


class ListPage(Page[None]):
    """A page with a list of hostile names."""

    PAGE = "key_list"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def body(self) -> Iterable[Widget]:
        yield RowList((Column("Name", 0), Column("Size", 6, right=True)), self._cells, id="rows")

    def _cells(self, row: int) -> tuple[str, str]:
        return (HOSTILE_NAMES[row % len(HOSTILE_NAMES)], str(row))

    def opened(self) -> None:
        self.query_one(RowList).show_rows(100)

    async def fail(self, kind: str) -> None:
        """Work that fails while it holds a token."""
        token = TOKEN
        if kind == "late":
            self.notice.say("too late")
        if kind == "problem":
            raise ProblemError(Problem("test.failed", "It failed.", "A cause.", "A remedy."))
        raise KeyError(token)

    def action_crash(self) -> None:
        """An error on the event loop, with a token in a local and in the message."""
        token = Secret(TOKEN).reveal()
        raise ValueError(f"unexpected: {token}")


class ListApp(ChattuiApp):
    """The app, with that page as its only one."""

    def get_default_screen(self) -> Screen[Any]:
        return ListPage()


def list_app(stage: Stage) -> ListApp:
    """The app on a stage where nobody is signed in."""
    from chattui.vault import read_index

    session = stage.session()
    return ListApp(session, read_index(session.context))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_key_is_torn_from_its_label(width: int) -> None:
    keys = [(actions.key_name(a.key), a.label) for a in actions.table()]
    lines = key_lines(keys, width)
    assert [part for line in lines for part in line] == keys
    assert all(cell_len("  ".join(f"{k} {label}" for k, label in line)) <= width for line in lines)


def test_spare_keys_never_take_a_line_of_their_own() -> None:
    keys = [("a", "One", False), ("b", "Two", True), ("c", "Three", False), ("d", "4", True)]
    every, needed = [("a", "One"), ("b", "Two"), ("c", "Three"), ("d", "4")], ["a", "c"]
    assert fitting_lines(keys, 26) == [every]
    assert fitting_lines(keys, 25) == [every[:3]]
    assert fitting_lines(keys, 19) == [[every[0], every[2], every[3]]]
    assert fitting_lines(keys, 14) == [[every[0], every[2]]]
    assert [key for line in fitting_lines(keys, 8) for key, _ in line if key in needed] == needed
    assert len(fitting_lines(keys, 8)) == 2


@pytest.mark.parametrize("page", ["home", "accounts"])
def test_what_a_page_is_for_fits_one_line_of_120_columns(page: str) -> None:
    # These stand in the place of others.
    apart = {"about_ending", "administrator"}
    if page == "home":
        apart = {"stop", "keep_filter", "clear_filter", "sign_in_again", "about_testing"}
        apart |= {"take_up", "bulk", "select_none"}
    shown = [*actions.of_page(page), *actions.of_every_page()]
    keys = [
        (actions.key_name(a.key), a.label, a.spare) for a in shown if a.footer and a.id not in apart
    ]
    assert len(fitting_lines(keys, 118)) == 1


@pytest.mark.parametrize("address", ["a@b.c", "ada@example.com", "x" * 60 + "@example.com"])
@pytest.mark.parametrize("title", ["", "New space · 1 of 2", "A title that is far too long for it"])
def test_top_line_always_tells_of_the_emulator(address: str, title: str) -> None:
    standing = Standing(address, "a-client-with-quite-a-long-name", "127.0.0.1:45678")
    line = fit_standing(standing, title, 78)
    assert cell_len(line) <= 78
    assert "EMULATOR" in line
    assert ":45678" in line
    assert line.split(" · ")[1 if not title.startswith("New") else 2][:5] == address[:5]


def test_the_title_outlasts_the_client() -> None:
    standing = Standing("ada@example.com", "billing-bot", "127.0.0.1:45678")
    title = "Set up · 1 of 4 · The client file"
    line = fit_standing(standing, title, 78)
    assert line == f"{title} · ada@example.com · EMULATOR :45678"


def test_keys_are_unique_on_each_page() -> None:
    pages = {page for action in actions.table() for page in action.pages}
    exclusive = {"escape", "enter"}  # of these, check_action allows one at a time
    there_and_back = {"plan_work": {"p"}, "plan_report": {"o"}, "plan_preview": {"l"}}
    for page in pages:
        keys = [k for a in actions.of_page(page) for k in a.key.split(",")]
        doubles = {key for key in keys if keys.count(key) > 1} - exclusive
        doubles -= there_and_back.get(page, set())
        assert not doubles, f"{page}: {doubles}"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_guard_holds_where_safe_text_was_forgotten(name: str) -> None:
    guard.install()
    drawn = Strip([Segment(name)]).render(Console(color_system=None, force_terminal=True))
    assert not guard.unsafe_characters(drawn)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_pasted_text_is_clean(name: str) -> None:
    line, codes = clean(name, lines=False)
    assert not guard.unsafe_characters(line)
    assert bool(codes) == any(c not in "\r\n\t" for c in guard.unsafe_characters(name)) or codes


pytest_anyio = pytest.mark.anyio


@pytest_anyio
async def test_list_cuts_and_moves(stage: Stage, size: tuple[int, int]) -> None:
    app = list_app(stage)
    async with app.run_test(size=size) as pilot:
        rows = app.screen.query_one(RowList)
        await pilot.press("pagedown", "pagedown")
        assert rows.cursor == 2 * (rows.size.height - 2)
        assert rows.scroll_offset.y <= rows.cursor < rows.scroll_offset.y + rows.size.height - 1
        await pilot.press("end", "down")
        assert rows.cursor == 99
        assert all(cell_len(line) <= size[0] for line in screen_text(app).splitlines())
        await pilot.press("home", "up")
        assert rows.cursor == rows.scroll_offset.y == 0
        rows.jump = True
        for _ in range(rows.size.height - 1):
            await pilot.press("down")
        assert rows.scroll_offset.y > 1
        rows.show_rows(0)
        await pilot.press("down", "enter", "end")
        assert rows.cursor == 0


@pytest_anyio
async def test_problem_of_a_worker_is_shown(stage: Stage) -> None:
    app = list_app(stage)
    async with app.run_test() as pilot:
        page = app.screen
        assert isinstance(page, ListPage)
        page.work(page.fail("problem"))
        await until_shown(pilot, "✗ It failed.")
        assert "A remedy." in screen_text(app)


@pytest_anyio
async def test_a_job_that_outlives_the_widgets_of_its_page_is_no_error(stage: Stage) -> None:
    app = list_app(stage)
    async with app.run_test() as pilot:
        page = app.screen
        assert isinstance(page, ListPage)
        await page.query("#notice").remove()
        page.work(page.fail("late"), group="late")
        await until(pilot, lambda: not [w for w in app.workers if w.group == "late"])
        assert app.own_errors == []


@pytest_anyio
async def test_own_error_of_a_worker_is_told_without_its_values(stage: Stage) -> None:
    app = list_app(stage)
    async with app.run_test() as pilot:
        page = app.screen
        assert isinstance(page, ListPage)
        page.work(page.fail("bug"))
        await until_shown(pilot, "an error of its own: KeyError")
        assert TOKEN not in screen_text(app)
        assert len(app.own_errors) == 1
        await pilot.press("ctrl+r")
        await until_shown(pilot, "The report was sent to your terminal's clipboard")
    file = stage.context.paths.state / "error-report.txt"
    for copied in (app.clipboard, file.read_text()):
        assert "KeyError" in copied
        assert "in fail" in copied
        assert "textual" in copied
        assert TOKEN not in copied
    assert file.stat().st_mode & 0o777 == 0o600


@pytest_anyio
async def test_without_an_own_error_there_is_no_report(stage: Stage) -> None:
    app = list_app(stage)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r")
        assert "Copy the report" not in screen_text(app)
        assert app.clipboard == ""


@pytest_anyio
async def test_a_report_that_no_disk_takes_is_copied_all_the_same(stage: Stage) -> None:
    app = list_app(stage)
    stage.context.paths.state.parent.mkdir(parents=True)
    stage.context.paths.state.write_text("no folder")
    async with app.run_test() as pilot:
        app.own_errors.append(ValueError("x"))
        await pilot.press("ctrl+r")
        await until_shown(pilot, "sent to your terminal's clipboard.")
        assert "ValueError" in app.clipboard


@pytest_anyio
async def test_crash_prints_no_values(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    app = list_app(stage)

    async def run() -> None:
        async with app.run_test() as pilot:
            page = app.screen
            assert isinstance(page, ListPage)
            page.call_later(page.action_crash)
            await until(pilot, lambda: app._exception is not None)

    with pytest.raises(ValueError, match="unexpected"):
        await run()
    printed = "".join(capfd.readouterr())
    assert "an error of its own" in printed
    assert "action_crash" in printed
    assert "ValueError" in printed
    assert TOKEN not in printed
    file = stage.context.paths.state / "error-report.txt"
    assert str(file) in printed.replace("\n", "")
    assert "action_crash" in file.read_text()


@pytest_anyio
async def test_no_color_draws_in_the_terminals_own_colours(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(9))
    stage.surroundings["color"] = False
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Project 08")
        strips = app.screen._compositor.render_strips()
        assert {c.name for strip in strips for c in _colors(app, list(strip))} <= {"default"}


def _colors(app: ChattuiApp, segments: list[Segment]) -> list[Any]:
    """The colours that go to the terminal, after the app's filters."""
    from textual.color import Color

    for one in app._filters:
        segments = one.apply(segments, Color(0, 0, 0))
    styles = [s.style for s in segments if s.style is not None]
    return [c for style in styles for c in (style.color, style.bgcolor) if c is not None]


@pytest_anyio
async def test_first_screen_loads_nothing_heavy(stage: Stage) -> None:
    account = await stage.sign_in("chat.spaces.create")
    save_spaces(stage.context, account.key, known_spaces(9))
    context = stage.context
    script = """
import asyncio, sys
from chattui import context
from chattui.session import Session
from chattui.tui.app import ChattuiApp
from chattui.vault import read_index

async def main():
    made = context.make()
    app = ChattuiApp(Session(made), read_index(made))
    async with app.run_test() as pilot:
        for _ in range(500):
            await pilot.pause()
            strips = app.screen._compositor.render_strips()
            if "Project 08" in "".join(s.text for strip in strips for s in strip):
                break
        else:
            sys.exit("the spaces did not come")
    heavy = {"google", "google_auth_oauthlib", "requests", "httpx", "keyring", "cryptography"}
    print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))

asyncio.run(main())
"""
    environ = {
        "PATH": "/usr/bin:/bin",
        "CHATTUI_HOME": str(stage.home),
        "CHATTUI_EMULATOR_HOST": stage.emulator.host,
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    assert context.endpoints.emulator == stage.emulator.host
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest_anyio
async def test_account_of_the_environment(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    stage.surroundings["account"] = "nobody@example.com"
    with pytest.raises(ProblemError) as caught:
        stage.app()
    assert caught.value.problem.code == "accounts.unknown"
    stage.surroundings["account"] = "ada"
    app = stage.app()
    assert app.account is not None
    assert replace(app.account, where="").email == "ada@example.com"
