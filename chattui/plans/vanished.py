"""Spaces that are gone in the middle of a plan: their other rows end without a request each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from chattui.chat.errors import Refused
from chattui.chat.events import Tell
from chattui.chat.methods import SPACES_GET
from chattui.plans.model import Action
from chattui.plans.steps import Step
from chattui.problem import Problem, ProblemError

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.pace import Pace

_GONE: Final = frozenset({"chat.not_found", "chat.not_allowed_or_absent"})
"""How Google answers about a space that is not there, and about much else."""
_OF_A_SPACE: Final = frozenset(
    {
        Action.ADD_MEMBER,
        Action.SET_ROLE,
        Action.REMOVE_MEMBER,
        Action.EDIT_SPACE,
        Action.POST_MESSAGE,
    }
)


class Vanished:
    """Which spaces of a plan are gone, found out by a look at a space whose rows are refused.

    Google says the same of a space that is gone and of somebody who may not come in. So it is
    looked at after the first refusal, the second, the fourth and so on, as long as nothing is
    done in it: few looks where it is there all the time, and few refusals where it goes.
    """

    def __init__(self, project: str, chat: ChatClient, pace: Pace, tell: Tell) -> None:
        self._project, self._chat, self._pace, self._tell = project, chat, pace, tell
        self._gone: set[str] = set()
        self._refusals: Counter[str] = Counter()

    def has(self, step: Step) -> bool:
        """Whether nothing can come of `step`."""
        return step.space in self._gone and step.row.action in _OF_A_SPACE

    def is_there(self, step: Step) -> None:
        """Something was done in the space of `step`."""
        self._refusals.pop(step.space, None)

    async def noticed(self, step: Step, problem: Problem) -> bool:
        """Whether `step` was refused with `problem` because its space is gone; looks where that
        may be. Never raises ProblemError."""
        if problem.code not in _GONE or step.row.action not in _OF_A_SPACE:
            return False
        self._refusals[step.space] += 1
        count = self._refusals[step.space]
        is_looked_at = count & (count - 1) == 0
        if is_looked_at and not self.has(step) and await self._is_gone(step.space):
            self._gone.add(step.space)
        return self.has(step)

    async def _is_gone(self, space: str) -> bool:
        from chattui.oauth.scopes import missing

        if missing((SPACES_GET.needs(admin=self._chat.admin),), self._chat.scopes):
            return False
        try:
            async with self._pace.turn(self._project, SPACES_GET.id, space, self._tell):
                await self._chat.get_space(space)
        except Refused as error:
            return error.problem.code in _GONE
        except ProblemError:
            return False  # the next refusal looks again
        return False
