"""Handing over a client file: pasted, picked, by its path; and the review of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from chattui.tui.flow import HandedOver
from chattui.tui.screens.pick_client import FileTree, PickClientPage
from chattui.tui.screens.review_client import ReviewClientPage
from tests.tui.guide import SAVED_SIGN_IN, paste, to_review, type_fast, until_problem
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

pytestmark = pytest.mark.anyio

SECRETS = ("GOCSPX-thisIsTheSecret", "thisIsTheRefreshToken")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what can be picked, and what cannot."""
    place = tmp_path / "files"
    (place / "below").mkdir(parents=True)
    (place / "client_secret_1.json").write_text("{}")
    (place / ".hidden.json").write_text("{}")
    os.mkfifo(place / "pipe")
    return place


async def test_paste_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        golden(app, "paste_client")


async def test_what_is_no_client_file_is_told_in_place_with_its_secrets_masked(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        paste(app, SAVED_SIGN_IN)
        await until_shown(pilot, "cannot be used to sign in")
        golden(app, "paste_client_refused")
        assert not any(secret in screen_text(app) for secret in SECRETS)


async def test_after_a_refused_paste_the_right_one_goes_on(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        paste(app, SAVED_SIGN_IN)
        await until_shown(pilot, "cannot be used to sign in")
        await pilot.press("d")
        await until_page(pilot, "doctor")
        await pilot.press("escape")
        await until_page(pilot, "paste_client")
        paste(app, stage.emulator.client_file(google=True))
        await until_page(pilot, "review_client")
        await pilot.press("escape")
        await until_page(pilot, "paste_client")
        assert "cannot be used" not in screen_text(app)


async def test_text_typed_without_bracketed_paste_is_not_shown_and_reads_itself(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        text = json.dumps(json.loads(stage.emulator.client_file(google=True)), indent=1)
        type_fast(app, text[:-1])
        await until_shown(pilot, "characters so far")
        assert "client_secret" not in screen_text(app).replace("client_secret_…", "")
        type_fast(app, "}\n")
        await until_page(pilot, "review_client")


async def test_ctrl_s_reads_what_was_typed(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        type_fast(app, "not JSON")
        await until_shown(pilot, "8 characters so far")
        await pilot.press("backspace")
        await until_shown(pilot, "7 characters so far")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "cannot be used to sign in")


async def test_typed_text_is_not_lost_without_asking(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("1")
        await until_page(pilot, "paste_client")
        type_fast(app, "abc")
        await until_shown(pilot, "3 characters so far")
        await pilot.press("escape")
        await until_shown(pilot, "What you typed is lost")
        await pilot.press("escape")
        await until_shown(pilot, "3 characters so far")
        await pilot.press("escape")
        await until_shown(pilot, "What you typed is lost")
        await pilot.press("y")
        await until_page(pilot, "setup")


async def test_path_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        golden(app, "path_client")


async def test_a_path_with_a_tilde_and_quotes_is_found(stage: Stage, own_home: Path) -> None:
    (own_home / "my client.json").write_text(stage.emulator.client_file(google=True))
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        type_fast(app, "'~/my client.json'")
        await pilot.press("enter")
        await until_page(pilot, "review_client")


@pytest.mark.parametrize("typed", ["/no/such/file.json", "/", "~nobody/x"])
async def test_what_cannot_be_read_is_told_in_place(stage: Stage, typed: str) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        type_fast(app, typed)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#notice").has_class("shown"))
        assert "✗" in check_drawn(app)
        await until_page(pilot, "path_client")


async def test_an_empty_path_says_what_to_type(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        await pilot.press("enter")
        await until_problem(pilot, "client.no_path")


async def test_a_pasted_path_with_control_characters_is_not_taken(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        paste(app, "/tmp/\x1b]52;c;eA==\x07")
        await until_shown(pilot, "control characters")
        check_drawn(app)


async def test_a_typed_path_is_not_lost_without_asking(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await pilot.press("3")
        await until_page(pilot, "path_client")
        await pilot.press("x", "escape")
        await until_shown(pilot, "What you typed is lost")
        await pilot.press("n")
        await until_page(pilot, "path_client")


async def test_pick_looks_like_this(stage: Stage, size: tuple[int, int], folder: Path) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        app.push_screen(PickClientPage(lambda handed: None, folder))
        await until_shown(pilot, "client_secret_1.json")
        golden(app, "pick_client")


async def test_pick_shows_hidden_files_on_a_key_and_never_pipes(stage: Stage, folder: Path) -> None:
    picked: list[HandedOver] = []
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(PickClientPage(picked.append, folder))
        await until_shown(pilot, "client_secret_1.json")
        assert ".hidden" not in check_drawn(app)
        await pilot.press("h")
        await until_shown(pilot, ".hidden.json")
        assert "pipe" not in check_drawn(app)
        await pilot.press("h")
        await until(pilot, lambda: ".hidden" not in screen_text(app))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: picked)
    assert picked[0].path == folder / "client_secret_1.json"


async def test_pick_goes_up(stage: Stage, folder: Path) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(PickClientPage(lambda handed: None, folder / "below"))
        await until_page(pilot, "pick_client")
        await pilot.press("backspace")
        await until_shown(pilot, "client_secret_1.json")


async def test_pick_draws_hostile_file_names_harmlessly(stage: Stage, tmp_path: Path) -> None:
    place = tmp_path / "hostile"
    place.mkdir()
    for name in (*HOSTILE_NAMES, " ", "\n", "\udcff"):
        safe = name.replace("\x00", "").replace("/", "⁄")[:80]  # noqa: RUF001
        (place / f"{safe}.json").write_text("{}")
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        app.push_screen(PickClientPage(lambda handed: None, place))
        await until(
            pilot, lambda: len(app.screen.query_one(FileTree).root.children) > len(HOSTILE_NAMES)
        )
        for _ in range(5):
            await pilot.press("down")
            check_drawn(app)


async def test_review_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await to_review(pilot, stage)
        golden(app, "review_client")


async def test_review_of_an_unusable_file_cannot_be_accepted(
    stage: Stage, size: tuple[int, int], tmp_path: Path
) -> None:
    from chattui.clientfile import diagnose_text

    async def accept(handed: HandedOver) -> None:
        raise AssertionError

    app = stage.app()
    async with opened(app, size) as pilot:
        handed = HandedOver(diagnose_text(SAVED_SIGN_IN), Path("/home/ada/token.json"))
        app.push_screen(ReviewClientPage(handed, accept))
        await until_page(pilot, "review_client")
        golden(app, "review_client_unusable")
        await pilot.press("enter")
        await until_page(pilot, "review_client")
        await pilot.press("d")
        await until_page(pilot, "doctor")


async def test_review_draws_hostile_files_harmlessly(stage: Stage) -> None:
    from chattui.clientfile import diagnose_text

    async def accept(handed: HandedOver) -> None:
        raise AssertionError

    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        for name in HOSTILE_NAMES:
            document = {"installed": {"client_id": name, "project_id": name, name: name}}
            handed = HandedOver(diagnose_text(json.dumps(document)), Path(f"/x/{name}"))
            app.push_screen(ReviewClientPage(handed, accept))
            await until_page(pilot, "review_client")
            check_drawn(app)
            app.pop_screen()
