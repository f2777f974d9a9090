"""chattui login: which way auto takes, what it says of it, and options that do not go together."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chattui import surroundings
from chattui.cli import qr_lines
from chattui.oauth import places
from chattui.oauth.rehearsal import answer_as
from chattui.oauth.remembered import remember_port
from chattui.oauth.signin import SignIn
from chattui.problem import Exit
from tests.unit.cli.conftest import ADA, Desk, wait_for_readers

SSH = "192.0.2.7 50000 192.0.2.1 2222"
PASTE = "When the browser says that it cannot reach 127.0.0.1,"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No surroundings but those that a test names, whatever machine it runs on."""
    monkeypatch.setattr(surroundings, "_CONTAINER_MARKS", ())
    for name in ("container", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client_file(desk: Desk) -> Path:
    path = desk.home / "client_secret.json"
    path.write_text(desk.emulator.client_file(google=True))
    return path


@pytest.fixture
def key_file(desk: Desk) -> Path:
    path = desk.home / "key.json"
    path.write_text(desk.emulator.key_file(google=True))
    return path


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody who pastes the redirect as soon as it is waited for."""
    reader, writer = os.pipe()
    wait = SignIn.wait
    threads: list[threading.Thread] = []

    async def waited(sign_in: SignIn) -> Any:
        endpoints, url = sign_in._context.endpoints, sign_in.consent.url

        def paste() -> None:
            os.write(writer, f"{answer_as(endpoints, url, ADA)}\n".encode())

        threads.append(threading.Thread(target=paste, daemon=True))
        threads[-1].start()
        return await wait(sign_in)

    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(SignIn, "wait", waited)
        yield
        for thread in threads:
            thread.join(60)
        os.close(writer)
        wait_for_readers()


def order(told: str, *words: str) -> None:
    """Each of `words` is said, one after the other."""
    places = [told.index(word) for word in words]
    assert places == sorted(places), told


@pytest.mark.usefixtures("answering")
def test_over_ssh_pasting_comes_first_and_the_tunnel_after_it(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", SSH)
    ran = desk.run("login", "--client", str(client_file))
    assert ran.status == Exit.DONE
    order(
        ran.err,
        "Over ssh your browser cannot reach this machine by itself, so",
        "Open this address in any browser:",
        desk.emulator.base_url,
        PASTE,
        "Or run this first on the machine of that browser",
        "  ssh -L ",
        "Waiting on port ",
    )


@pytest.mark.usefixtures("answering")
def test_whoever_attached_to_tmux_over_ssh_is_told_of_ssh_and_sees_no_browser_open_elsewhere(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tmux").write_text(f"#!/bin/sh\necho 'SSH_CONNECTION={SSH}'\n")
    (tmp_path / "xdg-open").write_text("#!/bin/sh\n")
    for name in ("tmux", "xdg-open"):
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("TMUX", "here")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(places, "open_in_browser", lambda _: pytest.fail("a browser was opened"))
    ran = desk.run("login", "--client", str(client_file))
    assert ran.status == Exit.DONE
    order(ran.err, "Over ssh your browser cannot reach", "  ssh -L ")


@pytest.mark.usefixtures("answering")
def test_a_port_that_was_named_makes_the_tunnel_come_first(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", SSH)
    ran = desk.run("login", "--client", str(client_file), "--port", "53682")
    assert ran.status == Exit.DONE
    order(
        ran.err,
        "Port 53682 was named, so the answer comes back by itself",
        "If that browser is on another machine, run this there first:",
        "  ssh -L 53682:127.0.0.1:53682 -p 2222 ",
        PASTE,
    )


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("taken", [False, True])
def test_a_port_that_was_named_before_makes_the_tunnel_come_first_while_it_is_free(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", SSH)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        remember_port(desk.context.paths, port)
        if not taken:
            server.close()
        ran = desk.run("login", "--client", str(client_file))
    assert ran.status == Exit.DONE
    assert (f"Port {port} was named, so" in ran.err) is not taken
    assert (f"! Port {port}, named for an earlier sign-in, is in use" in ran.err) is taken
    assert ("Over ssh your browser cannot reach" in ran.err) is taken
    said = ran.err.splitlines()
    assert len(said) == len(set(said))


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("container", ["", "podman"])
def test_where_no_browser_can_be_reached_it_says_why(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, container: str
) -> None:
    monkeypatch.setenv("container", container)
    ran = desk.run("login", "--client", str(client_file))
    assert ran.status == Exit.DONE
    why = "outside this container" if container else "No browser can open here"
    order(ran.err, why, "Open this address", PASTE)
    assert "ssh" not in ran.err


@pytest.mark.usefixtures("answering")
def test_a_way_that_was_asked_for_needs_no_reason(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", SSH)
    ran = desk.run("login", "--client", str(client_file), "--flow", "paste")
    assert ran.status == Exit.DONE
    assert "cannot reach this machine by itself" not in ran.err
    assert "ssh -L" not in ran.err
    assert "Waiting on port" not in ran.err


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("adds", [True, False])
def test_adding_says_so_to_google_and_whose_grant_it_is(signed_in: Desk, adds: bool) -> None:
    arguments = ["--scope", "chat.delete", "--flow", "paste", *(["--add"] if adds else [])]
    ran = signed_in.run("login", *arguments)
    (url,) = [line for line in ran.err.splitlines() if line.startswith("http")]
    assert ("include_granted_scopes=true" in url) is adds
    assert (f"login_hint={quote(ADA)}" in url) is adds


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("opens", [True, False])
def test_a_browser_that_opens_is_told_and_one_that_does_not_leaves_the_address(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    asked: list[SignIn] = []

    def open_browser(sign_in: SignIn) -> bool:
        asked.append(sign_in)
        return opens

    monkeypatch.setattr(SignIn, "open_browser", open_browser)
    ran = desk.run("login", "--client", str(client_file))
    assert ("Your browser opens." in ran.err) is opens
    assert ("Open this address in any browser:" in ran.err) is not opens
    assert len(asked) == 1


@pytest.mark.usefixtures("answering")
def test_no_browser_opens_where_none_is_wanted(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SignIn, "open_browser", lambda _: pytest.fail("a browser was opened"))
    ran = desk.run("login", "--client", str(client_file), "--no-browser")
    assert ran.status == Exit.DONE
    assert "Open this address in any browser:" in ran.err


@pytest.mark.usefixtures("answering")
def test_a_web_client_whose_port_is_taken_waits_for_a_paste_alone(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        desk.control("settings", web_redirect_uris=[f"http://127.0.0.1:{port}/"])
        path = desk.home / "web.json"
        path.write_text(desk.emulator.client_file(google=True, kind="web"))
        ran = desk.run("login", "--client", str(path))
        refused = desk.run("login", "--client", str(path), "--flow", "loopback")
    assert ran.status == Exit.DONE
    assert f"! Port {port} on this machine is in use. This client's answer comes back" in ran.err
    assert "so the answer comes back by itself" not in ran.err
    assert "Waiting on port" not in ran.err
    assert (refused.status, "--flow paste` does without" in refused.err) == (Exit.FAILED, True)


def test_a_web_client_without_a_way_back_is_refused_once(desk: Desk) -> None:
    desk.control("settings", web_redirect_uris=["https://example.com/callback"])
    path = desk.home / "web.json"
    path.write_text(desk.emulator.client_file(google=True, kind="web"))
    ran = desk.run("login", "--client", str(path))
    assert ran.status == Exit.USAGE
    assert ran.err.count("machine") == 1


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("drawn", [True, False])
def test_a_phone_is_given_the_long_address_and_told_how_to_answer(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, drawn: bool
) -> None:
    texts: list[str] = []

    def draw_qr(text: str, *, color: bool, asked: bool) -> bool:
        assert asked
        texts.append(text)
        return drawn

    monkeypatch.setattr("chattui.cli.login_words.draw_qr", draw_qr)
    ran = desk.run("login", "--client", str(client_file), "--flow", "paste", "--qr")
    assert ran.status == Exit.DONE
    assert texts == [line for line in ran.err.splitlines() if line.startswith("http")]
    assert ("On a phone the sign-in ends" in ran.err) is drawn


def test_the_consent_address_fits_a_large_terminal() -> None:
    from chattui.qr import half_blocks

    lines = half_blocks("https://accounts.google.com/o/oauth2/v2/auth?" + "x" * 600)
    assert len(lines) + qr_lines.LINES_BESIDE < 60


def test_a_key_means_delegation_from_its_file_and_from_the_vault(
    desk: Desk, key_file: Path
) -> None:
    desk.control("settings", delegated_scopes=["chat.spaces", "chat.memberships"])
    arguments = ["--subject", ADA, "--format", "json"]
    ran = desk.run("login", "--client", str(key_file), *arguments)
    assert (ran.status, ran.json["account"]["kind"]) == (Exit.DONE, "delegation")
    assert ran.err.startswith("A service-account key acts for a person")
    name = ran.json["account"]["client"]
    for named in ([], ["--client", name]):
        again = desk.run("login", *named, *arguments)
        assert (again.status, again.json["account"]["client"]) == (Exit.DONE, name)


def test_beside_an_oauth_client_a_key_is_meant_only_by_its_name(
    signed_in: Desk, key_file: Path
) -> None:
    signed_in.control("settings", delegated_scopes=["chat.spaces", "chat.memberships"])
    kept = signed_in.json("login", "--client", str(key_file), "--subject", ADA)
    ran = signed_in.run("login", "--subject", ADA)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert "--subject goes with the key" in ran.err
    named = signed_in.run("login", "--client", kept["account"]["client"], "--subject", ADA)
    assert named.status == Exit.DONE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--flow", "device", "--port", "5000"], "--port has no meaning with --flow device"),
        (["--flow", "delegation", "--port", "5000"], "--port has no meaning with --flow deleg"),
        (["--flow", "paste", "--no-browser"], "--no-browser has no meaning with --flow paste"),
        (["--flow", "device", "--no-browser"], "--no-browser has no meaning with --flow device"),
        (["--flow", "loopback", "--qr"], "--qr has no meaning with --flow loopback"),
        (["--flow", "delegation", "--qr"], "--qr has no meaning with --flow delegation"),
        (["--yes"], "--yes has no meaning with --flow auto"),
        (["--flow", "paste", "--yes"], "--yes has no meaning with --flow paste"),
        (["--flow", "paste", "--subject", ADA], "--subject goes with the key"),
        (["--flow", "device", "--subject", ADA], "--subject goes with the key"),
    ],
)
def test_options_that_do_not_go_together(desk: Desk, arguments: list[str], said: str) -> None:
    ran = desk.run("login", *arguments, "--format", "json")
    assert (ran.status, ran.json["problem"]["code"]) == (Exit.USAGE, "cli.usage")
    assert said in ran.err
    assert ran.json["problem"]["remedy"]
    assert desk.requests() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--flow", "paste"], "with which nobody signs in"),
        (["--flow", "loopback"], "with which nobody signs in"),
        (["--flow", "device"], "with which nobody signs in"),
        (["--port", "5000"], "have no meaning with the key"),
        (["--no-browser"], "have no meaning with the key"),
        (["--qr"], "have no meaning with the key"),
    ],
)
def test_what_does_not_go_with_a_key(
    desk: Desk, key_file: Path, arguments: list[str], said: str
) -> None:
    ran = desk.run("login", "--client", str(key_file), *arguments)
    assert (ran.status, ran.out) == (Exit.USAGE, "")
    assert said in ran.err
    assert desk.requests() == []
