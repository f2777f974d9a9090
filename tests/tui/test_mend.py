"""Mending from the doctor's page: shown, asked for, written beside a copy or kept in memory."""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from chattui.clientfile.mending import writing
from chattui.tui.screens.doctor import DoctorPage
from chattui.tui.screens.mend import MendPage, plan
from chattui.tui.widgets.diff_view import DiffView
from chattui.tui.widgets.rows import RowList
from tests.tui.doctoring import (
    COMMA,
    GOOD,
    INNER,
    LONG,
    SAVED,
    TOKENS,
    app_about,
    file_of,
    looks_like,
    no_secret,
    until_told,
)
from tests.tui.guide import paste, type_fast, until_problem
from tests.tui.harness import (
    EACH_HOSTILE_NAME,
    Stage,
    check_drawn,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.unit.clientfile.test_corpora import folder

pytestmark = pytest.mark.anyio

SECRETS = re.compile(r"GOCSPX-[\w-]{8,}|ya29\.[\w-]{8,}|1//[\w-]{8,}|AIza[\w-]{30,}")
"""What tells itself as a secret; the test masks none of it by the app's own rules."""


async def test_it_looks_like_this(stage: Stage, own_home: Path, size: tuple[int, int]) -> None:
    app = app_about(stage, file_of(own_home, LONG, mode=0o644))
    async with opened(app, size) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await looks_like(pilot, "mend")
        no_secret(screen_text(app))


async def test_enter_mends_the_file_beside_a_copy_and_looks_at_it_anew(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    path = file_of(own_home, LONG)
    app = app_about(stage, path)
    async with opened(app, size) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        assert path.read_text() == LONG
        await pilot.press("enter")
        await until_told(pilot, "Mended. The file as it was is kept as")
        await looks_like(pilot, "mended")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "Use it?")
    assert json.loads(path.read_text()) == json.loads(GOOD)
    backup = path.with_name(path.name + ".bak")
    assert backup.read_text() == LONG
    assert backup.stat().st_mode & 0o777 == 0o600


async def test_esc_leaves_all_as_it_was(stage: Stage, own_home: Path) -> None:
    path = file_of(own_home, COMMA)
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("escape")
        await until_told(pilot, "CS011")
    assert path.read_text() == COMMA
    assert {p.name for p in own_home.iterdir() if p.is_file()} == {path.name}


async def test_members_that_are_left_out_are_asked_for_by_name(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    path = file_of(own_home, TOKENS)
    app = app_about(stage, path)
    async with opened(app, size) as pilot:
        await until_told(pilot, "CS105")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("enter")
        await until_shown(pilot, "access_token, refresh_token")
        await looks_like(pilot, "mend_dropping")
        await pilot.press("escape")
        await until_shown(pilot, "Nothing was changed.")
        assert path.read_text() == TOKENS
        await pilot.press("enter")
        await until_shown(pilot, "access_token, refresh_token")
        await pilot.press("y")
        await until_told(pilot, "It can be used to sign in.")
    assert json.loads(path.read_text()) == json.loads(GOOD)


async def test_what_else_there_is_can_be_mended_with_those_members_kept(
    stage: Stage, own_home: Path
) -> None:
    path = file_of(own_home, TOKENS.replace('"]}', '"],}'))
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("enter")
        await until_shown(pilot, "access_token, refresh_token")
        await pilot.press("n")
        await until_shown(pilot, "Nothing was changed so far")
        assert "CS105  " not in check_drawn(app)
        await pilot.press("enter")
        await until_told(pilot, "Mended.")
        await until_shown(pilot, "CS105")
    assert json.loads(path.read_text()) == json.loads(TOKENS)


async def test_pasted_text_is_mended_in_memory_and_used(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("d")
        await until_page(pilot, "doctor")
        paste(app, INNER)
        await until_told(pilot, "CS103")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await looks_like(pilot, "mend_pasted")
        await pilot.press("enter")
        await until_told(pilot, "Nothing was written; enter uses it.")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")


async def test_a_saved_token_gives_a_client_file_beside_it(
    stage: Stage, own_home: Path, size: tuple[int, int]
) -> None:
    path = file_of(own_home, SAVED, "token.json")
    app = app_about(stage, path)
    async with opened(app, size) as pilot:
        await until_told(pilot, "CS214")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await looks_like(pilot, "mend_rebuilt")
        await pilot.press("enter")
        await until_told(pilot, "is new. The file that you opened keeps its content.")
        assert "It can be used to sign in." in screen_text(app)
        no_secret(screen_text(app))
    assert path.read_text() == SAVED
    made = own_home / "client_secret_token.json"
    assert json.loads(made.read_text())["installed"]["client_id"] in SAVED
    assert made.stat().st_mode & 0o777 == 0o600


async def test_only_the_mode_changes_where_only_that_is_wrong(stage: Stage, own_home: Path) -> None:
    path = file_of(own_home, GOOD, mode=0o644)
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot, "CS502")
        await pilot.press("f")
        await until_page(pilot, "mend")
        assert not app.screen.query_one(DiffView).display
        assert "Its content stays as it is." in screen_text(app)
        await pilot.press("enter")
        await until_told(pilot, "Nothing is wrong with it.")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == GOOD


@pytest.mark.parametrize("pasted", [False, True])
async def test_where_a_person_is_needed_f_says_so(
    stage: Stage, own_home: Path, pasted: bool
) -> None:
    text = GOOD.replace("123456789012-", "YOUR_CLIENT_ID-")
    app = app_about(stage, None if pasted else file_of(own_home, text))
    async with opened(app) as pilot:
        await until_page(pilot, "doctor")
        if pasted:
            paste(app, text)
        await until_told(pilot, "CS203")
        await pilot.press("f")
        await until_shown(pilot, "it is left to you")


async def test_a_file_that_has_changed_meanwhile_is_left_alone(
    stage: Stage, own_home: Path
) -> None:
    path = file_of(own_home, COMMA)
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        path.write_text(INNER)
        await pilot.press("enter")
        await until_problem(pilot, "clientfile.changed_meanwhile")
        await pilot.press("escape")
        await until_told(pilot, "CS011")
        await pilot.press("r")
        await until_told(pilot, "CS103")
    assert path.read_text() == INNER


async def test_enter_twice_writes_once(
    stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    pressed = threading.Event()
    write = writing.write_mending

    def counted(*args: Any) -> writing.Written:
        written.append(args)
        assert pressed.wait(20)  # else the page might be gone before the key comes
        return write(*args)

    monkeypatch.setattr(writing, "write_mending", counted)
    app = app_about(stage, file_of(own_home, COMMA))
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        page = app.screen
        assert isinstance(page, MendPage)
        page.action_do()
        assert page.check_action("do", ()) is False
        assert page.check_action("back", ()) is False
        await pilot.press("enter")
        pressed.set()
        await until_told(pilot, "Mended.")
    assert len(written) == 1


async def test_what_is_left_keeps_the_cursor_where_it_was(stage: Stage, own_home: Path) -> None:
    text = COMMA.replace("123456789012-", "YOUR_CLIENT_ID-").replace(
        "oauth2.googleapis.com/token", "oauth2.example.com/token"
    )
    app = app_about(stage, file_of(own_home, text))
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await until_shown(pilot, "cannot be used")
        await pilot.press("enter")
        await until_told(pilot, "Mended.")
        rows = app.screen.query_one("#findings", RowList)
        assert app.focused is rows
        assert "error" in screen_text(app)
        before = app.screen.query_one("#findings", RowList).cursor
        await pilot.press("r")
        await until_told(pilot, "as it is now")
        assert rows.cursor == before


async def test_from_a_refused_paste_the_mended_text_goes_on_without_retyping(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        paste(app, COMMA)
        await until_shown(pilot, "d opens the doctor")
        await pilot.press("d")
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("enter")
        await until_told(pilot, "enter uses it")
        await pilot.press("escape")
        await until_page(pilot, "paste_client")
        await pilot.press("d")
        await until_told(pilot, "It can be used to sign in.")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")


async def test_from_a_refused_file_the_way_leads_on_and_back(stage: Stage, own_home: Path) -> None:
    path = file_of(own_home, COMMA)
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await pilot.press("3")
        await until_page(pilot, "path_client")
        type_fast(app, f"{path}\n")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "d opens the doctor")
        await pilot.press("d")
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        await pilot.press("enter")
        await until_told(pilot, "Mended.")
        await pilot.press("escape")
        await until_page(pilot, "review_client")
        await until_shown(pilot, "Use it?")
        await pilot.press("enter")
        await until_page(pilot, "choose_scopes")


@pytest.mark.parametrize("name", EACH_HOSTILE_NAME)
async def test_hostile_names_and_contents_are_drawn_harmlessly(
    stage: Stage, own_home: Path, name: str
) -> None:
    safe = name.replace("\x00", "").replace("/", "-")[:60]
    odd = {"installed": {**json.loads(INNER), "project_id": name}, name: name}
    text = json.dumps(odd, ensure_ascii=False).replace("}}", ",}}").replace('"}', '",}')
    path = own_home / f"{safe}.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    path.chmod(0o644)
    app = app_about(stage, path)
    async with opened(app) as pilot:
        await until_told(pilot)
        check_drawn(app)
        await pilot.press("e")
        await until_page(pilot, "rule")
        check_drawn(app)
        await pilot.press("escape")
        await until_page(pilot, "doctor")
        await pilot.press("f")
        await until_page(pilot, "mend")
        no_secret(check_drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, MendPage))
        no_secret(check_drawn(app))


async def test_a_folder_that_cannot_be_written_is_told(
    stage: Stage, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> writing.Written:
        from chattui.clientfile.mending import problems
        from chattui.problem import ProblemError

        raise ProblemError(problems.not_mended(PermissionError(13, os.strerror(13)), "/x"))

    app = app_about(stage, file_of(own_home, COMMA))
    async with opened(app) as pilot:
        await until_told(pilot, "CS011")
        await pilot.press("f")
        await until_page(pilot, "mend")
        monkeypatch.setattr(writing, "write_mending", refused)
        await pilot.press("enter")
        await until_problem(pilot, "clientfile.not_mended")
        await pilot.press("escape")
        await until_told(pilot, "CS011")


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.exhaustive)])
async def test_no_secret_of_any_known_file_is_drawn(stage: Stage, step: int) -> None:
    """Every fourth file; all of them among the long proofs."""
    files = sorted(folder("client_files").iterdir())[::step]
    assert any(SECRETS.search(path.read_text(encoding="latin-1")) for path in files)
    app = app_about(stage, None)
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "doctor")
        page = app.screen
        assert isinstance(page, DoctorPage)
        for path in files:
            secrets = SECRETS.findall(path.read_text(encoding="latin-1").replace("\0", ""))
            pieces = {s[at : at + 5] for s in secrets for at in range(7, len(s) - 4)}
            page.work(page._read(path))
            await until_told(pilot, path.name)
            assert page.diagnosis is not None
            planned = plan(page.diagnosis)
            lines = [line.text for line in planned.diff] if planned is not None else []
            drawn = "\n".join([check_drawn(app), *lines])
            assert not {piece for piece in pieces if piece in drawn}, path.name
