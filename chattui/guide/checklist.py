"""The checklist: the steps in their order, and how far one is with each."""

from __future__ import annotations

from chattui.guide.facts import Facts, check, facts_of
from chattui.guide.model import Page, Standing, Step
from chattui.guide.ticks import Ticks, remember_project, tick

__all__ = [
    "STEP_IDS",
    "Facts",
    "Ticks",
    "check",
    "facts_of",
    "next_step",
    "remember_project",
    "steps",
    "tick",
]

STEP_IDS = (
    "workspace-account",
    "project",
    "chat-api",
    "chat-app",
    "consent",
    "audience",
    "scopes",
    "client",
    "file",
    "import",
    "sign-in",
    "first-space",
)
"""In the order in which one rests on another, and in which they are shown."""


def steps(facts: Facts, ticks: Ticks | None = None) -> tuple[Step, ...]:
    """Every step with its page and its standing; `ticks` in place of those of the facts."""
    ticked = (ticks or facts.ticks).of(facts.project)
    return tuple(
        Step(Page(step_id, step_id, ()), Standing.TICKED if step_id in ticked else Standing.OPEN)
        for step_id in STEP_IDS
    )


def next_step(found: tuple[Step, ...]) -> Step | None:
    """The first step that is not done and not ticked; None where all are."""
    settled = {Standing.DONE, Standing.TICKED}
    return next((s for s in found if s.standing not in settled and not s.is_optional), None)
