"""One line on Home for the plan that is at work, that is over, or that was never finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from chattui.safe_text import safe_text
from chattui.tui.widgets.moving_line import MovingLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.journal import Saved
    from chattui.tui.app import ChattuiApp
    from chattui.tui.at_work import PlanRun
    from chattui.tui.page import Page

SECONDS = 1.0


class PlanLine(MovingLine):
    """Takes no line while there is nothing to tell; what is at rest writes nothing."""

    DEFAULT_CSS = """
    PlanLine { display: none; color: $text-accent; }
    PlanLine.shown { display: block; }
    """

    def __init__(self, account: str, *, id: str | None = None) -> None:  # noqa: A002 Textual's
        super().__init__(id=id)
        self.account = account
        self.unfinished: Saved | None = None

    @property
    def plan_id(self) -> str:
        """The plan that the line is about; "" for none."""
        if (run := self._run()) is not None:
            return run.plan.id
        return self.unfinished.plan.id if self.unfinished is not None else ""

    def on_mount(self) -> None:
        """Look for one, and then follow it."""
        self.set_interval(SECONDS, self._follow)

    def look(self) -> None:
        """Read again what the journal has."""
        page = cast("Page[Any]", self.screen)
        page.work(self._read(page), group="unfinished")

    async def _read(self, page: Page[Any]) -> None:
        found = await page.session.plans().unfinished(self.account)
        self.unfinished = found[0] if found else None
        self._draw()
        page.refresh_keys()

    def _run(self) -> PlanRun | None:
        work = cast("ChattuiApp", self.app).plans_at_work
        runs = work.of_account(self.account) if work is not None else ()
        busy = [run for run in runs if run.is_running]
        return next(iter([*busy, *reversed(runs)]), None)

    def _follow(self) -> None:
        # Below another page nothing is drawn: Textual would draw that page anew each time.
        if self.app.screen is self.screen and (self._run() is not None or self.words):
            self._draw()

    def _draw(self) -> None:
        run = self._run()
        if run is not None:
            self.say(run_words(run))
        elif self.unfinished is not None:
            self.say(unfinished_words(self.unfinished))
        else:
            self.say("")
        self.set_class(bool(self.words), "shown")


def run_words(run: PlanRun) -> str:
    """How a plan of this app fares. The numbers come first: a narrow terminal cuts off the end."""
    # Not at the start: most often there is no plan, and Home is drawn a twentieth earlier.
    from chattui.plans.words import clock_words, counts_words
    from chattui.tui.at_work import Course

    title = safe_text(run.plan.title, limit=200)
    counts = run.counts
    done, total = format(counts.ended, ","), format(counts.total, ",")
    if run.is_running and (left := run.seconds_left()):
        return t(
            "▸ {done} of {total}, {time} left, u shows it: {title}",
            done=done,
            total=total,
            time=clock_words(left),
            title=title,
        )
    if run.is_running:
        return t("▸ {done} of {total}, u shows it: {title}", done=done, total=total, title=title)
    if run.course is Course.ENDED:
        counted = counts_words(counts)
        return t("✓ Over, u shows it: {counts}: {title}", counts=counted, title=title)
    return t(
        "! {done} of {total}, paused, u shows it: {title}", done=done, total=total, title=title
    )


def unfinished_words(saved: Saved) -> str:
    """A plan that an earlier run of chattui did not finish."""
    return t(
        "! {done} of {total} done, u takes it up again: {title}",
        done=format(saved.counts.ended, ","),
        total=format(saved.counts.total, ","),
        title=safe_text(saved.plan.title, limit=200),
    )
