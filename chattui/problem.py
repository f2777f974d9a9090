"""Problem: what went wrong, why, and what to do next; the exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from chattui.log import note


class Exit(IntEnum):
    """Exit statuses of the command line, a contract that scripts depend on."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    PARTLY = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure that is understood, made where it is understood and drawn anywhere.

    `code` is a stable dotted name such as ``chat.app_not_configured``. `message` says what
    happened, `cause` why, `remedy` what to do next: whole sentences that passed through
    `words.t`, with text from outside already made safe. `link` is one of our own constants
    (a console page), never an address taken from data.
    """

    code: str
    message: str
    cause: str = ""
    remedy: str = ""
    link: str = ""
    exit: Exit = Exit.FAILED

    def as_json(self) -> dict[str, str]:
        """The form that ``--format json`` prints, without empty members."""
        values = {
            "code": self.code,
            "message": self.message,
            "cause": self.cause,
            "remedy": self.remedy,
            "link": self.link,
        }
        return {name: value for name, value in values.items() if value}


class ProblemError(Exception):
    """Carries a `Problem` up to the face that draws it, with `others` found at the same time."""

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(problem.code, problem.message)
        self.problem = problem
        self.others = others
        for each in (problem, *others):
            note("problem", id=each.code)
