"""What the tests of plans share: plans of any length, and a desk that does what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from chattui.plans.counts import Tally
from chattui.plans.desk import PlanDesk
from chattui.plans.events import Began, Ended, RowEnded
from chattui.plans.model import Action, Kind, Outcome, Plan, Result, Row, State
from chattui.problem import Problem, ProblemError
from chattui.tui.app import ChattuiApp
from chattui.tui.at_work import PlanRun
from tests.tui.harness import NOW, Stage

UNKNOWN = Problem(
    "chat.unknown_person",
    "Google knows no such person.",
    "Nobody has this address.",
    "Is it example.com?",
)


def plan_of(people: int, stage: Stage, **changes: Any) -> Plan:
    """A plan that adds so many people to one space."""
    assert stage.account is not None
    rows = tuple(
        Row(
            number,
            Action.ADD_MEMBER,
            "spaces/AAQAlaunch00",
            "Launch team",
            f"users/person{number:03}@example.com",
            f"person{number:03}@example.com",
            line=number + 1,
        )
        for number in range(1, people + 1)
    )
    made = Plan(
        "p7k2m9",
        Kind.ADD_MEMBERS,
        f"Add {people:,} people to Launch team",
        stage.account.key,
        stage.account.email,
        "123456789012",
        rows,
        created_at=NOW - 120,
    )
    return replace(made, **changes)


class ScriptedDesk(PlanDesk):
    """Keeps plans for real; what happens to their rows is what the test says, one by one."""

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self.script: asyncio.Queue[object] = asyncio.Queue()
        self.runs = 0
        self.stopped = 0

    def says(self, *events: object) -> None:
        """The next events; the string "end" is the end, a Problem stops the plan."""
        for event in events:
            self.script.put_nowait(event)

    async def run(self, plan: Plan) -> AsyncGenerator[object, None]:
        """The events of the script; the outcomes are noted in the journal."""
        self.runs += 1
        await self.keep(plan)
        tally = Tally(len(plan.rows), self.journal.outcomes(plan.id).values())
        found: dict[int, Outcome] = {}
        yield Began(plan, tally.counts())
        try:
            while (event := await self.script.get()) != "end":
                if isinstance(event, Problem):
                    raise ProblemError(event)
                if isinstance(event, tuple):
                    number, outcome = event
                    tally.add(outcome)
                    found[number] = outcome
                    event = RowEnded(plan.rows[number - 1], outcome, tally.counts())
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped += 1
            raise
        finally:  # a write for each row would take seconds
            self.journal.note_all(plan.id, found)
        self.journal.end(plan.id)
        yield Ended(tally.counts())


def added(*numbers: int, result: Result = Result.ADDED) -> list[tuple[int, Outcome]]:
    """Rows that were done."""
    return [(number, Outcome(State.DONE, result, at=NOW)) for number in numbers]


def failed(*numbers: int, problem: Problem = UNKNOWN) -> list[tuple[int, Outcome]]:
    """Rows that failed."""
    return [(number, Outcome(State.FAILED, problem=problem, at=NOW)) for number in numbers]


def scripted(app: ChattuiApp) -> ScriptedDesk:
    """A desk of that kind, as the one of the app's session."""
    desk = ScriptedDesk(app.session)
    app.session._plans = desk
    return desk


def at_five_a_second(run: PlanRun) -> None:
    """As if the run, whose clock stands at 100 s, had done its last ten rows in two seconds."""
    run._began = 18.0
    run._samples.clear()
    run._samples.extend([(98.0, run.counts.ended - 10), (100.0, run.counts.ended)])
