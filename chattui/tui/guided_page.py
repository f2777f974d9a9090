"""A page of the guide: what the checklist and the pages that are read have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.guide.facts import project_of
from chattui.guide.model import Standing
from chattui.problem import ProblemError
from chattui.tui.guiding import Progress
from chattui.tui.page import Page
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.guide.model import Step
    from chattui.health import Check


class GuidedPage(Page[None]):
    """Draws the guide as it stands; ticks, names the project, and checks what can be checked."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.checking = False

    def show(self) -> None:
        """Draw the page as the guide stands now."""
        raise NotImplementedError

    @property
    def step(self) -> Step | None:
        """The step that is meant, where one is."""
        raise NotImplementedError

    @property
    def state(self) -> StateLine:
        """The line above the keys."""
        return self.query_one("#state", StateLine)

    def resumed(self) -> None:
        """Draw what is known, and look what the vault and the accounts tell now."""
        super().resumed()
        self.show()
        self.work(self._read(), group="read")

    async def _read(self) -> None:
        await self.progress.read(self.session, self.chattui.account)
        problem = self.progress.facts.ticks.problem or self.progress.unkept
        self.progress.unkept = None
        if problem is not None:
            self.notice.show_problem(problem)
        self.facts_read()
        self.show()

    def facts_read(self) -> None:
        """What the vault and the accounts tell is known, before it is drawn."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if action in {"check", "stop"}:
            return self.checking == (action == "stop")
        return self.step is not None if action == "tick" and self.is_mounted else True

    def action_guide(self) -> None:
        """This is the guide."""

    def action_tick(self) -> None:
        """Tick the step, or take its tick away; what was checked needs no tick."""
        if self.step is None:
            return
        if self.step.standing is Standing.DONE:
            self.notice.say(t("This is known to be done; it needs no tick."))
        else:
            self.work(self._tick(self.step), group="tick")

    def _forget_words(self) -> None:
        """What was told of all steps is not so any more once one of them, or the project, is
        another."""
        self.notice.say("")
        if not self.checking:
            self.state.rest("")

    async def _tick(self, step: Step) -> None:
        self._forget_words()
        await self.progress.tick(self.session, step)
        self.show()
        if step.standing is Standing.TROUBLE:  # it is drawn as before
            on = step.id in self.progress.facts.ticks.of(self.progress.facts.project)
            words = t("Ticked, but: {words}", words=step.told_by)
            self.notice.say(words if on else t("The tick is taken away."))

    def action_project(self) -> None:
        """Name the project for the links."""
        from chattui.tui.screens.guide_project import GuideProjectPage

        self._forget_words()
        offered = self.elsewhere or self.progress.facts.project
        self.app.push_screen(GuideProjectPage(self.progress, offered))

    @property
    def elsewhere(self) -> str:
        """The project of whoever is signed in, where it is not the one that is looked at."""
        account = self.chattui.account
        if account is None or self.progress.facts.accounts:
            return ""
        client = self.chattui.index.client(account.client_key)
        return project_of(client) if client else ""

    def action_hand_over(self) -> None:
        """Hand over a client file."""
        from chattui.tui.screens.setup import SetupPage

        self.app.push_screen(SetupPage(first_run=False))

    def action_check(self) -> None:
        """Ask Google how far everything is."""
        self.work(self._check(), group="check")

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.workers.cancel_group(self, "check")

    async def _check(self) -> None:
        from chattui.guide.checklist import check

        self.notice.say("")
        words = t("Stopped. What was checked stays.")
        self._set_checking(t("Asking Google"))
        try:
            await self._open_vault()
            self.progress.take(await check(self.session, self.progress.facts, self._tell_check))
            words = self.progress.checked_words
            self.checked()
        except ProblemError:
            words = ""
            raise
        finally:
            if self.is_attached:
                self._set_checking("")
                self.state.rest(words)
                self.show()

    def checked(self) -> None:
        """Everything was checked; tell what is wrong with the way to Google, where no step does."""
        from chattui.health import State

        if not self.progress.is_troubled:
            failed = [
                c for c in self.progress.facts.checks if c.state is State.FAILED and c.problem
            ]
            if failed and failed[0].problem is not None:
                self.notice.show_problem(failed[0].problem)

    def _set_checking(self, words: str) -> None:
        self.checking = bool(words)
        if words:
            self.state.wait(words)
        self.refresh_keys()

    def _tell_check(self, told: Check) -> None:
        from chattui.health import STEPS

        if told.settled:
            self.progress.learn(told)
            self.show()
        number, total, title = STEPS.index(told.id) + 1, len(STEPS), told.title
        words = t("Checking {number} of {total}: {title}", number=number, total=total, title=title)
        self.state.wait(words)

    async def _open_vault(self) -> None:
        """Ask for the passphrase; what keeps the vault closed is told by the checks."""
        from chattui.tui.flow import open_vault

        if not (self.progress.facts.accounts or self.progress.facts.clients):
            return
        try:
            await open_vault(self.chattui)
        except ProblemError:
            return
