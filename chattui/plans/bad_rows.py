"""Rows of a table or a list that cannot be used, as problems that are read in one look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from chattui.plans.table_rows import BadRow
from chattui.problem import Exit, Problem
from chattui.words import t

APART: Final = 3
"""So many rows with the same mistake are told one by one; more are one mistake of the table's,
which takes three lines and not three for each row."""


def bad_row_problems(rows: Iterable[BadRow]) -> tuple[Problem, ...]:
    """What is wrong with `rows`, each line named; exit status 2."""
    alike: dict[str, list[BadRow]] = {}
    for row in rows:
        alike.setdefault(row.reason, []).append(row)
    problems: list[Problem] = []
    for same in alike.values():
        lines = sorted({row.line for row in same})
        if len(lines) == 1:
            problems.append(_of_line(same))
        elif len(same) <= APART:
            problems += [_of_line([row]) for row in same]
        else:
            problems.append(_of_lines(lines, same[0]))
    return tuple(problems)


def _of_line(rows: Sequence[BadRow]) -> Problem:
    text = ", ".join(row.text for row in rows)
    words = t("Line {line}: “{text}” cannot be used.", line=rows[0].line, text=text)
    return _problem(words, rows[0])


def _of_lines(lines: Sequence[int], first: BadRow) -> Problem:
    words = t(
        "{count} lines cannot be used: {lines}. The first of them: “{text}”.",
        count=format(len(lines), ","),
        lines=_ranges(lines),
        text=first.text,
    )
    return _problem(words, first)


def _problem(words: str, row: BadRow) -> Problem:
    remedy = t("Correct it or leave it out.")
    return Problem("people.bad_row", words, row.reason, row.remedy or remedy, exit=Exit.USAGE)


def _ranges(lines: Sequence[int]) -> str:
    """``2–6, 8, 10–61``."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    return ", ".join("–".join(map(str, run)) for run in runs)
