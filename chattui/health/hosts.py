"""Whether Google's hosts can be reached from here, and what time their answers tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from chattui.endpoints import Endpoints
from chattui.health.checks import Outcome, failed, passed
from chattui.health.clock import seconds_ahead
from chattui.net import Client
from chattui.problem import Problem, ProblemError
from chattui.words import t

KNOCK_SECONDS = 10.0
"""How long a host may be silent."""


@dataclass(frozen=True, slots=True)
class Knock:
    """What came of asking one host for anything at all.

    `problem` says why no answer came; `ahead` how far this clock is ahead of the answer's.
    """

    host: str
    problem: Problem | None = None
    ahead: float | None = None


def origins(endpoints: Endpoints) -> tuple[str, ...]:
    """Where tokens come from, where people consent, and where Chat is; an emulator is all three."""
    addresses = (endpoints.token, endpoints.authorize, endpoints.chat)
    parts = [urlsplit(address) for address in addresses]
    return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


async def knock(http: Client, origin: str, clock: Callable[[], float]) -> Knock:
    """Ask `origin` for its front page's head. Any answer will do, whatever its status."""
    host = urlsplit(origin).netloc
    asked_at = clock()
    try:
        reply = await http.send("HEAD", f"{origin}/", timeout=KNOCK_SECONDS)
    except ProblemError as error:
        return Knock(host, error.problem)
    return Knock(host, None, seconds_ahead(reply.headers.get("date", ""), asked_at, clock()))


def hosts_outcome(knocks: Sequence[Knock]) -> Outcome:
    """What came of all of them; the first that did not answer is the one to mend first."""
    for found in knocks:
        if found.problem is not None:
            return failed(found.problem)
    return passed(t("These answer: {hosts}.", hosts=", ".join(k.host for k in knocks)))
