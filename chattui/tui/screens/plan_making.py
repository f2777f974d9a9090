"""A plan that is being made, and a page for all that stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.problem import Problem
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import problem_text
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t, tn

PROBLEMS_SHOWN = 200


class PlanMakingPage(Page[bool]):
    """What is there is read, so that the plan changes nothing that is as wanted already.

    Gives False where nobody wants to wait for it.
    """

    PAGE = "plan_making"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self) -> None:
        super().__init__()
        self.words = t("Asking Google")

    def page_title(self) -> str:
        """What this is."""
        return t("The plan is made")

    def body(self) -> Iterable[Widget]:
        """What goes on."""
        yield Question(t("Looking what is there, to see what has to be changed."))
        yield StateLine(id="state")
        yield Prose()
        yield Prose(t("Nothing is changed by this. You see the plan before anything is sent."))

    def opened(self) -> None:
        """Dots move until the plan is there."""
        self.query_one(StateLine).wait(self.words)

    def say(self, words: str) -> None:
        """How far it is; told as well before the page is there."""
        self.words = words
        if self.is_mounted:
            self.query_one(StateLine).wait(words)

    def action_back(self) -> None:
        """Make no plan."""
        self.dismiss(False)


class PlanProblemsPage(Page[None]):
    """Everything that is wrong, at once: a hundred bad rows are mended in one go."""

    PAGE = "plan_problems"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PlanProblemsPage Question { margin: 0; }
    PlanProblemsPage VerticalScroll { height: 1fr; margin-top: 1; }
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def page_title(self) -> str:
        """What this is."""
        return t("No plan yet")

    def body(self) -> Iterable[Widget]:
        """All problems under each other."""
        count = len(self.problems)
        yield Question(
            tn(
                "{count} thing stands in the way. Nothing was sent.",
                "{count} things stand in the way. Nothing was sent.",
                count,
            )
        )
        shown = self.problems[:PROBLEMS_SHOWN]
        yield VerticalScroll(Prose(Content("\n\n").join(problem_text(p) for p in shown)))
        if more := count - len(shown):
            yield Prose(tn("And {count} more.", "And {count} more.", more))

    def action_copy(self) -> None:
        """Copy all of it, as far as a terminal takes it."""
        lines = [" ".join(p for p in (x.message, x.cause, x.remedy) if p) for x in self.problems]
        self.app.copy_to_clipboard("\n".join(lines[:PROBLEMS_SHOWN]))
        self.notice.say(t("Sent to your terminal's clipboard."))
