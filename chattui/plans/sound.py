"""Whether what the journal holds is a plan that chattui could have made.

The file lies on a disk for weeks. A plan that was changed there is not carried out half understood:
what a row shows and what it sends belong together, and what is shown can do a terminal no harm.
Every `check_…` raises ValueError.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any, Final

from chattui.chat.names import is_space_name
from chattui.chat.setup import membership_body
from chattui.plans.follow_rows import FOLLOW_UPS
from chattui.plans.follow_sound import follow_up_is_sound
from chattui.plans.journal_problem import unreadable
from chattui.plans.model import Action, Counts, Kind, Outcome, Plan, Row
from chattui.problem import Problem, ProblemError
from chattui.safe_text import is_safe, safe_text
from chattui.words import t

_ROLES: Final = frozenset({"ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER", "ROLE_MEMBER"})
_ABOUT_SOMEBODY: Final = frozenset({Action.ADD_MEMBER, Action.SET_ROLE, Action.REMOVE_MEMBER})
_LINK: Final = re.compile(r"https://(?:[a-z0-9-]+\.)*google\.com(?:/|$)")
_LAST_MOMENT: Final = 253_402_300_799.0
"""The end of the year 9999, in seconds since 1970: what a calendar can name."""


@contextmanager
def understood(plan_id: str) -> Iterator[None]:
    """What makes no sense meanwhile is told as ProblemError ``plans.unreadable``."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ProblemError(unreadable(plan_id)) from None


def unknown_plan(plan_id: str) -> Plan:
    """What stands for a plan of which nothing but its id can be read."""
    title = t("A plan that cannot be read")
    return Plan(safe_text(plan_id, limit=40), Kind.ADD_MEMBERS, title, "", "", "", ())


def checked_plan(plan: Plan, plan_id: str) -> Plan:
    """`plan`, which is kept as `plan_id`, with words that are safe to show."""
    _demand(plan.id == plan_id)
    _texts(plan.id, plan.title, plan.account, plan.email, plan.project, plan.undo_of, plan.user_id)
    _demand(isinstance(plan.admin, bool) and plan.account != "")
    _moment(plan.created_at)
    made = {row.number for row in plan.rows if row.action is Action.CREATE_SPACE}
    numbers = {row.number for row in plan.rows}
    for row in plan.rows:
        _row(row, made, numbers)
    return replace(
        plan,
        title=safe_text(plan.title),
        email=safe_text(plan.email),
        warnings=tuple(_safe_problem(problem) for problem in plan.warnings),
        rows=tuple(_safe_row(row) for row in plan.rows),
    )


def checked_outcome(outcome: Outcome) -> Outcome:
    """`outcome`, with words that are safe to show."""
    _demand(isinstance(outcome.answer, Mapping) and isinstance(outcome.attempts, int))
    _demand(outcome.space == "" or is_space_name(outcome.space))
    members = outcome.answer.get("members", [])
    _demand(isinstance(members, list) and all(isinstance(one, Mapping) for one in members))
    _moment(outcome.at)
    problem = outcome.problem
    return replace(outcome, problem=_safe_problem(problem)) if problem else outcome


def checked_counts(counts: Counts) -> Counts:
    """`counts`, which are numbers."""
    by_result = counts.by_result
    _demand(isinstance(by_result, Mapping))
    numbers = (counts.total, counts.waiting, counts.done, counts.failed, counts.skipped)
    for number in (*numbers, *by_result.values()):
        _demand(type(number) is int and number >= 0)
    return counts


def _row(row: Row, made: set[int], numbers: set[int]) -> None:
    _texts(row.space, row.space_label, row.who, row.who_label, row.mask, row.request_id)
    _demand(type(row.number) is int and type(row.line) is int)
    _demand(isinstance(row.body, Mapping) and isinstance(row.before, Mapping))
    waits = (*row.after, *row.following)
    _demand(numbers.issuperset(waits) and row.number not in waits)
    if row.action in FOLLOW_UPS:
        _demand(follow_up_is_sound(row))
        if row.action is Action.LOG_ROWS and row.space == "":
            return
    if row.action is Action.CREATE_SPACE:
        _demand(row.space == row.who == "" and isinstance(row.body.get("space"), Mapping))
        _memberships(row.body.get("memberships", []))
        return
    digits = row.space.removeprefix("row:")
    of_a_row = row.space.startswith("row:") and digits.isascii() and digits.isdecimal()
    _demand(int(digits) in made if of_a_row else is_space_name(row.space))
    if row.action in _ABOUT_SOMEBODY:
        _about_somebody(row)
    elif row.action is Action.EDIT_SPACE:
        _demand(row.who == "" and row.mask != "" and bool(row.body))
    elif row.action is Action.POST_MESSAGE:
        _demand(row.who == "" and isinstance(row.body.get("text"), str))


def _about_somebody(row: Row) -> None:
    """Somebody is named, and what is sent is about them alone."""
    kind, _, name = row.who.partition("/")
    _demand(kind in {"users", "groups"} and name != "" and "/" not in name and is_safe(name))
    if "@" in name and "@" in row.who_label:
        _demand(name.casefold() in row.who_label.casefold())
    if row.action is Action.ADD_MEMBER:
        _demand(not row.body or row.body == membership_body(row.who))
    elif row.action is Action.SET_ROLE:
        _demand(row.body.get("role") in _ROLES)


def _memberships(found: object) -> None:
    _demand(isinstance(found, Sequence))
    for one in found if isinstance(found, list) else ():
        body: Mapping[str, Any] = one if isinstance(one, Mapping) else {}
        member = body.get("groupMember", body.get("member"))
        _demand(isinstance(member, Mapping) and isinstance(member.get("name"), str))


def _safe_row(row: Row) -> Row:
    if is_safe(row.space_label) and is_safe(row.who_label):
        return row
    return replace(row, space_label=safe_text(row.space_label), who_label=safe_text(row.who_label))


def _safe_problem(problem: Problem) -> Problem:
    """Every text of a problem, whose words keep their lines."""
    texts: dict[str, Any] = {
        field.name: getattr(problem, field.name)
        for field in fields(problem)
        if field.name != "exit"
    }
    _texts(*texts.values())
    _demand(problem.link == "" or _LINK.match(problem.link))
    safe: dict[str, Any] = {name: safe_text(text, lines=True) for name, text in texts.items()}
    return replace(problem, **safe)


def _texts(*values: object) -> None:
    _demand(all(isinstance(value, str) for value in values))


def _moment(seconds: Any) -> None:
    numeric = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    _demand(numeric and math.isfinite(seconds) and 0 <= seconds <= _LAST_MOMENT)


def _demand(is_so: object) -> None:
    if not is_so:
        raise ValueError("not what chattui writes")


def numbered(found: Iterable[tuple[int, Row]]) -> tuple[Row, ...]:
    """The rows, each of which says of itself under which number it is kept."""
    rows = []
    for number, row in found:
        _demand(row.number == number)
        rows.append(row)
    return tuple(rows)
