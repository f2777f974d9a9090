from __future__ import annotations

import os
import queue
import sys
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.oauth import places
from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.oauth.places import (
    open_in_browser,
    own_redirect,
    reattached,
    registered_redirect,
    ssh_line,
    tunnel_hints,
)
from chattui.problem import Exit, ProblemError
from chattui.surroundings import Surroundings
from tests.unit.oauth.conftest import make_client


def test_an_installed_client_has_its_own_path() -> None:
    assert own_redirect(1234) == "http://127.0.0.1:1234/oauth2/callback"


@pytest.mark.parametrize(
    ("registered", "port", "expected"),
    [
        (["http://localhost:8080/"], 0, ("http://localhost:8080/", 8080)),
        (["http://127.0.0.1:9/cb"], 0, ("http://127.0.0.1:9/cb", 9)),
        (["http://localhost"], 0, ("http://localhost", 80)),
        (
            ["https://example.com/", "http://localhost:1/", "http://127.0.0.1:2/"],
            0,
            ("http://127.0.0.1:2/", 2),
        ),
        (["http://localhost:1/", "http://localhost:2/"], 2, ("http://localhost:2/", 2)),
        (["http://[::1]:7/cb"], 0, ("http://[::1]:7/cb", 7)),
    ],
)
def test_a_registered_loopback_is_used_letter_by_letter(
    registered: list[str], port: int, expected: tuple[str, int]
) -> None:
    assert registered_redirect(make_client("web", *registered), port) == expected


@pytest.mark.parametrize(
    "uri",
    [
        "https://localhost:8080/",
        "http://localhost.example.com/",
        "http://example.com/",
        "http://me@localhost:8080/",
        "http://localhost:8080/?x=1",
        "http://localhost:8080/#x",
        "http://localhost:99999/",
        "http://[::1/",
        "http://localhost:8080/\x1b",
        "urn:ietf:wg:oauth:2.0:oob",
        "postmessage",
        "",
    ],
)
def test_what_cannot_be_listened_on_is_no_loopback(uri: str) -> None:
    with pytest.raises(ProblemError) as caught:
        registered_redirect(make_client("web", uri))
    assert caught.value.problem.code == "oauth.web_without_loopback"


def test_another_port_than_the_registered_is_refused() -> None:
    twice = ("http://localhost:8080/", "http://127.0.0.1:8080/")
    with pytest.raises(ProblemError) as caught:
        registered_redirect(make_client("web", *twice), 9000)
    problem = caught.value.problem
    assert (problem.code, problem.exit) == ("oauth.web_port", Exit.USAGE)
    assert problem.cause.endswith("on: 8080.")


def over_ssh(connection: str, user: str = "ada", host: str = "server") -> Surroundings:
    return Surroundings(ssh_connection=connection, user=user, host=host)


@pytest.mark.parametrize(
    ("surroundings", "expected"),
    [
        (Surroundings(user="ada", host="server"), ""),
        (over_ssh("10.0.0.9 5 10.0.0.5 22"), "ssh -L 700:127.0.0.1:700 ada@10.0.0.5"),
        (over_ssh("10.0.0.9 5 10.0.0.5 2222"), "ssh -L 700:127.0.0.1:700 -p 2222 ada@10.0.0.5"),
        (over_ssh("::1 5 fd00::5 22"), "ssh -L 700:127.0.0.1:700 ada@fd00::5"),
        (over_ssh("odd"), "ssh -L 700:127.0.0.1:700 ada@server"),
        (over_ssh("10.0.0.9 5 10.0.0.5 22", user=""), "ssh -L 700:127.0.0.1:700 10.0.0.5"),
        (over_ssh("10.0.0.9 5 10.0.0.5 22", user="a;rm"), "ssh -L 700:127.0.0.1:700 10.0.0.5"),
        (over_ssh("a b $(x) 22", host="-oProxyCommand=x"), ""),
        (over_ssh("::1 5 2001:db8::1%$(x) 22"), "ssh -L 700:127.0.0.1:700 ada@server"),
        (over_ssh("::1 5 fe80::5%eth0 22"), "ssh -L 700:127.0.0.1:700 ada@server"),
        (over_ssh("10.0.0.9 5 ::ffff:10.0.0.5 22"), "ssh -L 700:127.0.0.1:700 ada@10.0.0.5"),
        (over_ssh("8.8.8.8 5 172.31.9.9 22"), "ssh -L 700:127.0.0.1:700 ada@server"),
        (over_ssh("8.8.8.8 5 1.1.1.1 22"), "ssh -L 700:127.0.0.1:700 ada@1.1.1.1"),
        (over_ssh("2001:4860::8 5 fd00::5 2022"), "ssh -L 700:127.0.0.1:700 -p 2022 ada@server"),
        (
            over_ssh("10.0.0.9 5 10.0.0.5 22", user="ada@corp.example"),
            "ssh -L 700:127.0.0.1:700 ada@corp.example@10.0.0.5",
        ),
    ],
)
def test_the_ssh_line(surroundings: Surroundings, expected: str) -> None:
    assert ssh_line(surroundings, 700) == expected


def hints(**outside: object) -> str:
    around = over_ssh("10.0.0.9 5 10.0.0.5 22")
    return " ".join(tunnel_hints(replace(around, **outside), 700))  # type: ignore[arg-type]


def test_the_hints_are_of_the_surroundings() -> None:
    assert "jump host" in hints()
    assert "VS Code" not in hints()
    assert "VS Code forwards port 700" in hints(vscode=True)
    assert "screen keeps" in hints(screen=True)
    assert "screen keeps" not in hints(screen=True, tmux=True)  # tmux was asked
    assert "server stands for" in hints(ssh_connection="8.8.8.8 5 10.0.0.5 22")
    assert "stands for" not in hints()
    assert hints(ssh_connection="") == ""
    assert hints(ssh_connection="", vscode=True) == ""
    assert "VS Code" in hints(ssh_connection="", vscode=True, container=True)


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A tmux that answers with a line of shell."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv(INSECURE_VARIABLE, "leak")

    def make(line: str) -> None:
        program = tmp_path / "tmux"
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o700)

    return make


@pytest.mark.parametrize(
    ("line", "connection"),
    [
        ("echo SSH_CONNECTION=192.0.2.1 7 192.0.2.2 2200", "192.0.2.1 7 192.0.2.2 2200"),
        ("echo -SSH_CONNECTION", ""),
        ("echo unknown variable >&2; exit 1", "10.0.0.9 5 10.0.0.5 22"),
        ('[ "$*" = "show-environment SSH_CONNECTION" ] && echo SSH_CONNECTION=a', "a"),
        (f"echo SSH_CONNECTION=${INSECURE_VARIABLE}", ""),
    ],
)
def test_tmux_knows_where_one_came_from_last(
    tmux: Callable[[str], None], line: str, connection: str
) -> None:
    tmux(line)
    around = replace(over_ssh("10.0.0.9 5 10.0.0.5 22"), tmux=True)
    assert reattached(around).ssh_connection == connection
    here = replace(around, ssh_connection="", browser=True)
    assert reattached(here).browser is not bool(reattached(here).ssh_connection)
    assert reattached(replace(around, tmux=False)) == replace(around, tmux=False)


def test_a_tmux_that_hangs_or_is_gone_changes_nothing(
    tmux: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    around = replace(over_ssh("10.0.0.9 5 10.0.0.5 22"), tmux=True)
    monkeypatch.setattr(places, "TMUX_SECONDS", 0.05)
    tmux("exec sleep 60")
    assert reattached(around) == around
    monkeypatch.setenv("PATH", "/nonexistent")
    assert reattached(around) == around


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the webbrowser module opens it")
def test_a_browser_is_started_with_its_output_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "told"
    program = tmp_path / "xdg-open"
    program.write_text(
        f'#!/bin/sh\necho noise\necho noise >&2\necho "$# $1 ${INSECURE_VARIABLE}" >{told}\n'
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv(INSECURE_VARIABLE, "leak")
    assert open_in_browser("http://127.0.0.1:1234/")
    for thread in threading.enumerate():
        if thread.name == "browser":
            thread.join(10)
    assert told.read_text().split() == ["1", "http://127.0.0.1:1234/"]
    assert "noise" not in "".join(capfd.readouterr())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the webbrowser module opens it")
def test_without_a_browser_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert not open_in_browser("http://127.0.0.1:1234/")


def test_elsewhere_the_system_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: queue.SimpleQueue[str] = queue.SimpleQueue()
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(webbrowser, "open", opened.put)
    assert open_in_browser("http://127.0.0.1:1234/")
    assert opened.get(timeout=10) == "http://127.0.0.1:1234/"


def test_a_browser_that_cannot_be_run_is_no_failure() -> None:
    places._run(["/nonexistent/browser", "http://127.0.0.1:1/"])
