"""Faults by chance: the ``random`` member of a fault plan.

Whether a call fails, and how, follows from the seed, from what is asked, and from how often that
was asked before: not from the order in which calls that go out side by side arrive. A 401 alone
also needs an access token that has served for a while: a fresh one is spared, so that a refresh
always mends it.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from chattui.emulator.faults import Fault, FaultError

KINDS: Final[dict[str, dict[str, Any]]] = {
    "429": {"status": 429},
    "503": {"status": 503},
    "500": {"status": 500},
    "401": {"status": 401},
    "reset": {"reset": True},
    "lost_answer": {"lost_answer": True},
    "truncate": {"truncate": True},
}
_MEMBERS: Final = {"seed", "chance", "kinds", "methods", "times", "retry_after", "retry_after_as"}


class RandomFaults:
    """A plan by which each call of `methods` fails with a chance, `times` of them at most."""

    def __init__(self, plan: dict[str, Any], methods: Collection[str]) -> None:
        self.seed = plan.get("seed", 0)
        self.chance = float(plan.get("chance", 0.05))
        self.kinds = tuple(plan.get("kinds", KINDS))
        self.methods = frozenset(plan.get("methods", methods))
        self.left: int | None = plan.get("times")
        self.more = {name: plan[name] for name in ("retry_after", "retry_after_as") if name in plan}
        self._asked: Counter[str] = Counter()

    def take(self, method: str, what: str) -> Fault | None:
        """The fault of this call; `what` tells one request from another."""
        if method not in self.methods or self.left == 0:
            return None
        self._asked[what] += 1
        seed = f"{self.seed} {method} {what} {self._asked[what]}"
        dice = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 no secret
        if dice.random() >= self.chance:
            return None
        if self.left is not None:
            self.left -= 1
        kind = dice.choice(self.kinds)
        asks_to_wait = self.more if kind in {"429", "503"} else {}
        return Fault(method=method, kind=kind, **KINDS[kind], **asks_to_wait)


def read_random(plan: object, methods: Collection[str]) -> RandomFaults:
    """The plan of a ``random`` member; raises `FaultError` naming what does not fit.

    Without ``methods`` every API method is meant.
    """
    if not isinstance(plan, dict) or set(plan) - _MEMBERS:
        raise FaultError(f"The member 'random' takes an object with {', '.join(sorted(_MEMBERS))}.")
    chance = plan.get("chance", 0.05)
    if type(chance) not in {int, float} or not 0 <= chance <= 1:
        raise FaultError("The member 'chance' takes a number from 0 to 1.")
    for name, known in (("kinds", KINDS), ("methods", methods)):
        given = plan.get(name, [*known])
        if not isinstance(given, list) or not given or not all(one in known for one in given):
            raise FaultError(f"The member {name!r} takes a list of: {', '.join(known)}.")
    times = plan.get("times")
    if times is not None and (type(times) is not int or times < 1):
        raise FaultError("The member 'times' takes a positive number.")
    if type(plan.get("seed", 0)) not in {int, str}:
        raise FaultError("The member 'seed' takes a number or a text.")
    after = plan.get("retry_after", 0)
    if type(after) not in {int, float, str}:
        raise FaultError("The member 'retry_after' takes seconds or the text of the header.")
    if plan.get("retry_after_as", "seconds") not in {"seconds", "date"}:
        raise FaultError("The member 'retry_after_as' takes 'seconds' or 'date'.")
    return RandomFaults(plan, methods)
