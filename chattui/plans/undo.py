"""Taking a plan back: from what came of its rows, as far as Google allows it.

Who was added is removed, a changed role or setting goes back to what it was. What was so already
is left alone. People that were removed are not silently put back: that is a plan of its own, which
adds them anew with their old role. Creating, deleting, posting and what follows a space cannot be
taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from chattui.plans.making import plan_id
from chattui.plans.model import Action, Kind, Outcome, Plan, Result, Row, State
from chattui.plans.report import Report
from chattui.problem import Problem
from chattui.words import t, tn

_PLAIN_ROLES: Final = frozenset({"", "ROLE_MEMBER", "MEMBERSHIP_ROLE_UNSPECIFIED"})


@dataclass(frozen=True, slots=True)
class Undo:
    """How a plan can be taken back. Nothing of it is kept or sent yet."""

    plan: Plan | None
    """Takes back what can be taken back; None where there is nothing of that kind."""
    restore: Plan | None
    """Adds the people again that were removed, with the roles that they had: to Google they come
    anew, are told so, and may be invited only."""
    cannot: tuple[Problem, ...]
    """What cannot be taken back, and why."""


def undo(report: Report, *, now: float) -> Undo:
    """How the plan of `report` can be taken back, made at `now` (seconds since 1970)."""
    backwards = _renumbered(list(_backwards(report)))
    again = _renumbered(list(_again(report)))
    title = report.plan.title
    return Undo(
        _plan(report.plan, Kind.UNDO, t("Take back: {title}", title=title), backwards, now),
        _plan(
            report.plan,
            Kind.ADD_MEMBERS,
            t("Add again who was removed: {title}", title=title),
            again,
            now,
        ),
        tuple(_cannot(report)),
    )


def _plan(of: Plan, kind: Kind, title: str, rows: tuple[Row, ...], now: float) -> Plan | None:
    if not rows:
        return None
    return Plan(
        id=plan_id(),
        kind=kind,
        title=title,
        account=of.account,
        email=of.email,
        user_id=of.user_id,
        project=of.project,
        rows=rows,
        admin=of.admin,
        created_at=now,
        undo_of=of.id,
    )


def _backwards(report: Report) -> Iterator[Row]:
    """The rows that take the plan back, the last one first. They keep the numbers of what they
    take back, and wait for the rows that came after it because of it."""
    needed_by: dict[int, list[int]] = {}
    for row in report.plan.rows:
        for number in row.after:
            needed_by.setdefault(number, []).append(row.number)
    added = _added(report)
    for row in reversed(report.plan.rows):
        back = _back(row, report.outcome(row), report.space_of(row), added)
        if back is not None:
            yield replace(back, after=tuple(needed_by.get(row.number, ())))


def _added(report: Report) -> set[tuple[str, str]]:
    return {
        (report.space_of(row), row.who)
        for row in report.plan.rows
        if report.outcome(row).result in {Result.ADDED, Result.INVITED}
    }


def _back(row: Row, outcome: Outcome, space: str, added: set[tuple[str, str]]) -> Row | None:
    if outcome.state is not State.DONE:
        return None
    bare = replace(row, space=space, body={}, before={}, after=(), line=0, request_id="", mask="")
    match row.action, outcome.result:
        case Action.ADD_MEMBER, Result.ADDED | Result.INVITED:
            state = "INVITED" if outcome.result is Result.INVITED else "JOINED"
            return replace(bare, action=Action.REMOVE_MEMBER, before={"state": state})
        case Action.SET_ROLE, Result.CHANGED:
            old = row.before.get("role")
            if not old or (space, row.who) in added:
                return None
            before = {**row.before, "role": row.body.get("role", "")}
            return replace(bare, body={"role": old}, before=before)
        case Action.EDIT_SPACE, Result.CHANGED:
            if not row.before or "spaceType" in row.body:
                return None
            old_values, new_values = dict(row.before), dict(row.body)
            return replace(bare, body=old_values, before=new_values, mask=row.mask)
        case _:
            return None


def _again(report: Report) -> Iterator[Row]:
    """The rows that add the people again who were removed, and give them their roles."""
    number = 0
    for row in report.plan.rows:
        if report.outcome(row).result is not Result.REMOVED:
            continue
        number += 1
        add = replace(
            row,
            number=number,
            action=Action.ADD_MEMBER,
            space=report.space_of(row),
            body={},
            before={"role": "", "state": ""},
            after=(),
            line=0,
        )
        yield add
        role = str(row.before.get("role", ""))
        if role not in _PLAIN_ROLES:
            number += 1
            before = {"role": "ROLE_MEMBER", "state": "JOINED"}
            yield replace(
                add,
                number=number,
                action=Action.SET_ROLE,
                body={"role": role},
                before=before,
                after=(add.number,),
            )


def _renumbered(rows: list[Row]) -> tuple[Row, ...]:
    """`rows` with numbers from 1 in their order; what they wait for and is none of them is
    dropped."""
    numbers = {row.number: place for place, row in enumerate(rows, 1)}
    return tuple(
        replace(
            row,
            number=numbers[row.number],
            after=tuple(numbers[after] for after in row.after if after in numbers),
        )
        for row in rows
    )


def _cannot(report: Report) -> Iterator[Problem]:
    done = [
        (row, outcome.result)
        for row in report.plan.rows
        if (outcome := report.outcome(row)).state is State.DONE
    ]
    for result, problem in _FINAL.items():
        if count := sum(found is result for _, found in done):
            yield problem(count)
    added = _added(report)
    kept = [
        row
        for row, result in done
        if result is Result.CHANGED
        and (space := report.space_of(row), row.who) not in added
        and _back(row, report.outcome(row), space, added) is None
    ]
    if kept:
        yield _unknown_before(len(kept))
    if unclear := sum(found.state is State.SENT for found in report.outcomes.values()):
        yield _unclear(unclear, report.plan.id)


def _created(count: int) -> Problem:
    return Problem(
        "plans.created_stays",
        tn("{count} space that was made stays.", "{count} spaces that were made stay.", count),
        t("Deleting a space takes everything with it that was written there since."),
        t("Delete it by itself, if that is meant: `chattui spaces delete`."),
    )


def _deleted(count: int) -> Problem:
    return Problem(
        "plans.deleted_is_gone",
        tn(
            "{count} space that was deleted does not come back.",
            "{count} spaces that were deleted do not come back.",
            count,
        ),
        t("Google Chat keeps nothing of a deleted space."),
        t("A new one of the same name can be made: `chattui spaces create`."),
    )


def _posted(count: int) -> Problem:
    return Problem(
        "plans.posted_stays",
        tn(
            "{count} message that was posted stays.",
            "{count} messages that were posted stay.",
            count,
        ),
        t("It has been read, or may have been."),
        t("Delete it in Google Chat, if that is meant."),
    )


def _removed(count: int) -> Problem:
    return Problem(
        "plans.removed_comes_anew",
        tn(
            "{count} member that was removed does not come back by itself.",
            "{count} members that were removed do not come back by themselves.",
            count,
        ),
        t("Adding them is a new beginning to Google: they are told, and may be invited only."),
        t("Add them again by the plan that is offered for it, with the roles that they had."),
    )


def _scheduled(count: int) -> Problem:
    return Problem(
        "plans.event_stays",
        tn("{count} event stays in the calendar.", "{count} events stay in the calendar.", count),
        t("Its guests may have been told of it, and may have answered."),
        t("Delete it in Google Calendar, if that is meant; it can tell the guests."),
    )


def _logged(count: int) -> Problem:
    return Problem(
        "plans.log_stays",
        t("What was written in the log stays there."),
        t("It says what was done, also where that was taken back later."),
    )


def _mailed(count: int) -> Problem:
    return Problem(
        "plans.mail_stays",
        tn("{count} mail that was sent stays.", "{count} mails that were sent stay.", count),
        t("Nobody can call a mail back."),
    )


_FINAL: Final = {
    Result.CREATED: _created,
    Result.DELETED: _deleted,
    Result.POSTED: _posted,
    Result.REMOVED: _removed,
    Result.SCHEDULED: _scheduled,
    Result.LOGGED: _logged,
    Result.MAILED: _mailed,
}


def _unknown_before(count: int) -> Problem:
    return Problem(
        "plans.before_unknown",
        tn("{count} change stays as it is.", "{count} changes stay as they are.", count),
        t(
            "What was there before was not known when the plan was made, or Google lets nothing"
            " go back to it: a space does not become a group chat again."
        ),
        t("Change it by itself, where that is meant."),
    )


def _unclear(count: int, plan_id: str) -> Problem:
    return Problem(
        "plans.unclear",
        tn(
            "Of {count} row it is not known whether Google has carried it out.",
            "Of {count} rows it is not known whether Google has carried them out.",
            count,
        ),
        t("The plan was stopped while they were on their way."),
        t("Take it up again first, then take it back: `chattui plans resume {id}`.", id=plan_id),
    )
