"""chattui plans list."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.plan_preview import plan_json
from chattui.cli.plan_result import counts_json
from chattui.cli.space_rows import timestamp
from chattui.cli.work import session_of
from chattui.problem import Exit
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.plans.journal import Saved

IN_TEXT: Final = ("id", "created", "state", "done", "total", "title", "account")
COLUMNS: Final = (
    "id",
    "created",
    "state",
    "title",
    "account",
    "admin",
    "total",
    "done",
    "failed",
    "skipped",
    "waiting",
    "ended",
)


async def run(args: argparse.Namespace, context: Context) -> int:
    """List the plans that are kept, the newest first; needs no sign-in and opens no vault."""
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        saved = await session.plans().list()
    if args.unfinished:
        saved = tuple(each for each in saved if not each.is_ended)
    for each in saved:
        if each.problem:
            output.warn(each.problem)
    if not saved and args.format == "text":
        none = t("No plan is unfinished.") if args.unfinished else t("No plan is kept here.")
        output.say(none)
        return Exit.DONE
    for_scripts = args.format == "csv"
    rows = [_row(each, for_scripts) for each in saved]
    marked = any(each.plan.admin for each in saved)
    in_text = (*IN_TEXT, "admin") if marked else IN_TEXT
    usual = in_text if args.format == "text" else COLUMNS
    output.write_list(args, "plans", [_document(each) for each in saved], rows, COLUMNS, usual)
    return Exit.DONE


def _state(saved: Saved) -> str:
    if saved.is_running:
        return "running"
    if saved.problem:
        return "unreadable"
    return "ended" if saved.is_ended else "unfinished"


def _document(saved: Saved) -> dict[str, Any]:
    plan = plan_json(saved.plan)
    plan["rows"] = saved.counts.total
    return {**plan, "state": _state(saved), "counts": counts_json(saved.counts)}


def _row(saved: Saved, for_scripts: bool) -> dict[str, str]:
    from chattui.chat.when import relative_time

    plan, counts = saved.plan, saved.counts
    made = datetime.fromtimestamp(plan.created_at, UTC)
    ended = datetime.fromtimestamp(saved.ended_at, UTC) if saved.ended_at else None
    now = datetime.now(UTC).astimezone()
    words = {"running": t("running"), "ended": t("ended"), "unfinished": t("UNFINISHED")}
    words["unreadable"] = t("UNREADABLE")
    state = _state(saved)
    return {
        "id": plan.id,
        "created": timestamp(made) if for_scripts else relative_time(made, now),
        "state": state if for_scripts else words[state],
        "title": plan.title,
        "account": safe_text(plan.email),
        "admin": ("true" if plan.admin else "false") if for_scripts else _yes_no(plan.admin),
        "total": str(counts.total),
        "done": str(counts.done),
        "failed": str(counts.failed),
        "skipped": str(counts.skipped),
        "waiting": str(counts.waiting),
        "ended": timestamp(ended) if for_scripts else relative_time(ended, now),
    }


def _yes_no(value: bool) -> str:
    return t("yes") if value else t("no")
