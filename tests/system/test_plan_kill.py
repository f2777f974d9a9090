"""A process that carries out a plan is killed with -9 at random moments, and taken up again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chattui.emulator import Emulator
from chattui.plans.journal import Journal
from chattui.plans.log_lines import COLUMNS
from chattui.plans.model import Action, Kind, Plan, Result, Row, State
from chattui.plans.report import NOT_KNOWN
from tests.unit.chat.harness import ME, Google
from tests.unit.plans.workspace import EVENT_ID, event_row, log_row, mail_row, marks_of

pytestmark = pytest.mark.system

WORKER = """
import asyncio, sys
from pathlib import Path
from chattui import endpoints, net
from chattui.chat.api import ChatClient
from chattui.plans.engine import carry_out
from chattui.plans.events import RowEnded
from chattui.plans.journal import Journal
from chattui.plans.limits import Rates
from chattui.plans.pace import Pace
from chattui.secret import Secret

class Tokens:
    async def token(self, rejected=None):
        return TOKEN

async def main(host, folder):
    folder = Path(folder)
    pace = Pace(folder / "pace.sqlite", rates=Rates(scale=1000.0))
    async with await net.connect(endpoints.emulator(host)) as client:
        chat = ChatClient(client, Tokens(), tuple(SCOPES))
        async for event in carry_out("p1", Journal(folder / "plans.sqlite"), chat, pace):
            if isinstance(event, RowEnded):
                print(event.row.number, flush=True)
    await pace.close()

TOKEN, *SCOPES = sys.stdin.read().split()
TOKEN = Secret(TOKEN)
asyncio.run(main(*sys.argv[1:]))
"""

SCOPES = tuple(
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "chat.spaces", "chat.memberships", "chat.delete", "chat.messages.create",
        "calendar.events", "spreadsheets", "gmail.send",
    )
)  # fmt: skip
LOGGED = (*range(1, 6), 50, *range(51, 56))
MAIL = 64
NEW = {"role": "", "state": ""}
MEMBERS = {"role": "ROLE_MEMBER", "state": "JOINED"}
PEOPLE = [f"person{n:03}@example.com" for n in range(60)]


@pytest.fixture
def google() -> Iterator[Google]:
    with (
        Emulator(auto_consent=ME, people=60) as emulator,
        httpx.Client(base_url=emulator.base_url, trust_env=False) as http,
    ):
        found = Google(emulator, http)
        found.control("settings", quota_scale=1000.0)
        yield found


class Case:
    """An emulator with a space, and a plan that changes everything about it."""

    def __init__(self, google: Google, folder: Path) -> None:
        self.google = google
        self.folder = folder
        folder.mkdir(mode=0o700)
        self.token = google.access_token(SCOPES)
        self.space = self._setup("Launch", PEOPLE[:10])
        self.other = self._setup("Old", [])
        self.plan = Plan("p1", Kind.SYNC_MEMBERS, "All of it", "1", ME, "123", tuple(self._rows()))
        self.journal = Journal(folder / "plans.sqlite")
        self.journal.save(self.plan)

    def _setup(self, name: str, people: list[str]) -> str:
        body = {
            "space": {"spaceType": "SPACE", "displayName": name},
            "memberships": [_person(email) for email in people],
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.google.http.post("/v1/spaces:setup", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        made: str = answer.json()["name"]
        return made

    def _rows(self) -> Iterator[Row]:
        def about(number: int, action: Action, email: str, **more: Any) -> Row:
            named = {"space": self.space, "who": f"users/{email}", "who_label": email, **more}
            return Row(number, action, **named)

        for n in range(5):
            yield about(n + 1, Action.REMOVE_MEMBER, PEOPLE[n], before=MEMBERS)
        for n in range(5, 8):
            role = {"role": "ROLE_MANAGER"}
            yield about(n + 1, Action.SET_ROLE, PEOPLE[n], body=role, before=MEMBERS)
        for n in range(10, 40):
            yield about(n + 1, Action.ADD_MEMBER, PEOPLE[n], before=NEW)
        space = {"spaceType": "SPACE", "displayName": "New"}
        first = {"memberships": [_person(email) for email in PEOPLE[:3]]}
        yield Row(50, Action.CREATE_SPACE, body={"space": space, **first}, request_id="made-1")
        for n in range(40, 45):
            yield about(n + 11, Action.ADD_MEMBER, PEOPLE[n], space="row:50", before=NEW)
        yield Row(60, Action.POST_MESSAGE, "row:50", body={"text": "hello"}, request_id="message-1")
        yield Row(61, Action.DELETE_SPACE, self.other)
        yield event_row(62, "row:50", following=(51,))
        yield log_row(63, *LOGGED)
        yield mail_row(MAIL, "row:50", following=(52,))

    def run(self, lines: int = 0) -> bool:
        """A process that is killed after so many rows, or comes to its end."""
        command = [sys.executable, "-c", WORKER, self.google.emulator.host, str(self.folder)]
        pipe = subprocess.PIPE
        environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        with subprocess.Popen(
            command, env=environ, stdin=pipe, stdout=pipe, stderr=pipe
        ) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(" ".join((self.token, *SCOPES)).encode())
            process.stdin.close()
            for _ in range(lines):
                if not process.stdout.readline():
                    break
            if lines:
                process.kill()
            said = process.stderr.read().decode()
        assert process.returncode in ({0, -9} if lines else {0}), said
        return bool(process.returncode == 0)

    def check(self) -> None:
        """Exactly what was asked for is there, and nothing was done twice."""
        spaces = {space["displayName"]: space for space in self.google.spaces()}
        assert sum(space["displayName"] == "New" for space in self.google.spaces()) == 1
        assert "Old" not in spaces
        members = {m["member"]["email"]: m["role"] for m in spaces["Launch"]["members"]}
        assert {who for who in members if who != ME} == {*PEOPLE[5:40]}
        owners = {who for who, role in members.items() if role == "ROLE_MANAGER"}
        assert owners == {ME, *PEOPLE[5:8]}
        new = {m["member"]["email"] for m in spaces["New"]["members"]}
        assert new == {ME, *PEOPLE[:3], *PEOPLE[40:45]}
        done = Counter(
            r["method"]
            for r in self.google.http.get("/_emulator/requests").json()["requests"]
            if r["status"] == 200
        )
        assert done["chat.spaces.members.create"] == 35
        assert done["chat.spaces.members.delete"] == 5
        assert done["chat.spaces.delete"] == 1
        assert done["chat.spaces.messages.create"] >= 1
        self._check_what_follows()
        outcomes = self.journal.outcomes("p1")
        del outcomes[MAIL]
        assert {outcome.state for outcome in outcomes.values()} == {State.DONE}
        assert Result.ALREADY not in {outcome.result for outcome in outcomes.values()}
        assert len(outcomes) == len(self.plan.rows) - 1
        assert self.journal.list()[0].is_ended

    def _check_what_follows(self) -> None:
        def held(name: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = self.google.http.get(f"/_emulator/{name}").json()[name]
            return found

        assert [event["event"]["id"] for event in held("events")] == [EVENT_ID]
        header, *lines = held("sheets")[0]["tabs"][0]["rows"]
        assert header == list(COLUMNS)
        # Those who come with a space have lines of their own.
        marks = marks_of("p1", *LOGGED, *[50] * 3)
        assert Counter(line[-1] for line in lines) == Counter(marks)
        outcome, mails = self.journal.outcomes("p1")[MAIL], len(held("mails"))
        if outcome.state is State.DONE:
            assert mails == 1
        else:
            assert outcome.problem is not None
            assert outcome.problem.code == NOT_KNOWN
            assert mails <= 1


def _person(email: str) -> dict[str, Any]:
    return {"member": {"name": f"users/{email}", "type": "HUMAN"}}


def kill_and_take_up(google: Google, folder: Path, dice: random.Random) -> None:
    case = Case(google, folder)
    for _ in range(dice.randint(1, 3)):
        if case.run(dice.choice((dice.randint(1, 18), dice.randint(40, 55)))):
            break
        assert not case.journal.list()[0].is_running
    case.run()
    case.check()


def test_a_killed_plan_ends_in_exactly_the_state_that_it_asks_for(
    google: Google, tmp_path: Path
) -> None:
    case = Case(google, tmp_path / "state")
    assert not case.run(9)
    (saved,) = case.journal.list()
    assert not saved.is_running
    assert 0 < saved.counts.done < saved.counts.total
    assert case.run()
    case.check()


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(40))
def test_at_many_moments(seed: int, google: Google, tmp_path: Path) -> None:
    kill_and_take_up(google, tmp_path / "state", random.Random(seed))
