"""A thousand changes while everything fails by chance and the process is killed twice.

``python -m tests.system.plan_chaos SEED…`` prints what came of each seed; all of them must end in
exactly the state that was asked for. The quota is Google's, and refills a hundred times as fast.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from chattui import context
from chattui.chat.retry import Patience
from chattui.cli.demo import sign_in
from chattui.emulator.server import Emulator
from chattui.oauth.scopes import expand
from chattui.plans.engine import carry_out
from chattui.plans.events import RowEnded
from chattui.plans.journal import Journal
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.plans.pace import Pace
from chattui.session import Session

ME = "ada@example.com"
SPEED = 100.0
SPACES = 4
RUNS = 12
"""How often a plan is taken up again at most; a stop for want of a network is one as well."""
MEMBER, MANAGER, OWNER = "ROLE_MEMBER", "ROLE_ASSISTANT_MANAGER", "ROLE_MANAGER"
KINDS = ["429", "503", "500", "reset", "lost_answer", "truncate", "401"]
FAULTS = {"chance": 0.08, "kinds": KINDS, "retry_after": 1}

Wanted = dict[str, dict[str, str]]
"""Roles by address, by the name of a space."""


@dataclass
class Stage:
    """An emulator and a home that is signed in there."""

    emulator: Emulator
    home: Path
    http: httpx.Client
    speed: float

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a chattui on this stage."""
        return {
            "CHATTUI_HOME": str(self.home),
            "CHATTUI_EMULATOR_HOST": self.emulator.host,
            "CHATTUI_PASSPHRASE_FILE": str(self.home / "passphrase"),
        }

    def control(self, route: str, **body: Any) -> Any:
        """Send a control request."""
        answer = self.http.post(f"/_emulator/{route}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def requests(self) -> list[dict[str, Any]]:
        """What was asked, oldest first."""
        found: list[dict[str, Any]] = self.http.get("/_emulator/requests").json()["requests"]
        return found


@dataclass
class Story:
    """A plan, and what has to be there at its end."""

    rows: list[Row] = field(default_factory=list)
    wanted: Wanted = field(default_factory=dict)
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same for new spaces, by their display names."""

    def add(self, action: Action, space: str, person: str = "", **more: Any) -> int:
        """One more row."""
        number = len(self.rows) + 1
        who = f"users/{person}" if person else ""
        self.rows.append(Row(number, action, space, space, who, person, **more))
        return number


def address(number: int) -> str:
    """Somebody of the emulator's many people."""
    return f"person{number:03d}@example.com"


async def fill(session: Session, dice: random.Random, rows: int) -> Story:
    """Spaces with people in them, and the plan that changes them."""
    chat = await session.chat(await session.account())
    story, people = Story(), iter(map(address, range(100_000)))
    here = max(2, rows * 35 // 100 // SPACES)
    for number in range(SPACES):
        made = await chat.create_space(
            {"spaceType": "SPACE", "displayName": f"Old {number}"}, f"old-{number}"
        )
        there = [next(people) for _ in range(here)]
        story.wanted[made.name] = {ME: OWNER} | dict.fromkeys(there, MEMBER)
        for start in range(0, here, 16):
            some = there[start : start + 16]
            await asyncio.gather(*(chat.add_member(made.name, _human(p)) for p in some))
    for name, inside in story.wanted.items():
        _change(story, name, inside, people, dice, rows // SPACES)
    for number in range(max(1, rows // 100)):
        _new_space(story, f"New {number}", people)
    return story


def _human(person: str) -> dict[str, Any]:
    return {"member": {"name": f"users/{person}", "type": "HUMAN"}}


def _change(
    story: Story,
    name: str,
    inside: dict[str, str],
    people: Iterator[str],
    dice: random.Random,
    rows: int,
) -> None:
    """Rows that add, promote and remove people of one space, in no order."""
    before = [person for person in inside if person != ME]
    dice.shuffle(before)
    joined = {"state": "JOINED", "role": MEMBER}
    for person in before[: len(before) * 7 // 10]:
        story.add(Action.REMOVE_MEMBER, name, person, before=joined)
        del inside[person]
    for person in before[len(before) * 7 // 10 :]:
        inside[person] = dice.choice((MANAGER, OWNER))
        story.add(Action.SET_ROLE, name, person, body={"role": inside[person]}, before=joined)
    for _ in range(rows // 2):
        person = next(people)
        added = story.add(Action.ADD_MEMBER, name, person, before={"state": ""})
        inside[person] = MEMBER
        if dice.random() < 0.2:
            inside[person] = MANAGER
            story.add(
                Action.SET_ROLE, name, person, body={"role": MANAGER}, after=(added,),
                before={"state": "", "role": ""},
            )  # fmt: skip


def _new_space(story: Story, label: str, people: Iterator[str]) -> None:
    first = [next(people) for _ in range(5)]
    body = {
        "space": {"spaceType": "SPACE", "displayName": label},
        "memberships": [_human(person) for person in first],
    }
    number = story.add(Action.CREATE_SPACE, "", body=body, request_id=f"request-{label}")
    late = next(people)
    story.add(Action.ADD_MEMBER, f"row:{number}", late, before={"state": ""}, after=(number,))
    story.add(
        Action.POST_MESSAGE, f"row:{number}", body={"text": f"Welcome to {label}"},
        request_id=f"message-{label}", after=(number,),
    )  # fmt: skip
    story.made[label] = {ME: OWNER} | dict.fromkeys((*first, late), MEMBER)


async def work(environ: dict[str, str], plan_id: str, speed: float) -> None:
    """Carry the plan out in this process, a line for each row that is over."""
    here = context.make(environ)

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / speed)

    pace = Pace(here.paths.pace, clock=lambda: time.monotonic() * speed, sleep=sleep)
    patience = Patience(tries=8, base_seconds=0.004, cap_seconds=0.2, retry_after_cap_seconds=0.05)
    async with Session(here) as session:
        chat = await session.chat(await session.account())
        async for event in carry_out(
            plan_id, Journal(here.paths.plans), chat, pace, patience=patience
        ):
            if isinstance(event, RowEnded):
                sys.stdout.write(f"{event.row.number} {event.outcome.state}\n")
                sys.stdout.flush()
        await pace.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one seed."""

    seed: int
    rows: int
    runs: int
    kills: int
    requests: int
    faults: int
    own_429: int
    wrong: tuple[str, ...]
    """The first of what is not as it was asked for."""
    seconds: float


def run(seed: int, rows: int = 1000, kills: int = 2, speed: float = SPEED) -> Outcome:
    """One seed, from an empty emulator to the comparison; the quota refills `speed` times as fast
    as Google's."""
    dice = random.Random(seed)
    began = time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        emulator = stack.enter_context(Emulator(auto_consent=ME, people=3000))
        base = emulator.base_url
        http = stack.enter_context(httpx.Client(base_url=base, trust_env=False, timeout=60))
        stage = Stage(emulator, Path(folder), http, speed)
        (stage.home / "passphrase").write_text("a passphrase for chaos\n")
        (stage.home / "passphrase").chmod(0o600)
        story = asyncio.run(_prepare(stage, dice, rows))
        before = sum(r["method"].startswith("chat.") for r in stage.requests())
        stage.control("faults", random={"seed": seed, **FAULTS})
        runs, killed = _runs(stage, dice, len(story.rows), kills)
        stage.control("faults", clear=True)
        asked = [r for r in stage.requests() if r["method"].startswith("chat.")][before:]
        state = http.get("/_emulator/state").json()["spaces"]
        own = sum(r["status"] == 429 and not r.get("fault") for r in asked)
        faults = sum(bool(r.get("fault")) for r in asked)
        wrong = tuple(islice(_compare(story, state), 5))
    taken = time.monotonic() - began
    return Outcome(seed, len(story.rows), runs, killed, len(asked), faults, own, wrong, taken)


async def _prepare(stage: Stage, dice: random.Random, rows: int) -> Story:
    stage.control("settings", quota_scale=10_000.0)
    async with Session(context.make(stage.environ)) as session:
        await sign_in(session, stage.emulator, expand(("chat.messages.create",)))
        story = await fill(session, dice, rows)
        account = await session.account()
        entry = (await session.index()).clients[0]
        plan = Plan(
            "chaos", Kind.SYNC_MEMBERS, "Chaos", account.key, account.email,
            entry.client_id.partition("-")[0], tuple(story.rows),
        )  # fmt: skip
        Journal(session.context.paths.plans).save(plan)
    stage.control("settings", quota_scale=1.0, quota_speed=stage.speed)
    stage.control("clock", advance_seconds=120)  # what was done so far counts no more
    return story


def _runs(stage: Stage, dice: random.Random, rows: int, kills: int) -> tuple[int, int]:
    """How often the plan was begun until it ended, and how often it was killed."""
    killed = 0
    for number in range(1, RUNS + 1):
        after = dice.randrange(rows // (kills + 1)) if killed < kills else None
        status = _once(stage, after, dice.random() * 0.02)
        if status == 0:
            return number, killed
        killed += status == -signal.SIGKILL
    return RUNS, killed


def _once(stage: Stage, kill_after: int | None, pause: float) -> int:
    """One process; it is killed `pause` seconds after so many rows were over."""
    command = [sys.executable, "-m", "tests.system.plan_chaos", "--work", "chaos", str(stage.speed)]
    child = subprocess.Popen(
        command, env={**os.environ, **stage.environ}, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child:
        for count, _ in enumerate(child.stdout):
            if count == kill_after:
                time.sleep(pause)  # a moment that nobody chose: that is what is tried here
                child.kill()
        return child.wait()


def _compare(story: Story, state: list[dict[str, Any]]) -> Iterator[str]:
    """What is not as it was asked for."""
    titles = Counter(space["displayName"] for space in state)
    yield from (f"{name} is there {n} times" for name, n in titles.items() if n > 1)
    for space in state:
        there = {m["member"]["email"]: m["role"] for m in space["members"]}
        label = space["displayName"]
        wanted = story.wanted.get(space["name"]) or story.made.get(label, {})
        for person in there.keys() | wanted.keys():
            if there.get(person) != wanted.get(person):
                yield f"{label}: {person} is {there.get(person)}, not {wanted.get(person)}"
        said = [f"Welcome to {label}"] if label in story.made else []
        if space["messages"] != said:
            yield f"{label}: messages {space['messages']}"
    yield from (f"{label} is not there" for label in story.made if label not in titles)


def main(arguments: list[str]) -> int:
    """The command line."""
    if arguments[:1] == ["--work"]:
        asyncio.run(work(dict(os.environ), arguments[1], float(arguments[2])))
        return 0
    bad = 0
    for seed in map(int, arguments):
        found = run(seed)
        bad += bool(found.wrong or found.own_429)
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps({"seeds": len(arguments), "bad": bad}) + "\n")
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
