"""The Enter that people press after a paste does not answer the page that comes next."""

from __future__ import annotations

import pytest
from textual import events

from chattui.tui.late_enter import SECONDS, LateEnter
from tests.tui.guide import paste, redirect_of, to_sign_in
from tests.tui.harness import Stage, opened, until_page

pytestmark = pytest.mark.anyio


def key(name: str, moment: float) -> events.Key:
    event = events.Key(name, None)
    event.time = moment
    return event


def test_only_the_first_key_and_only_soon() -> None:
    late = LateEnter()
    assert not late.is_it(key("enter", 0.0))
    late.expect(10.0)
    assert late.is_it(key("enter", 10.0 + SECONDS / 2))
    assert not late.is_it(key("enter", 10.0 + SECONDS / 2))
    late.expect(20.0)
    assert not late.is_it(key("down", 20.1))
    assert not late.is_it(key("enter", 20.2))
    late.expect(30.0)
    assert not late.is_it(key("enter", 30.0 + SECONDS))


def test_a_key_that_comes_back_from_a_field_is_not_asked_about() -> None:
    late = LateEnter()
    late.expect(10.0)
    event = key("enter", 9.9)
    event._forwarded = True
    assert not late.is_it(event)
    assert late.is_it(key("enter", 10.1))


async def test_what_was_allowed_is_still_there_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chattui.tui.late_enter.SECONDS", 600.0)
    app = stage.app()
    async with opened(app) as pilot:
        paste(app, await redirect_of(await to_sign_in(pilot, stage)))
        await until_page(pilot, "done")
        await pilot.press("enter")
        assert getattr(app.screen, "PAGE", "") == "done"
        await pilot.press("enter")
        await until_page(pilot, "home")
