"""What a person has ticked in the guide, for each project, and which project they named.

``guide.json`` (mode 0600), schema 1::

    {"schema": 1, "project": "chattui-471809",
     "ticks": {"chattui-471809": {"consent": 1795212345.0}, "": {"workspace-account": …}},
     "checked": {"chattui-471809": {"chat-api": 1795212345.0}}}

What was ticked before there was a project stands under "", and holds for every project. `checked`
are the steps that Google said were done when it was last asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chattui.atomic import lock, write_atomically
from chattui.disk import read_file, shown
from chattui.guide.places import is_project
from chattui.problem import Problem, ProblemError
from chattui.words import t

SCHEMA = 1
SIZE_LIMIT = 1024 * 1024
MOST_SECONDS = 2**53


@dataclass(frozen=True, slots=True)
class Ticks:
    """What was ticked by hand, and when (seconds since 1970), by project and step."""

    project: str = ""
    """The project that was named to be looked at; "" for none."""
    at: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    checked: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What the live checks found done when they were last made, and when, in the same way."""
    problem: Problem | None = None
    """Why nothing could be read, where something is there."""

    def of(self, project: str) -> dict[str, float]:
        """The steps that are ticked in `project`, or for all of them, and when."""
        return {**self.at.get("", {}), **self.at.get(project, {})}


def read_ticks(path: Path) -> Ticks:
    """What is kept at `path`; nothing where there is no file yet. Blocking; raises nothing."""
    import json

    try:
        data = read_file(path, SIZE_LIMIT)
    except ProblemError as error:
        return Ticks(problem=error.problem)
    if data is None:
        return Ticks()
    try:
        return _ticks(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return Ticks(problem=_damaged(path))


def _ticks(document: Any) -> Ticks:
    if document["schema"] != SCHEMA:
        raise ValueError
    project = document["project"]
    if project != "" and not is_project(project):
        raise ValueError
    return Ticks(project, _times(document["ticks"]), _times(document.get("checked", {})))


def _times(value: Any) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, steps in value.items():
        if name and not is_project(name):
            raise ValueError
        found[name] = {str(step): _seconds(at) for step, at in steps.items()}
    return found


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 <= seconds < MOST_SECONDS:
        raise ValueError
    return seconds


def tick(path: Path, project: str, step_id: str, on: bool, *, now: float | None = None) -> Ticks:
    """Tick a step of `project` by hand, or take the tick away; what is kept then.

    Blocking. Raises ProblemError where it cannot be kept, or where what is there cannot be read:
    nothing is written over that.
    """
    at = time.time() if now is None else now

    def changed(ticks: Ticks) -> Ticks:
        everywhere = {name: dict(steps) for name, steps in ticks.at.items()}
        if on:
            everywhere.setdefault(project, {})[step_id] = at
        else:
            for name in ("", project):
                everywhere.get(name, {}).pop(step_id, None)
        return replace(ticks, at=everywhere)

    return _change(path, changed)


def remember_project(path: Path, project: str) -> Ticks:
    """Note which project is to be looked at, "" for whichever is used; what is kept then.

    Blocking; raises as `tick` does.
    """
    return _change(path, lambda ticks: replace(ticks, project=project))


def note_checked(
    path: Path, project: str, done: Iterable[str], others: Iterable[str], *, now: float
) -> Ticks:
    """Note which steps of `project` the live checks found done, and which not; what is kept then.

    Blocking; raises as `tick` does.
    """

    def changed(ticks: Ticks) -> Ticks:
        everywhere = {name: dict(steps) for name, steps in ticks.checked.items()}
        before = everywhere.pop(project, {})
        gone = set(others)
        mine = {step: at for step, at in before.items() if step not in gone}
        mine |= dict.fromkeys(done, now)
        return replace(ticks, checked=everywhere | ({project: mine} if mine else {}))

    return _change(path, changed)


def _change(path: Path, changed: Callable[[Ticks], Ticks]) -> Ticks:
    import json

    with lock(path.with_name(path.name + ".lock")):
        before = read_ticks(path)
        if before.problem is not None:
            raise ProblemError(before.problem)
        after = changed(before)
        if after != before:
            document = {
                "schema": SCHEMA,
                "project": after.project,
                "ticks": {name: dict(steps) for name, steps in after.at.items() if steps},
                "checked": {name: dict(steps) for name, steps in after.checked.items() if steps},
            }
            write_atomically(path, json.dumps(document, indent=1).encode(), locked=True)
    return after


def _damaged(path: Path) -> Problem:
    return Problem(
        "guide.ticks_damaged",
        t("What was ticked in the guide cannot be read."),
        t("{path} was changed by something else, or is of a newer chattui.", path=shown(path)),
        t("Move that file away, and tick again what is done."),
    )
