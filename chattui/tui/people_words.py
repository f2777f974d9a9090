"""What is told about a list of people that somebody typed or pasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chattui.tui.widgets.bars import shorten
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.people_input import BadRow, PeopleInput

BAD_SHOWN = 2
MANY_BAD = 1000
"""Wrong rows that are listed one by one."""


def understood(found: PeopleInput | None) -> str:
    """What was understood of a list: its shape, how many of whom, and the rows that are wrong."""
    if found is None:
        return ""
    kinds = Counter(wanted.kind for wanted in found.wanted)
    counts = [
        tn("{count} person", "{count} people", kinds["person"]) if kinds["person"] else "",
        tn("{count} Google group", "{count} Google groups", kinds["group"])
        if kinds["group"]
        else "",
        t("the app itself") if kinds["app"] else "",
        _repeated(len(found.repeated)) if found.repeated else "",
        _wrong(len(found.bad)) if found.bad else "",
    ]
    nobody = t("Nobody yet")
    lines = [found.shape, " · ".join(part for part in counts if part) or nobody]
    lines += [
        t("✗ line {line}: {text}  {reason}", line=b.line, text=shorten(b.text, 30), reason=b.reason)
        for b in found.bad[:BAD_SHOWN]
    ]
    return "\n".join(line for line in lines if line)


def _wrong(count: int) -> str:
    return tn("{count} row is wrong:", "{count} rows are wrong:", count)


def _repeated(count: int) -> str:
    return tn(
        "{count} came more than once and counts once",
        "{count} came more than once and count once",
        count,
    )


def bad_rows(found: PeopleInput) -> str:
    """All rows that are wrong, each with its line and the reason."""
    return rows_words(found.bad)


def rows_words(bad: Sequence[BadRow]) -> str:
    """Rows that are wrong, each with its line and the reason."""
    return "\n".join(
        t("line {line}: {text}  {reason}", line=b.line, text=b.text, reason=b.reason)
        for b in bad[:MANY_BAD]
    )
