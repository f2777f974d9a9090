"""Type the path of a client file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from chattui.safe_text import safe_text
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import is_folder, read_file, suggestion, typed_path
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t


class PathSuggester(Suggester):
    """Completes the path of a file, JSON files first."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The rest of the path, where there is something that fits."""
        return await asyncio.to_thread(suggestion, value) or None


class PathClientPage(Page[None]):
    """Reads the file that a person names."""

    PAGE = "path_client"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(
        self,
        forward: Callable[[HandedOver], None],
        title: str = "",
        *,
        leave_after: bool = False,
        folder: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__()
        self.forward = forward
        self.title_words = title
        self.leave_after = leave_after
        self.folder = folder
        """What is done with a folder, where one may be named."""

    def page_title(self) -> str:
        """The step of the guide, or the page that asks."""
        return self.title_words or t("Set up · 1 of 4 · The client file")

    def placeholder(self) -> str:
        """What such a path looks like."""
        return "~/Downloads/client_secret.json"

    def body(self) -> Iterable[Widget]:
        """The field."""
        where = t("Where is the file, or the folder to search?")
        yield Question(where if self.folder else t("Where is the file?"))
        yield PlainField(placeholder=self.placeholder(), suggester=PathSuggester(), id="path")
        yield Prose(
            t(
                "A path on the machine where chattui runs; ~ is your home there."
                " The right arrow takes what is offered in grey."
            )
        )
        yield Waiting(id="waiting")

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
        self.work(self._read(self.query_one(Input).value))

    async def _read(self, text: str) -> None:
        self.notice.say("")
        path = typed_path(text)
        with self.query_one(Waiting).during(
            t("Reading {path}", path=safe_text(str(path), limit=60))
        ):
            if self.folder is not None and await is_folder(path):
                self.dismiss()
                self.folder(path)
                return
            diagnosis = await read_file(path)
        if self.leave_after:
            self.dismiss()
        self.forward(HandedOver(diagnosis, path))

    def action_back(self) -> None:
        """One step back, asking first where typed text would be lost."""
        if self.query_one(Input).value:
            self.work(self._leave(), group="leave")
        else:
            self.dismiss()

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        if await confirm(self.app, t("Leave this page? What you typed is lost.")):
            self.dismiss()
