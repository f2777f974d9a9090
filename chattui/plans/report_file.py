"""A report as a file: JSON where its name says so, else CSV; nothing is written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.plans.report import Report


def csv_text(report: Report) -> str:
    """The rows as CSV with a header; what a spreadsheet would run is made inert."""
    import csv
    import io

    from chattui.plans.report import COLUMNS
    from chattui.safe_text import spreadsheet_cell

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([spreadsheet_cell(cell) for cell in row] for row in report.csv_rows())
    return table.getvalue()


def json_text(report: Report) -> str:
    """The whole report as one JSON document."""
    import json

    from chattui.safe_text import escape_in_json

    return escape_in_json(json.dumps(report.as_json(), ensure_ascii=False, indent=2)) + "\n"


def write_report(path: Path, report: Report) -> None:
    """A new file at `path`, for its owner only. Blocking.

    Raises ProblemError ``export.exists`` (exit 2) and those of the disk.
    """
    from chattui.oauth.exporting import write_export
    from chattui.secret import Secret

    is_json = path.suffix.casefold() == ".json"
    write_export(path, Secret(json_text(report) if is_json else csv_text(report)))
