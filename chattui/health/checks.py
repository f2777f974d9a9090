"""What a check is, and how it can come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from chattui.problem import Problem
from chattui.words import t, tn


class State(StrEnum):
    """How far a check is, or how it came out."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """It cannot be told, for instance for want of a scope."""
    NOT_REACHED = "not_reached"
    """Something before it has failed, which is told there."""
    NOT_ASKED = "not_asked"


STEPS = ("clock", "hosts", "client", "grant", "scopes", "api", "app", "workspace", "admin")
"""The checks in the order in which one rests on another, and in which they are shown."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it stands now.

    `words` say what came of it, in one sentence. `problem` has the cause, the remedy and the link
    where there is something to do, also beside what has passed. `seconds` is how long it took.
    """

    id: str
    title: str
    state: State
    words: str = ""
    problem: Problem | None = None
    seconds: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether it has come out."""
        return self.state is not State.RUNNING

    @property
    def advice(self) -> tuple[str, ...]:
        """What else there is to say, one sentence or more each: the cause, and what to do.

        Only where the check is the place for it: what a check was not reached for is told there.
        """
        if self.problem is None or self.state is State.NOT_REACHED:
            return ()
        said = (self.problem.message, self.problem.cause, self.problem.remedy)
        return tuple(line for line in said if line and line != self.words)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check came out."""

    state: State
    words: str
    problem: Problem | None = None


def passed(words: str) -> Outcome:
    """All is well."""
    return Outcome(State.PASSED, words)


def failed(problem: Problem) -> Outcome:
    """Something is wrong, and `problem` says what."""
    return Outcome(State.FAILED, problem.message, problem)


def uncertain(words: str, problem: Problem | None = None) -> Outcome:
    """It cannot be told, for the reason in `words`; `problem` may say what would let it."""
    return Outcome(State.UNCERTAIN, words, problem)


def not_reached(words: str, problem: Problem | None = None) -> Outcome:
    """It was not tried, or could tell nothing, for the reason in `words`."""
    return Outcome(State.NOT_REACHED, words, problem)


MARKS = {
    State.RUNNING: "…",
    State.PASSED: "✓",
    State.FAILED: "✗",
    State.UNCERTAIN: "?",
    State.NOT_REACHED: "·",
    State.NOT_ASKED: "·",
}
"""The sign of a state; words stand beside it."""


def titles() -> dict[str, str]:
    """The name of each check, a noun, by its id."""
    return {
        "clock": t("Clock"),
        "hosts": t("Hosts"),
        "client": t("Client"),
        "grant": t("Sign-in"),
        "scopes": t("Scopes"),
        "api": t("Chat API"),
        "app": t("Chat app"),
        "workspace": t("Workspace account"),
        "admin": t("Administrator"),
    }


def summary(checks: Iterable[Check]) -> str:
    """One sentence about all of them, once they are settled."""
    states = [check.state for check in checks]
    if State.FAILED in states:
        return tn("{count} check failed.", "{count} checks failed.", states.count(State.FAILED))
    if State.NOT_REACHED in states:
        return t("What could be checked is well. For the rest somebody has to sign in.")
    if State.UNCERTAIN in states:
        return t("Nothing failed; what is marked with ? could not be told.")
    return t("All is well.")
