"""Single edits of good files: no exception, no secret shown, and told near where the edit is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from chattui.clientfile import diagnose_bytes, json_report, masked_lines, text_report
from chattui.clientfile.diagnosis import examine
from chattui.clientfile.model import Diagnosis
from chattui.clientfile.tree import Lines
from tests.unit.clientfile.mutations import FILES, SECRETS, Edit, edits, larger_edits

NEAR = 2
"""Lines between an edit and what is told first about it."""
COLUMNS = 20
"""The same in columns, for a file of a single line."""
PIECE = 5
PIECES = {secret[at : at + PIECE] for secret in SECRETS for at in range(len(secret) - PIECE + 1)}

NO_WORDS = {
    piece for piece in PIECES if not re.fullmatch("[a-z]+|[A-Z]+|[0-9]+|[A-Z][a-z]+", piece)
}
"""Those that could not stand in a name or an address: a person has to tell the others apart."""


def everything_shown(found: Diagnosis) -> str:
    """All that is drawn or printed about a file."""
    return "\n".join(
        [
            *masked_lines(found),
            text_report(found, color=False),
            json.dumps(json_report([found]), ensure_ascii=False),
        ]
    )


def pieces_of(text: str) -> set[str]:
    """Every run of as many characters as must not be shown of a secret."""
    return {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}


def check_report(edit: Edit, pieces: set[str] = PIECES) -> None:
    """What is told of an edited file is in the file, and no secret is in it."""
    found = diagnose_bytes(edit.text.encode("utf-8", "surrogatepass"), "file.json")
    shown = pieces_of(everything_shown(found)) & pieces
    assert not shown, f"{edit.what} of {edit.file}: a piece of a secret is shown"
    text = found.document.text
    lines = Lines(text)
    for finding in found.findings:
        assert 1 <= finding.line <= len(lines)
        start, end = lines.range_of(finding.line)
        assert 1 <= finding.column <= end - start + 1
        if finding.span is not None:
            assert 0 <= finding.span[0] <= len(text)
            assert finding.span[0] < finding.span[1] <= len(text) + 1


def distances(made: Iterable[Edit]) -> tuple[list[int], list[int]]:
    """The lines, and in files of one line the columns, from an edit to what is told first.

    Of those edits only that leave no JSON.
    """
    in_lines: list[int] = []
    in_columns: list[int] = []
    for edit in made:
        if edit.is_json:
            continue
        first = examine(edit.text.encode("utf-8", "surrogatepass")).findings[0]
        lines = Lines(edit.text)
        above, below = lines.locate(edit.start)[0], lines.locate(edit.end)[0]
        in_lines.append(max(above - first.line, first.line - below, 0))
        if "one line" in edit.file and first.span is not None:
            left, right = first.span
            in_columns.append(max(edit.start - right, left - edit.end, 0))
    return in_lines, in_columns


def share(distances: list[int], limit: int) -> float:
    """How many of `distances` are at most `limit`, as a part of all."""
    return sum(distance <= limit for distance in distances) / len(distances)


def check_nearness(made: Iterable[Edit]) -> str:
    """The first finding is near the edit; what was measured, in words."""
    in_lines, in_columns = distances(made)
    assert share(in_lines, NEAR) >= 0.99
    assert share(in_columns, COLUMNS) >= 0.95
    ordered = sorted(in_columns)
    return (
        f"{len(in_lines)} edits leave no JSON: first finding within {NEAR} lines in "
        f"{share(in_lines, NEAR):.2%}; in files of one line within {COLUMNS} columns in "
        f"{share(in_columns, COLUMNS):.2%}, median {ordered[len(ordered) // 2]}"
    )


def test_the_good_files_are_good() -> None:
    for name, text in FILES.items():
        codes = {finding.code for finding in diagnose_bytes(text.encode()).findings}
        assert codes <= {"CS110", "CS214", "CS220"}, name


def test_edited_files_are_diagnosed_without_showing_a_secret() -> None:
    """A sample; `test_twelve_thousand_edits` is the whole."""
    for edit in edits(700, seed=1):
        check_report(edit)


@pytest.mark.exhaustive
def test_larger_edits_show_no_secret_either() -> None:
    for edit in larger_edits(1500, seed=4):
        check_report(edit, NO_WORDS)


def test_the_first_finding_is_near_the_edit() -> None:
    """A sample; `test_twelve_thousand_edits` is the whole."""
    print(check_nearness(edits(3000, seed=2)))


@pytest.mark.exhaustive
def test_twelve_thousand_edits() -> None:
    made = list(edits(12_000, seed=3))
    for edit in made:
        check_report(edit)
    for edit in larger_edits(12_000, seed=5):
        check_report(edit, NO_WORDS)
    print(check_nearness(made))
