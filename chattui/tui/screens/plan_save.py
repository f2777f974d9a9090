"""Save a plan's report as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import typed_path
from chattui.tui.screens.path_client import PathSuggester
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.report import Report


class PlanSavePage(Page[str]):
    """Gives words for what was written; None where nothing was."""

    PAGE = "plan_save"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "PlanSavePage Input { margin: 0 1; }"

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report

    def page_title(self) -> str:
        """What this is."""
        return t("Save the report")

    def body(self) -> Iterable[Widget]:
        """Where it goes."""
        yield Question(t("Where to? A name that ends in .json gives JSON, any other CSV."))
        name = f"~/chattui-{self.report.plan.id}.csv"
        yield PlainField(value=name, suggester=PathSuggester(), id="path")
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
        from chattui.disk import shown
        from chattui.plans.report_file import write_report

        self.notice.say("")
        path = typed_path(text)
        await asyncio.to_thread(write_report, path, self.report)
        self.dismiss(t("✓ The report is written to {path}.", path=shown(path)))
