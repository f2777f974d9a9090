"""What became of the people who came with a new space, in words and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chattui.chat.models import part_of
from chattui.chat.outcome import ADDED, DROPPED, INVITED, MemberResult
from chattui.plans.model import Row
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn


def member_json(member: MemberResult) -> dict[str, Any]:
    """The form that ``spaces create --format json`` prints."""
    problem = member.problem.as_json() if member.problem else None
    return {"email": member.email, "result": member.result, "problem": problem}


def member_from(raw: Mapping[str, Any]) -> MemberResult:
    """What `member_json` gave, with words that are safe to show."""
    said = part_of(raw, "problem")
    code, message, cause, remedy = (
        safe_text(str(said.get(name, "")), limit=2000, lines=True)
        for name in ("code", "message", "cause", "remedy")
    )
    problem = Problem(code, message, cause, remedy) if said else None
    return MemberResult(str(raw.get("email", "")), str(raw.get("result", "")), problem)


def left_out(row: Row, members: tuple[MemberResult, ...], *, asked: bool = False) -> Problem | None:
    """What to know about the people of a space that was made, by name; `asked` says that each of
    them has an answer of their own."""
    if asked:
        return _not_added(row, [each for each in members if each.result not in {ADDED, INVITED}])
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


def _not_added(row: Row, members: Sequence[MemberResult]) -> Problem | None:
    if len(members) < 2:
        return members[0].problem if members else None
    return Problem(
        "plans.people_not_added",
        tn(
            "{count} person was not added to {space}.",
            "{count} people were not added to {space}.",
            len(members),
            space=safe_text(row.space_label, limit=200),
        ),
        t(
            "The space is there, and each was asked for by themselves. Not added: {people}.",
            people=safe_text(", ".join(member.email for member in members), limit=2000),
        ),
        t(
            "See to each of them: {first}",
            first=members[0].problem.remedy if members[0].problem else "",
        ),
    )
