"""The credential files of a folder, found by what is in them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.subject_line import end_of, shown_name
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis
    from chattui.clientfile.searching import Found

SLICE_SECONDS = 0.2
"""How long the thread searches before the page is told."""
KIND_CELLS = 34
VERDICT_CELLS = 12


class Row(NamedTuple):
    """What the list keeps of a file; whole diagnoses of a thousand files would fill the memory."""

    path: str
    kind: str
    verdict: str


class SearchPage(Page[None]):
    """A list that fills while the folder is searched; enter looks at a file."""

    PAGE = "search"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, folder: Path, forward: Callable[[HandedOver], None] | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.forward = forward
        self.found: list[Row] = []
        self.unreadable = 0
        self.searching = False

    def page_title(self) -> str:
        """The name of the page."""
        return t("Doctor")

    def body(self) -> Iterable[Widget]:
        """The list, and how far the search is."""
        columns = (
            Column(t("File"), 0),
            Column(t("What it is"), KIND_CELLS),
            Column(t("Verdict"), VERDICT_CELLS),
        )
        yield TitleLine(t("Credential files"), id="title")
        yield RowList(columns, self._cells, id="list")
        yield StateLine(id="state")

    def opened(self) -> None:
        """Search at once."""
        self.query_one(RowList).focus()
        self.action_search_again()

    def _cells(self, number: int) -> Sequence[str]:
        row = self.found[number]
        room = self.size.width - KIND_CELLS - VERDICT_CELLS - 7
        inside = os.path.relpath(row.path, self.folder)
        return end_of(safe_text(inside), max(4, room)), row.kind, row.verdict

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if action == "stop":
            return self.searching
        if action in {"back", "search_again"}:
            return not self.searching
        if action == "open":
            return bool(self.found)
        return True

    def action_search_again(self) -> None:
        """Search from the beginning."""
        self.work(self._search(), group="search")

    async def _search(self) -> None:
        from chattui.clientfile.searching import search

        self.notice.say("")
        self.found, self.unreadable = [], 0
        self._show_rows()  # first: what the list draws from is gone
        self.query_one(RowList).say_empty("")
        self._set_searching(searching=True)
        events, began, looked_at, ended = search(str(self.folder)), time.monotonic(), 0, False
        try:
            while not ended:
                batch, ended = await asyncio.to_thread(_some, events)
                looked_at = self._take(batch) or looked_at
                rate = looked_at / max(0.1, time.monotonic() - began)
                self.query_one(StateLine).wait(
                    t(
                        "Looked at {count} files and folders so far, {rate} a second",
                        count=format(looked_at, ","),
                        rate=format(round(rate), ","),
                    )
                )
        finally:
            if self.is_attached:
                self._set_searching(searching=False)
                self._say_ended(looked_at, ended=ended)

    def _take(self, batch: Iterable[Found]) -> int:
        looked_at = 0
        for event in batch:
            looked_at = event.looked_at
            if event.problem is not None:
                self.unreadable += 1
                if self.unreadable == 1:
                    self.notice.show_problem(event.problem)
            if event.diagnosis is not None:
                self.found.append(row_of(event.diagnosis))
        self._show_rows()
        return looked_at

    def _show_rows(self) -> None:
        self.query_one(RowList).show_rows(len(self.found))
        words = tn("{count} found", "{count} found", len(self.found))
        self.query_one(TitleLine).say(f"{words} · {shown_name(str(self.folder))}")

    def _set_searching(self, *, searching: bool) -> None:
        self.searching = searching
        self.refresh_keys()

    def _say_ended(self, looked_at: int, *, ended: bool) -> None:
        count = format(looked_at, ",")
        if not ended:
            words = t("Stopped after {count} files and folders. r searches again.", count=count)
        elif self.unreadable:
            words = tn(
                "Looked at {looked_at} files and folders; {count} could not be read.",
                "Looked at {looked_at} files and folders; {count} could not be read.",
                self.unreadable,
                looked_at=count,
            )
        else:
            words = t("Looked at {count} files and folders.", count=count)
        self.query_one(StateLine).rest(words)
        self.query_one(RowList).say_empty(
            t(
                "No file in this folder looks like a credential. A file is known by its content,"
                " whatever its name. esc goes back, to name another folder."
            )
        )
        self.refresh_keys()

    def action_stop(self) -> None:
        """Stop searching; what was found stays."""
        self.workers.cancel_group(self, "search")

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Look at the file under the cursor."""
        from chattui.tui.screens.doctor import DoctorPage

        number = self.query_one(RowList).cursor
        if number < len(self.found):
            row = self.found[number]

            def mended(handed: HandedOver | None) -> None:
                if handed is not None and row in self.found and str(handed.path) == row.path:
                    self.found[self.found.index(row)] = row_of(handed.diagnosis)
                    self._show_rows()

            self.app.push_screen(DoctorPage(Path(row.path), self.forward), mended)


def row_of(diagnosis: Diagnosis) -> Row:
    """What the list says of a file."""
    from chattui.clientfile import kind_in_words

    errors = sum(1 for finding in diagnosis.findings if finding.severity == "error")
    if diagnosis.usable:
        words = t("✓ usable")
    elif diagnosis.usable_for == "delegation":
        words = t("! delegation")
    else:
        words = tn("✗ {count} error", "✗ {count} errors", errors)
    return Row(diagnosis.path, kind_in_words(diagnosis.kind), words)


def _some(events: Iterator[Found]) -> tuple[list[Found], bool]:
    """What the search finds in a moment, and whether it is over. Blocking."""
    batch: list[Found] = []
    end = time.monotonic() + SLICE_SECONDS
    for event in events:
        batch.append(event)
        if time.monotonic() > end:
            return batch, False
    return batch, True
