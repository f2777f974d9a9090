"""Programs of bash and curl, with the token that `chattui token` gives, do what their tasks say."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.programs.curl_writer import program
from chattui.programs.model import Grant, Task
from tests.conftest import need
from tests.system.local_google import WHO, Google, check_whole, local_google, whole
from tests.system.programs import Place, Ran, place
from tests.unit.cli.conftest import Desk
from tests.unit.programs.samples import CREATE, HOSTILE, LIST, MANY, hostile

pytestmark = pytest.mark.system
NAME = " ".join(HOSTILE[2:4] + HOSTILE[8:9])
ONCE_ENDED = "if [ ! -e asked ]; then touch asked; echo ended; exit; fi; "
SCOPES = [scope.rpartition("/")[2] for task in (CREATE, LIST) for scope in task.scopes]


@pytest.fixture
def google() -> Iterator[Google]:
    need("curl", "jq")
    with local_google() as made:
        yield made


@pytest.fixture
def folder(
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Place:
    """A folder of somebody who is signed in with chattui."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase for the tests\n")
    passphrase.chmod(0o600)
    names = {"CHATTUI_HOME": str(tmp_path / "home"), "CHATTUI_PASSPHRASE_FILE": str(passphrase)}
    for name, value in {**names, "CHATTUI_EMULATOR_HOST": google.emulator.host}.items():
        monkeypatch.setenv(name, value)
    asyncio.run(Desk(google.emulator, tmp_path, capsys)._sign_in(tuple(SCOPES), WHO))
    made = place(tmp_path / "here", google.emulator)
    made.environ.update(names)
    return made


def run(google: Google, folder: Place, task: Task, **environ: str) -> Ran:
    made = replace(task, emulator=google.base_url, grant=Grant.TOKEN, account=WHO)
    return folder.run(program(made), environ)


@pytest.mark.exhaustive
def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    google.post("faults", method="chat.spaces.members.create", status=429, retry_after=0, times=1)
    # The first token that it is given has ended.
    here = folder.folder / "bin"
    here.mkdir()
    (here / "chattui").write_text(f'#!/bin/sh\n{ONCE_ENDED}exec {sys.executable} -m chattui "$@"\n')
    (here / "chattui").chmod(0o755)
    ran = run(google, folder, whole(NAME), PATH=f"{here}:{os.environ['PATH']}")
    assert ran.code == 1, ran.err
    check_whole(google, NAME, ran.out, ran.err)
    assert google.count("chat.spaces.members.create", 429) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out(google: Google, folder: Place, text: str) -> None:
    ran = run(google, folder, hostile(text))
    assert ran.code == 0, ran.err
    assert google.get("events")["events"][0]["event"]["summary"] == text
    assert google.get("mails")["mails"][0]["headers"]["Subject"] == " ".join(text.split())


@pytest.mark.exhaustive
def test_what_is_refused_is_said_and_the_rest_is_done(google: Google, folder: Place) -> None:
    google.post("faults", method="chat.spaces.setup", status=400, times=1)
    ran = run(google, folder, MANY)
    assert ran.code == 1
    assert ran.err.count("✗") == 2, "the space, and the role in it"
    assert google.count("chat.spaces.setup") == 1
    listed = run(google, folder, LIST)
    assert (listed.code, listed.out) == (1, "")
    assert listed.err.startswith("✗ Members: Permission denied"), listed.err
    again = run(google, folder, CREATE)
    assert again.code == 0, again.err
    again = run(google, folder, CREATE)
    assert "= Add emily@example.com: it was so already" in again.out
    assert google.log()[4:] == google.log()[1:4], "the header once, and the link also here"


@pytest.mark.exhaustive
def test_no_token_no_request(google: Google, folder: Place) -> None:
    ran = run(google, folder, CREATE, CHATTUI_HOME=str(Path(os.environ["HOME"]) / "nobody"))
    assert ran.code == 1
    assert "chattui gave no token" in ran.err
    assert google.count("chat.spaces.setup") == 0
