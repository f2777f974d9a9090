"""Endpoints, paths, surroundings and the context made of them."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from chattui import context, endpoints, paths, surroundings
from chattui.problem import Exit, ProblemError


def test_google_is_the_default_and_every_address_is_https() -> None:
    chosen = endpoints.choose({})
    assert chosen is endpoints.GOOGLE
    assert not chosen.emulator
    for name in ("authorize", "token", "device_code", "revoke", "tokeninfo", "userinfo", "chat"):
        assert getattr(chosen, name).startswith("https://")


@pytest.mark.parametrize(
    "named", ["127.0.0.1:8085", "localhost:8085", " 127.0.0.1:8085 ", "http://127.0.0.1:8085/"]
)
def test_an_emulator_takes_every_request(named: str) -> None:
    chosen = endpoints.choose({"CHATTUI_EMULATOR_HOST": named})
    assert chosen.emulator == "127.0.0.1:8085"
    assert chosen.token == "http://127.0.0.1:8085/token"
    assert chosen.permits("http://127.0.0.1:8085/v1/spaces")
    assert not chosen.permits("https://chat.googleapis.com/v1/spaces")


@pytest.mark.parametrize(
    "named",
    [
        "example.com:80", "0.0.0.0:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999",
        "127.0.0.1:8\u0660", "127.0.0.1@evil.example:80", "https://127.0.0.1:80", "http://127.0.0.1:80/x",
        "http://evil.example:80", "[::1]:80", ":80",
        "127.0.0.1:-1", "127.0.0.1:+80", "127.0.0.1.evil.example:80", "127.0.0.1:80\x1b[2J",
    ],
)  # fmt: skip
def test_anything_but_loopback_is_refused(named: str) -> None:
    with pytest.raises(ProblemError) as caught:
        endpoints.emulator(named)
    assert caught.value.problem.code == "endpoints.emulator_not_loopback"
    assert caught.value.problem.exit is Exit.USAGE
    assert "\x1b" not in caught.value.problem.message


@pytest.mark.parametrize(
    "address",
    [
        "https://chat.googleapis.com.evil.example/v1/spaces",
        "https://chat.googleapis.com@evil.example/",
        "http://chat.googleapis.com/v1/spaces",
        "https://chat.googleapis.com:444/v1/spaces",
        "//chat.googleapis.com/",
    ],
)
def test_only_our_own_origins_are_permitted(address: str) -> None:
    assert not endpoints.GOOGLE.permits(address)


def test_one_variable_puts_everything_in_one_folder(tmp_path: Path) -> None:
    found = paths.find({"CHATTUI_HOME": str(tmp_path)})
    for place in (found.config, found.state, found.cache, found.index, found.sealed_file):
        assert place.is_relative_to(tmp_path)


def test_an_emulator_has_folders_of_its_own(tmp_path: Path) -> None:
    environ = {"CHATTUI_HOME": str(tmp_path)}
    real, tried = paths.find(environ), paths.find(environ, emulator=True)
    assert {real.config, real.state, real.cache}.isdisjoint(
        {tried.config, tried.state, tried.cache}
    )


def test_without_the_variable_the_platform_decides(own_home: Path) -> None:
    found = paths.find({})
    assert found.state.is_relative_to(own_home)
    assert found.state.name == "chattui"


def test_an_ssh_login_is_seen_with_its_address_and_port() -> None:
    seen = surroundings.look({"SSH_CONNECTION": "192.0.2.1 50000 198.51.100.7 2222", "USER": "ada"})
    assert seen.ssh
    assert (seen.user, seen.ssh_address, seen.ssh_port) == ("ada", "198.51.100.7", 2222)
    assert not seen.browser


@pytest.mark.parametrize(
    "odd", ["garbage", "a b c d e", "1 2 3 x", "1 2 3 0", "1 2 3 70000", "1 2 3 " + "9" * 5000]
)
def test_an_odd_ssh_connection_does_no_harm(odd: str) -> None:
    assert surroundings.look({"SSH_CONNECTION": odd}).ssh_port == 22


def test_a_browser_needs_a_display_a_program_and_no_ssh(tmp_path: Path) -> None:
    browser = tmp_path / "firefox"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    desktop = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    assert surroundings.look(desktop).browser
    assert not surroundings.look({**desktop, "SSH_CONNECTION": "a 1 b 2"}).browser
    assert not surroundings.look({"PATH": str(tmp_path)}).browser
    assert not surroundings.look({"DISPLAY": ":0", "PATH": ""}).browser


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_color_is_respected(environ: dict[str, str]) -> None:
    assert not surroundings.look(environ).color
    assert surroundings.look({"TERM": "xterm-256color"}).color


def test_options_win_over_the_environment(tmp_path: Path) -> None:
    environ = {
        "CHATTUI_HOME": str(tmp_path),
        "CHATTUI_EMULATOR_HOST": "127.0.0.1:1",
        "CHATTUI_PASSPHRASE_FILE": "from-environment",
    }
    made = context.make(environ, emulator="127.0.0.1:2", passphrase_file="from-option")
    assert made.endpoints.emulator == "127.0.0.1:2"
    assert made.surroundings.passphrase_file == "from-option"
    assert "emulator" in made.paths.state.parts
    assert context.make(environ).surroundings.passphrase_file == "from-environment"


def test_the_user_is_known_without_a_variable() -> None:
    import getpass

    assert surroundings.look({}).user == getpass.getuser()
    assert surroundings.look({"LOGNAME": "grace"}).user == "grace"
    assert surroundings.look({"SUDO_USER": "ada", "USER": "root"}).user == "ada"


def test_a_user_id_without_an_account_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert surroundings.look({}).user == ""


def test_the_client_of_an_ssh_login_is_known() -> None:
    seen = surroundings.look({"SSH_CONNECTION": "192.0.2.1 50000 198.51.100.7 2222"})
    assert seen.ssh_client == "192.0.2.1"
    assert surroundings.look({"SSH_CONNECTION": "odd"}).ssh_client == ""


def test_elsewhere_than_on_linux_there_is_always_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert surroundings.look({}).browser


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not surroundings._is_terminal(stream)
