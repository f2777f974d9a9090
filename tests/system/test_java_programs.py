"""Java programs run by the JDK against the emulator do what their tasks say."""

from __future__ import annotations

import json
import shlex
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from chattui.emulator import Emulator
from chattui.programs.java_writer import program
from chattui.programs.model import Block, Grant, Program, Ref, Task
from tests.conftest import need
from tests.system.programs import Place, Ran, place
from tests.unit.programs.samples import (
    ADMIN,
    CREATE,
    HEADER,
    HOSTILE,
    LIST,
    LOG,
    MANY,
    SAMPLES,
    add_people,
    hostile,
)

pytestmark = pytest.mark.system
WHO = "ada@example.com"
NAME = " ".join(HOSTILE[4:6] + HOSTILE[8:9])
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the processor time for a program that ends at once."""


class Google:
    """The emulator, and what it tells of itself."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.base_url = emulator.base_url
        self.http = httpx.Client(base_url=emulator.base_url, trust_env=False)
        scopes = sorted({scope for task in SAMPLES.values() for scope in task.scopes})
        self.post("settings", delegated_scopes=scopes)

    def post(self, route: str, **body: Any) -> None:
        self.http.post(f"/_emulator/{route}", json=body).raise_for_status()

    def get(self, route: str) -> Any:
        return self.http.get(f"/_emulator/{route}").raise_for_status().json()

    def calls(self) -> list[tuple[str, int]]:
        """The methods that were called, with their statuses."""
        return [(one["method"], one["status"]) for one in self.get("requests")["requests"]]


@pytest.fixture
def google() -> Iterator[Google]:
    need("java")
    with Emulator(auto_consent=WHO) as emulator:
        made = Google(emulator)
        yield made
        made.http.close()


@pytest.fixture
def folder(google: Google, tmp_path: Path) -> Place:
    return place(tmp_path / "here", google.emulator)


def run(google: Google, folder: Place, task: Task, grant: Grant, **environ: str) -> Ran:
    made: Program = program(replace(task, emulator=google.base_url, grant=grant, subject=WHO))
    java, *rest = shlex.split(made.run)
    return folder.run(replace(made, run=shlex.join([java, *QUICK, *rest])), environ)


def members(parent: Any) -> Block:
    """Two pages and more of a space's members, of whom some are shown."""
    return replace(
        LIST.blocks[0],
        parameters={"parent": parent, "pageSize": 2},
        words=("EXAMPLE.com",),
        shows=("member.email", "state"),
    )


def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    task = hostile(NAME)
    make, _, event, mail = task.blocks
    people = add_people(
        "edsger@example.com", "nobody@example.com", parent=Ref("launch_team"), saves="added"
    )
    whole = (make, people, event, HEADER, LOG, mail, members(Ref("launch_team")))
    google.post("faults", method="chat.spaces.members.create", status=429, retry_after=0, times=1)
    google.post("faults", method="gmail.users.messages.send", status=500, times=1)
    # The locale has no letters but ASCII: neither the file nor its output depends on it.
    ran = run(google, folder, replace(task, blocks=whole), Grant.USER, LC_ALL="C")

    assert ran.code == 1, ran.err
    assert len(ran.visited) == 1
    assert "✗ Add nobody@example.com: Missing or malformed user resource name" in ran.err
    assert ran.err.count("✗") == 2, ran.err
    shown = [line.split("\t") for line in ran.out.splitlines()]
    assert sorted(line[0] for line in shown if line[-1] == "JOINED") == [
        "ada@example.com", "alan@example.com", "edsger@example.com", "grace@example.com",
    ]  # fmt: skip
    space = shown[0][1]
    rows = google.get("sheets")["sheets"][0]["tabs"][0]["rows"]
    assert [row[1:] for row in rows] == [
        ["what", "space", "who", "result"],
        ["create space", space, "", "done"],
        ["add member", space, "edsger@example.com", "done"],
        ["add member", space, "nobody@example.com", "failed"],
    ]
    assert [one["event"]["summary"] for one in google.get("events")["events"]] == [NAME]
    assert google.get("mails")["mails"] == []  # what failed may be sent: not once more
    assert ("chat.spaces.members.create", 429) in google.calls()
    kept = list((folder.folder / ".config" / "chattui-programs").iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600]
    assert set(json.loads(kept[0].read_text())) == {"refresh_token"}


@pytest.mark.exhaustive
def test_the_grant_of_an_earlier_run_is_used(google: Google, folder: Place) -> None:
    assert run(google, folder, CREATE, Grant.USER).code == 0
    mail = google.get("mails")["mails"][0]
    assert mail["headers"]["Subject"] == "Welcome to Launch team – grüezi"
    assert mail["recipients"] == ["grace@example.com", "alan@example.com"]
    again = run(google, folder, CREATE, Grant.USER)
    assert (again.code, again.visited) == (0, ()), again.err
    assert "= Add emily@example.com: it was so already" in again.out
    assert len(google.get("sheets")["sheets"][0]["tabs"][0]["rows"]) == 7
    kept = next((folder.folder / ".config" / "chattui-programs").iterdir())
    kept.write_text("no JSON")
    assert len(run(google, folder, CREATE, Grant.USER).visited) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out(google: Google, folder: Place, text: str) -> None:
    ran = run(google, folder, hostile(text), Grant.DELEGATION)
    assert ran.code == 0, ran.err
    line = text.replace("\r\n", "\n").replace("\r", "\n")
    told = google.get("mails")["mails"][0]
    assert told["headers"]["Subject"] == " ".join(text.split())
    assert told["text"].replace("\r\n", "\n").startswith(line) or "\x0b" in text
    assert google.get("events")["events"][0]["event"]["summary"] == text


@pytest.mark.exhaustive
def test_delegation_lists_and_says_what_is_refused(google: Google, folder: Place) -> None:
    ran = run(google, folder, MANY, Grant.DELEGATION)
    assert ran.code == 0, ran.err
    space = ran.out.splitlines()[0].split("\t")[1]
    listing = replace(LIST, blocks=(members(space),))
    ran = run(google, folder, listing, Grant.DELEGATION)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["ada@example.com\tJOINED", "grace@example.com\tJOINED"]
    ran = run(google, folder, ADMIN, Grant.DELEGATION)
    assert ran.code == 1
    google.post("settings", delegated_scopes=[])
    ran = run(google, folder, listing, Grant.DELEGATION)
    assert (ran.code, ran.out) == (1, "")
    assert "does not let the service account act as ada@example.com: Client is unauth" in ran.err


@pytest.mark.exhaustive
def test_a_refused_sign_in_is_said(google: Google, folder: Place) -> None:
    (folder.folder / "client_secret.json").write_text('{"web": {}}')
    ran = run(google, folder, LIST, Grant.USER)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == 'The client file is not that of a client of the type "Desktop app".\n'
    (folder.folder / "client_secret.json").unlink()
    assert "Put it there, or name it in CLIENT_FILE" in run(google, folder, LIST, Grant.USER).err


@pytest.mark.exhaustive
def test_thousands_of_rows_are_one_program(google: Google, folder: Place) -> None:
    """The limits of a class file are met: the program is compiled, and all rows are tried."""
    google.post("settings", quota_scale=1000.0)
    block = add_people(*(f"nobody{i}@example.com" for i in range(4000)), saves="added")
    first = replace(block, rows=block.rows[:2], saves="first")
    heavy = replace(LOG, body={"values": [[f"cell {i} {j}" for j in range(9)] for i in range(400)]})
    task = replace(CREATE, blocks=(replace(block, path="nowhere/{+parent}"), first, heavy))
    ran = run(google, folder, task, Grant.DELEGATION)
    assert ran.code == 1
    assert ran.err.count("✗ Add nobody") == 4002
    assert len(google.get("sheets")["sheets"][0]["tabs"][0]["rows"]) == 400
