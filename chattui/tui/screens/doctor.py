"""The doctor: what a credential file is, what is wrong with it, and where."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.tui.findings import finding_text, mark
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import read_file
from chattui.tui.widgets.file_view import FileView
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis, Finding


class DoctorPage(Page[None]):
    """Findings on the left, the masked file on the right, the advice below."""

    PAGE = "doctor"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    DoctorPage Question { margin: 0; }
    DoctorPage #panes { height: 1fr; margin-top: 1; }
    DoctorPage #findings { width: 28; border: round $panel-lighten-2; height: 100%; }
    DoctorPage #file { width: 1fr; border: round $panel-lighten-2; height: 100%; }
    DoctorPage #findings:focus, DoctorPage #file:focus { border: round $accent; }
    DoctorPage #advice { height: auto; max-height: 8; }
    DoctorPage.empty #panes { display: none; }
    DoctorPage.empty Question { margin: 1 0; }
    DoctorPage.wide #findings { width: 40; }
    """

    def __init__(self, subject: Diagnosis | Path | None = None) -> None:
        super().__init__()
        self.subject = subject
        self.diagnosis: Diagnosis | None = None
        self._places: dict[Finding, tuple[int, int, int]] = {}

    def page_title(self) -> str:
        """The name of the page."""
        return t("Doctor")

    def body(self) -> Iterable[Widget]:
        """The three parts."""
        yield Question("", id="what")
        columns = (Column("", 1), Column(t("Code"), 6), Column(t("Where"), 0))
        findings = RowList(columns, self._cells, id="findings")
        yield Horizontal(findings, FileView(id="file"), id="panes")
        yield VerticalScroll(Prose(id="advice_text"), id="advice", can_focus=False)
        yield Waiting(id="waiting")

    def opened(self) -> None:
        """Look at what was given, or ask for something."""
        self.add_class("empty")
        if self.subject is None:
            self.query_one("#what", Question).say(t("Which credential file is it about?"))
            self.query_one("#advice_text", Prose).say(
                t(
                    "o asks for the path of a file on this machine. p takes pasted text; a paste"
                    " anywhere on this page does the same. Nothing leaves this machine, and no"
                    " secret is shown."
                )
            )
        elif isinstance(self.subject, Path):
            self.work(self._read(self.subject))
        else:
            self.work(self._show(self.subject, self.subject.path))

    def on_resize(self) -> None:
        """More room for the findings on a wide screen."""
        super().on_resize()
        self.set_class(self.app.size.width >= 110, "wide")

    async def _read(self, path: Path) -> None:
        self.notice.say("")
        shown = safe_text(str(path), limit=60)
        with self.query_one(Waiting).during(t("Reading {path}", path=shown)):
            diagnosis = await read_file(path)
        await self._show(diagnosis, str(path))

    async def _show(self, diagnosis: Diagnosis, path: str) -> None:
        from chattui.clientfile import kind_in_words, marked_lines

        lines, self._places = await asyncio.to_thread(marked_lines, diagnosis)
        self.diagnosis = diagnosis
        self.remove_class("empty")
        name = safe_text(path, limit=200) or t("pasted text")
        self.query_one("#what", Question).say(
            t("{name}: {kind}", name=name, kind=kind_in_words(diagnosis.kind))
        )
        self.query_one("#file", FileView).show_lines(lines)
        rows = self.query_one("#findings", RowList)
        rows.show_rows(len(diagnosis.findings), 0)
        (rows if diagnosis.findings else self.query_one("#file")).focus()
        self._show_advice(0)

    def _cells(self, number: int) -> Sequence[str]:
        assert self.diagnosis is not None
        finding = self.diagnosis.findings[number]
        severity = t("error") if finding.severity == "error" else t("warning")
        where = t("{severity}, line {line}", severity=severity, line=finding.line)
        return mark(finding.severity), finding.code, where if finding.span else severity

    def _show_advice(self, number: int) -> None:
        if self.diagnosis is None:
            return
        findings = self.diagnosis.findings
        view, advice = self.query_one("#file", FileView), self.query_one("#advice_text", Prose)
        if not findings:
            view.mark(None)
            advice.say(t("✓ Nothing is wrong with it. It can be used to sign in."))
            return
        finding = findings[number]
        view.mark(self._places.get(finding))
        advice.say(finding_text(finding))

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Explain the finding under the cursor."""
        event.stop()
        self._show_advice(event.row)

    def on_paste(self, event: events.Paste) -> None:
        """A paste anywhere is a file's text."""
        event.stop()
        self.work(self._read_text(Secret(event.text)))

    async def _read_text(self, text: Secret) -> None:
        from chattui.clientfile import diagnose_text

        await self._show(await asyncio.to_thread(diagnose_text, text.reveal()), "")

    def action_open_path(self) -> None:
        """Look at another file."""
        from chattui.tui.screens.path_client import PathClientPage

        self.app.push_screen(PathClientPage(self._handed, t("Doctor"), leave_after=True))

    def action_paste_text(self) -> None:
        """Look at pasted text."""
        from chattui.tui.screens.paste_client import PasteClientPage

        self.app.push_screen(PasteClientPage(self._handed, t("Doctor"), any_kind=True))

    def _handed(self, handed: HandedOver) -> None:
        self.notice.say("")
        self.work(self._show(handed.diagnosis, str(handed.path or "")))
