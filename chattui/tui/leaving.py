"""Leaving the app while a plan is at work: asked first, and what is on its way is waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chattui.tui.at_work import PlanRun, at_work
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.tui.app import ChattuiApp


def leave(app: ChattuiApp) -> None:
    """End the app; where plans are at work, once they were stopped, and the person said so.

    Asked for a second time, it ends at once: a plan may be killed at any moment.
    """
    from chattui.tui.screens.confirm import ConfirmScreen

    running = at_work(app).running()
    if not running or isinstance(app.screen, ConfirmScreen):
        app.exit()
        return
    app.run_worker(_ask(app, running), group="leave", exclusive=True, exit_on_error=False)


async def _ask(app: ChattuiApp, running: Sequence[PlanRun]) -> None:
    from chattui.tui.screens.confirm import confirm

    left = sum(run.counts.waiting for run in running)
    details = tn(
        "{count} row is still to be done. The plan stops with what is on its way, is kept, and"
        " goes on when you say so: Home tells of it.",
        "{count} rows are still to be done. The plan stops with what is on its way, is kept, and"
        " goes on when you say so: Home tells of it.",
        left,
    )
    if await confirm(app, t("Leave chattui while a plan is at work?"), details):
        await asyncio.gather(*(run.stop() for run in running))
        app.exit()
