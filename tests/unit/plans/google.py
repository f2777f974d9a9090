"""A model of Google Chat in a few lines, whose answers get lost and whose caller can be killed."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from chattui import endpoints
from chattui.chat.api import ChatClient
from chattui.chat.retry import Patience
from chattui.net import Reply
from chattui.oauth.scopes import DEFAULT_SCOPES, expand
from chattui.plans.engine import carry_out
from chattui.plans.journal import Journal
from chattui.plans.limits import Rates
from chattui.plans.model import Action, Kind, Outcome, Plan, Row
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from tests.unit.plans.workspace import PLACES, Workspace

ME = "ada@example.com"
SCOPES = (
    *DEFAULT_SCOPES,
    *expand(("chat.delete", "chat.messages.create")),
    *expand(("calendar.events", "spreadsheets", "gmail.send")),
)
OWNER, MEMBER = "ROLE_MANAGER", "ROLE_MEMBER"

LOST: Final = "lost"
"""Carried out, but the answer does not come back."""
RESET: Final = "reset"
"""Not carried out, and nobody can tell."""
HALF: Final = "half"
"""Carried out, and the answer is cut short."""
LATE: Final = "late"
"""Carried out, and answered with 503."""
FAULTS: Final = (LOST, RESET, HALF, LATE, "429", "503", "500", "429+2", "503+1", "unreachable")

_DENIED = (
    "Permission denied to perform the requested action on the specified resource, or the resource"
    " doesn't exist."
)
_BAD_USER = "Missing or malformed user resource name in the request."


class Killed(Exception):
    """The process is no more."""


@dataclass
class Life:
    """A process that dies at the point `ends_at`: nothing that it does afterwards has effect."""

    ends_at: int = 0
    points: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def point(self) -> None:
        """A moment at which it may die."""
        with self._lock:
            self.points += 1
            if 0 < self.ends_at <= self.points:
                raise Killed


class MortalJournal(Journal):
    """The journal of a process that can die before and after each note."""

    life: Life = Life()

    def note_all(self, plan_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """Note outcomes, if there is still somebody who does."""
        self.life.point()
        super().note_all(plan_id, outcomes)
        self.life.point()


@dataclass
class Google:
    """Spaces and who is in them. `faults` are what becomes of the next requests, "" of none."""

    faults: list[str] = field(default_factory=list)
    faults_at: dict[str, list[str]] = field(default_factory=dict)
    """What becomes of the next requests whose path has this part."""
    life: Life = field(default_factory=Life)
    existing_member: str = "conflict"
    people: set[str] = field(default_factory=set)
    """Who has an account; everybody where it is empty."""
    invites: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    spaces: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    workspace: Workspace = field(default_factory=Workspace)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each thing was really changed."""
    going: Counter[tuple[str, str]] = field(default_factory=Counter)
    endpoints: endpoints.Endpoints = endpoints.GOOGLE
    refuse: Callable[[str, str], tuple[int, str] | None] = lambda verb, path: None
    """A status and a message for requests that are refused."""

    def space(self, name: str, *members: str, **roles: str) -> None:
        """A space with Ada as its owner, and `members`."""
        self.spaces[name] = {"name": name, "displayName": name[7:], "spaceType": "SPACE"}
        self.members[name] = {ME: _member(name, ME, OWNER)}
        for who in members:
            self.members[name][who] = _member(name, who, roles.get(who.partition("@")[0], MEMBER))

    def who(self, name: str) -> dict[str, str]:
        """Who is in a space but Ada, with their roles."""
        return {who: m["role"] for who, m in self.members[name].items() if who != ME}

    def count(self, verb: str) -> int:
        """How many requests with this verb arrived or were lost on their way."""
        return sum(found == verb for found, _ in self.sent)

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        body: Any = None,
        tokens: object = None,
    ) -> Reply:
        """Stands for `chattui.net.Client.send`."""
        self.life.point()
        path = unquote(urlsplit(url).path.removeprefix("/v1/"))
        if path.startswith(PLACES):
            path = urlsplit(url).path
        self.sent.append((method, path))
        own = next((found for part, found in self.faults_at.items() if part in path and found), [])
        queue = own or self.faults
        fault = queue.pop(0) if queue else ""
        key = (method, path) if method == "POST" else ("", path)
        self.going[key] += 1
        try:
            await asyncio.sleep(0)
            if method != "GET" and "/members/" in path:
                assert self.going[key] == 1, "two requests about one person in one space"
            reply = self._answer(method, path, dict(params), body, fault)
            self.life.point()
            return reply
        finally:
            self.going[key] -= 1

    def _answer(self, verb: str, path: str, params: dict[str, str], body: Any, fault: str) -> Reply:
        if fault == "unreachable":
            raise ProblemError(Problem("net.unreachable", "not there"))
        if fault == RESET:
            raise ProblemError(Problem("net.lost_answer", "lost"))
        if fault[:3].isdigit():
            status, _, after = fault.partition("+")
            return refusal(int(status), "slower", {"retry-after": after} if after else {})
        refused = self.refuse(verb, path)
        if refused:
            return refusal(*refused)
        reply = self._carried_out(verb, path, params, copy.deepcopy(body))
        if fault == LOST:
            raise ProblemError(Problem("net.lost_answer", "lost"))
        if fault == LATE:
            return refusal(503, "late")
        return Reply(reply.status, reply.headers, reply.body[:-3]) if fault == HALF else reply

    def _carried_out(self, verb: str, path: str, params: dict[str, str], body: Any) -> Reply:
        parts = path.split("/")
        if path.startswith(PLACES):
            return self.workspace.answer(verb, path, params, body)
        if path in {"spaces", "spaces:setup"}:
            return self._make(path, params, body)
        name = "/".join(parts[:2])
        if name not in self.spaces:
            return refusal(403, _DENIED)
        if parts[2:3] == ["messages"]:
            return self._post(name, params["requestId"], body)
        if len(parts) == 2:
            return self._space(verb, name, body)
        if len(parts) == 3:
            return self._add(name, body) if verb == "POST" else self._list(name)
        return self._one(verb, name, parts[3], body)

    def _make(self, path: str, params: dict[str, str], body: Any) -> Reply:
        request_id = params.get("requestId") or body["requestId"]
        if request_id in self.made:
            return _ok(self.made[request_id])
        name = f"spaces/new{len(self.made)}"
        wanted = body["space"] if path.endswith("setup") else body
        listed = [m.get("member") or m["groupMember"] for m in body.get("memberships", ())]
        people = [whom["name"].removeprefix("users/") for whom in listed]
        if any(map(self._unknown, people)):
            return refusal(400, _BAD_USER)
        self.space(name)
        self.spaces[name] |= wanted
        self.changes["create", request_id] += 1
        for who in people:
            if who not in self.drops:
                self._join(name, who)
        self.made[request_id] = {"name": name, **wanted}
        return _ok(self.spaces[name])

    def _space(self, verb: str, name: str, body: Any) -> Reply:
        if verb == "DELETE":
            self.changes["delete", name] += 1
            del self.spaces[name]
            return _ok({})
        if verb == "PATCH":
            self.spaces[name] |= body
            self.changes["edit", name] += 1
        return _ok(self.spaces[name])

    def _post(self, name: str, request_id: str, body: Any) -> Reply:
        if request_id not in self.made:
            self.messages.append((name, body["text"]))
            self.made[request_id] = {"name": f"{name}/messages/{len(self.messages)}"}
        return _ok(self.made[request_id])

    def _add(self, name: str, body: Any) -> Reply:
        whom = body.get("member") or body["groupMember"]
        who = whom["name"].removeprefix("users/")
        if self._unknown(who):
            return refusal(400, _BAD_USER)
        if who in self.drops:
            found = _member(name, who, MEMBER)
            return _ok({**found, "state": "NOT_A_MEMBER"})
        if who in self.members[name]:
            if self.existing_member == "conflict":
                return refusal(409, "exists")
            return _ok(self.members[name][who])
        self._join(name, who)
        self.changes["add", f"{name} {who}"] += 1
        return _ok(self.members[name][who])

    def _join(self, name: str, who: str) -> None:
        state = "INVITED" if who in self.invites else "JOINED"
        self.members[name][who] = {**_member(name, who, MEMBER), "state": state}

    def _list(self, name: str) -> Reply:
        return _ok({"memberships": list(self.members[name].values())})

    def _one(self, verb: str, name: str, who: str, body: Any) -> Reply:
        found = self.members[name].get(who) or self.members[name].get(f"groups/{who}")
        if found is None:
            return refusal(404, "Requested entity was not found.")
        if verb == "DELETE":
            self.changes["remove", f"{name} {who}"] += 1
            del self.members[name][who]
        if verb == "PATCH":
            found["role"] = body["role"]
        return _ok(found)

    def _unknown(self, who: str) -> bool:
        return bool(self.people) and who not in self.people and "@" in who


def _member(space: str, who: str, role: str) -> dict[str, Any]:
    return {
        "name": f"{space}/members/{who}",
        "state": "JOINED",
        "role": role,
        "member": {"name": f"users/{who}", "type": "HUMAN", "email": who},
    }


def _ok(document: Any) -> Reply:
    return Reply(200, {}, json.dumps(document).encode())


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An error of the Chat API."""
    document = {"error": {"code": status, "message": message, "status": "SAID_BY_THE_MODEL"}}
    return Reply(status, headers or {}, json.dumps(document).encode())


class OneToken:
    """A token source."""

    async def token(self, rejected: Secret | None = None) -> Secret:
        """The one token."""
        return Secret("ya29.secret")


@dataclass
class FreePace:
    """A pace without limits, which remembers what it was asked for."""

    turns: list[tuple[str, str, str]] = field(default_factory=list)
    held: list[tuple[str, float]] = field(default_factory=list)
    rates: Rates = field(default_factory=Rates)

    @asynccontextmanager
    async def turn(
        self, project: str, method: str, space: str = "", tell: Any = None
    ) -> AsyncIterator[None]:
        """At once."""
        self.turns.append((project, method, space))
        yield

    async def hold(self, project: str, method: str, seconds: float) -> None:
        """Noted, and no more."""
        self.held.append((method, seconds))


@dataclass
class Bench:
    """What a test carries plans out with."""

    folder: Path
    google: Google = field(default_factory=Google)
    pace: FreePace = field(default_factory=FreePace)
    tries: int = 5
    dice: float = 1.0
    quota_seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    width: int = 4
    scopes: tuple[str, ...] = SCOPES

    def __post_init__(self) -> None:
        self.journal = MortalJournal(self.folder / "plans.sqlite", clock=lambda: 1000.0)

    @property
    def chat(self) -> ChatClient:
        """The real client, in front of the model."""
        client: Any = self.google
        return ChatClient(client, OneToken(), self.scopes, patience=self.patience)

    @property
    def patience(self) -> Patience:
        """Without real waiting."""

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        return Patience(
            tries=self.tries,
            quota_seconds=self.quota_seconds,
            sleep=sleep,
            dice=lambda: self.dice,
        )

    def events(self, plan: Plan, **changes: Any) -> Any:
        """The generator that carries a plan out."""
        self.journal.save(plan)
        pace: Any = self.pace
        return carry_out(
            plan.id,
            self.journal,
            self.chat,
            pace,
            patience=self.patience,
            width=self.width,
            clock=lambda: 2000.0,
            **changes,
        )

    async def run(self, plan: Plan) -> list[object]:
        """All that is told until the end."""
        return [event async for event in self.events(plan)]

    async def outcomes(self, *rows: Row, plan_id: str = "p7k2m9") -> list[Outcome]:
        """What came of rows that make up a plan."""
        plan = plan_of(*rows, id=plan_id)
        await self.run(plan)
        found = self.journal.outcomes(plan.id)
        return [found[row.number] for row in plan.rows]

    def live_until(self, point: int) -> None:
        """A new process, which dies at so many points; 0 for never."""
        self.google.life = self.journal.life = Life(point)


def plan_of(*rows: Row, **changes: Any) -> Plan:
    """A plan of `rows`."""
    named: dict[str, Any] = {
        "id": "p7k2m9",
        "kind": Kind.ADD_MEMBERS,
        "title": "A plan",
        "account": "1",
        "email": ME,
        "project": "123",
        "created_at": 900.0,
        **changes,
    }
    return Plan(rows=rows, **named)


def row(number: int, action: Action, who: str = "", **more: Any) -> Row:
    """A row about a person in ``spaces/A``, who was no member before."""
    named: dict[str, Any] = {
        "space": "spaces/A",
        "space_label": "Launch",
        "who": f"users/{who}" if who and "/" not in who else who,
        "who_label": who,
        **more,
    }
    return Row(number, action, **named)


def adds(*who: str, start: int = 1) -> Iterator[Row]:
    """Rows that add people who are no members."""
    for number, address in enumerate(who, start):
        yield row(number, Action.ADD_MEMBER, address, before={"role": "", "state": ""})
