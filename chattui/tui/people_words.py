"""What is told about a list of people that somebody typed or pasted."""

from __future__ import annotations

from chattui.chat.models import DIRECT_MESSAGE
from chattui.chat.new_space import MEMBERS_LIMIT
from chattui.chat.people import ParsedPeople
from chattui.problem import Exit, Problem
from chattui.words import t, tn

BAD_SHOWN = 2


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
