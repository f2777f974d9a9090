"""What came of a plan, row by row: for a table, as JSON and as CSV, and in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chattui.plans.counts import counts_of
from chattui.plans.model import Action, Counts, Outcome, Plan, Result, Row, State
from chattui.problem import Exit, Problem
from chattui.words import t, tn

COLUMNS: Final = (
    "row",
    "action",
    "space",
    "spaceLabel",
    "who",
    "email",
    "state",
    "result",
    "problem",
    "line",
)
"""The columns of the CSV, and the members of each row's JSON."""

NOT_KNOWN: Final = "gmail.not_known"
"""The code of a mail of which nobody can tell whether it was sent."""

_WAITING: Final = Outcome()
_LEFT_OUT: Final = frozenset({"chat.person_dropped", "plans.people_dropped"})


@dataclass(frozen=True, slots=True)
class Report:
    """A plan, and how far its rows are."""

    plan: Plan
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    """By the row's number; rows that are not here are waiting."""

    def outcome(self, row: Row) -> Outcome:
        """How far `row` is."""
        return self.outcomes.get(row.number, _WAITING)

    @property
    def counts(self) -> Counts:
        """How many rows are how far."""
        return counts_of(len(self.plan.rows), self.outcomes.values())

    @property
    def exit(self) -> Exit:
        """That of the counts; PARTLY where somebody was left out of a space that was made, and
        FAILED where nothing was done but to log that."""
        found = self.counts.exit
        if found is Exit.PARTLY and self._done() == {Action.LOG_ROWS}:
            return Exit.FAILED
        left_out = any(
            problem.code in _LEFT_OUT or self.outcome(row).is_one_by_one
            for row, problem in self.remarks()
        )
        return Exit.PARTLY if found is Exit.DONE and left_out else found

    def _done(self) -> set[Action]:
        return {row.action for row in self.plan.rows if self.outcome(row).state is State.DONE}

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Every row as JSON, with the members of `COLUMNS`; a creation also has ``members``, an
        event ``link``."""
        return tuple(self._row(row) for row in self.plan.rows)

    def remarks(self) -> Iterator[tuple[Row, Problem]]:
        """The rows that are done, and of which there is something to know besides."""
        for row in self.plan.rows:
            outcome = self.outcome(row)
            if outcome.state is State.DONE and outcome.problem:
                yield row, outcome.problem

    def problems(self) -> Iterator[tuple[Row, Problem]]:
        """The rows that failed, or were not tried, and why."""
        for row in self.plan.rows:
            outcome = self.outcome(row)
            if outcome.state in {State.FAILED, State.SKIPPED} and outcome.problem:
                yield row, outcome.problem

    @property
    def can_be_tried(self) -> bool:
        """Whether something failed or was not tried that may be sent once more; a mail of which it
        is not known whether it was sent is not."""
        ended = (self.outcome(row) for row in self.plan.rows)
        failed = (each for each in ended if each.state in {State.FAILED, State.SKIPPED})
        return any(not each.problem or each.problem.code != NOT_KNOWN for each in failed)

    def space_of(self, row: Row) -> str:
        """``spaces/ID`` that a row is about, also where another row has made it; else ""."""
        made = self.outcome(row).space
        if made or not row.space.startswith("row:"):
            return made or row.space
        return self.outcomes.get(int(row.space.removeprefix("row:")), _WAITING).space

    @property
    def sentences(self) -> tuple[str, ...]:
        """What came of it, in words: what was done, what was not, what is left."""
        return tuple(_sentences(self.counts))

    def as_json(self) -> dict[str, Any]:
        """The whole, as the command line prints it."""
        counts = self.counts
        return {
            "plan": self.plan.id,
            "title": self.plan.title,
            "account": self.plan.email,
            "admin": self.plan.admin,
            "counts": {
                "total": counts.total,
                "waiting": counts.waiting,
                "done": counts.done,
                "failed": counts.failed,
                "skipped": counts.skipped,
                "results": dict(counts.by_result),
            },
            "rows": list(self.rows),
        }

    def csv_rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of every row, in the order of `COLUMNS`; the problem as one text."""
        for row in self.rows:
            problem = row["problem"] or {}
            said = (problem.get("message", ""), problem.get("cause", ""))
            words = " ".join(part for part in said if part)
            cells = {**row, "problem": words, "line": row["line"] or ""}
            yield tuple(str(cells[name]) for name in COLUMNS)

    def _row(self, row: Row) -> dict[str, Any]:
        outcome = self.outcome(row)
        found: dict[str, Any] = {
            "row": row.number,
            "action": row.action.value,
            "space": self.space_of(row),
            "spaceLabel": row.space_label,
            "who": row.who,
            "email": email_of(row),
            "state": outcome.state.value,
            "result": outcome.result.value if outcome.result else "",
            "problem": outcome.problem.as_json() if outcome.problem else None,
            "line": row.line,
        }
        if "members" in outcome.answer:
            found["members"] = list(outcome.answer["members"])
        if outcome.result is Result.SCHEDULED:
            found["link"] = str(outcome.answer.get("htmlLink", ""))
        return found


def email_of(row: Row) -> str:
    """The address of whom a row is about, where it is known."""
    names = (row.who.partition("/")[2], row.who_label if row.who else "")
    return next((name for name in names if "@" in name), "")


def _sentences(counts: Counts) -> Iterator[str]:
    for result, count in counts.by_result.items():
        yield _result_sentence(Result(result), count)
    if counts.failed:
        yield tn("{count} row failed.", "{count} rows failed.", counts.failed)
    if counts.skipped:
        yield tn(
            "{count} row was not tried, since one that it needs failed.",
            "{count} rows were not tried, since others that they need failed.",
            counts.skipped,
        )
    if counts.waiting:
        yield tn(
            "{count} row is still to be done.", "{count} rows are still to be done.", counts.waiting
        )
    if not counts.total:
        yield t("There was nothing to do.")


def _result_sentence(result: Result, count: int) -> str:
    match result:
        case Result.ADDED:
            return tn("{count} member was added.", "{count} members were added.", count)
        case Result.INVITED:
            return tn("{count} person was invited.", "{count} people were invited.", count)
        case Result.ALREADY:
            return tn("{count} row was so already.", "{count} rows were so already.", count)
        case Result.REMOVED:
            return tn("{count} member was removed.", "{count} members were removed.", count)
        case Result.CHANGED:
            return tn("{count} change was made.", "{count} changes were made.", count)
        case Result.CREATED:
            return tn("{count} space was made.", "{count} spaces were made.", count)
        case Result.DELETED:
            return tn("{count} space was deleted.", "{count} spaces were deleted.", count)
        case Result.POSTED:
            return tn("{count} message was posted.", "{count} messages were posted.", count)
        case Result.SCHEDULED:
            return tn(
                "{count} event is in the calendar.", "{count} events are in the calendar.", count
            )
        case Result.LOGGED:
            return tn(
                "The log was written in {count} request.",
                "The log was written in {count} requests.",
                count,
            )
        case _:
            return tn("{count} mail was sent.", "{count} mails were sent.", count)
