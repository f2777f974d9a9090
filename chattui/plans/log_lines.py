"""The lines of the log sheet: one for each space and each member change, whatever came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chattui.chat.outcome import MemberResult
from chattui.chat.roles import role_words
from chattui.plans.first_people import member_from
from chattui.plans.follow_rows import link_of
from chattui.plans.model import Action, Outcome, Plan, Row, State
from chattui.plans.report import Report, email_of
from chattui.plans.words import action_words, result_words
from chattui.safe_text import safe_text
from chattui.words import t

COLUMNS: Final = (
    "time",
    "what",
    "space",
    "space id",
    "link",
    "who",
    "role",
    "result",
    "by",
    "plan",
)
"""The header. It is not translated: the same sheet serves for years."""
RANGE: Final = "A:J"
"""The columns in which they are, where the sheet has nothing else."""
LAST: Final = "J:Z"
"""Where the last of them is, also behind columns of somebody else's."""
TOP: Final = "A1:Z20"
"""Where something stands if the sheet is not empty."""
AT_ONCE: Final = 500
"""Lines in one request."""
_MEMBERS: Final = frozenset({Action.ADD_MEMBER, Action.SET_ROLE, Action.REMOVE_MEMBER})
_SPACES: Final = frozenset({Action.CREATE_SPACE, Action.EDIT_SPACE, Action.DELETE_SPACE})
_LIMIT: Final = 2_000


def is_logged(row: Row) -> bool:
    """Whether a row is about a space or a member; the settings of a space that the same plan makes
    come with it."""
    if row.action is Action.EDIT_SPACE and row.space.startswith("row:"):
        return False
    return row.action in _MEMBERS or row.action in _SPACES


def portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Those of `rows` that are logged, as many at once as one request takes."""
    portion: list[Row] = []
    count = 0
    for row in filter(is_logged, rows):
        lines = line_count(row)
        if portion and count + lines > AT_ONCE:
            yield portion
            portion, count = [], 0
        portion.append(row)
        count += lines
    if portion:
        yield portion


def line_count(row: Row) -> int:
    """How many lines a row has at most: the people who come with a space have their own."""
    return 1 + (len(row.body.get("memberships", ())) if row.action is Action.CREATE_SPACE else 0)


def marker(plan_id: str, number: int, time: int) -> str:
    """What tells that a row of a plan was logged, for the `time`-th time."""
    return f"{plan_id} {number}" if time == 1 else f"{plan_id} {number} ({time})"


def is_header(cells: Sequence[str]) -> bool:
    """Whether the first row of a sheet is the log's own; somebody may have columns behind it."""
    own = cells[: len(COLUMNS)]
    return tuple(cell.strip().casefold() for cell in own) == COLUMNS


def lines_of_log(report: Report, row: Row, numbers: Sequence[int], time: int) -> list[list[str]]:
    """What a row of the log writes, for the `time`-th time, about the rows with these `numbers`;
    where it names none, about its own space."""
    if not numbers:
        mark = marker(report.plan.id, row.number, time)
        return [_line(report, row, report.plan.created_at, mark, what=t("note"))]
    by_number = {each.number: each for each in report.plan.rows}
    lines: list[list[str]] = []
    for number in numbers:
        lines += _lines(report, by_number[number], marker(report.plan.id, number, time))
    return lines


def _lines(report: Report, row: Row, mark: str) -> Iterator[list[str]]:
    outcome = report.outcome(row)
    made = row.action is Action.CREATE_SPACE and outcome.state is State.DONE
    yield _line(
        report,
        row,
        outcome.at,
        mark,
        what=action_words(row),
        who=logged_who(row),
        role=logged_role(row),
        result=_result(outcome),
    )
    for name, result in _people(row, outcome) if made else ():
        yield _line(report, row, outcome.at, mark, what=t("add"), who=name, result=result)


def _people(row: Row, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Who came with a space, and what became of them as far as that is known."""
    known: dict[str, str] = {}
    for each in outcome.answer.get("members", ()):
        member = member_from(each)
        known[member.email.casefold()] = _member_words(member, asked=outcome.is_one_by_one)
    for membership in row.body.get("memberships", ()):
        whom: Mapping[str, Any] = membership.get("member") or membership.get("groupMember") or {}
        name = str(whom.get("name", "")).removeprefix("users/")
        yield name, known.get(name.casefold(), t("asked for"))


def _member_words(member: MemberResult, *, asked: bool) -> str:
    """What became of somebody; `asked` says that they had an answer of their own."""
    words = {"added": t("added"), "invited": t("invited"), "dropped": t("left out")}
    if asked and member.problem:
        return t("failed: {why}", why=member.problem.cause or member.problem.message)
    return words.get(member.result, t("asked for"))


def _line(
    report: Report,
    row: Row,
    at: float,
    mark: str,
    *,
    what: str,
    who: str = "",
    role: str = "",
    result: str = "",
) -> list[str]:
    plan = report.plan
    when = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    space = report.space_of(row)
    cells = (when, what, row.space_label, space, link_of(row, report), who, role, result)
    return [safe_text(cell, limit=_LIMIT) for cell in (*cells, logged_by(plan), mark)]


def logged_by(plan: Plan) -> str:
    """Who did it, and with which rights."""
    return t("{email}, as administrator", email=plan.email) if plan.admin else plan.email


def logged_who(row: Row) -> str:
    """Whom a change is about, by the address where it is known."""
    return email_of(row) or row.who_label or row.who


def logged_role(row: Row) -> str:
    """The role that a change is about, in words; "" for none."""
    if row.action is Action.SET_ROLE:
        return role_words(str(row.body.get("role", "")))
    return role_words(str(row.before.get("role", "")))


def _result(outcome: Outcome) -> str:
    if outcome.state is State.DONE:
        return result_words(outcome.result) if outcome.result else t("done")
    problem = outcome.problem
    why = (problem.cause or problem.message) if problem else ""
    if outcome.state is State.SKIPPED:
        return t("not tried: {why}", why=why)
    return t("failed: {why}", why=why)
