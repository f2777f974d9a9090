"""Programs for Node.js, run with Google's real packages against the emulator."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chattui.cli import token as token_command
from chattui.cli.options import Parser
from chattui.programs.model import Grant, Ref, Result, Task
from chattui.programs.node_writer import program
from tests.system.local_google import (
    WHO,
    Google,
    administered,
    check_whole,
    local_google,
    members,
    whole,
)
from tests.system.node_packages import node_packages
from tests.system.programs import Place, Ran, place
from tests.unit.programs.samples import CREATE, HOSTILE, LIST, LOG, MANY

pytestmark = pytest.mark.system
NAME = " ".join(HOSTILE[4:6] + HOSTILE[8:9])


@pytest.fixture
def google() -> Iterator[Google]:
    with local_google() as made:
        yield made


@pytest.fixture
def folder(google: Google, tmp_path: Path) -> Place:
    made = place(tmp_path / "here", google.emulator)
    (made.folder / "node_modules").symlink_to(node_packages())
    return made


def run(google: Google, folder: Place, task: Task, grant: Grant, **environ: str) -> Ran:
    made = program(replace(task, emulator=google.base_url, grant=grant, subject=WHO))
    assert "GOCSPX" not in made.text
    return folder.run(made, environ)


def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    google.post("faults", method="chat.spaces.members.create", status=429, retry_after=0, times=1)
    ran = run(google, folder, whole(NAME), Grant.USER, LC_ALL="C")
    assert (ran.code, len(ran.visited)) == (1, 1), ran.err
    check_whole(google, NAME, ran.out, ran.err)
    assert google.count("chat.spaces.members.create", 429) == 1
    (kept,) = (folder.folder / ".config" / "chattui-programs").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    # Once more: nobody is asked, nothing is made twice, and a lost answer sends no second mail.
    google.post("faults", method="gmail.users.messages.send", status=500, times=1)
    again = run(google, folder, whole(NAME), Grant.USER)
    assert (again.code, again.visited) == (1, ())
    assert again.out.count("it was so already") == 3, again.out
    assert len(google.get("events")["events"]) == 1
    assert len(google.get("mails")["mails"]) == 1
    assert google.log()[4:] == google.log()[1:4]
    assert google.count("gmail.users.messages.send", 500) == 1


def test_a_sign_in_that_has_ended_is_asked_for_again(google: Google, folder: Place) -> None:
    listing = replace(LIST, blocks=(members("spaces/none"),))
    assert len(run(google, folder, listing, Grant.USER).visited) == 1
    google.post("revoke", email=WHO)
    ran = run(google, folder, listing, Grant.USER)
    assert (ran.code, len(ran.visited)) == (1, 1)
    assert ran.err.startswith("The sign-in that was kept has ended.\n")
    assert "✗ Members: Permission denied" in ran.err


def test_only_the_answer_that_was_asked_for_counts(google: Google, folder: Place) -> None:
    made = program(replace(LIST, emulator=google.base_url, grant=Grant.USER))
    (folder.folder / made.file_name).write_text(made.text)
    environ = {"HOME": str(folder.folder), "PATH": os.environ["PATH"], "PORT": "0"}
    with subprocess.Popen(
        shlex.split(made.run), cwd=folder.folder, env=environ, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            address = next(line for line in process.stderr if line.startswith("http://"))
            asked = parse_qs(urlsplit(address.strip()).query)
            (back,), (state,) = asked["redirect_uri"], asked["state"]
            port = urlsplit(back).port
            with socket.create_connection(("127.0.0.1", port)) as odd:
                odd.sendall(b"GET // HTTP/1.1\r\nHost: x\r\n\r\n")
                assert odd.recv(12) == b"HTTP/1.1 404"
            # One that is open and not used, as browsers make them, keeps nobody waiting.
            with socket.create_connection(("127.0.0.1", port)):
                assert httpx.get(back, params={"code": "4/other", "state": "x"}).status_code == 404
                assert httpx.get(f"{back}/favicon.ico").status_code == 404
                denied = httpx.get(back, params={"error": "access_denied", "state": state})
                assert denied.status_code == 200
                assert process.stderr.read() == "Google answered: access_denied\n"
                assert process.wait(timeout=30) == 1
        finally:
            process.kill()
    assert asked["code_challenge_method"] == ["S256"]
    assert google.count("oauth2.token") == 0


def test_a_token_of_chattui_and_a_row_that_needs_one_that_failed(
    google: Google, folder: Place
) -> None:
    token = delegated_token(google, CREATE)
    chattui = folder.folder / "bin" / "chattui"
    chattui.parent.mkdir()
    chattui.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > asked\necho {token}\n")
    chattui.chmod(0o700)
    path = f"{chattui.parent}:{Path(str(shutil.which('node'))).parent}:/usr/bin:/bin"
    google.post("faults", method="chat.spaces.setup", status=403, times=1)
    log = [["", "made", Ref("spaces", row=i), Result("spaces", row=i)] for i in range(2)]
    task = replace(MANY, blocks=(*MANY.blocks, replace(LOG, body={"values": log})))
    ran = run(google, folder, task, Grant.TOKEN, PATH=path)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.err.splitlines()] == [
        f"✗ Make {MANY.blocks[0].rows[0][2]}",
        "✗ Make grace@example.com an owner",
    ]
    assert ran.err.endswith(": An earlier step that it needs has failed.\n")
    assert "chat.spaces.members.patch" not in dict(google.calls())
    made, logged = ran.out.splitlines()
    assert (made.split("\t")[2], logged) == ("South", "✓ Log")
    assert google.log() == [["made", "", "failed"], ["made", made.split("\t")[1], "done"]]
    asked = (folder.folder / "asked").read_text().split("\n")[:-1]
    parser = Parser(prog="chattui token")
    token_command.add_arguments(parser)
    options = parser.parse_args(asked[1:])
    assert (options.account, f"http://{options.emulator}") == (WHO, google.base_url)
    assert options.scope == list(MANY.scopes)


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out(google: Google, folder: Place, text: str) -> None:
    ran = run(google, folder, whole(text), Grant.DELEGATION)
    check_whole(google, text, ran.out, ran.err)


@pytest.mark.exhaustive
def test_with_administrator_privileges(google: Google, folder: Place) -> None:
    space = run(google, folder, MANY, Grant.DELEGATION).out.splitlines()[0].split("\t")[1]
    ran = run(google, folder, administered(space), Grant.DELEGATION)
    assert (ran.code, ran.err) == (0, "")
    removed, changed, north, south = ran.out.splitlines()
    assert (removed, changed) == ("✓ Remove alan@example.com", "✓ Change Launch team")
    assert [line.split("\t")[1] for line in (north, south)] == ["North", "South"]


@pytest.mark.exhaustive
def test_what_stands_in_the_way_is_said(google: Google, folder: Place) -> None:
    (folder.folder / "client_secret.json").write_text('{"web": {}}')
    ran = run(google, folder, LIST, Grant.USER)
    wrong = 'client_secret.json is not the file of a client of the type "Desktop app".\n'
    assert (ran.code, ran.out, ran.err) == (1, "", wrong)
    google.post("settings", delegated_scopes=[])
    ran = run(google, folder, CREATE, Grant.DELEGATION)
    assert (ran.code, ran.out) == (1, "")
    assert "✗ Make Launch team: unauthorized_client: Client is unauthorized" in ran.err


def delegated_token(google: Google, task: Task) -> str:
    """An access token of the service account, as WHO."""
    from google.auth.transport.requests import Request
    from google.oauth2.service_account import Credentials

    key: dict[str, Any] = json.loads(google.emulator.key_file(google=False))
    credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        key, scopes=task.scopes, subject=WHO
    )
    credentials.refresh(Request())
    return str(credentials.token)
