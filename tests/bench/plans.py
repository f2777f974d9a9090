"""What plans cost: requests for rows, the rate against the quota, one write against fifty."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from chattui import context
from chattui.cli.demo import sign_in
from chattui.emulator.server import Emulator
from chattui.plans.engine import carry_out
from chattui.plans.events import RowEnded
from chattui.plans.journal import Journal
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.plans.pace import Pace
from chattui.session import Session
from tests.system.plan_chaos import run

ME = "ada@example.com"
LATENCY_MS = 50
FIRST = 49
BURST, WINDOW = 300, 60.0

Figure = tuple[str, float, float, str]
"""A name, what was measured, the limit, and the unit."""


def human(number: int) -> dict[str, Any]:
    """Google's Membership for one of the emulator's many people."""
    return {"member": {"name": f"users/person{number:03d}@example.com", "type": "HUMAN"}}


def adding(space: str, numbers: Sequence[int]) -> tuple[Row, ...]:
    """Rows that add people to one space."""
    return tuple(
        Row(
            place, Action.ADD_MEMBER, space, "Bench", human(number)["member"]["name"],
            before={"state": ""},
        )
        for place, number in enumerate(numbers, 1)
    )  # fmt: skip


class Stage:
    """An emulator at 50 ms a request, and a home that is signed in there."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.emulator = emulator
        folder.mkdir()
        (folder / "passphrase").write_text("a passphrase for measuring\n")
        self.context = context.make(
            {"CHATTUI_HOME": str(folder), "CHATTUI_EMULATOR_HOST": emulator.host},
            passphrase_file=str(folder / "passphrase"),
        )

    def control(self, route: str, **body: Any) -> None:
        """Send a control request."""
        url = f"{self.emulator.base_url}/_emulator/{route}"
        httpx.post(url, json=body, trust_env=False).raise_for_status()

    def asked(self, method: str) -> list[int]:
        """The statuses of all calls of ``chat.METHOD``."""
        url = f"{self.emulator.base_url}/_emulator/requests"
        found = httpx.get(url, trust_env=False, timeout=60).json()["requests"]
        return [one["status"] for one in found if one["method"] == f"chat.{method}"]

    async def run(self, name: str, rows: tuple[Row, ...]) -> list[float]:
        """Carry out so many rows; the seconds from the beginning at which each was over."""
        here, times = self.context, list[float]()
        async with Session(here) as session:
            account = await session.account()
            journal, pace = Journal(here.paths.plans), Pace(here.paths.pace)
            plan = Plan(name, Kind.ADD_MEMBERS, name, account.key, ME, "bench", rows)
            journal.save(plan)
            chat = await session.chat(account)
            began = time.monotonic()
            async for event in carry_out(name, journal, chat, pace):
                if isinstance(event, RowEnded):
                    times.append(time.monotonic() - began)
            await pace.close()
        return times

    async def space(self, name: str) -> str:
        """A new space."""
        async with Session(self.context) as session:
            chat = await session.chat(await session.account())
            wanted = {"spaceType": "SPACE", "displayName": name}
            return (await chat.create_space(wanted, name)).name


def figures(folder: Path) -> Iterator[Figure]:
    """Everything; some eight minutes, nearly all of them waiting for the real quota."""
    with Emulator(auto_consent=ME, people=3000) as emulator:
        stage = Stage(folder / "plans", emulator)
        asyncio.run(sign_in(Session(stage.context), emulator))
        stage.control("settings", latency_ms=LATENCY_MS)
        yield asyncio.run(_one_write(stage))
        yield from _real_quota(stage)
    yield from _among_faults()


async def _one_write(stage: Stage) -> Figure:
    """The vault is open and the connection there before anything is measured."""
    people = [human(number) for number in range(2000, 2000 + FIRST)]
    async with Session(stage.context) as session:
        chat = await session.chat(await session.account())
        wanted = {"spaceType": "SPACE", "displayName": "One by one"}
        began = time.monotonic()
        space = await chat.create_space(wanted, "one")
        for person in people:
            await chat.add_member(space.name, person)
        one_by_one = time.monotonic() - began
        began = time.monotonic()
        await chat.setup_space({**wanted, "displayName": "At once"}, people, "at-once")
        at_once = time.monotonic() - began
    name = "a space with 49 people: one write against 50, at 50 ms"
    return name, at_once / one_by_one, 0.1, "×"


def _real_quota(stage: Stage) -> Iterator[Figure]:
    """1,000 people at Google's 300 a minute, in real time."""
    stage.control("clock", advance_seconds=120)
    before = len(stage.asked("spaces.members.create"))
    rows = adding(asyncio.run(stage.space("A thousand")), range(1000))
    times = asyncio.run(stage.run("bench", rows))
    statuses = stage.asked("spaces.members.create")[before:]
    yield "requests for 1,000 rows", len(statuses) / len(rows), 1.0, "×"
    yield "answers that asked to slow down", statuses.count(429), 0, ""
    yield "the first 300, against as many by one connection", _burst(times), 1.0, "×"
    windows = (len(rows) - 1) // BURST
    rate = (windows * BURST) / (times[windows * BURST] - times[0]) * WINDOW
    yield "what is lost of the quota's 300 a minute", (BURST - rate) / BURST * 100, 2.0, "%"


def _among_faults() -> Iterator[Figure]:
    """A thousand changes at Google's quota, while requests fail by chance and the process dies
    twice."""
    found = run(1, speed=1.0)
    rows = found.rows
    yield f"{rows} rows among {found.faults} faults: what is not as asked", len(found.wrong), 0, ""
    yield "the same: answers that asked to slow down, of our own making", found.own_429, 0, ""
    yield "the same: requests for a row", found.requests / rows, 1.3, "×"


def _burst(times: Sequence[float]) -> float:
    return times[BURST - 1] / (BURST * LATENCY_MS / 1000)
