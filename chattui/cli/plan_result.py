"""The rows of a plan, before and after it was carried out, as a table, CSV or JSON."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.plan_preview import plan_json
from chattui.plans.report import COLUMNS

if TYPE_CHECKING:
    from chattui.plans.model import Counts, Plan, Row
    from chattui.plans.report import Report
    from chattui.problem import ProblemError

IN_TEXT: Final = ("action", "email", "spaceLabel", "state", "problem")


def planned_row(row: Row) -> dict[str, Any]:
    """A row of a plan that has not been begun, in the columns of a report."""
    return {
        "row": row.number,
        "action": row.action.value,
        "space": row.space,
        "spaceLabel": row.space_label,
        "who": row.who,
        "email": row.who_label,
        "state": "waiting",
        "result": None,
        "problem": None,
        "line": row.line,
    }


def counts_json(counts: Counts) -> dict[str, Any]:
    """How many rows are how far, as JSON documents hold it."""
    return {
        "total": counts.total,
        "done": counts.done,
        "failed": counts.failed,
        "skipped": counts.skipped,
        "waiting": counts.waiting,
        "results": dict(counts.by_result),
    }


def write_result(
    args: argparse.Namespace,
    plan: Plan,
    report: Report,
    stopped: ProblemError | None = None,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """What came of a plan, whole or stopped, on standard output; of `rows` alone where given."""
    rows = report.rows if rows is None else rows
    document: dict[str, Any] = {
        "plan": plan_json(plan),
        "rows": list(rows),
        "counts": counts_json(report.counts),
    }
    if stopped is not None:
        document["problem"] = stopped.problem.as_json()
    write_rows(args, document, rows)


def write_rows(
    args: argparse.Namespace, document: dict[str, Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """The document, or its rows as a table, on standard output."""
    if args.format == "json":
        output.write_json(document)
    elif rows or args.format == "csv":
        plain = [{name: _cell(row.get(name)) for name in COLUMNS} for row in rows]
        output.write_list(args, "rows", rows, plain, COLUMNS, _usual(args, rows))


def _usual(args: argparse.Namespace, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """For a person: what the rows differ in."""
    if args.format == "csv":
        return COLUMNS
    spaces = {row.get("space") for row in rows}
    told = any(row.get("problem") for row in rows)
    people = any(row.get("email") for row in rows)
    wanted = {"spaceLabel": len(spaces) > 1 or not people, "problem": told, "email": people}
    return [name for name in IN_TEXT if wanted.get(name, True)]


def _cell(value: Any) -> str:
    """A value of a row in a table; of a problem what happened and why."""
    if isinstance(value, Mapping):
        return " ".join(filter(None, (value.get("message"), value.get("cause"))))
    return "" if value is None else str(value)
