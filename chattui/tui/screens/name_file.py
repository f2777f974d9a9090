"""Asks for the path of a file and reads it; what it holds is the business of who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import read_bytes
from chattui.tui.screens.path_client import PathSuggester
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

Take = Callable[["NameFilePage", bytes], Awaitable[None]]
"""What is done with the content; inside a worker of the page, whose notice tells its problems."""


class NameFilePage(Page[None]):
    """Stays until `take` leaves it, so that another file can be named."""

    PAGE = "name_file"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, title: str, question: str, hint: str, take: Take) -> None:
        super().__init__()
        self.title_words = title
        self.question = question
        self.hint = hint
        self.take = take

    def page_title(self) -> str:
        """What the file is for."""
        return self.title_words

    def body(self) -> Iterable[Widget]:
        """The field."""
        yield Question(self.question)
        yield PlainField(suggester=PathSuggester(), id="path")
        yield Prose(
            t(
                "A path on the machine where chattui runs; ~ is your home there."
                " The right arrow takes what is offered in grey."
            )
        )
        yield Prose("")
        yield Prose(self.hint)

    def opened(self) -> None:
        """Wait for the path."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Read the file."""
        event.stop()
        self.action_read()

    def action_read(self) -> None:
        """Read the file that is named."""
        self.work(self._read(self.query_one(Input).value), group="read")

    async def _read(self, path: str) -> None:
        self.notice.say("")
        await self.take(self, await asyncio.to_thread(read_bytes, path))
