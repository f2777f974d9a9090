"""A list of accounts that is damaged or lost does not keep the app from opening."""

from __future__ import annotations

import pytest

from chattui.problem import ProblemError
from chattui.session import Session
from chattui.tui.app import ChattuiApp
from chattui.tui.run import _index
from chattui.tui.widgets.prose import Question
from chattui.vault import read_index
from tests.tui.guide import AskingStage, type_fast, until_problem
from tests.tui.harness import (
    NOW,
    PASSPHRASE,
    Stage,
    check_drawn,
    golden_both,
    opened,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio


def app_of(stage: Stage) -> ChattuiApp:
    """The app as `run` opens it."""
    index, trouble = _index(stage.context, rebuilt=True)
    app = ChattuiApp(Session(stage.context, clock=lambda: NOW), index)
    app.trouble = trouble
    return app


async def test_a_damaged_list_is_made_anew_from_the_first_page(stage: Stage) -> None:
    await stage.sign_in()
    stage.context.paths.index.write_bytes(b'{"schema": ')
    app = app_of(stage)
    async with opened(app) as pilot:
        await until_page(pilot, "rebuild")
        check_drawn(app)
        await pilot.press("enter")
        await until_page(pilot, "vault_notices")
        await until_shown(pilot, "accounts.json.damaged")
        await pilot.press("enter")
        await until_page(pilot, "home")
    assert read_index(stage.context).find_account("").email == "ada@example.com"


async def test_a_lost_one_too_with_the_passphrase(stage: Stage) -> None:
    await stage.sign_in()
    asking = AskingStage(stage.emulator, stage.home)
    asking.context.paths.index.unlink()
    app = app_of(asking)
    async with opened(app) as pilot:
        await until_page(pilot, "rebuild")
        await pilot.press("enter")
        await until_page(pilot, "passphrase")
        await pilot.press("escape")
        await until_page(pilot, "rebuild")
        await pilot.press("enter")
        await until_page(pilot, "passphrase")
        type_fast(app, "another one\n")
        await until_problem(pilot, "vault.wrong_passphrase")
        type_fast(app, f"{PASSPHRASE}\n")
        await until_shown(pilot, "The list of accounts is there again.")
        check_drawn(app)
    assert read_index(asking.context).find_account("").email == "ada@example.com"


async def test_nothing_to_make_it_from_is_told_there(stage: Stage) -> None:
    index = stage.context.paths.index
    index.parent.mkdir(parents=True)
    index.write_bytes(b"{")
    with pytest.raises(ProblemError):
        _index(stage.context, rebuilt=False)
    app = app_of(stage)
    async with opened(app) as pilot:
        await until_page(pilot, "rebuild")
        app.screen.query_one(Question).say("The list of accounts is damaged.")
        await golden_both(pilot, "rebuild")
        await pilot.press("enter")
        await until_problem(pilot, "vault.nothing_to_rebuild")
        await pilot.press("d")
        await until_page(pilot, "doctor")
