"""What the command line prints: data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from chattui.log import note
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import cells, escape_in_json, safe_text, spreadsheet_cell
from chattui.words import t

if TYPE_CHECKING:
    import argparse


class _Closed(io.TextIOBase):
    """Standard output where the process was started without one."""

    def write(self, text: str) -> NoReturn:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare_streams() -> None:
    """A terminal that cannot write a character gets its escape, never an error.

    Python gives None for a stream that is closed: data that is written there must not vanish
    silently, and words to nobody need no place.
    """
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Write out what is buffered, so that a closed pipe or a full disk is met here."""
    sys.stdout.flush()


def abandon() -> None:
    """Drop what standard output did not take, or Python would complain of it at the very end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def not_written(error: OSError) -> Problem:
    """Standard output did not take what was to be printed."""
    return Problem(
        "cli.not_written",
        t("The result could not be written to standard output."),
        t("The operating system said: {reason}.", reason=os.strerror(error.errno or errno.EIO)),
        t("What was done stays done. Look at where the output goes, then ask for it again."),
    )


def say(words: str) -> None:
    """One line of progress or explanation, for a person; where nobody reads, work goes on."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(_in_lines(words) + "\n")
        sys.stderr.flush()


def _in_lines(words: str) -> str:
    """For a terminal, broken between words; what is copied as a whole stays one line.

    A terminal breaks in the middle of words. An address has no blank; a command line to copy
    (``ssh -L …``) is printed by `say_whole`.
    """
    if not sys.stderr.isatty():
        return words
    import textwrap

    width = width_of(sys.stderr)
    lines = []
    for line in words.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line,
            max(width, 20),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def width_of(stream: TextIO) -> int:
    """How wide the terminal is that `stream` writes to; 80 where it is none, or does not tell."""
    try:
        return (os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0) or 80
    except (OSError, ValueError):  # ValueError: the stream is closed
        return 80


def say_whole(line: str) -> None:
    """One line that a person copies, however long it is."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def say_in_place(words: str) -> None:
    """Words over those before on a terminal's line, which is not ended."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"\r{words}\r")
        sys.stderr.flush()


def done(words: str) -> None:
    """One finished step."""
    say(f"✓ {words}")


def show_problem(problem: Problem) -> None:
    """What happened, why, and what to do next."""
    _show("✗", problem)


def warn(problem: Problem) -> None:
    """Something that went wrong beside the work, which goes on."""
    _show("!", problem)


def _show(mark: str, problem: Problem) -> None:
    rest = (problem.cause, problem.remedy, problem.link)
    say("\n".join([f"{mark} {problem.message}", *(f"  {line}" for line in rest if line)]))


def show_crash(error: Exception) -> None:
    """An error of our own: its kind and place, never its text or variables."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    kind, file = type(error).__name__, os.path.basename(place.filename)
    note("own_error", kind=kind, at=f"{file}:{place.lineno}")
    say(
        "✗ "
        + t(
            "chattui met an error of its own: {kind} in {file}, line {line}.",
            kind=kind,
            file=file,
            line=place.lineno,
        )
    )
    say("  " + t("What was stored is intact. Please report it with the command that you gave."))
    if os.environ.get("CHATTUI_DEBUG"):
        say("".join(traceback.format_tb(error.__traceback__)))


def write_json(document: Any) -> None:
    """One JSON document on standard output, without a character that would not draw as it is."""
    import json

    encoding = (sys.stdout.encoding or "").replace("-", "").replace("_", "").casefold()
    plain = json.dumps(document, ensure_ascii=not encoding.startswith("utf"), indent=2)
    sys.stdout.write(escape_in_json(plain) + "\n")


def write_problem(error: ProblemError) -> None:
    """A failure as the one JSON document: ``problem``, and ``others`` that were found with it."""
    document: dict[str, Any] = {"problem": error.problem.as_json()}
    if error.others:
        document["others"] = [problem.as_json() for problem in error.others]
    write_json(document)


def write_line(words: str) -> None:
    """One line of text on standard output; text from outside must be safe already."""
    sys.stdout.write(words + "\n")


def choose_columns(
    wanted: str, known: Sequence[str], usual: Sequence[str] | None = None
) -> list[str]:
    """The columns of ``--columns``, else the `usual` ones, else all.

    Raises ProblemError for an unknown one.
    """
    chosen = [name.strip() for name in wanted.split(",") if name.strip()] or list(usual or known)
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

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([spreadsheet_cell(row.get(name, "")) for name in columns])
    sys.stdout.write(table.getvalue())


def write_table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    """A plain table for a person, its cells made safe, its columns as wide as they need.

    On a terminal, words that do not fit are left out of the last column, since it would break
    them anywhere; an address or an id there stays whole, to be copied.
    """
    drawn = [[safe_text(row.get(name, ""), limit=60) for name in columns] for row in rows]
    head = [_CAMEL.sub(" ", name).upper() for name in columns]
    widths = [max(cells(line[i]) for line in (head, *drawn)) for i in range(len(columns))]
    room = width_of(sys.stdout) - sum(widths[:-1]) - 2 * (len(columns) - 1)
    if sys.stdout.isatty() and room >= len(head[-1]):
        drawn = [[*line[:-1], _cut(line[-1], room)] for line in drawn]
        widths[-1] = 0
    for line in (head, *drawn):
        padded = [
            cell + " " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True)
        ]
        write_line("  ".join(padded).rstrip())


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _cut(cell: str, room: int) -> str:
    if cells(cell) <= room or " " not in cell:
        return cell
    while cells(cell) >= room:
        cell = cell[:-1]
    return f"{cell}…"


def write_list(
    args: argparse.Namespace,
    name: str,
    documents: Sequence[Any],
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    usual: Sequence[str] | None = None,
) -> None:
    """A list in the format that was asked for: `documents` as JSON under `name`, else `rows`."""
    chosen = choose_columns(args.columns, columns, usual)
    if args.format == "json":
        write_json({name: documents})
    elif args.format == "csv":
        write_csv(rows, chosen)
    else:
        write_table(rows, chosen)
