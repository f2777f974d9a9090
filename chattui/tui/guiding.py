"""The guide in the app: how far it is, and the way into it from any page."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.guide.checklist import (
    STEP_IDS,
    Facts,
    facts_of,
    next_step,
    remember_project,
    steps,
    tick,
)
from chattui.guide.model import Page, Standing, Step
from chattui.guide.pages import page, page_ids
from chattui.problem import Problem, ProblemError
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.health import Check
    from chattui.session import Session
    from chattui.tui.app import ChattuiApp
    from chattui.vault import AccountEntry

SETTLED = (Standing.DONE, Standing.TICKED)


class Progress:
    """What the pages of one opened guide share: the facts, and all that follows from them."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.project = ""
        """The project that was named here; "" where the facts tell it."""
        self.unkept: Problem | None = None
        """Why that project could not be kept, until it was told."""
        self.steps: tuple[Step, ...] = steps(self.facts)

    @property
    def is_read(self) -> bool:
        """Whether what is known was looked up yet; before that, nothing is said of the steps."""
        return self.facts.now > 0

    def take(self, facts: Facts) -> None:
        """Know these facts."""
        self.facts = facts
        self.steps = steps(facts)

    async def read(self, session: Session, account: AccountEntry | None) -> None:
        """Look at what the vault tells, the account in use first; what was checked of the project
        and its accounts stays."""
        facts, before = await facts_of(session, self.project, account=account), self.facts
        if facts.project == before.project and facts.accounts == before.accounts:
            facts = replace(facts, checks=before.checks, checked_at=before.checked_at)
        self.take(facts)

    async def tick(self, session: Session, step: Step) -> None:
        """Tick a step, or take its tick away. Raises ProblemError where that cannot be kept."""
        path, project = session.context.paths.guide, self.facts.project
        on = step.id not in self.facts.ticks.of(project)
        ticks = await asyncio.to_thread(tick, path, project, step.id, on)
        self.take(replace(self.facts, ticks=ticks))

    async def name_project(self, session: Session, project: str) -> None:
        """Fill the links with this project, from now on; only here where that cannot be kept."""
        self.project = project
        try:
            await asyncio.to_thread(remember_project, session.context.paths.guide, project)
        except ProblemError as error:
            self.unkept = error.problem

    def learn(self, check: Check) -> None:
        """Know how one of the live checks came out, before the others do."""
        others = tuple(known for known in self.facts.checks if known.id != check.id)
        self.take(replace(self.facts, checks=(*others, check)))

    def step(self, page_id: str) -> Step | None:
        """The step of this page; None for a page that is no step."""
        return next((step for step in self.steps if step.id == page_id), None)

    def page(self, page_id: str) -> Page:
        """The page, with its links in the project."""
        step = self.step(page_id)
        return step.page if step else page(page_id, self.facts)

    @property
    def next(self) -> int | None:
        """The number of the step to go on with, from 0; None where nothing is left."""
        found = next_step(self.steps)
        return self.steps.index(found) if found else None

    @property
    def words(self) -> str:
        """How many of the steps are done, of those that have to be."""
        if not self.is_read:
            return ""
        done = sum(step.standing in SETTLED for step in self.steps)
        left = sum(step.standing not in SETTLED and not step.is_optional for step in self.steps)
        return t("{done} of {total} done", done=done, total=done + left)

    @property
    def checked_words(self) -> str:
        """What came of the live checks, in a sentence."""
        wrong = sum(step.standing is Standing.TROUBLE for step in self.steps)
        if wrong:
            return tn("{count} step needs a look.", "{count} steps need a look.", wrong)
        if not self.facts.accounts:
            return t("Nobody is signed in: only the way to Google could be checked.")
        return t("Checked. {words}.", words=self.words)

    @property
    def is_troubled(self) -> bool:
        """Whether something is wrong with a step."""
        return any(step.standing is Standing.TROUBLE for step in self.steps)


def more() -> tuple[str, ...]:
    """The ids of the pages that the checklist lists below its steps: all but the kinds of client,
    which one of these compares."""
    return tuple(name for name in page_ids() if not name.startswith("client-"))


def order() -> tuple[str, ...]:
    """The ids of all pages, in the order in which they are read."""
    return (*STEP_IDS, *page_ids())


def open_guide(app: ChattuiApp, page_id: str = "") -> None:
    """Open the checklist, and on it the page `page_id` where one is named."""
    from chattui.tui.screens.guide import GuidePage
    from chattui.tui.screens.guide_page import GuidePagePage

    progress = Progress()
    with app.batch_update():
        app.push_screen(GuidePage(progress))
        if page_id:
            app.push_screen(GuidePagePage(progress, page_id))
