"""Plans, rows, outcomes and problems as JSON, for the journal: what has its default is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from functools import cache
from typing import Any

from chattui.plans.model import Action, Counts, Kind, Outcome, Plan, Result, Row, State
from chattui.problem import Exit, Problem


def plan_to_text(plan: Plan) -> str:
    """A plan without its rows."""
    head = _given(plan)
    head.pop("rows", None)
    if plan.warnings:
        head["warnings"] = [_given(problem) for problem in plan.warnings]
    return _text(head)


def plan_from_text(text: str, rows: tuple[Row, ...] = ()) -> Plan:
    """A plan with `rows`. Raises ValueError, TypeError or KeyError where `text` is none."""
    head = _read(text)
    head["kind"] = Kind(head["kind"])
    head["warnings"] = tuple(problem_from(raw) for raw in head.get("warnings", ()))
    return Plan(rows=rows, **head)


def is_same_plan(one: Plan, other: Plan) -> bool:
    """Whether both are kept in the same words."""
    return plan_to_text(one) == plan_to_text(other) and list(map(row_to_text, one.rows)) == list(
        map(row_to_text, other.rows)
    )


def row_to_text(row: Row) -> str:
    """A row."""
    return _text(_given(row))


def row_from_text(text: str) -> Row:
    """A row. Raises ValueError, TypeError or KeyError where `text` is none."""
    raw = _read(text)
    raw["action"] = Action(raw["action"])
    for name in ("after", "following"):
        if name in raw:
            raw[name] = tuple(raw[name])
    return Row(**raw)


def outcome_to_text(outcome: Outcome) -> str:
    """How far a row is."""
    raw = _given(outcome)
    if outcome.problem:
        raw["problem"] = _given(outcome.problem)
    return _text(raw)


def notes(plan_id: str, outcomes: Mapping[int, Outcome]) -> list[tuple[Any, ...]]:
    """The rows of the table of outcomes."""
    return [
        (plan_id, number, outcome.state, outcome.result or "", outcome_to_text(outcome))
        for number, outcome in outcomes.items()
    ]


def outcome_from_text(text: str) -> Outcome:
    """How far a row is. Raises ValueError, TypeError or KeyError where `text` does not say."""
    raw = _read(text)
    raw["state"] = State(raw.get("state", State.WAITING))
    if "result" in raw:
        raw["result"] = Result(raw["result"])
    if "problem" in raw:
        raw["problem"] = problem_from(raw["problem"])
    return Outcome(**raw)


def counts_to_text(counts: Counts) -> str:
    """How many rows are how far."""
    return _text(asdict(counts))


def counts_from_text(text: str) -> Counts:
    """How many rows are how far. Raises ValueError or TypeError where `text` does not say."""
    return Counts(**_read(text))


def problem_from(raw: Mapping[str, Any]) -> Problem:
    """A problem. Raises ValueError, TypeError or KeyError where `raw` is none."""
    return Problem(**{**raw, "exit": Exit(raw.get("exit", Exit.FAILED))})


def _given(value: Any) -> dict[str, Any]:
    """The members of a dataclass that are not as they are by default."""
    named = ((name, getattr(value, name), default) for name, default in _defaults(value.__class__))
    return {name: own for name, own, default in named if own != default}


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (f.name, f.default if f.default_factory is MISSING else f.default_factory())
        for f in fields(kind)
    )


def _text(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, separators=(",", ":"))


def _read(text: str) -> dict[str, Any]:
    raw = json.loads(text)
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    return raw
