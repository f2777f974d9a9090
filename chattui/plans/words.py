"""What a row does, what came of it and how many of each there are, in words for both faces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chattui.plans.model import Action, Counts, Outcome, Result, Row, State
from chattui.plans.setting_words import setting_words
from chattui.safe_text import safe_text
from chattui.words import t


def action_words(row: Row) -> str:
    """What a row does: "add", "make an owner", "delete"."""
    if row.action is Action.SET_ROLE:
        return _role_words(str(row.body.get("role", "")))
    return {
        Action.CREATE_SPACE: t("create"),
        Action.EDIT_SPACE: t("change"),
        Action.DELETE_SPACE: t("delete"),
        Action.ADD_MEMBER: t("add"),
        Action.REMOVE_MEMBER: t("remove"),
        Action.POST_MESSAGE: t("post a message"),
        Action.ADD_EVENT: t("make an event"),
        Action.LOG_ROWS: t("log"),
        Action.SEND_MAIL: t("send a mail"),
    }[row.action]


def _role_words(role: str) -> str:
    return {
        "ROLE_MANAGER": t("make an owner"),
        "ROLE_ASSISTANT_MANAGER": t("make a manager"),
        "ROLE_MEMBER": t("make a member"),
    }.get(role) or t("give a role")


def result_words(result: Result | str) -> str:
    """What came of rows that are done: "added", "already there"."""
    return {
        Result.ADDED: t("added"),
        Result.INVITED: t("invited"),
        Result.ALREADY: t("already so"),
        Result.REMOVED: t("removed"),
        Result.CHANGED: t("changed"),
        Result.CREATED: t("created"),
        Result.DELETED: t("deleted"),
        Result.POSTED: t("posted"),
        Result.SCHEDULED: t("scheduled"),
        Result.LOGGED: t("logged"),
        Result.MAILED: t("sent"),
    }[Result(result)]


def state_words(outcome: Outcome) -> str:
    """How far a row is, with its mark: "✓ added", "✗ failed", "· waiting"."""
    if outcome.state is State.DONE:
        done = result_words(outcome.result) if outcome.result else t("done")
        return t("✓ {done}", done=done)
    return {
        State.WAITING: t("· waiting"),
        State.SENT: t("? on its way"),
        State.FAILED: t("✗ failed"),
        State.SKIPPED: t("- not tried"),
    }[outcome.state]


def counted(counts: Counts) -> Iterator[tuple[str, int]]:
    """Words and numbers for all that is not zero, in the order of `Result` and then `State`."""
    for result in Result:
        if number := counts.by_result.get(result, 0):
            yield result_words(result), number
    others = (
        (t("failed"), counts.failed),
        (t("not tried"), counts.skipped),
        (t("waiting"), counts.waiting),
    )
    yield from ((words, number) for words, number in others if number)


def counts_words(counts: Counts) -> str:
    """All of `counted` in one line: "added 405 · failed 1 · waiting 588"."""
    return " · ".join(f"{words} {number:,}" for words, number in counted(counts))


def clock_words(seconds: float) -> str:
    """A time that is counted down: "0:09", "1:58", "2:00:00"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def problem_words(outcome: Outcome) -> str:
    """Why a row failed or was not tried, or what to know besides; "" for nothing. One line."""
    problem = outcome.problem
    if problem is None:
        return ""
    parts = (problem.message, problem.cause, problem.remedy)
    return safe_text(" ".join(part for part in parts if part), limit=2_000)


def lines_of(rows: Iterable[Row]) -> Iterator[Row]:
    """`rows`, and behind each that makes a space those of its people that come with it, in the
    same request, as rows of their own to be shown."""
    for row in rows:
        yield row
        found = row.body.get("memberships") if row.action is Action.CREATE_SPACE else None
        for membership in found or ():
            member = membership.get("member") or membership.get("groupMember") or {}
            name = str(member.get("name", ""))
            yield Row(
                row.number,
                Action.ADD_MEMBER,
                row.space,
                row.space_label,
                name,
                name.partition("/")[2],
                line=row.line,
            )


def contents_words(row: Row) -> str:
    """What is sent of a space, a message or a follow-up: "history on · description: All about it";
    "" for a row that is about a person alone."""
    if row.action is Action.POST_MESSAGE:
        return safe_text(str(row.body.get("text", "")), limit=400)
    if row.action in {Action.ADD_EVENT, Action.LOG_ROWS, Action.SEND_MAIL}:
        from chattui.plans.follow_words import short_words

        return short_words(row)
    if row.action not in {Action.CREATE_SPACE, Action.EDIT_SPACE}:
        return ""
    inner = row.body.get("space")
    space = inner if isinstance(inner, Mapping) else row.body
    told = list(setting_words(space, row.before))
    if row.action is Action.EDIT_SPACE and "spaceType" in space:
        told.insert(0, t("becomes a named space"))
    return " · ".join(told)
