"""What became of the people who came with a new space, in words and as JSON."""

from __future__ import annotations

from typing import Any

from chattui.chat.outcome import ADDED, DROPPED, INVITED, MemberResult
from chattui.plans.model import Row
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn


def member_json(member: MemberResult) -> dict[str, Any]:
    """The form that ``spaces create --format json`` prints."""
    problem = member.problem.as_json() if member.problem else None
    return {"email": member.email, "result": member.result, "problem": problem}


def left_out(row: Row, members: tuple[MemberResult, ...]) -> Problem | None:
    """What to know about the people of a space that was made, by name."""
    dropped = [member for member in members if member.result == DROPPED]
    if len(dropped) == 1:
        return dropped[0].problem
    if dropped:
        space = safe_text(row.space_label, limit=200)
        return Problem(
            "plans.people_dropped",
            tn(
                "{count} person was left out of {space}.",
                "{count} people were left out of {space}.",
                len(dropped),
                space=space,
            ),
            t(
                "Google gives no reason while it makes a space. Left out: {people}.",
                people=safe_text(", ".join(member.email for member in dropped), limit=2000),
            ),
            t("Add them by themselves: then more is told of why not."),
        )
    sure = {ADDED, INVITED}
    return next((m.problem for m in members if m.result not in sure and m.problem), None)
