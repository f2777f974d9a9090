"""The checklist: the steps in their order, and how far one is with each."""

from __future__ import annotations

from chattui.guide.facts import Facts, check, facts_of
from chattui.guide.model import Standing, Step
from chattui.guide.pages import STEP_PAGES, page
from chattui.guide.standing import Known, known_of
from chattui.guide.ticks import Ticks, remember_project, tick
from chattui.words import t

__all__ = [
    "MARKS",
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

STEP_IDS = tuple(STEP_PAGES)
"""In the order in which one rests on another, and in which they are shown."""


MARKS = {
    Standing.OPEN: "·",
    Standing.DONE: "✓",
    Standing.TICKED: "✓",
    Standing.TROUBLE: "✗",
}
"""The sign of a standing; words stand beside it, which tell a tick from what was checked."""


def steps(facts: Facts, ticks: Ticks | None = None) -> tuple[Step, ...]:
    """Every step with its page and its standing; `ticks` in place of those of the facts.

    A tick stands in for what cannot be told: what was found out, for good or ill, is shown.
    """
    ticked = (ticks or facts.ticks).of(facts.project)
    return tuple(_step(step_id, facts, ticked.get(step_id)) for step_id in STEP_IDS)


def _step(step_id: str, facts: Facts, ticked: float | None) -> Step:
    known = known_of(step_id, facts)
    if known.standing is Standing.OPEN and ticked is not None:
        known = Known(
            Standing.TICKED,
            known.words or t("You ticked it, {when}.", when=facts.when(ticked)),
            known.is_optional,
        )
    return Step(page(step_id, facts), known.standing, known.words, known.is_optional)


def next_step(found: tuple[Step, ...]) -> Step | None:
    """The first step that is to be done: one in trouble before those that are open.

    None where nothing is left but what can be left out.
    """
    wanted = [step for step in found if not step.is_optional]
    for standing in (Standing.TROUBLE, Standing.OPEN):
        for step in wanted:
            if step.standing is standing:
                return step
    return None
