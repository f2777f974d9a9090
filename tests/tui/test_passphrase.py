"""The passphrase of the sealed file: chosen, told, wrong, and repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from chattui.emulator.server import Emulator
from chattui.problem import Problem
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.passphrase import PassphrasePage, strength
from tests.tui.guide import AskingStage, type_passphrase, until_problem
from tests.tui.harness import (
    PASSPHRASE,
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

NEW = Problem(
    "vault.new_passphrase_needed",
    "No keyring of this system can be used.",
    "This login has no desktop session: DBUS_SESSION_BUS_ADDRESS is not set.",
)
NEEDED = Problem("vault.passphrase_needed", "The vault is sealed.")


@pytest.fixture
def asking(emulator: Emulator, tmp_path: Path) -> AskingStage:
    """A stage without a keyring and without a passphrase file."""
    return AskingStage(emulator, tmp_path / "chattui")


def fields(app: ChattuiApp) -> list[str]:
    """What the fields of the page on top hold."""
    return [field.value for field in app.screen.query(Input)]


async def test_choosing_looks_like_this(asking: AskingStage, size: tuple[int, int]) -> None:
    app = asking.app()
    async with opened(app, size) as pilot:
        app.push_screen(PassphrasePage(NEW))
        await until_page(pilot, "passphrase")
        golden(app, "passphrase_new")


async def test_opening_looks_like_this(asking: AskingStage, size: tuple[int, int]) -> None:
    app = asking.app()
    async with opened(app, size) as pilot:
        app.push_screen(PassphrasePage(NEEDED))
        await until_page(pilot, "passphrase")
        golden(app, "passphrase")


async def test_a_chosen_passphrase_opens_the_vault_and_is_never_drawn(
    asking: AskingStage,
) -> None:
    results: list[bool | None] = []
    app = asking.app()
    async with opened(app) as pilot:
        app.push_screen(PassphrasePage(NEW), results.append)
        await until_page(pilot, "passphrase")
        await pilot.press(*"correct horse".replace(" ", "_"))
        await until_shown(pilot, "Weak: four or five words")
        assert "correct" not in screen_text(app)
        await pilot.press("enter", *"correct_horse", "enter")
        await until(pilot, lambda: results)
        assert app.session.vault_is_open
    assert results == [True]


async def test_two_that_differ_are_typed_anew(asking: AskingStage) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        app.push_screen(PassphrasePage(NEW))
        await until_page(pilot, "passphrase")
        await pilot.press(*"correct_horse", "enter", *"correct_house", "enter")
        await until_shown(pilot, "not the same")
        assert fields(app) == ["", ""]
        assert not app.session.vault_is_open


async def test_a_short_one_is_refused(asking: AskingStage) -> None:
    app = asking.app()
    async with opened(app) as pilot:
        app.push_screen(PassphrasePage(NEW))
        await until_page(pilot, "passphrase")
        await pilot.press(*"short", "enter")
        await until_shown(pilot, "A passphrase has at least 8 characters.")
        assert fields(app) == ["short", ""]  # to be added to, not to be typed anew


async def test_a_wrong_one_is_told_and_can_be_repeated(asking: AskingStage) -> None:
    await Stage(asking.emulator, asking.home).sign_in()
    app = asking.app()
    async with opened(app) as pilot:
        await until_page(pilot, "passphrase")
        await pilot.press(*"not_this_one", "enter")
        await until_problem(pilot, "vault.wrong_passphrase")
        assert fields(app) == [""]
        check_drawn(app)
        await type_passphrase(pilot, PASSPHRASE)
        await until_page(pilot, "home")
        assert app.session.vault_is_open


async def test_nothing_entered_does_nothing_and_escape_leaves_the_vault_closed(
    asking: AskingStage,
) -> None:
    results: list[bool | None] = []
    app = asking.app()
    async with opened(app) as pilot:
        app.push_screen(PassphrasePage(NEEDED), results.append)
        await until_page(pilot, "passphrase")
        await pilot.press("enter")
        await until_page(pilot, "passphrase")
        await pilot.press(*"typed", "escape")
        await until(pilot, lambda: results)
        assert not app.session.vault_is_open
    assert results == [False]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("seven77", "Too short"),
        ("aaaaaaaaaaaaaaaaaaaaaa", "Weak"),
        ("passwords", "Weak"),
        ("Passw0rds", "Fair"),
        ("correct horse battery staple", "Good"),
    ],
)
def test_strength_counts_length_for_more_than_signs(text: str, word: str) -> None:
    assert strength(text).startswith(word)
    assert bool(strength(text)) == bool(word)
