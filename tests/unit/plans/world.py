"""An organisation in a few lines: what planning reads of it, and what a plan makes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from chattui import endpoints
from chattui.chat.api import ChatClient
from chattui.chat.errors import unknown_person
from chattui.chat.retry import Patience
from chattui.net import Reply
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.model import Action, Plan
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from tests.unit.plans.workspace import PLACES, Workspace

ME = "ada@example.com"
A = "spaces/A"
OWNER, MANAGER, MEMBER = "ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER", "ROLE_MEMBER"
NOW = 1_790_000_000.0

DENIED = (
    "Permission denied to perform the requested action on the specified resource, or the resource"
    " doesn't exist."
)
NO_SCOPE = "Request had insufficient authentication scopes."


@dataclass
class World:
    """Spaces by name; their members by address (``groups/ID``, ``app``) with role and state."""

    spaces: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    """Second addresses, with the first."""
    says: dict[str, str] = field(default_factory=dict)
    """Addresses that Google shows of somebody, although they are another's."""
    hides: bool = False
    """Whether Google leaves addresses out."""
    vague: bool = False
    """Whether it says 403 of those who are no members."""
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Statuses and messages by a part of the path."""
    sent: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """The people by their ids."""
    scopes: tuple[str, ...] = ()
    acts: dict[str, Any] = field(default_factory=dict)
    """What the acting person is besides."""
    endpoints: endpoints.Endpoints = endpoints.GOOGLE
    workspace: Workspace = field(default_factory=Workspace)

    def space(self, name: str, *who: str, **more: Any) -> None:
        """A space; each of `who` is ``ADDRESS``, ``ADDRESS=owner`` or ``ADDRESS=invited``."""
        label = more.pop("label", name[7:])
        self.spaces[name] = {
            "name": name,
            "displayName": label,
            "spaceType": "SPACE",
            "externalUserAllowed": False,
            **more,
        }
        self.members[name] = dict(_member(each) for each in who)

    def id_of(self, who: str) -> str:
        """The id of a person, always the same."""
        first = self.aliases.get(who, who)
        number = self.ids.setdefault(first, str(100 + len(self.ids)))
        self.names[number] = first
        return number

    @property
    def acting(self) -> Acting:
        """Ada."""
        named = {"user_id": f"users/{self.id_of(ME)}", "project": "123", **self.acts}
        return Acting("1", ME, **named)

    @property
    def chat(self) -> ChatClient:
        """The real client, in front of this."""
        client: Any = self
        return ChatClient(client, OneToken(), self.scopes, patience=Patience(tries=1))

    def count(self, part: str) -> int:
        """How many requests had `part` in their path."""
        return sum(part in path for path in self.sent)

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        body: Any = None,
        tokens: object = None,
    ) -> Reply:
        """Stands for `chattui.net.Client.send`; planning does nothing but read."""
        assert method == "GET", "planning changes nothing"
        if (path := urlsplit(url).path).startswith(PLACES):
            return self.workspace.answer(method, path, dict(params), body)
        path = unquote(path.removeprefix("/v1/"))
        self.sent.append(path)
        for part, (status, message) in self.refuses.items():
            if part in path:
                return _error(status, message)
        query = dict(params)
        parts = path.split("/")
        if path in {"spaces", "spaces:search"}:
            return self._spaces(path, query)
        name = "/".join(parts[:2])
        if name not in self.spaces:
            return _error(403, DENIED)
        if len(parts) == 2:
            return _ok(self.spaces[name])
        if len(parts) == 4:
            return self._one(name, parts[3])
        only = (
            {OWNER} if "ROLE_MANAGER" in query.get("filter", "") else {OWNER, MANAGER, MEMBER, ""}
        )
        found = [self._json(name, w) for w, (role, _) in self.members[name].items() if role in only]
        return _ok({"memberships": found})

    def _spaces(self, path: str, query: Mapping[str, str]) -> Reply:
        at = int(query.get("pageToken", "0"))
        page: dict[str, Any] = {"spaces": list(self.spaces.values())[at : at + 2]}
        if at + 2 < len(self.spaces):
            page["nextPageToken"] = str(at + 2)
        if path.endswith("search"):
            assert query["useAdminAccess"] == "true"
            page["totalSize"] = len(self.spaces)
        return _ok(page)

    def _one(self, name: str, who: str) -> Reply:
        member = self.names.get(who) or self.aliases.get(who, who)
        if member in self.members[name]:
            return _ok(self._json(name, member))
        return _error(403, DENIED) if self.vague else _error(404, "Requested entity was not found.")

    def _json(self, name: str, who: str) -> dict[str, Any]:
        role, state = self.members[name][who]
        made: dict[str, Any] = {"state": state, "role": role}
        if who.startswith("groups/"):
            return {**made, "name": f"{name}/members/{who[7:]}", "groupMember": {"name": who}}
        user: dict[str, Any] = {"name": f"users/{self.id_of(who)}", "type": "HUMAN"}
        if who == "app":
            user["type"] = "BOT"
        elif not self.hides:
            user["email"] = self.says.get(who, who)
        return {**made, "name": f"{name}/members/{self.id_of(who)}", "member": user}

    def apply(self, plan: Plan, *, invites: Sequence[str] = ()) -> None:
        """Carry a plan out: each row has to change something, and rows it is after come first."""
        done: set[int] = set()
        waiting = list(plan.rows)
        while waiting:
            # The last first, so that nothing is right by the order of the rows alone.
            ready = next(row for row in reversed(waiting) if done.issuperset(row.after))
            self._carry_out(ready.action, ready.space, ready.who, ready.body, invites)
            waiting.remove(ready)
            done.add(ready.number)

    def _carry_out(
        self, action: Action, space: str, who: str, body: Mapping[str, Any], invites: Sequence[str]
    ) -> None:
        members = self.members[space]
        name = self._address(who)
        assert ME in members or self.acting.admin, "the acting person has left before"
        if action is Action.ADD_MEMBER:
            assert name not in members
            role = "" if name.startswith("groups/") else MEMBER
            members[name] = (role, "INVITED" if name in invites else "JOINED")
        elif action is Action.SET_ROLE:
            role, state = members[name]
            assert (role != body["role"], state) == (True, "JOINED")
            members[name] = (body["role"], state)
        else:
            del members[name]

    def _address(self, who: str) -> str:
        if who.startswith("groups/"):
            return who
        bare = who.removeprefix("users/")
        return self.names.get(bare) or self.aliases.get(bare, bare)

    def roles(self, space: str = A) -> dict[str, str]:
        """Who is in a space, with their role in one word."""
        words = {OWNER: "owner", MANAGER: "manager", MEMBER: "", "": ""}
        return {
            who: "invited" if state == "INVITED" else words[role]
            for who, (role, state) in self.members[space].items()
        }


def _member(text: str) -> tuple[str, tuple[str, str]]:
    who, _, word = text.partition("=")
    if who.startswith("groups/"):
        return who, ("", "JOINED")
    if word == "invited":
        return who, (MEMBER, "INVITED")
    return who, ({"owner": OWNER, "manager": MANAGER}.get(word, MEMBER), "JOINED")


def _ok(document: Any) -> Reply:
    return Reply(200, {}, json.dumps(document).encode())


def _error(status: int, message: str) -> Reply:
    document = {"error": {"code": status, "message": message, "status": "SAID_BY_THE_WORLD"}}
    return Reply(status, {}, json.dumps(document).encode())


class OneToken:
    """A token source."""

    async def token(self, rejected: Secret | None = None) -> Secret:
        """The one token."""
        return Secret("ya29.secret")


@dataclass
class FakeDirectory:
    """Addresses by ``users/ID`` and groups by address."""

    known: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def addresses(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Those that are known."""
        self.asked += ids
        return {each: self.known[each] for each in ids if each in self.known}

    async def group_id(self, address: str) -> str:
        """The id, or a problem."""
        if address not in self.groups:
            raise ProblemError(unknown_person(address))
        return self.groups[address]


def with_groups(**groups: str) -> Reads:
    """Reads that know Google groups by the part before ``@example.com``."""
    return Reads(FakeDirectory(groups={f"{k}@example.com": v for k, v in groups.items()}))


def codes(problems: Sequence[Problem]) -> list[str]:
    """The codes of problems, without ``plans.``."""
    return [problem.code.removeprefix("plans.") for problem in problems]


def all_codes(error: ProblemError) -> list[str]:
    """The codes of everything that is wrong."""
    return codes((error.problem, *error.others))


def told(plan: Plan) -> list[str]:
    """A plan's rows in short: ``add grace``, ``owner grace <1``, ``remove alan``."""
    words = {Action.ADD_MEMBER: "add", Action.REMOVE_MEMBER: "remove"}
    names = {OWNER: "owner", MANAGER: "manager", MEMBER: "member"}
    said = []
    for row in plan.rows:
        what = words.get(row.action) or names.get(str(row.body.get("role")), row.action.value)
        after = "".join(f" <{number}" for number in row.after)
        said.append(f"{what} {row.who_label.partition('@')[0]}{after}")
    return said
