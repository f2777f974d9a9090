"""A diagnosis to look at: findings on the left, the masked file on the right, the advice below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from chattui.safe_text import safe_text
from chattui.tui.findings import advice_text, mark, verdict, where_words
from chattui.tui.widgets.advice import Advice
from chattui.tui.widgets.file_view import FileView
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.subject_line import SubjectLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis, Finding

    Place = tuple[int, int, int]

WIDE = 110
"""Columns from which on the findings get more room."""


class Examination(Vertical):
    """What the doctor sees. `tell` shows another diagnosis, of which the masked lines are given."""

    DEFAULT_CSS = """
    Examination { height: 1fr; }
    Examination > #panes { height: 1fr; }
    Examination #findings { width: 28; border: round $panel-lighten-2; height: 100%; }
    Examination #file { width: 1fr; border: round $panel-lighten-2; height: 100%; }
    Examination #findings:focus, Examination #file:focus { border: round $accent; }
    Examination.sound #findings { display: none; }
    Examination.wide #findings { width: 50%; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.findings: Sequence[Finding] = ()
        self._places: dict[Finding, Place] = {}

    def compose(self) -> ComposeResult:
        yield SubjectLine(id="subject")
        yield Prose(id="verdict")
        rows = RowList(_columns(wide=False), self._cells, id="findings")
        yield Horizontal(rows, FileView(id="file"), id="panes")
        yield Advice(id="advice")

    @property
    def rows(self) -> RowList:
        """The list of findings."""
        return self.query_one("#findings", RowList)

    @property
    def view(self) -> FileView:
        """The file."""
        return self.query_one("#file", FileView)

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self.findings[self.rows.cursor] if self.findings else None

    def on_resize(self) -> None:
        """On a wide screen the list says what each finding is."""
        wide = self.app.size.width >= WIDE
        self.set_class(wide, "wide")
        self.rows.columns = _columns(wide=wide)

    def tell(
        self, diagnosis: Diagnosis, lines: Sequence[str], places: dict[Finding, Place], kind: str
    ) -> None:
        """Show this diagnosis, with the cursor where it was as far as that can be said."""
        before, self.findings, self._places = self.finding, diagnosis.findings, places
        self.query_one("#subject", SubjectLine).tell(diagnosis.path, kind)
        self.query_one("#verdict", Prose).say(verdict(diagnosis))
        masked, nothing = t("The file (secrets are masked)"), t("The file (no text to show)")
        self.view.border_title = masked if any(lines) else nothing
        self.view.show_file(lines if any(lines) else (), _signs(places))
        count = len(self.findings)
        self.rows.border_title = tn("{count} finding", "{count} findings", count)
        self.rows.show_rows(count, _place_of(self.findings, before))
        self.set_class(not count, "sound")
        (self.rows if count else self.view).focus()
        self._advise()

    def _cells(self, number: int) -> Sequence[str]:
        finding = self.findings[number]
        mends = "f" if finding.fixable else ""
        message = safe_text(finding.message, limit=200)
        return mark(finding.severity), finding.code, where_words(finding), mends, message

    @on(RowList.Moved)
    def _advise(self) -> None:
        finding, advice = self.finding, self.query_one(Advice)
        if finding is None:
            self.view.mark(None)
            advice.say(t("enter uses it: the next page shows it, and keeps it in your vault."))
        else:
            self.view.mark(self._places.get(finding))
            advice.say(advice_text(finding))

    def move(self, by: int) -> None:
        """Go to another finding, whichever pane has the focus."""
        self.rows.action_move(by)


def _columns(*, wide: bool) -> tuple[Column, ...]:
    """The columns of the list; the last one only where there is room for words."""
    where = 11 if wide else 0
    columns = Column("", 1), Column(t("Code"), 5), Column(t("Where"), where), Column("", 1)
    return (*columns, Column(t("What"), 0)) if wide else columns


def _signs(places: dict[Finding, Place]) -> dict[int, str]:
    """The worst sign of each line that has one."""
    signs: dict[int, str] = {}
    for finding, (line, _, _) in places.items():
        if signs.get(line) != mark("error"):
            signs[line] = mark(finding.severity)
    return signs


def _place_of(findings: Sequence[Finding], before: Finding | None) -> int:
    """Where the finding `before` stands now; else the first that is an error."""
    wanted: Iterable[Callable[[Finding], object]] = (
        lambda f: before is not None and (f.code, f.pointer) == (before.code, before.pointer),
        lambda f: f.severity == "error",
    )
    for alike in wanted:
        for number, finding in enumerate(findings):
            if alike(finding):
                return number
    return 0
