"""Programs for Apps Script, run by a stand-in that is made from Google's discovery documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.programs.apps_script_writer import program
from chattui.programs.lists import chats_found
from chattui.programs.model import Grant, Task
from tests.conftest import need
from tests.system.local_google import (
    WHO,
    Google,
    administered,
    check_whole,
    local_google,
    members,
    whole,
)
from tests.system.programs import Place, Ran, place
from tests.system.stand_in import manifest_in, stand_in
from tests.unit.programs.samples import HOSTILE, LIST, MANY

pytestmark = pytest.mark.system
NAME = " ".join(HOSTILE[4:6] + HOSTILE[8:9])


@pytest.fixture
def google() -> Iterator[Google]:
    need("node")
    with local_google() as made:
        yield made


@pytest.fixture
def folder(google: Google, tmp_path: Path) -> Place:
    return place(tmp_path / "here", google.emulator)


def run(google: Google, folder: Place, task: Task, grant: Grant, **changed: Any) -> Ran:
    """Run the program; `changed` are members of its manifest that are not as it was written."""
    made = program(replace(task, grant=grant, subject=WHO, emulator=google.base_url))
    assert made.besides == {"appsscript.json": manifest_in(made.text)}
    manifest = {**json.loads(made.besides["appsscript.json"]), **changed}
    (folder.folder / "Code.gs").write_text(made.text, encoding="utf-8")
    (folder.folder / "appsscript.json").write_text(json.dumps(manifest))
    return folder.run_command(stand_in(folder.folder, google.emulator))


def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    task = whole(NAME)
    google.post("faults", method="chat.spaces.members.create", status=429, times=2)
    # What lists the members needs the scope of the sample for lists.
    task = replace(task, scopes=(*task.scopes, *LIST.scopes))
    ran = run(google, folder, task, Grant.USER)
    assert ran.code == 1
    assert ran.err.startswith("slept 1000\nslept 2000\n")
    assert ran.err.endswith("\nError: Not everything was done: see above.\n")
    check_whole(google, NAME, ran.out, ran.err)

    # A mail whose answer was lost is not sent once more, and nothing else is made twice.
    google.post("faults", method="gmail.users.messages.send", status=500, times=1)
    again = run(google, folder, task, Grant.USER)
    assert again.out.count("it was so already") == 3, again.out
    assert "slept" not in again.err
    assert google.count("gmail.users.messages.send", 500) == 1
    assert len(google.get("mails")["mails"]) == 1
    assert google.log()[4:] == google.log()[1:4]


def test_delegation_reads_all_pages(google: Google, folder: Place) -> None:
    ran = run(google, folder, MANY, Grant.DELEGATION)
    assert ran.code == 0, ran.err
    space = ran.out.splitlines()[0].split("\t")[1]
    google.post("faults", method="chat.spaces.members.list", status=503, retry_after=7, times=1)
    one = replace(members(space), parameters={"parent": space, "pageSize": 1})
    listing = replace(LIST, blocks=(one,))
    ran = run(google, folder, listing, Grant.DELEGATION)
    assert (ran.code, ran.err) == (0, "slept 7000\n")
    assert ran.out.splitlines() == ["ada@example.com\tJOINED", "grace@example.com\tJOINED"]


@pytest.mark.exhaustive
def test_what_is_missing_is_said(google: Google, folder: Place) -> None:
    ran = run(google, folder, MANY, Grant.USER, oauthScopes=[MANY.scopes[1]])
    assert "insufficient authentication scopes" in ran.err
    ran = run(google, folder, MANY, Grant.USER, dependencies={})
    assert "Chat is not defined" in ran.err
    ran = run(google, folder, LIST, Grant.DELEGATION, oauthScopes=list(LIST.scopes))
    assert "script.external_request" in ran.err
    assert run(google, folder, MANY, Grant.USER).code == 0
    google.post("settings", delegated_scopes=[])
    ran = run(google, folder, LIST, Grant.DELEGATION)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("✗ Members: unauthorized_client: Client is unauthorized")


@pytest.mark.exhaustive
@pytest.mark.parametrize("grant", [Grant.USER, Grant.DELEGATION])
def test_with_administrator_privileges(google: Google, folder: Place, grant: Grant) -> None:
    space = run(google, folder, MANY, Grant.DELEGATION).out.splitlines()[0].split("\t")[1]
    ran = run(google, folder, administered(space), grant)
    assert (ran.code, "✗" in ran.err) == (0, False), ran.err
    removed, changed, north, south = ran.out.splitlines()
    assert (removed, changed) == ("✓ Remove alan@example.com", "✓ Change Launch team")
    assert north.split("\t")[:2] == [space, "North"]
    assert south.split("\t")[1] == "South"


@pytest.mark.exhaustive
@pytest.mark.parametrize("grant", [Grant.USER, Grant.DELEGATION])
def test_a_list_is_one_parameter_several_times(google: Google, folder: Place, grant: Grant) -> None:
    people = ["grace@example.com", "alan@example.com"]
    listing = chats_found(people)
    google.post("settings", delegated_scopes=list(listing.scopes))
    scopes = tuple(listing.scopes)
    ran = run(google, folder, replace(LIST, blocks=listing.blocks, scopes=scopes), grant)
    assert (ran.code, ran.err) == (0, "")
    assert ("chat.spaces.findGroupChats", 200) in google.calls()


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out(google: Google, folder: Place, text: str) -> None:
    ran = run(google, folder, whole(text), Grant.DELEGATION)
    check_whole(google, text, ran.out, ran.err)
