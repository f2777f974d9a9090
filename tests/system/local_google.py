"""The emulator that a program talks to, and what it tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx

from chattui.emulator import Emulator
from chattui.programs.model import Block, Ref, Task
from tests.unit.programs.samples import ADMIN, HEADER, LIST, LOG, SAMPLES, add_people, hostile

WHO = "ada@example.com"
"""Who consents, and whom the service account acts as."""
ROOM = "https://chat.google.com/room/"


class Google:
    """The emulator, and what it tells of itself."""

    def __init__(self, emulator: Emulator, http: httpx.Client) -> None:
        self.emulator = emulator
        self.base_url = emulator.base_url
        self.http = http
        scopes = sorted({scope for task in SAMPLES.values() for scope in task.scopes})
        self.post("settings", delegated_scopes=scopes)

    def post(self, route: str, **body: Any) -> None:
        """Tell the emulator something."""
        self.http.post(f"/_emulator/{route}", json=body).raise_for_status()

    def get(self, route: str) -> Any:
        """What the emulator tells."""
        return self.http.get(f"/_emulator/{route}").raise_for_status().json()

    def calls(self) -> list[tuple[str, int]]:
        """The methods that were called, with their statuses."""
        return [(one["method"], one["status"]) for one in self.get("requests")["requests"]]

    def count(self, method: str, status: int = 200) -> int:
        """How often a method was answered so."""
        return self.calls().count((method, status))

    def log(self) -> list[list[str]]:
        """The rows of the log sheet, without the times at their beginning; links are the plain
        ones, which a program makes itself where an answer has none."""
        rows: list[list[str]] = self.get("sheets")["sheets"][0]["tabs"][0]["rows"]
        return [[cell.removesuffix("?cls=11") for cell in row[1:]] for row in rows]


@contextmanager
def local_google() -> Iterator[Google]:
    """A running emulator on which the samples' scopes are delegated."""
    with (
        Emulator(auto_consent=WHO) as emulator,
        httpx.Client(base_url=emulator.base_url, trust_env=False) as http,
    ):
        yield Google(emulator, http)


def members(parent: Any) -> Block:
    """The pages of a space's members, of whom some are shown."""
    return replace(
        LIST.blocks[0],
        parameters={"parent": parent, "pageSize": 2},
        words=("EXAMPLE.com",),
        shows=("member.email", "state"),
    )


def administered(space: str) -> Task:
    """An administrator's task about `space`: Grace leaves, it changes, all spaces are listed."""
    remove, change, search = ADMIN.blocks
    name = {"name": f"{space}/members/grace@example.com"}
    return replace(
        ADMIN,
        blocks=(
            replace(remove, parameters={**remove.parameters, **name}),
            replace(change, parameters={**change.parameters, "name": space}),
            replace(search, parameters={**search.parameters, "pageSize": 1}),
        ),
    )


def whole(name: str) -> Task:
    """A new space of that name with all that may follow it, one person of whom there is none."""
    task = hostile(name)
    make, _, event, mail = task.blocks
    people = add_people(
        "edsger@example.com", "nobody@example.com", parent=Ref("launch_team"), saves="added"
    )
    blocks = (make, people, event, HEADER, LOG, mail, members(Ref("launch_team")))
    return replace(task, blocks=blocks)


def check_whole(google: Google, name: str, out: str, err: str) -> None:
    """That `whole` was done as it is meant, and said."""
    assert "✗ Add nobody@example.com: Missing or malformed user resource name" in err
    assert err.count("✗") == 1, err
    shown = [line.split("\t") for line in out.splitlines()]
    assert sorted(line[0] for line in shown if line[-1] == "JOINED") == [
        "ada@example.com", "alan@example.com", "edsger@example.com", "grace@example.com",
    ]  # fmt: skip
    space = shown[0][1]
    assert google.log() == [
        ["what", "space", "who", "result", "link"],
        ["create space", space, "", "done", space.replace("spaces/", ROOM)],
        ["add member", space, "edsger@example.com", "done"],
        ["add member", space, "nobody@example.com", "failed"],
    ]
    assert [one["event"]["summary"] for one in google.get("events")["events"]] == [name]
    (mail,) = google.get("mails")["mails"]
    assert mail["recipients"] == ["grace@example.com"]
    assert mail["headers"]["Subject"] == " ".join(name.split())
    lines = name.replace("\r\n", "\n").replace("\r", "\n")
    assert mail["text"].replace("\r\n", "\n").rstrip("\n") == f"{lines}{space}{lines}".rstrip("\n")
