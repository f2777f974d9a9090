"""The command line against a real emulator process: the contract that scripts depend on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chattui import context as contexts
from chattui.clientfile import client_from_json
from chattui.oauth.scopes import DEFAULT_SCOPES, with_identity
from chattui.oauth.signin import store_client
from chattui.secret import Secret
from chattui.session import Session
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.system.ssh_login import until

CHATTUI = str(Path(sys.executable).with_name("chattui"))
PASSPHRASE = "correct horse battery staple"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Desk:
    """An emulator process and a home whose sealed file a passphrase file opens.

    One `beside` another is without anything too, and shares the process.
    """

    client: Path
    process: subprocess.Popen[str]
    ready: Any

    def __init__(self, folder: Path, *options: str, beside: Desk | None = None) -> None:
        self.folder = folder
        self.client = beside.client if beside else folder / "client_secret.json"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        if beside:
            self.process, self.ready = beside.process, beside.ready
        else:
            self.process, self.ready = self._start(options)
        self.base = self.ready["base_url"]
        if beside:
            self.control("reset", {})
        self.environ = {
            **os.environ,
            "CHATTUI_HOME": str(folder / "home"),
            "CHATTUI_EMULATOR_HOST": self.base.removeprefix("http://"),
            "CHATTUI_PASSPHRASE_FILE": str(self.passphrase),
        }

    def _start(self, options: tuple[str, ...]) -> tuple[subprocess.Popen[str], Any]:
        process = subprocess.Popen(
            [
                CHATTUI, "emulator", "--port", "0", "--client-file", str(self.client),
                "--auto-consent", "ada@example.com", *options,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        status = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def run(
        self, *arguments: str, text: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [CHATTUI, *arguments],
            input=text,
            capture_output=True,
            text=True,
            env={**self.environ, **environ},
            timeout=60,
        )

    def json(self, *arguments: str, status: int = 0, text: str = "") -> Any:
        ran = self.run(*arguments, "--format", "json", text=text)
        assert ran.returncode == status, (ran.returncode, ran.stdout, ran.stderr)
        return json.loads(ran.stdout)

    def control(self, route: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.base}/_emulator/{route}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def requests(self, method: str) -> int:
        return sum(r["method"] == method for r in self.control("requests")["requests"])

    def login(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Sign in as a script does: read the address, be the browser, paste where it ended."""
        process = subprocess.Popen(
            [CHATTUI, "login", "--client", str(self.client), "--flow", "paste", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.environ, **environ},
        )
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            if line.startswith("http"):
                break
        else:
            raise AssertionError("".join(seen))
        out, err = process.communicate(wrapped(browse(seen[-1].strip())), timeout=60)
        return subprocess.CompletedProcess([], process.returncode, out, "".join(seen) + err)


def wrapped(address: str) -> str:
    """An address as a terminal of 60 columns hands it over."""
    return "\n".join(address[i : i + 60] for i in range(0, len(address), 60)) + "\n"


def browse(address: str) -> str:
    """Where a browser ends: the auto-consenting emulator answers with the redirect."""
    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(address, timeout=30)
    with caught.value as answer:
        assert answer.code in {302, 303}
        return str(answer.headers["Location"])


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    if made.process.poll() is None:
        made.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk beside which the others are."""
    made = Desk(tmp_path_factory.mktemp("running"))
    yield made
    made.stop()


@pytest.fixture
def desk(tmp_path: Path, running: Desk) -> Desk:
    return Desk(tmp_path, beside=running)


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    """Ada is signed in, without a command, into a sealed file that opens quickly."""
    context = contexts.make(desk.environ)
    client = client_from_json(Secret(desk.client.read_text()))
    key = store_client(open_vault(context, cost=FLOOR), client, "desk").key

    async def sign_in() -> None:
        async with (
            Session(context) as session,
            session.sign_in(client, with_identity(DEFAULT_SCOPES), listen=False) as flow,
        ):
            await flow.paste(browse(flow.consent.url))
            await session.keep(key, await flow.wait())

    asyncio.run(sign_in())
    return desk


def test_the_emulator_says_where_it_is_and_writes_a_client_file_of_googles(own_desk: Desk) -> None:
    desk = own_desk
    assert desk.ready == {"base_url": desk.base, "client_file": str(desk.client)}
    assert desk.base.startswith("http://127.0.0.1:")
    held = json.loads(desk.client.read_text())["installed"]
    assert held["token_uri"] == "https://oauth2.googleapis.com/token"
    assert desk.client.stat().st_mode & 0o777 == 0o600
    assert desk.json("doctor", str(desk.client))["files"][0]["usable"] is True
    assert desk.stop(signal.SIGINT) == 130


def test_the_main_job_from_a_client_file_to_a_space_with_its_members(desk: Desk) -> None:
    ran = desk.login("--format", "json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["account"]["email"] == "ada@example.com"
    assert told["missing"] == []

    made = desk.json(
        "spaces", "create", "--name", "Launch team",
        "--member", "grace@example.com", "--member", "alan@example.com",
    )  # fmt: skip
    space = made["space"]["name"]
    assert made["space"]["displayName"] == "Launch team"
    assert [(m["email"], m["result"]) for m in made["members"]] == [
        ("grace@example.com", "added"),
        ("alan@example.com", "added"),
    ]
    assert desk.requests("chat.spaces.setup") == 1

    assert space in {s["name"] for s in desk.json("spaces", "list")["spaces"]}
    members = desk.json("members", "list", space)["members"]
    assert {m["email"] for m in members} == {
        "ada@example.com", "grace@example.com", "alan@example.com",
    }  # fmt: skip
    bare = space.removeprefix("spaces/")
    table = desk.run("members", "list", bare, "--format", "csv", "--columns", "email,role")
    assert table.stdout.splitlines()[0] == "email,role"
    assert "ada@example.com,ROLE_MANAGER" in table.stdout


def test_sign_in_through_the_loopback_listener(desk: Desk) -> None:
    process = subprocess.Popen(
        [CHATTUI, "login", "--client", str(desk.client), "--flow", "loopback"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.environ,
    )
    assert process.stderr is not None
    address = next(line.strip() for line in process.stderr if line.startswith("http"))
    with urllib.request.urlopen(browse(address)) as page:
        assert page.status == 200
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert desk.json("accounts", "list")["accounts"][0]["email"] == "ada@example.com"


def test_over_ssh_the_forwarding_line_is_ready(desk: Desk) -> None:
    process = subprocess.Popen(
        [CHATTUI, "login", "--client", str(desk.client), "--flow", "loopback"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**desk.environ, "SSH_CONNECTION": "192.0.2.1 5 198.51.100.7 2222", "USER": "ada"},
    )
    assert process.stderr is not None
    line = next(line.strip() for line in process.stderr if "ssh -L" in line)
    port = line.split()[2].partition(":")[0]
    assert line == f"ssh -L {port}:127.0.0.1:{port} -p 2222 ada@198.51.100.7"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    process.stderr.close()


def test_a_port_that_only_root_may_take_is_wrong_usage(desk: Desk) -> None:
    assert desk.run("login", "--client", str(desk.client), "--port", "80").returncode == 2


def test_a_token_works_and_is_refreshed_before_it_ends(signed_in: Desk) -> None:
    token = signed_in.run("token").stdout.strip()
    request = urllib.request.Request(
        f"{signed_in.base}/v1/spaces", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    assert signed_in.run("token").stdout.strip() == token
    exchanges = signed_in.requests("oauth2.token")
    signed_in.control("clock", {"advance_seconds": 4000})
    # Google's clock has moved, ours has not: the 401 is answered with one refresh.
    assert signed_in.json("spaces", "list")["spaces"] is not None
    assert signed_in.requests("oauth2.token") == exchanges + 1
    assert signed_in.run("token").stdout.strip() != token


def test_a_scope_that_is_not_held_is_named(signed_in: Desk) -> None:
    ran = signed_in.run("token", "--scope", "chat.delete")
    assert ran.returncode == 3
    assert ran.stdout == ""
    assert "chat.delete" in ran.stderr


def test_nobody_signed_in_is_status_3(desk: Desk) -> None:
    for command in (["spaces", "list"], ["token"], ["members", "list", "AAAA"]):
        ran = desk.run(*command)
        assert ran.returncode == 3, ran.stderr
        assert "chattui login" in ran.stderr


def test_a_revoked_grant_is_status_3_and_says_why(signed_in: Desk) -> None:
    signed_in.control("reset", {})
    ran = signed_in.run("spaces", "list", "--format", "json")
    assert ran.returncode == 3, ran.stderr
    assert json.loads(ran.stdout)["problem"]["remedy"]


@pytest.mark.parametrize(
    "pasted",
    ["", "4/0AeanotherBareCode1234567890", "http://127.0.0.1:1/?code=4/0Aabc&state=wrong", "hello"],
)
def test_a_bad_paste_is_refused_with_the_reason(desk: Desk, pasted: str) -> None:
    ran = desk.run("login", "--client", str(desk.client), "--flow", "paste", text=pasted)
    assert ran.returncode == 2, ran.stderr
    assert "✗" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert desk.json("accounts", "list") == {"accounts": []}


def test_accounts_are_listed_chosen_and_forgotten(signed_in: Desk) -> None:
    signed_in.control("settings", {"auto_consent": "grace@example.com"})
    assert signed_in.login().returncode == 0
    emails = {a["email"]: a["default"] for a in signed_in.json("accounts", "list")["accounts"]}
    assert emails == {"ada@example.com": True, "grace@example.com": False}
    assert signed_in.run("accounts", "use", "grace@example.com").returncode == 0
    assert signed_in.run("accounts", "remove", "ada@example.com").returncode == 2
    assert signed_in.run("accounts", "remove", "ada@example.com", "--dry-run").returncode == 0
    assert len(signed_in.json("accounts", "list")["accounts"]) == 2
    assert signed_in.run("accounts", "remove", "ada@example.com", "--yes").returncode == 0
    left = signed_in.json("accounts", "list")["accounts"]
    assert [(a["email"], a["default"]) for a in left] == [("grace@example.com", True)]
    assert signed_in.run("accounts", "use", "ada@example.com").returncode in {1, 2, 3}


def test_a_dry_run_sends_nothing(signed_in: Desk) -> None:
    before = len(signed_in.control("requests")["requests"])
    told = signed_in.json(
        "spaces", "create", "--name", "Nothing", "--member", "grace@example.com", "--dry-run"
    )
    assert told["dryRun"] is True
    assert len(signed_in.control("requests")["requests"]) == before


def test_one_request_id_never_makes_two_spaces(signed_in: Desk) -> None:
    arguments = ("spaces", "create", "--name", "Once", "--request-id", "a-request-of-mine")
    first, second = signed_in.json(*arguments), signed_in.json(*arguments)
    assert first["space"]["name"] == second["space"]["name"]


def test_a_lost_answer_does_not_make_a_second_space(signed_in: Desk) -> None:
    fault = {"method": "chat.spaces.setup", "lost_answer": True, "times": 1}
    signed_in.control("faults", fault)
    made = signed_in.json("spaces", "create", "--name", "Once", "--member", "grace@example.com")
    assert made["members"][0]["result"] == "added"
    spaces = signed_in.json("spaces", "list")["spaces"]
    assert [s["displayName"] for s in spaces].count("Once") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("spaces", "create"),
        ("spaces", "create", "--name", "a\x1b[2Jb"),
        ("spaces", "create", "--name", "x" * 129),
        ("spaces", "create", "--name", "x", "--member", "not an address"),
        ("spaces", "create", "--type", "dm"),
        ("spaces", "list", "--format", "xml"),
        ("spaces", "list", "--columns", "nonsense"),
        ("members", "list", "../../etc/passwd"),
        ("login", "--client", "/nonexistent/client.json"),
        ("login", "--scope", "chat.spacess"),
        ("nonsense",),
        ("--emulator", "example.com:80", "spaces", "list"),
        (),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_right(
    signed_in: Desk, arguments: tuple[str, ...]
) -> None:
    ran = signed_in.run(*arguments)
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith("✗ ")
    assert "\x1b" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_secret_lies_in_the_clear_under_the_home(signed_in: Desk) -> None:
    token = signed_in.run("token").stdout.strip()
    secret = json.loads(signed_in.client.read_text())["installed"]["client_secret"]
    files = [path for path in (signed_in.folder / "home").rglob("*") if path.is_file()]
    assert files
    for path in files:
        held = path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0, path
        for canary in (token, secret, "1//0"):
            assert canary.encode() not in held, path


@pytest.mark.parametrize(
    "command",
    ["", "demo", "doctor", "guide", "login", "accounts", "spaces", "members", "plans", "emulator"],
)
def test_every_help_ends_with_two_examples(desk: Desk, command: str) -> None:
    ran = desk.run(*([command] if command else []), "--help")
    assert ran.returncode == 0
    lines = ran.stdout.rstrip().splitlines()
    assert all(line.startswith("  chattui ") for line in lines[-2:])
    assert max(map(len, lines)) <= 100


def test_the_real_state_and_the_emulators_are_apart(signed_in: Desk) -> None:
    environ = {k: v for k, v in signed_in.environ.items() if k != "CHATTUI_EMULATOR_HOST"}
    ran = subprocess.run(
        [CHATTUI, "accounts", "list", "--format", "json"],
        capture_output=True,
        text=True,
        env=environ,
        check=True,
    )
    assert json.loads(ran.stdout) == {"accounts": []}


@pytest.mark.parametrize("shape", ["cut", "cut and wrapped", "query", "no line feed"])
def test_a_redirect_is_taken_while_standard_input_stays_open(desk: Desk, shape: str) -> None:
    process = subprocess.Popen(
        [CHATTUI, "login", "--client", str(desk.client), "--flow", "paste"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.environ,
    )
    assert process.stderr is not None
    assert process.stdin is not None
    shown = next(line.strip() for line in process.stderr if line.startswith("http"))
    address = browse(shown)
    place, _, query = address.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&"))
    cut = f"{place}?state={pairs['state']}&code={pairs['code']}"
    text = {
        "cut": cut + "\n",
        "cut and wrapped": wrapped(cut),
        "query": query + "\n",
        "no line feed": address,
    }[shape]
    process.stdin.write(text)
    process.stdin.flush()
    assert process.wait(60) == 0, process.stderr.read()
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_an_interrupted_exchange_ends_at_once(desk: Desk) -> None:
    """Google does not answer for a minute, and nobody waits for that."""
    desk.control("faults", {"method": "oauth2.token", "delay_ms": 60_000, "times": 1})
    process = subprocess.Popen(
        [CHATTUI, "login", "--client", str(desk.client), "--flow", "paste"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.environ,
    )
    with process:
        assert process.stdin is not None
        assert process.stderr is not None
        address = next(line for line in process.stderr if line.startswith("http"))
        process.stdin.write(browse(address.strip()) + "\n\n")
        process.stdin.flush()
        until(lambda: desk.requests("oauth2.token") > 0, lambda: "nothing was asked")
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        assert process.wait(30) == 130
        assert time.monotonic() - started < 5


def test_an_interrupted_paste_is_130_and_says_nothing_more(desk: Desk) -> None:
    process = subprocess.Popen(
        [CHATTUI, "login", "--client", str(desk.client), "--flow", "paste"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.environ,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("When the browser"):
            break
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    out, err = process.communicate()
    assert (out, err) == ("", "\n")


def test_an_interrupted_plan_is_130_and_is_taken_up_by_another_process(signed_in: Desk) -> None:
    made = signed_in.json("spaces", "create", "--name", "Plan", "--member", "alan@example.com")
    people = ("grace@example.com", "edsger@example.com", "nobody@nowhere.example")
    limit = contexts.make(signed_in.environ).paths.config / "config.toml"
    limit.parent.mkdir(parents=True, exist_ok=True)
    limit.write_text("membership_writes = 1\n")
    process = subprocess.Popen(
        [CHATTUI, "members", "add", made["space"]["name"], "--file", "-", "--yes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=signed_in.environ,
    )
    with process:
        assert process.stdin is not None
        process.stdin.write("\n".join(people))
        process.stdin.close()
        process.stdin = None
        created = "chat.spaces.members.create"
        until(lambda: signed_in.requests(created) > 0, lambda: "nothing was sent")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Stopped: 1 of 3 rows are done" in err
    assert out.count("added") == 1
    limit.unlink()
    (plan,) = signed_in.json("plans", "list", "--unfinished")["plans"]
    assert f"`chattui plans resume {plan['id']}`" in err
    rows = signed_in.json("plans", "resume", plan["id"], status=4)["rows"]
    assert [row["state"] for row in rows] == ["done", "done", "failed"]
    assert rows[-1]["problem"]["remedy"]
    assert signed_in.requests(created) == 3


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"TERM": "dumb", "NO_COLOR": "1"},
    ],
    ids=lambda environ: ",".join(f"{n}={v}" for n, v in environ.items()),
)
def test_every_terminal_gets_the_same_document(signed_in: Desk, environ: dict[str, str]) -> None:
    name = "Zoë ☃ 🎉"
    arguments = ("spaces", "create", "--name", name, "--dry-run", "--format", "json")
    ran = signed_in.run(*arguments, **environ)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["body"]["displayName"] == name
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("command", "statuses"),
    [
        ("accounts list | head -1", {0, 1}),
        ("accounts list | head -0", {0, 1}),
        ("token >&-", {1}),
        ("accounts list 2>&-", {0}),
        ("accounts list <&-", {0}),
        ("token --format json >/dev/full", {1}),
    ],
)
def test_streams_that_are_closed_or_full_are_met_calmly(
    signed_in: Desk, command: str, statuses: set[int]
) -> None:
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {CHATTUI} {command}"],
        capture_output=True,
        text=True,
        env=signed_in.environ,
        timeout=60,
    )
    assert ran.returncode in statuses, ran.stderr
    for words in ("Traceback", "error of its own", "Exception ignored"):
        assert words not in ran.stderr
