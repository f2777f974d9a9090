"""Asks where to write something that is made here: a new file, for its owner alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import typed_path
from chattui.tui.screens.path_client import PathSuggester
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

Write = Callable[[Path], Awaitable[str]]
"""Writes the file, and gives words for what was written; its problems are told on the page."""


class SaveFilePage(Page[str]):
    """Gives the words for what was written; None where nothing was."""

    PAGE = "save_file"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "SaveFilePage Input { margin: 0 1; }"

    def __init__(self, title: str, question: str, suggested: str, write: Write) -> None:
        super().__init__()
        self.title_words = title
        self.question = question
        self.suggested = suggested
        self.write = write

    def page_title(self) -> str:
        """What is saved."""
        return self.title_words

    def body(self) -> Iterable[Widget]:
        """Where it goes."""
        yield Question(self.question)
        yield PlainField(value=self.suggested, suggester=PathSuggester(), id="path")
        yield Prose(
            t(
                "It is written on the machine where chattui runs, and only you may read it. A file"
                " that is there already is never written over."
            )
        )

    def opened(self) -> None:
        """Wait for the path."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Write the file."""
        event.stop()
        self.action_write()

    def action_write(self) -> None:
        """Write the file that is named."""
        self.work(self._write(self.query_one(Input).value))

    async def _write(self, text: str) -> None:
        self.notice.say("")
        self.dismiss(await self.write(typed_path(text)))
