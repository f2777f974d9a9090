"""Python programs with Google's own client library do what their tasks say, on the emulator."""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chattui.programs.model import Grant, Task
from chattui.programs.python_writer import program
from tests.system.local_google import WHO, Google, check_whole, local_google, whole
from tests.system.programs import Place, Ran, place
from tests.unit.programs.samples import ADMIN, CREATE, HOSTILE, LIST, MANY, hostile

pytestmark = pytest.mark.system
NAME = " ".join(HOSTILE[4:6] + HOSTILE[8:9])


@pytest.fixture
def google() -> Iterator[Google]:
    with local_google() as made:
        yield made


@pytest.fixture
def folder(google: Google, tmp_path: Path) -> Place:
    return place(tmp_path / "here", google.emulator)


def run(google: Google, folder: Place, task: Task, grant: Grant) -> Ran:
    return folder.run(program(replace(task, emulator=google.base_url, grant=grant, subject=WHO)))


def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    google.post("faults", method="chat.spaces.members.create", status=429, retry_after=0, times=1)
    ran = run(google, folder, whole(NAME), Grant.USER)
    assert (ran.code, len(ran.visited)) == (1, 1), ran.err
    check_whole(google, NAME, ran.out, ran.err)
    assert google.count("chat.spaces.members.create", 429) == 1
    (kept,) = (folder.folder / ".config/chattui-programs").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert set(json.loads(kept.read_text())) == {"client_id", "scopes", "refresh_token"}


@pytest.mark.exhaustive
def test_only_the_answer_that_was_asked_for_counts(google: Google, folder: Place) -> None:
    made = program(replace(LIST, emulator=google.base_url, grant=Grant.USER))
    (folder.folder / made.file_name).write_text(made.text)
    environ = {"HOME": str(folder.folder), "PATH": os.environ["PATH"], "PORT": "0"}
    with subprocess.Popen(
        [sys.executable, made.file_name],
        cwd=folder.folder,
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            address = next(line for line in process.stderr if line.startswith("http://"))
            asked = parse_qs(urlsplit(address.strip()).query)
            (back,), (state,) = asked["redirect_uri"], asked["state"]
            port = urlsplit(back).port
            with socket.create_connection(("127.0.0.1", port)) as odd:
                odd.sendall(b"\x16\x03\x01 \r\n\r\n")
                odd.recv(1000)
            hurried = socket.create_connection(("127.0.0.1", port))
            hurried.sendall(b"GET /?state=x HTTP/1.1\r\n\r\n")
            hurried.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            hurried.close()
            # One that is open and not used, as browsers make them, keeps nobody waiting.
            with socket.create_connection(("127.0.0.1", port)):
                for query in ({"code": "4/other", "state": "x"}, {"state": state}, {}):
                    assert httpx.get(back, params=query).status_code == 404
                denied = httpx.get(back, params={"error": "access_denied", "state": state})
                assert denied.status_code == 200
                said = process.stderr.read()
                assert process.wait(timeout=30) == 1
        finally:
            process.kill()
    assert said == "The sign-in failed: (access_denied) \n"
    assert asked["code_challenge_method"] == ["S256"]
    assert google.count("oauth2.token") == 0


@pytest.mark.exhaustive
def test_the_sign_in_of_an_earlier_run_is_used(google: Google, folder: Place) -> None:
    assert run(google, folder, CREATE, Grant.USER).code == 0
    again = run(google, folder, CREATE, Grant.USER)
    assert (again.code, again.visited) == (0, ()), again.err
    assert "= Add emily@example.com: it was so already" in again.out
    assert google.log()[4:] == google.log()[1:4], "the header once, and the link also here"
    google.post("revoke", email=WHO)
    after = run(google, folder, CREATE, Grant.USER)
    assert (after.code, len(after.visited)) == (0, 1), after.err


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out(google: Google, folder: Place, text: str) -> None:
    ran = run(google, folder, hostile(text), Grant.DELEGATION)
    assert ran.code == 0, ran.err
    assert google.get("events")["events"][0]["event"]["summary"] == text
    assert google.get("mails")["mails"][0]["headers"]["Subject"] == " ".join(text.split())


@pytest.mark.exhaustive
def test_delegation_and_what_is_refused(google: Google, folder: Place) -> None:
    ran = run(google, folder, MANY, Grant.DELEGATION)
    assert ran.code == 0, ran.err
    assert google.count("chat.spaces.setup") == 2
    google.post("reset", nothing=0)
    google.post("settings", delegated_scopes=list({*MANY.scopes, *LIST.scopes}))
    google.post("faults", method="chat.spaces.setup", status=400, times=1)
    ran = run(google, folder, MANY, Grant.DELEGATION)
    assert ran.code == 1
    assert ran.err.count("✗") == 2, "the space, and the role in it"
    listed = run(google, folder, LIST, Grant.DELEGATION)
    assert (listed.code, listed.out) == (1, "")
    assert listed.err.startswith("✗ Members: Permission denied"), listed.err
    google.post("settings", delegated_scopes=[])
    refused = run(google, folder, LIST, Grant.DELEGATION)
    assert refused.code == 1
    assert refused.err.startswith("The sign-in failed: unauthorized_client: "), refused.err
    assert "{" not in refused.err


@pytest.mark.exhaustive
def test_without_a_sign_in_it_says_why(google: Google, folder: Place) -> None:
    client = folder.folder / "client_secret.json"
    for text, why in (
        (None, "[Errno 2]"),
        ("[]", "client_secret.json is no OAuth client file"),
        ("5", "client_secret.json is no OAuth client file"),
        ('{"installed": null}', "client_secret.json is no OAuth client file"),
        ('{"installed": {"client_id": "x"}}', "client_secret.json is no OAuth client file"),
        ("no JSON", "Expecting value"),
    ):
        client.unlink() if text is None else client.write_text(text)
        ran = run(google, folder, ADMIN, Grant.USER)
        assert ran.code == 1
        assert ran.err.startswith(f"The sign-in failed: {why}"), ran.err
        assert "Traceback" not in ran.err
    (folder.folder / "bin").mkdir()
    folder.environ["PATH"] = f"{folder.folder}/bin:{Path(sys.executable).parent}:/usr/bin:/bin"
    (folder.folder / "bin/chattui").write_text("#!/bin/sh\necho why not >&2\nexit 3\n")
    (folder.folder / "bin/chattui").chmod(0o755)
    ran = run(google, folder, ADMIN, Grant.TOKEN)
    assert (ran.code, ran.err) == (
        1, "why not\nThe sign-in failed: `chattui token` gave none, and said why.\n",
    )  # fmt: skip


@pytest.mark.exhaustive
def test_what_was_kept_and_cannot_be_read_is_asked_for_again(google: Google, folder: Place) -> None:
    assert run(google, folder, LIST, Grant.USER).code == 1, "no such space"
    (kept,) = (folder.folder / ".config/chattui-programs").iterdir()
    for text in ("", "[]", "{}", '{"client_id": "another", "scopes": [], "refresh_token": "x"}'):
        kept.write_text(text)
        ran = run(google, folder, LIST, Grant.USER)
        assert len(ran.visited) == 1, ran.err
