"""What is told about a list of people that somebody typed or pasted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from chattui.chat.models import DIRECT_MESSAGE
from chattui.chat.new_space import MEMBERS_LIMIT
from chattui.chat.people import ParsedPeople
from chattui.problem import Exit, Problem
from chattui.tui.widgets.bars import shorten
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.people_input import PeopleInput

BAD_SHOWN = 2
MANY_BAD = 1000
"""Wrong rows that are listed one by one."""


def people_words(parsed: ParsedPeople, kind: str) -> str:
    """How many were found, and what could not be read, by its line."""
    count = len(parsed.people)
    if not count and not parsed.bad:
        if kind == DIRECT_MESSAGE:
            return t("One address: the person to write to.")
        return t("Up to {limit} people; you are in it anyway.", limit=MEMBERS_LIMIT)
    lines = [tn("{count} person.", "{count} people.", count)]
    if parsed.repeated:
        lines.append(
            tn(
                "{count} came more than once and counts once.",
                "{count} came more than once and count once.",
                len(parsed.repeated),
            )
        )
    if count > MEMBERS_LIMIT:
        lines.append(t("! Google takes {limit} with the new space.", limit=MEMBERS_LIMIT))
    first = " ".join(lines)
    bad = [
        t("✗ line {line}: {text}  {reason}", line=b.line, text=b.text, reason=b.reason)
        for b in parsed.bad[:BAD_SHOWN]
    ]
    left = len(parsed.bad) - len(bad)
    if left:
        bad.append(tn("and {count} more", "and {count} more", left))
    return "\n".join([first, *bad])


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
    ]
    nobody = t("Nobody yet")
    lines = [found.shape, " · ".join(part for part in counts if part) or nobody]
    lines += [
        t("✗ line {line}: {text}  {reason}", line=b.line, text=shorten(b.text, 30), reason=b.reason)
        for b in found.bad[:BAD_SHOWN]
    ]
    left = len(found.bad) - BAD_SHOWN
    if left > 0:
        lines.append(tn("and {count} more", "and {count} more", left))
    return "\n".join(line for line in lines if line)


def _repeated(count: int) -> str:
    return tn(
        "{count} came more than once and counts once",
        "{count} came more than once and count once",
        count,
    )


def bad_rows(found: PeopleInput) -> str:
    """All rows that are wrong, each with its line and the reason."""
    return "\n".join(
        t("line {line}: {text}  {reason}", line=b.line, text=b.text, reason=b.reason)
        for b in found.bad[:MANY_BAD]
    )


def bad_entry_problem(parsed: ParsedPeople) -> Problem:
    """The first entry that is no address."""
    bad = parsed.bad[0]
    return Problem(
        "creation.bad_entry",
        tn(
            "{count} entry in the list of people cannot be read.",
            "{count} entries in the list of people cannot be read.",
            len(parsed.bad),
        ),
        t("Line {line}: {text}. {reason}", line=bad.line, text=bad.text, reason=bad.reason),
        t("Correct it or take it out."),
        exit=Exit.USAGE,
    )
