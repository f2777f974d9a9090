"""What a row does, what came of it and how many of each there are, in words for both faces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chattui.plans.model import Action, Counts, Outcome, Result, Row, State
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
    }[row.action]


def _role_words(role: str) -> str:
    return {
        "ROLE_MANAGER": t("make an owner"),
        "ROLE_ASSISTANT_MANAGER": t("make a manager"),
        "ROLE_MEMBER": t("make a member"),
    }.get(role) or t("give a role")


def role_words(role: str) -> str:
    """A role of Google's as Chat's own interface calls it."""
    return {
        "ROLE_MANAGER": t("Owner"),
        "ROLE_ASSISTANT_MANAGER": t("Manager"),
        "ROLE_MEMBER": t("Member"),
    }.get(role, "")


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
    """What is sent of a space or a message: "history on · description: All about it"; "" for a
    row that is about a person alone."""
    if row.action is Action.POST_MESSAGE:
        return safe_text(str(row.body.get("text", "")), limit=400)
    if row.action not in {Action.CREATE_SPACE, Action.EDIT_SPACE}:
        return ""
    inner = row.body.get("space")
    space = inner if isinstance(inner, Mapping) else row.body
    return " · ".join(_settings(space, row.before))


def _settings(space: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    details: Mapping[str, Any] = space.get("spaceDetails") or {}
    old: Mapping[str, Any] = before.get("spaceDetails") or {}
    texts = (
        (t("name"), space.get("displayName"), before.get("displayName")),
        (t("description"), details.get("description"), old.get("description")),
        (t("guidelines"), details.get("guidelines"), old.get("guidelines")),
    )
    for label, text, text_before in texts:
        if text and text != text_before:
            yield t("{label}: {text}", label=label, text=safe_text(str(text), limit=160))
    history = space.get("spaceHistoryState")
    if history and history != before.get("spaceHistoryState"):
        yield t("history is kept") if history == "HISTORY_ON" else t("history is not kept")
    if space.get("externalUserAllowed"):
        yield t("people from outside may be added")
    if space.get("predefinedPermissionSettings") == "ANNOUNCEMENT_SPACE":
        yield t("only managers post")
    if (space.get("accessSettings") or {}).get("audience"):
        yield t("others may find it and join")
    if space.get("permissionSettings"):
        yield t("who may do what is set")
