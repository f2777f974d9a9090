"""The rows of a plan as lines of a list, with the columns that this plan needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from chattui.chat.roles import role_words
from chattui.plans.model import Outcome, Row
from chattui.plans.words import action_words, problem_words, state_words
from chattui.safe_text import safe_text
from chattui.tui.widgets.rows import Column
from chattui.words import t

LABEL_LIMIT: Final = 120
WHO_CELLS: Final = 30
SPACE_CELLS: Final = 24
SHORT_SPACE_CELLS: Final = 12
RESULT_CELLS: Final = 12
WIDTH: Final = 80 - 3
"""Cells of the narrowest terminal, without the cursor's and the scroll bar's."""
NOTHING: Final = Outcome()


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Columns, and what stands in them for one row and what came of it."""

    columns: tuple[Column, ...]
    parts: tuple[Callable[[Row, Outcome], str], ...]

    def cells(self, row: Row, outcome: Outcome = NOTHING) -> Sequence[str]:
        """The cells of one row, safe to draw."""
        return tuple(part(row, outcome) for part in self.parts)


def table_of(rows: Sequence[Row], *, results: bool = False, states: bool = True) -> PlanTable:
    """The columns for `rows`: what differs between them, and with `results` what came of each
    (where all have come to the same, without `states`)."""
    whats = {action_words(row) for row in rows}
    has_who = any(row.who for row in rows)
    spaces = {row.space for row in rows}
    made: list[tuple[Column, Callable[[Row, Outcome], str]]] = []
    if any(row.line for row in rows):
        made.append((Column(t("Line"), 6, right=True), _line))
    if len(whats) > 1 or not results:
        made.append((Column(t("What"), max(4, *map(len, whats)) if whats else 4), _what))
    has_space = len(spaces) > 1 or not has_who
    taken = sum(column.width + 1 for column, _ in made) + (RESULT_CELLS + 1) * states
    who, space = WHO_CELLS, SPACE_CELLS
    if results and has_who and has_space:
        who, space = _widths(rows, WIDTH - taken - 2)
    if has_who:
        alone = not results and not has_space
        part = _who if has_space else _who_or_space
        made.append((Column(t("Who"), 0 if alone else who), part))
    if has_space:
        made.append((Column(t("Space"), space if results else 0), _space))
    if not results and any(row.before.get("role") for row in rows):
        made.append((Column(t("Now"), 8), _now))
    if results:
        if states:
            made.append((Column(t("Result"), RESULT_CELLS), _result))
        made.append((Column(t("Why"), 0), _why))
    return PlanTable(tuple(c for c, _ in made), tuple(p for _, p in made))


def _widths(rows: Sequence[Row], room: int) -> tuple[int, int]:
    """Cells for Who and Space, so that what came of a row is seen at any width of a terminal: as
    many as they need, and no more than `room` together."""
    who = min(WHO_CELLS, max(cell_len(_who(row, NOTHING)) for row in rows))
    space = min(SPACE_CELLS, max(cell_len(_space(row, NOTHING)) for row in rows))
    who = max(len(t("Who")), min(who, room - min(space, SHORT_SPACE_CELLS)))
    return who, max(len(t("Space")), min(space, room - who))


def who_words(row: Row) -> str:
    """Whom a row is about, or the space where it is about nobody."""
    return _who_or_space(row, NOTHING)


def detail_words(outcome: Outcome) -> str:
    """All of why a row failed; the address of an event that was made."""
    from chattui.workspace.calendar import event_link

    return problem_words(outcome) or event_link(outcome.answer.get("htmlLink"))


def _line(row: Row, _: Outcome) -> str:
    return str(row.line) if row.line else ""


def _what(row: Row, _: Outcome) -> str:
    return action_words(row)


def _who(row: Row, _: Outcome) -> str:
    return safe_text(row.who_label or row.who.removeprefix("users/"), limit=LABEL_LIMIT)


def _who_or_space(row: Row, outcome: Outcome) -> str:
    return _who(row, outcome) or _space(row, outcome)


def _space(row: Row, _: Outcome) -> str:
    return safe_text(row.space_label or row.space, limit=LABEL_LIMIT)


def _now(row: Row, _: Outcome) -> str:
    return role_words(str(row.before.get("role", "")))


def _result(_: Row, outcome: Outcome) -> str:
    return state_words(outcome)


def _why(_: Row, outcome: Outcome) -> str:
    return problem_words(outcome)
