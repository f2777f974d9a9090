"""The doctor's page: findings, the masked file with its marks, and the advice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.segment import Segment

from chattui.clientfile import diagnose_text
from chattui.tui.screens.doctor import DoctorPage
from chattui.tui.widgets.file_view import FileView
from tests.tui.doctoring import (
    COMMA,
    GOOD,
    LONG,
    SAVED,
    app_about,
    file_of,
    looks_like,
    no_secret,
    until_told,
)
from tests.tui.guide import SAVED_SIGN_IN, paste, type_fast
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    check_drawn,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

SECRETS = ("GOCSPX-thisIsTheSecret", "thisIsTheRefreshToken")

BROKEN = """{
  "installed": {
    "client_id": "YOUR_CLIENT_ID",
    "auth_uri": "https://accounts.example.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "client_secret": "",
    "redirect_uris": ["http://localhost"]
  }
}
"""


async def test_empty_it_says_what_to_do(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await looks_like(pilot, "doctor_empty")


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, SAVED_SIGN_IN)
        await until_shown(pilot, "^^^")
        await looks_like(pilot, "doctor")
        assert not any(secret in screen_text(app) for secret in SECRETS)


async def test_each_finding_has_its_mark_and_its_advice(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, BROKEN)
        await until_shown(pilot, "^^^")
        count = len(diagnose_text(BROKEN).findings)
        assert count >= 3
        seen = {screen_text(app)}
        for _ in range(count - 1):
            await pilot.press("j")
            await pilot.pause()
            seen.add(check_drawn(app))
        assert len(seen) == count
        await looks_like(pilot, "doctor_last_finding")


async def test_a_good_file_is_told_so(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, stage.emulator.client_file(google=True))
        await until_shown(pilot, "Nothing is wrong with it")


async def test_o_looks_at_a_file_by_its_path_and_p_at_pasted_text(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_text(SAVED_SIGN_IN)
    path.chmod(0o600)
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await pilot.press("o")
        await until_page(pilot, "path_client")
        type_fast(app, f"{path}\n")
        await until_page(pilot, "doctor")
        await until_shown(pilot, "t.json: a saved sign-in")
        await pilot.press("p")
        await until_page(pilot, "paste_client")
        paste(app, "AIzaSyA1234567890abcdefghijklmnopqrstuv")
        await until_page(pilot, "doctor")
        await until_shown(pilot, "pasted text: an API key")
        assert "1234567890abcdef" not in screen_text(app)
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_a_path_given_at_the_start_is_read(stage: Stage, tmp_path: Path) -> None:
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(DoctorPage(tmp_path / "missing.json"))
        await until_page(pilot, "doctor")
        await until(pilot, lambda: app.screen.query_one("#notice").has_class("shown"))
        assert "✗" in check_drawn(app)


async def test_hostile_files_are_drawn_harmlessly(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        for name in HOSTILE_NAMES:
            text = json.dumps({"installed": {"client_id": name, name: name}}, ensure_ascii=False)
            for document in (name, text):
                paste(app, document)
                await app.workers.wait_for_complete()
                await pilot.pause()
                check_drawn(app)


async def test_a_long_file_scrolls_to_the_mark(stage: Stage) -> None:
    lines = ["{", '"installed": {', *(f'"x{n}": {n},' for n in range(300)), '"client_id": 5', "}}"]
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, "\n".join(lines))
        await until_shown(pilot, "CS")
        for _ in range(len(diagnose_text("\n".join(lines)).findings)):
            if '"client_id"' in screen_text(app):
                break
            await pilot.press("down")
            await pilot.pause()
        assert '"client_id"' in screen_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.focused, FileView))
        await pilot.press("home")
        await until(pilot, lambda: '"installed"' in screen_text(app))


async def test_esc_on_the_first_page_of_all_leads_to_the_first_run(
    stage: Stage, own_home: Path
) -> None:
    app = app_about(stage, file_of(own_home, COMMA))
    async with opened(app) as pilot:
        await until_told(pilot, "~/client_secret.json")
        await pilot.press("escape")
        await until_page(pilot, "setup")
        assert len(app.screen_stack) == 1


async def test_what_is_wrong_with_the_file_itself_is_said_without_a_line(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    app = app_about(stage, file_of(own_home, COMMA, mode=0o644))
    async with opened(app, size) as pilot:
        await until_told(pilot, "its mode")
        await pilot.press("j")
        await until_shown(pilot, "CS502 · warning · its mode · f mends it")
        await looks_like(pilot, "doctor_custody")


async def test_the_mark_is_seen_at_the_end_of_one_long_line(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    app = app_about(stage, file_of(own_home, COMMA))
    async with opened(app, size) as pilot:
        await until_told(pilot, "^")
        await looks_like(pilot, "doctor_one_line")
        lines = screen_text(app).splitlines()
        caret = next(i for i, line in enumerate(lines) if "^" in line)
        assert lines[caret - 1][lines[caret].index("^")] == ","


async def test_j_and_k_go_between_findings_from_either_side_and_arrows_scroll_the_file(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, BROKEN)
        await until_told(pilot, "CS203 ·")
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.focused, FileView))
        await pilot.press("j")
        await until_shown(pilot, "CS301 ·")
        await pilot.press("k")
        await until_shown(pilot, "CS203 ·")
        view = app.screen.query_one(FileView)
        app.screen.query_one("#panes").styles.height = 6
        await until(pilot, lambda: view.overflows)
        await pilot.press("home")
        await until(pilot, lambda: view.scroll_offset.y == 0)
        await pilot.press("down")
        await until(pilot, lambda: view.scroll_offset.y == 1)
        await pilot.press("end")
        await until(pilot, lambda: view.scroll_offset.y == view.max_scroll_y)
        await pilot.press("pageup")
        await until(pilot, lambda: view.scroll_offset.y < view.max_scroll_y)
        await pilot.press("tab")
        await until(pilot, lambda: not isinstance(app.focused, FileView))


@pytest.mark.parametrize("key", ["e", "enter"])
async def test_a_finding_is_explained_in_full(
    stage: Stage, size: tuple[int, int], key: str
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, SAVED)
        await until_told(pilot, "CS214")
        await pilot.press(key)
        await until_page(pilot, "rule")
        await looks_like(pilot, "rule")
        await pilot.press("y")
        await until_shown(pilot, "clipboard")
        assert "CS214" in app.clipboard
        await pilot.press("j", "k", key)
        await until_page(pilot, "doctor")


async def test_y_copies_the_advice_and_says_so(stage: Stage, own_home: Path) -> None:
    app = app_about(stage, file_of(own_home, COMMA))
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("y")
        await until_shown(pilot, "was sent to your terminal's clipboard")
        assert app.clipboard.startswith("~/client_secret.json, line 1: CS011 (error)\n")
        no_secret(app.clipboard)


async def test_long_advice_says_that_there_is_more(stage: Stage) -> None:
    found = diagnose_text(COMMA)
    long = replace(found.findings[0], message="Long words of advice. " * 60, remedy="The end.")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(DoctorPage(replace(found, findings=(long,))))
        await until_told(pilot, "There is more: e shows all of it.")
        assert "The end." not in check_drawn(app)
        await pilot.press("tab", "tab", "end")
        await until_shown(pilot, "The end.")
        await pilot.press("e")
        await until_page(pilot, "rule")
        await pilot.press("end")
        await until_shown(pilot, "The end.")


async def test_two_hundred_findings_scroll(stage: Stage, size: tuple[int, int]) -> None:
    found = diagnose_text(COMMA)
    many = tuple(replace(found.findings[0], line=n + 1, span=(n, n + 1)) for n in range(200))
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(DoctorPage(replace(found, findings=many)))
        await until_told(pilot, "200 findings")
        await pilot.press("end")
        await until_shown(pilot, "line 200")
        await pilot.press("home")
        await until_shown(pilot, "error · line 1 ")


async def test_a_file_of_a_mebibyte_is_drawn_a_screen_at_a_time(
    stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ['"some words that are here, and some more",'] * 24_000
    text = "\n".join(['{"installed": {"x": [', *lines, '"the last line",,', "]}}"])
    drawn: list[int] = []
    segments = FileView.segments

    def counted(self: FileView, row: int) -> list[Segment]:
        drawn.append(row)
        return segments(self, row)

    monkeypatch.setattr(FileView, "segments", counted)
    app = app_about(stage, file_of(own_home, text))
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        view = app.screen.query_one(FileView)
        await until(pilot, lambda: view.wrapped.row_count > 24_000)
        await app.workers.wait_for_complete()
        await until_shown(pilot, "24002✗")
        await pilot.press("tab", "home")
        await until_shown(pilot, '{"installed": {"x": [')
        await pilot.resize_terminal(100, 30)
        await app.workers.wait_for_complete()
        await until(pilot, lambda: "─" * 60 in screen_text(app))
        check_drawn(app)
    assert len(drawn) < 2_000


@pytest.mark.parametrize("at", [0, 1, 2])
async def test_it_follows_the_size_of_the_terminal(stage: Stage, own_home: Path, at: int) -> None:
    text = LONG.replace("demo-project-1", "日本語" * 40)
    app = app_about(stage, file_of(own_home, text))
    async with opened(app) as pilot:
        await until_told(pilot, "^")
        for key in ("", "e", "f")[:at]:
            await pilot.press(*([key] if key else []))
            await pilot.pause()
        for width, height in ((120, 40), (50, 16), (200, 60), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            check_drawn(app)


@pytest.mark.parametrize("way", ["setup", "home"])
async def test_a_usable_file_goes_on_into_the_guide(stage: Stage, way: str) -> None:
    if way == "home":
        await stage.sign_in()
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, way)
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, GOOD)
        await until_told(pilot, "enter Use it")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "Use it?")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")
        await pilot.press("escape", "escape")
        await until_told(pilot)
        await pilot.press("escape")
        await until_page(pilot, way)


async def test_r_reads_a_file_again_that_was_changed_elsewhere(
    stage: Stage, own_home: Path
) -> None:
    path = file_of(own_home, COMMA)
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        path.write_text(GOOD)
        await pilot.press("r")
        await until_told(pilot, "This is the file as it is now.")
        assert "It can be used to sign in." in screen_text(app)


async def test_an_error_message_of_a_library_is_explained(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, "ValueError: Client secrets must be for a web or installed app.")
        await until_told(pilot, "CS040")
        await looks_like(pilot, "doctor_message")


async def test_of_an_empty_and_a_binary_file_no_text_is_shown(stage: Stage, own_home: Path) -> None:
    for name, data in (("empty", b""), ("binary", bytes(range(256)) * 4)):
        (own_home / name).write_bytes(data)
        app = app_about(stage, own_home / name)
        async with opened(app) as pilot:
            await until_told(pilot, "CS")
            check_drawn(app)
