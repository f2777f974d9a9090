"""What a plan will do, shown on standard error before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.follow_lines import show_what_follows
from chattui.cli.space_rows import timestamp
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.model import Plan, Row
    from chattui.plans.preview import Preview

ROWS_SHOWN: Final = 5
CHANGE_LENGTH: Final = 72


def show_preview(shown: Preview, *, rows: bool = True) -> None:
    """The plan in sentences and warnings, as whom it is carried out and with which scopes; its
    first `rows` where they are not printed anyway."""
    plan = shown.plan
    say_plan(plan)
    for sentence in shown.sentences:
        output.say(f"  {sentence}")
    if shown.needs:
        from chattui.oauth.scopes import short_name

        names = ", ".join(map(short_name, shown.needs))
        output.say("  " + t("Needs {scopes}.", scopes=names))
    for row in plan.rows[: ROWS_SHOWN if rows else 0]:
        output.say(f"  · {row_words(row)}")
    if rows and (more := len(plan.rows) - ROWS_SHOWN) > 0:
        output.say("  · " + tn("and {count} more row", "and {count} more rows", more))
    show_what_follows(shown)
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
    parts = (details_words(row), row.who_label, row.space_label or row.space)
    return " · ".join(part for part in parts if part)


def details_words(row: Row) -> str:
    """What a row does; of a change also what is to be different."""
    from chattui.plans.words import action_words, contents_words

    about = (contents_words(row) if row.mask else "") or _about(row.mask)
    about = about if len(about) <= CHANGE_LENGTH else about[: CHANGE_LENGTH - 1] + "…"
    words = action_words(row)
    return t("{change}: {about}", change=words, about=about) if about else words


def _about(mask: str) -> str:
    """The settings that an updateMask names, in words."""
    words = {
        "display_name": t("name"),
        "space_details": t("description and guidelines"),
        "space_type": t("kind"),
        "space_history_state": t("history"),
        "access_settings": t("access"),
        "permission_settings": t("permissions"),
    }
    fields = [field.partition(".")[0] for field in mask.split(",") if field]
    return ", ".join(dict.fromkeys(words.get(field, field) for field in fields))


def plan_json(plan: Plan, shown: Preview | None = None) -> dict[str, Any]:
    """A plan without its rows, with what its preview says, as JSON documents hold it."""
    document = {
        "id": plan.id,
        "kind": plan.kind.value,
        "title": plan.title,
        "account": plan.email,
        "admin": plan.admin,
        "createdAt": timestamp(datetime.fromtimestamp(plan.created_at, UTC)),
        "rows": len(plan.rows),
        "undoOf": plan.undo_of,
        "warnings": [warning.as_json() for warning in plan.warnings],
    }
    return {**document, **(shown.as_json() if shown else {})}
