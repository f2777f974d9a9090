"""No secret of a run is seen anywhere: logs, tracebacks, processes, screens, scrollback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chattui import context as contexts
from chattui.emulator import Emulator
from chattui.secret import Secret
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.system.canary import PROGRAM, Canaries, Prepare, Recorder, fetch, watched
from tests.system.ssh_login import CHATTUI, Tmux, until

PASSPHRASE = "canary-passphrase-of-the-vault"
ADA = "ada@example.com"
FOREIGN_CODE = "4/0AForeignCanaryCodeThatNobodyAskedFor0123456789"
CONSENT = "/o/oauth2/v2/auth"
SHOWN_BY_DESIGN = ("state",)
"""It is part of the address of the consent page, which a person has to open."""


@dataclass
class Step:
    """One command: what is set up before it, what breaks in it, what it ends with."""

    arguments: list[str]
    status: int
    prepare: Prepare = lambda: None
    broken: str = ""
    aside: bool = False
    """Whether its standard output is a secret by its name (`chattui token`)."""


@dataclass
class Nest:
    """An emulator behind a recorder, and a home whose vault a passphrase opens."""

    folder: Path
    emulator: Emulator
    upstream: str
    canaries: Canaries
    recorder: Recorder
    environ: dict[str, str] = field(default_factory=dict)

    def control(self, route: str, **body: Any) -> None:
        import http.client

        connection = http.client.HTTPConnection(self.upstream, timeout=10)
        connection.request("POST", f"/_emulator/{route}", json.dumps(body))
        reply = connection.getresponse()
        told = reply.read()
        connection.close()
        assert reply.status == 200, told

    def fault(self, method: str, status: int, **more: Any) -> None:
        self.control("faults", method=method, status=status, times=1, **more)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        self.canaries.take_json(text.encode())
        return str(path)

    @property
    def mark(self) -> str:
        """What is in the environment of this nest's processes and of no other."""
        return f"CHATTUI_HOME={self.environ['CHATTUI_HOME']}"


@pytest.fixture
def nest(tmp_path: Path) -> Iterator[Nest]:
    canaries = Canaries()
    canaries.add("passphrase", PASSPHRASE)
    canaries.add("foreign code", FOREIGN_CODE)
    with Emulator(auto_consent=ADA, spaces=2) as emulator:
        recorder = Recorder(emulator.host, canaries)
        # What it calls itself, in addresses that it gives and in audiences that it takes.
        upstream, emulator._world.base_url = emulator.host, f"http://{recorder.host}"
        try:
            made = Nest(tmp_path, emulator, upstream, canaries, recorder)
            made.environ = {
                **os.environ,
                "CHATTUI_HOME": str(tmp_path / "home"),
                "CHATTUI_EMULATOR_HOST": recorder.host,
                "CHATTUI_PASSPHRASE_FILE": made.file("passphrase", PASSPHRASE + "\n"),
                "CHATTUI_DEBUG": "1",
                "PYTHONASYNCIODEBUG": "1",
                "TERM": "xterm-256color",
            }
            open_vault(contexts.make(made.environ), Secret(PASSPHRASE), cost=FLOOR)
            made.control("settings", device_interval=1, delegated_scopes=None)
            yield made
        finally:
            recorder.stop()


class Run:
    """The program that runs the steps; this drives the browser's part of them."""

    def __init__(self, nest: Nest, steps: list[Step]) -> None:
        self.nest = nest
        self.steps = steps
        self.log = nest.folder / "chattui.log"
        self.root_log = nest.folder / "root.log"
        self.told: list[str] = []
        self.statuses: list[int] = []
        self.broken: list[str] = []
        self.output = ""
        self.processes = ""

    def go(self) -> None:
        program, plan = self.nest.folder / "program.py", self.nest.folder / "plan.json"
        program.write_text(PROGRAM)
        steps = [
            {"arguments": s.arguments, "broken": s.broken, "aside": s.aside} for s in self.steps
        ]
        plan.write_text(
            json.dumps({"log": str(self.log), "root_log": str(self.root_log), "steps": steps})
        )
        with (
            watched(self.nest.mark) as processes,
            (self.nest.folder / "output").open("w+") as output,
            subprocess.Popen(
                [sys.executable, str(program), str(plan)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.PIPE,
                text=True,
                env=self.nest.environ,
            ) as process,
        ):
            try:
                assert process.stderr
                for line in process.stderr:
                    self.told.append(line)
                    self._drive(process, line)
                assert process.wait(20) == 0, "".join(self.told[-30:])
            finally:
                process.kill()
            output.seek(0)
            self.output = output.read()
        assert len(processes.seen) >= 2
        self.processes = processes.text

    def _drive(self, process: subprocess.Popen[str], line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        if word == "STEP":
            self.steps[int(rest)].prepare()
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        elif word == "DONE":
            self.statuses.append(int(rest))
        elif word == "BROKEN":
            self.broken.append(rest)
        elif CONSENT in word:
            _, location = fetch(word)
            callback = location.partition("?")[0]
            # A stranger first, whose code is a secret of somebody else.
            assert fetch(f"{callback}?state=wrong&code={FOREIGN_CODE}")[0] in {400, 403}
            fetch(location)

    def places(self) -> dict[str, str]:
        """Everywhere that a secret could have come to, but for those that are shown by design."""
        return {
            "the log": self.log.read_text(),
            "a log at debug level": self.root_log.read_text(),
            "standard output": self.output,
            "standard error": "".join(self.told),
            "processes": self.processes,
        }


def leaks(run: Run) -> dict[str, list[str]]:
    """Which secrets are where they must not be."""
    found = {}
    for place, text in run.places().items():
        but = SHOWN_BY_DESIGN if place == "standard error" else ()
        names = run.nest.canaries.leaks(text, but=but)
        if names:
            found[place] = names
    return found


def steps_that_work(nest: Nest) -> list[Step]:
    client = nest.file("client.json", nest.emulator.client_file(google=True))
    device = nest.file("tv.json", nest.emulator.client_file(google=True, kind="tv"))
    key = nest.file("key.json", nest.emulator.key_file(google=True))
    scopes = ["https://www.googleapis.com/auth/chat.spaces"]
    by_key = ["--flow", "delegation", "--subject", ADA, "--scope", "chat.spaces"]
    return [
        Step(["login", "--client", client, "--flow", "loopback"], 0),
        Step(["spaces", "list"], 0, lambda: nest.fault("chat.spaces.list", 401)),
        Step(["token"], 0, aside=True),
        Step(["spaces", "create", "--name", "Canaries", "--yes"], 0),
        Step(["doctor", "--live"], 0),
        Step(["guide", "--check"], 0),
        Step(["login", "--client", device, "--flow", "device", "--scope", "openid"], 0),
        Step(
            ["login", "--client", key, *by_key],
            0,
            lambda: nest.control("settings", delegated_scopes=scopes),
        ),
        Step(["accounts", "list"], 0),
    ]


def test_no_secret_is_seen_while_all_goes_well(nest: Nest) -> None:
    run = Run(nest, steps_that_work(nest))
    run.go()
    assert run.statuses == [step.status for step in run.steps], "".join(run.told)
    secrets = set(nest.canaries.values)
    assert secrets >= {
        "access_token",
        "assertion",
        "client_secret",
        "code",
        "code_verifier",
        "device_code",
        "id_token",
        "passphrase",
        "private_key",
        "refresh_token",
        "state",
    }
    talk = run.root_log.read_text()
    for talker in ("requests_oauthlib", "urllib3.connectionpool", "httpcore.", "httpx "):
        assert talker in talk
    assert "[redacted]" in talk
    assert leaks(run) == {}
    assert ADA not in run.log.read_text()


def steps_that_fail(nest: Nest) -> list[Step]:
    client = nest.file("client.json", nest.emulator.client_file(google=True))
    device = nest.file("tv.json", nest.emulator.client_file(google=True, kind="tv"))
    key = nest.file("key.json", nest.emulator.key_file(google=True))
    login = ["login", "--client", client, "--flow", "loopback"]
    by_device = ["login", "--client", device, "--flow", "device", "--scope", "openid"]
    by_key = ["login", "--client", key, "--flow", "delegation", "--subject", ADA]
    by_key += ["--scope", "chat.spaces"]
    again = ["spaces", "list"]

    def refused(grant_type: str, error: str = "invalid_grant", status: int = 400) -> Prepare:
        return lambda: nest.fault("oauth2.token", status, grant_type=grant_type, error=error)

    def stale(then: Prepare = lambda: None) -> Prepare:
        def both() -> None:
            nest.fault("chat.spaces.list", 401)
            then()

        return both

    return [
        Step(login, 1, refused("authorization_code")),
        Step(login, 1, broken="chattui.oauth.exchange:read_tokens"),
        Step(login, 1, broken="chattui.oauth.signin:exchange"),
        Step(login, 1, broken="chattui.oauth.signin:make_consent"),
        Step(login, 0),
        Step(again, 3, stale(refused("refresh_token"))),
        Step(again, 1, stale(), broken="chattui.oauth.refresh:_save"),
        Step(again, 1, stale(), broken="chattui.oauth.refresh:ask_google"),
        Step(again, 1, broken="chattui.net:Client.send"),
        Step(by_device, 1, broken="chattui.oauth.device:read_code"),
        Step(by_device, 1, broken="chattui.oauth.device:read_tokens"),
        Step(by_key, 3, lambda: nest.control("settings", delegated_scopes=[])),
        Step(by_key, 1, broken="chattui.oauth.delegation:assertion"),
        Step(by_key, 1, broken="chattui.cli.delegating:_read_key"),
        Step(["accounts", "revoke", ADA, "--yes"], 1, lambda: nest.fault("oauth2.revoke", 503)),
        Step(
            ["accounts", "revoke", ADA, "--yes"],
            1,
            broken="chattui.oauth.revoke:_revoke_at_google",
        ),
    ]


def test_no_secret_is_seen_through_failures_and_errors_of_our_own(nest: Nest) -> None:
    run = Run(nest, steps_that_fail(nest))
    run.go()
    told = "".join(run.told)
    assert run.broken == [step.broken for step in run.steps if step.broken], told
    assert run.statuses == [step.status for step in run.steps], told
    assert "error of its own" in told
    assert leaks(run) == {}


def test_the_watch_sees_what_it_looks_for(nest: Nest) -> None:
    """A secret in an argument, in the environment, in a log, wrapped on a screen: all are found."""
    nest.canaries.add("token", "ya29.a-secret-that-somebody-was-careless-with")
    secret = "ya29.a-secret-that-somebody-was-careless-with"
    with watched(nest.mark) as processes:
        held = subprocess.Popen(
            ["sh", "-c", "read line; : $1", secret], stdin=subprocess.PIPE, env=nest.environ
        )
        until(lambda: "token" in nest.canaries.leaks(processes.text), lambda: "argv is not seen")
        held.communicate(b"\n")
    with watched(nest.mark) as processes:
        held = subprocess.Popen(
            ["sh", "-c", "read line"], stdin=subprocess.PIPE, env={**nest.environ, "A": secret}
        )
        until(lambda: "token" in nest.canaries.leaks(processes.text), lambda: "environ is not seen")
        held.communicate(b"\n")
    assert nest.canaries.leaks(f"│ {secret[:20]}  │\n│ {secret[20:]}   │") == ["token"]
    assert nest.canaries.leaks("state=nothing", but=("token",)) == []


def test_no_secret_is_seen_in_a_terminal(nest: Nest) -> None:
    """The app in tmux: a file pasted, a bad redirect, the right one, and a token that ended."""
    log = nest.folder / "chattui.log"
    text = nest.emulator.client_file(google=True)
    nest.canaries.take_json(text.encode())
    with Tmux(nest.folder / "t") as terminal, watched(nest.mark) as processes:
        names = ("CHATTUI_HOME", "CHATTUI_EMULATOR_HOST", "CHATTUI_PASSPHRASE_FILE")
        environ = {name: nest.environ[name] for name in (*names, "CHATTUI_DEBUG")}
        terminal.run([CHATTUI, "--log", str(log)], environ)
        terminal.wait_for("Set up · 1 of 4", "Paste its text")
        terminal.press("Enter")
        terminal.wait_for("Paste the text of the client file here")
        terminal.paste(text)
        terminal.wait_for("client file of a desktop app", "Use it?")
        terminal.press("Enter")
        terminal.wait_for("Set up · 2 of 4")
        terminal.press("Enter")
        terminal.wait_for("Set up · 3 of 4", "works once")
        address = shown_address(terminal)
        _, redirect = fetch(address)
        terminal.wait_for("Set up · 3 of 4")
        terminal.paste(redirect.replace("state=", "state=x"))
        terminal.wait_for("another")
        nest.fault("oauth2.token", 503, grant_type="authorization_code")
        terminal.paste(redirect)
        terminal.wait_for("r Try again")
        terminal.press("C-q")
        terminal.wait_for("EXITED:")
        history = terminal.history()
    assert nest.canaries.values.keys() >= {"code", "code_verifier", "client_secret", "state"}
    assert nest.canaries.leaks(history, but=SHOWN_BY_DESIGN) == []
    assert nest.canaries.leaks(log.read_text()) == []
    assert nest.canaries.leaks(processes.text) == []
    assert "CHATTUI_DEBUG=1" in processes.text


def shown_address(terminal: Tmux) -> str:
    """The consent address, as `u` prints it: one line that the terminal wraps."""
    terminal.press("u")
    lines = terminal.wait_for("access_type=offline", "enter").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("http"))
    end = next(i for i in range(start, len(lines)) if len(lines[i]) < 80)
    terminal.press("Enter")
    return "".join(lines[start : end + 1])
