"""The guide's checklist: how far one is from a bare Google account to a working Chat app."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.guide.checklist import MARKS
from chattui.safe_text import safe_text
from chattui.tui.guide_words import standing_words
from chattui.tui.guided_page import GuidedPage
from chattui.tui.guiding import Progress, more
from chattui.tui.page import page_bindings
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.guide.model import Step

TITLE_CELLS = 36
STANDING_CELLS = 10


class GuidePage(GuidedPage):
    """The steps in their order, and below them what else there is to read."""

    PAGE = "guide"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)
        self.more = more()
        self._begun = False

    def page_title(self) -> str:
        """The name of the page."""
        return t("Guide")

    def body(self) -> Iterable[Widget]:
        """The steps and the pages."""
        columns = (
            Column("", 1),
            Column(t("Step"), TITLE_CELLS),
            Column(t("How far"), STANDING_CELLS),
            Column(t("How that is known"), 0),
        )
        yield TitleLine(self._heading(), id="title")
        yield RowList(columns, self._cells, id="list")
        yield StateLine(id="state")

    def opened(self) -> None:
        """Begin in the list."""
        self.query_one(RowList).focus()

    def _heading(self) -> str:
        project = self.progress.facts.project
        if not project:
            return t("From a Google account to a working Chat app")
        return t("The project {project}", project=safe_text(project, limit=50))

    def _cells(self, number: int) -> Sequence[str]:
        steps = self.progress.steps
        if number < len(steps):
            step = steps[number]
            title = t("{number} {title}", number=format(number + 1, ">2"), title=step.page.title)
            if not self.progress.is_read:
                return "", title, "", ""
            told = safe_text(step.told_by)
            return MARKS[step.standing], title, standing_words(step), told
        page = self.progress.page(self.more[number - len(steps)])
        return "", f"   {page.title}", t("to read"), ""

    def facts_read(self) -> None:
        """The cursor begins at the step to go on with, where nobody has moved it yet."""
        rows = self.query_one(RowList)
        if not self._begun and rows.cursor == 0:
            rows.show_rows(self._count, self.progress.next or 0)
        self._begun = True
        if self.elsewhere:
            words = t("Your sign-in is of {project}. p looks at that one.", project=self.elsewhere)
            self.state.rest(words)

    @property
    def _count(self) -> int:
        return len(self.progress.steps) + len(self.more)

    @property
    def here(self) -> str:
        """The id of the page under the cursor."""
        steps, at = self.progress.steps, self.query_one(RowList).cursor
        return steps[at].id if at < len(steps) else self.more[at - len(steps)]

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        return self.progress.step(self.here)

    def show(self) -> None:
        """Draw the rows anew."""
        title = self.query_one("#title", TitleLine)
        if title.title != self._heading():
            title.title = self._heading()
            title.refresh()
        title.say(self.progress.words)
        self.query_one(RowList).show_rows(self._count)
        self.refresh_keys()

    def on_row_list_moved(self) -> None:
        """A page that is no step cannot be ticked."""
        self.notice.say("")
        if not self.checking:
            self.state.rest(self.step.told_by if self.step else "")
        self.refresh_keys()

    def checked(self) -> None:
        """The cursor goes to what is wrong, else to what is left."""
        super().checked()
        if self.progress.next is not None:
            self.query_one(RowList).show_rows(self._count, self.progress.next)

    def action_open(self) -> None:
        """Read what to do in this step."""
        from chattui.tui.screens.guide_page import GuidePagePage

        self.app.push_screen(GuidePagePage(self.progress, self.here))

    on_row_list_chosen = action_open
