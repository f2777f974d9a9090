"""What the command line prints: data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    import argparse


def prepare_streams() -> None:
    """A terminal that cannot write a character gets its escape, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Write out what is buffered, so that a closed pipe is met here."""
    sys.stdout.flush()


def say(words: str) -> None:
    """One line of progress or explanation, for a person."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def done(words: str) -> None:
    """One finished step."""
    say(f"✓ {words}")


def show_problem(problem: Problem) -> None:
    """What happened, why, and what to do next, on standard error."""
    lines = [f"✗ {problem.message}"]
    lines += [f"  {line}" for line in (problem.cause, problem.remedy, problem.link) if line]
    with contextlib.suppress(OSError, ValueError):
        say("\n".join(lines))


def show_crash(error: Exception) -> None:
    """An error of our own: its kind and place, never its text or variables."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    say(
        "✗ "
        + t(
            "chattui met an error of its own: {kind} in {file}, line {line}.",
            kind=type(error).__name__,
            file=os.path.basename(place.filename),
            line=place.lineno,
        )
    )
    say("  " + t("What was stored is intact. Please report it with the command that you gave."))
    if os.environ.get("CHATTUI_DEBUG"):
        say("".join(traceback.format_tb(error.__traceback__)))


def write_json(document: Any) -> None:
    """One JSON document on standard output."""
    import json

    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def write_line(words: str) -> None:
    """One line of text on standard output; text from outside must be safe already."""
    sys.stdout.write(words + "\n")


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """The option ``--format``, and ``--columns`` where csv is offered."""
    choices = ("text", "json", *formats)
    parser.add_argument("--format", choices=choices, default="text", help=t("how to print"))
    if "csv" in formats:
        parser.add_argument(
            "--columns", metavar="A,B,…", default="", help=t("which columns, and in which order")
        )


def choose_columns(wanted: str, known: Sequence[str]) -> list[str]:
    """The columns of ``--columns``, else all. Raises ProblemError for an unknown one."""
    chosen = [name.strip() for name in wanted.split(",") if name.strip()] or list(known)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise ProblemError(
            Problem(
                "cli.unknown_column",
                t("There is no column {name}.", name=safe_text(unknown[0], limit=40)),
                remedy=t("Known columns: {names}.", names=", ".join(known)),
                exit=Exit.USAGE,
            )
        )
    return chosen


def write_csv(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> None:
    """A CSV table; a cell that a spreadsheet would run as a formula gets a leading apostrophe."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(row.get(name, "")) for name in columns])


def _inert(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def write_table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    """A plain table for a person, its cells made safe, its columns as wide as they need."""
    cells = [[safe_text(row.get(name, ""), limit=60) for name in columns] for row in rows]
    widths = [max([len(name), *(len(line[i]) for line in cells)]) for i, name in enumerate(columns)]
    for line in ([name.upper() for name in columns], *cells):
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        write_line("  ".join(padded).rstrip())


def write_list(
    args: argparse.Namespace,
    name: str,
    documents: Sequence[Any],
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
) -> None:
    """A list in the format that was asked for: `documents` as JSON under `name`, else `rows`."""
    chosen = choose_columns(args.columns, columns)
    if args.format == "json":
        write_json({name: documents})
    elif args.format == "csv":
        write_csv(rows, chosen)
    else:
        write_table(rows, chosen)
