"""The small list of choices, and the view of a file."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult

from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.file_view import FileView
from tests.tui.harness import HOSTILE_NAMES, check_drawn, screen_text

pytestmark = pytest.mark.anyio


class Showing(App[None]):
    """One widget by itself."""

    def __init__(self, widget: Any) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


async def test_long_and_hostile_labels_stay_on_their_lines() -> None:
    choices = Choices([Choice(str(i), name, name) for i, name in enumerate(HOSTILE_NAMES)])
    app = Showing(choices)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.press("end")
        check_drawn(app)
        assert choices.chosen is choices.choices[-1]


async def test_the_mouse_ticks_too() -> None:
    choices = Choices([Choice("a", "A"), Choice("b", "B")], ticks=())
    app = Showing(choices)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(choices, offset=(4, 1))
        assert choices.ticked == {"b"}
        assert "[x]  B" in screen_text(app)


async def test_a_mark_on_a_wrapped_line_stands_below_its_piece() -> None:
    view = FileView()
    app = Showing(view)
    async with app.run_test(size=(26, 10)) as pilot:
        view.show_lines(["0123456789" * 5, "short"])
        view.mark((1, 25, 28))
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert lines[0] == "  1  01234567890123456789"
        assert lines[1] == "     01234567890123456789"
        assert lines[2] == "          ^^^"
        assert lines[4] == "  2  short"


async def test_a_mark_past_the_end_of_a_line_is_one_wide() -> None:
    view = FileView()
    app = Showing(view)
    async with app.run_test(size=(25, 10)) as pilot:
        view.show_lines(["ab", ""])
        view.mark((2, 0, 1))
        await pilot.pause()
        assert screen_text(app).splitlines()[2] == "     ^"
        view.mark((1, 2, 3))
        await pilot.pause()
        assert screen_text(app).splitlines()[1] == "       ^"
