"""What a plan will do, shown on standard error before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.model import Plan, Row
    from chattui.plans.preview import Preview

ROWS_SHOWN: Final = 5


def show_preview(shown: Preview) -> None:
    """The plan in counts, sentences, first rows and warnings, and as whom it is carried out."""
    plan = shown.plan
    say_plan(plan)
    for sentence in shown.sentences:
        output.say(f"  {sentence}")
    for row in plan.rows[:ROWS_SHOWN]:
        output.say(f"  · {row_words(row)}")
    if (more := len(plan.rows) - ROWS_SHOWN) > 0:
        output.say("  · " + tn("and {count} more row", "and {count} more rows", more))
    for warning in plan.warnings:
        output.warn(warning)


def say_plan(plan: Plan) -> None:
    """What it is for, and as whom."""
    output.say(plan.title)
    output.say("  " + _as_whom(plan))


def _as_whom(plan: Plan) -> str:
    email = safe_text(plan.email)
    if plan.admin:
        return t("As {email}, with administrator access.", email=email)
    return t("As {email}.", email=email)


def row_words(row: Row) -> str:
    """One row: what is done, with whom, and where."""
    from chattui.plans.words import action_words

    parts = (action_words(row), row.who_label, row.space_label or row.space)
    return " · ".join(part for part in parts if part)


def plan_json(plan: Plan, shown: Preview | None = None) -> dict[str, Any]:
    """A plan without its rows, with what its preview says, as JSON documents hold it."""
    document = {
        "id": plan.id,
        "kind": plan.kind.value,
        "title": plan.title,
        "account": plan.email,
        "admin": plan.admin,
        "createdAt": plan.created_at,
        "rows": len(plan.rows),
        "undoOf": plan.undo_of,
        "warnings": [warning.as_json() for warning in plan.warnings],
    }
    return {**document, **(shown.as_json() if shown else {})}
