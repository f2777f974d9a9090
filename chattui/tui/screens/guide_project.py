"""Asks for the project once; every link of the guide is filled with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from chattui.guide.places import address, project_named
from chattui.tui.guiding import Progress
from chattui.tui.page import Page, page_bindings
from chattui.tui.screens.health import link
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t


class GuideProjectPage(Page[None]):
    """A field for the project's id."""

    PAGE = "guide_project"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "GuideProjectPage VerticalScroll { height: 1fr; }"

    def __init__(self, progress: Progress, offered: str) -> None:
        super().__init__()
        self.progress = progress
        self.offered = offered
        """What stands in the field at first."""

    def page_title(self) -> str:
        """The name of the page."""
        return t("Guide · The project")

    def body(self) -> Iterable[Widget]:
        """The field, and where the id stands."""
        yield Question(t("What is the id of your Google Cloud project?"))
        yield PlainField(value=self.offered, id="project", placeholder="my-chat-123456")
        words = t(
            "\nThe console shows it on the project's dashboard and in its list of projects;"
            " it is not the name. The links of every step are filled with it, and it is kept."
        )
        yield VerticalScroll(
            Prose(words), Prose(""), Prose(link(address("dashboard"))), can_focus=False
        )

    def opened(self) -> None:
        """Wait for the id."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """Take the project that was typed, where it can be one."""
        self.work(self._take(self.query_one(Input).value), group="take")

    async def _take(self, text: str) -> None:
        self.notice.say("")
        await self.progress.name_project(self.session, project_named(text))
        self.dismiss(None)
