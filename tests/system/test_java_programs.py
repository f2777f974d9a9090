"""Java programs run by the JDK against the emulator do what their tasks say."""

from __future__ import annotations

import json
import os
import shlex
import socket
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from chattui.programs.java_writer import program
from chattui.programs.model import Grant, Program, Task
from tests.conftest import need
from tests.system.local_google import WHO, Google, check_whole, local_google, members, whole
from tests.system.programs import Place, Ran, place
from tests.unit.programs.samples import ADMIN, CREATE, HOSTILE, LIST, LOG, MANY, add_people, hostile

pytestmark = pytest.mark.system
NAME = " ".join(HOSTILE[4:6] + HOSTILE[8:9])
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the processor time for a program that ends at once."""


@pytest.fixture
def google() -> Iterator[Google]:
    need("java")
    with local_google() as made:
        yield made


@pytest.fixture
def folder(google: Google, tmp_path: Path) -> Place:
    return place(tmp_path / "here", google.emulator)


def run(google: Google, folder: Place, task: Task, grant: Grant, **environ: str) -> Ran:
    made: Program = program(replace(task, emulator=google.base_url, grant=grant, subject=WHO))
    java, *rest = shlex.split(made.run)
    return folder.run(replace(made, run=shlex.join([java, *QUICK, *rest])), environ)


def test_a_new_space_with_all_that_follows(google: Google, folder: Place) -> None:
    google.post("faults", method="chat.spaces.members.create", status=429, retry_after=0, times=1)
    # The locale has no letters but ASCII: neither the file nor its output depends on it.
    ran = run(google, folder, whole(NAME), Grant.USER, LC_ALL="C")
    assert (ran.code, len(ran.visited)) == (1, 1), ran.err
    check_whole(google, NAME, ran.out, ran.err)
    assert google.count("chat.spaces.members.create", 429) == 1
    (kept,) = (folder.folder / ".config" / "chattui-programs").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert set(json.loads(kept.read_text())) == {"client_id", "scopes", "refresh_token"}


@pytest.mark.exhaustive
def test_what_may_be_done_twice_is_not_tried_again(google: Google, folder: Place) -> None:
    google.post("faults", method="gmail.users.messages.send", status=500, times=1)
    google.post("faults", method="calendar.events.insert", status=500, times=1)
    ran = run(google, folder, CREATE, Grant.DELEGATION)
    assert ran.code == 1
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "✗ Mail Welcome to Launch team"
    ]
    assert google.count("calendar.events.insert") == 1
    assert google.get("mails")["mails"] == []


@pytest.mark.exhaustive
def test_the_grant_of_an_earlier_run_is_used(google: Google, folder: Place) -> None:
    assert run(google, folder, CREATE, Grant.USER).code == 0
    mail = google.get("mails")["mails"][0]
    assert mail["headers"]["Subject"] == "Welcome to Launch team – grüezi"
    assert mail["recipients"] == ["grace@example.com", "alan@example.com"]
    again = run(google, folder, CREATE, Grant.USER)
    assert (again.code, again.visited) == (0, ()), again.err
    assert "= Add emily@example.com: it was so already" in again.out
    assert "= Header of the log: it was so already" in again.out
    assert google.log()[4:] == google.log()[1:4], "the header once, and the link also here"
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
def test_odd_requests_to_its_port_are_passed_over(google: Google, folder: Place) -> None:
    google.post("settings", auto_consent="")
    port = socket.create_server(("127.0.0.1", 0))
    number = port.getsockname()[1]
    port.close()
    made = program(replace(MANY, emulator=google.base_url, grant=Grant.USER))
    (folder.folder / made.file_name).write_text(made.text)
    process = subprocess.Popen(
        ["java", *QUICK, made.file_name],
        cwd=folder.folder,
        env={**os.environ, "HOME": str(folder.folder), "PORT": str(number)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        address = next(line for line in process.stderr if line.startswith("http"))
        state = dict(parse_qsl(address.partition("?")[2]))["state"]
        with (
            socket.create_connection(("127.0.0.1", number)) as silent,
            httpx.Client(trust_env=False) as browser,
        ):
            silent.sendall(b"GET / HT")
            own = f"http://127.0.0.1:{number}/"
            for query in ("", "?state=other&code=1", "?%zz", f"?state={state}", "favicon.ico"):
                wanted = 400 if query == "?%zz" else 404
                assert browser.get(own + query).status_code == wanted
            assert browser.get(f"{own}?state={state}&error=access_denied").status_code == 200
            assert process.wait(30) == 1
        assert "Google answered: access_denied" in process.stderr.read()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.exhaustive
def test_a_port_that_is_taken_is_said_once(google: Google, folder: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run(google, folder, CREATE, Grant.USER, PORT=str(taken.getsockname()[1]))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "There is no access token: java.net.BindException: Address already in use\n"


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
    assert len(google.log()) == 400
