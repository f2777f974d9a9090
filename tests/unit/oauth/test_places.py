from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from chattui.oauth import places
from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.oauth.places import open_in_browser, own_redirect, registered_redirect, ssh_line
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
    with pytest.raises(ProblemError) as caught:
        registered_redirect(make_client("web", "http://localhost:8080/"), 9000)
    problem = caught.value.problem
    assert (problem.code, problem.exit) == ("oauth.web_port", Exit.USAGE)
    assert "8080" in problem.cause


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
    ],
)
def test_the_ssh_line(surroundings: Surroundings, expected: str) -> None:
    assert ssh_line(surroundings, 700) == expected


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


def test_a_browser_that_cannot_be_run_is_no_failure() -> None:
    places._run(["/nonexistent/browser", "http://127.0.0.1:1/"])
