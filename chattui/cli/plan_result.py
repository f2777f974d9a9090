"""The rows of a plan, before and after it was carried out, as a table, CSV or JSON."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from chattui.cli import output
from chattui.cli.plan_preview import details_words, plan_json
from chattui.plans.report import COLUMNS

if TYPE_CHECKING:
    from chattui.plans.model import Counts, Row
    from chattui.plans.preview import Preview
    from chattui.plans.report import Report
    from chattui.problem import ProblemError

IN_TEXT: Final = ("result", "action", "email", "space", "spaceLabel", "problem")


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


def planned_document(shown: Preview) -> dict[str, Any]:
    """A plan before it is begun, with the request of each row; where it makes a single space, that
    request is at the top as well."""
    from chattui.plans.report import Report

    plan = shown.plan
    requests = [_request(row) for row in plan.rows]
    rows = [{**row, **sent} for row, sent in zip(Report(plan).rows, requests, strict=True)]
    document = {"dryRun": True, "plan": plan_json(plan, shown), "rows": rows}
    made = [row for row in plan.rows if row.action == "create_space"]
    if len(made) != 1:
        return document
    needs = {"needs": list(shown.needs), "missing": list(shown.missing)}
    return {**document, **requests[made[0].number - 1], **needs}


def _request(row: Row) -> dict[str, Any]:
    """What is sent for a row: the method, and what its query and its body hold."""
    from chattui.chat.methods import SPACES_CREATE
    from chattui.cli.follow_lines import request_of
    from chattui.plans.follow_rows import is_follow_up
    from chattui.plans.steps import Step

    if is_follow_up(row):
        return request_of(row)
    method = Step(row, row.space).method
    body, query = dict(row.body), {}
    if row.mask:
        query["updateMask"] = row.mask
    if method == SPACES_CREATE.id:
        body = dict(row.body["space"])
    if "memberships" in body:
        body["requestId"] = row.request_id
    elif row.request_id:
        query["requestId"] = row.request_id
    return {"method": method, "query": query, "body": body}


def write_result(
    args: argparse.Namespace,
    report: Report,
    stopped: ProblemError | None = None,
    *,
    rows: Sequence[Row] | None = None,
) -> None:
    """What came of a plan, whole or stopped, on standard output; of `rows` alone where given."""
    shown = report.plan.rows if rows is None else rows
    numbers = {row.number for row in shown}
    documents = [row for row in report.rows if row["row"] in numbers]
    document: dict[str, Any] = {
        "plan": plan_json(report.plan),
        "rows": documents,
        "counts": counts_json(report.counts),
    }
    if stopped is not None:
        document["problem"] = stopped.problem.as_json()
    write_rows(args, document, report, shown)


def write_rows(
    args: argparse.Namespace, document: dict[str, Any], report: Report, rows: Sequence[Row]
) -> None:
    """The document, or `rows` as a table, on standard output; nothing where there is no row."""
    if args.format == "json":
        output.write_json(document)
    elif args.format == "csv":
        numbers = {row.number for row in rows}
        cells = [row for row in report.csv_rows() if int(row[0]) in numbers]
        plain = [dict(zip(COLUMNS, row, strict=True)) for row in cells]
        output.write_csv(plain, output.choose_columns(args.columns, COLUMNS))
    elif rows:
        words = [_in_words(report, row) for row in rows]
        output.write_list(args, "rows", [], words, COLUMNS, _usual(report, words))


def _usual(report: Report, rows: Sequence[Mapping[str, str]]) -> Sequence[str]:
    """For a person: what the rows differ in."""
    spaces = {row["spaceLabel"] for row in rows}
    people = any(row["email"] for row in rows)
    nobody = any(not row["email"] for row in rows)
    made = report.plan.kind == "create_spaces" and any(row["space"] for row in rows)
    wanted = {
        "space": made,
        "spaceLabel": len(spaces) > 1 or nobody,
        "problem": any(row["problem"] for row in rows),
        "email": people,
    }
    return [name for name in IN_TEXT if wanted.get(name, True)]


def _in_words(report: Report, row: Row) -> dict[str, str]:
    """A row of a table for a person."""
    from chattui.plans.words import problem_words, state_words

    outcome = report.outcome(row)
    return {
        "row": str(row.number),
        "action": details_words(row),
        "space": report.space_of(row),
        "spaceLabel": row.space_label or row.space,
        "who": row.who,
        "email": row.who_label,
        "state": outcome.state.value,
        "result": state_words(outcome),
        "problem": problem_words(outcome),
        "line": str(row.line or ""),
    }
