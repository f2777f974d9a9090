"""chattui login --flow device, and the QR code and countdown of a terminal."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chattui import context as contexts
from chattui import endpoints
from chattui.cli import device_code, output
from chattui.cli.qr_lines import LINES_BESIDE, draw_qr
from chattui.oauth.device import DeviceCode, DeviceSignIn
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, OPENID
from chattui.problem import Exit, Problem
from chattui.qr import half_blocks
from tests.unit.cli.conftest import ADA, Desk

DEVICE_URL = "https://www.google.com/device"
Caught = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def tv_file(desk: Desk) -> Path:
    desk.control("settings", device_interval=0)
    path = desk.home / "client_secret_tv.json"
    path.write_text(desk.emulator.client_file(google=True, kind="tv"))
    return path


def login(desk: Desk, path: Path, *arguments: str) -> Any:
    return desk.run("login", "--client", str(path), "--flow", "device", *arguments)


def test_the_code_and_its_address_stand_on_lines_of_their_own(desk: Desk, tv_file: Path) -> None:
    ran = login(desk, tv_file, "--scope", "email")
    assert (ran.status, ran.out) == (Exit.DONE, "")
    lines = ran.err.splitlines()
    assert f"  {desk.emulator.base_url}/device" in lines
    assert any(len(line) == 11 and line[6] == "-" for line in lines)
    assert "chattui waits; the code is good for 30 minutes." in lines
    assert f"✓ Signed in as {ADA}." in lines
    # A log is not flooded: no countdown, no colours, no code for a camera.
    assert not {"\r", "\x1b", "█"} & set(ran.err)
    assert "left" not in ran.err
    assert desk.json("token", "--scope", "openid")["account"] == ADA


def test_one_document_for_a_script(desk: Desk, tv_file: Path) -> None:
    ran = login(desk, tv_file, "--scope", "email", "--format", "json")
    assert ran.json["account"]["email"] == ADA
    assert ran.json["missing"] == []
    assert ran.json["requested"] == [OPENID, EMAIL]


def test_a_stored_client_serves_as_well(desk: Desk, tv_file: Path) -> None:
    assert login(desk, tv_file, "--scope", "email").status == Exit.DONE
    assert desk.run("login", "--flow", "device", "--scope", "email").status == Exit.DONE


def test_less_than_asked_for_is_named(desk: Desk, tv_file: Path) -> None:
    desk.control("settings", device_scopes=["openid", "email", "chat.spaces"])
    desk.control("settings", grant=["openid", "email"])
    ran = login(desk, tv_file, "--scope", "chat.spaces", "--format", "json")
    assert ran.status == Exit.PARTLY
    assert ran.json["missing"] == ["https://www.googleapis.com/auth/chat.spaces"]


@pytest.mark.parametrize(
    ("kind", "changes", "fault", "arguments", "status", "code"),
    [
        ("installed", {}, {}, (), 1, "oauth.device_client_type"),
        ("web", {}, {}, (), 1, "oauth.device_client_type"),
        ("tv", {}, {}, (), 3, "oauth.device_scope_refused"),
        ("tv", {"refuse_consent": True}, {}, ("--scope", "email"), 3, "oauth.denied"),
        (
            "tv",
            {"auto_consent": "", "device_lifetime": 1, "device_interval": 2},
            {},
            ("--scope", "email"),
            3,
            "oauth.device_expired",
        ),
        (
            "tv",
            {},
            {"status": 403, "error_code": "rate_limit_exceeded"},
            ("--scope", "email"),
            1,
            "oauth.device_rate_limited",
        ),
        ("tv", {"client_status": "deleted"}, {}, ("--scope", "email"), 1, "oauth.client_deleted"),
    ],
)
def test_each_no_has_its_status_and_its_code(
    desk: Desk,
    tv_file: Path,
    kind: str,
    changes: dict[str, Any],
    fault: dict[str, Any],
    arguments: tuple[str, ...],
    status: int,
    code: str,
) -> None:
    tv_file.write_text(desk.emulator.client_file(google=True, kind=kind))
    desk.control("settings", **{"device_interval": 0, **changes})
    if fault:
        desk.control("faults", method="oauth2.device", **fault)
    ran = login(desk, tv_file, *arguments, "--format", "json")
    assert (ran.status, ran.json["problem"]["code"]) == (status, code)
    assert desk.json("accounts", "list")["accounts"] == []


def check(kind: str, scopes: tuple[str, ...], *, anyway: bool = False, real: bool = True) -> None:
    host = {} if real else {endpoints.EMULATOR_VARIABLE: "127.0.0.1:8085"}
    device_code.check(kind, scopes, contexts.make(host), anyway=anyway)


@pytest.mark.parametrize(
    ("kind", "scopes", "code"),
    [
        ("installed", DEFAULT_SCOPES, "oauth.device_scopes"),
        ("web", (OPENID,), "oauth.device_web_client"),
        ("web", DEFAULT_SCOPES, "oauth.device_web_client"),
    ],
)
def test_what_google_has_no_code_for_is_said_before_anything_is_sent(
    problem: Caught,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    scopes: tuple[str, ...],
    code: str,
) -> None:
    found = problem(lambda: check(kind, scopes))
    assert (found.code, found.exit) == (code, Exit.USAGE)
    assert "Nothing was sent." in found.cause
    assert "--flow paste" in found.remedy
    assert found.remedy.endswith("add --yes.")
    assert capsys.readouterr().err == ""
    check(kind, scopes, anyway=True)
    told = capsys.readouterr().err
    assert told.startswith("! Google gives no device code ")
    assert "asked all the same" in told
    check(kind, scopes, real=False)
    assert capsys.readouterr().err == ""


def test_identity_alone_needs_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    check("installed", (OPENID, EMAIL))
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    """Standard error as a terminal of this size."""

    encoding = "utf-8"
    columns, lines = 80, 24

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in a test, since pytest's capturing takes its place when a test begins."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setattr(
        os, "get_terminal_size", lambda _: os.terminal_size((made.columns, made.lines))
    )
    return made


def test_the_code_of_a_device_address_fits_the_smallest_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = at_terminal(monkeypatch)
    assert draw_qr(DEVICE_URL, color=True)
    lines = terminal.getvalue().splitlines()
    assert [line[len("\x1b[38;5;231;48;5;16m") : -len("\x1b[0m")] for line in lines] == list(
        half_blocks(DEVICE_URL)
    )
    assert all(line.startswith("\x1b[38;5;231;48;5;16m") for line in lines)
    assert all(line.endswith("\x1b[0m") for line in lines)


def test_without_colour_nothing_but_blocks_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = at_terminal(monkeypatch)
    assert draw_qr(DEVICE_URL, color=False)
    assert terminal.getvalue().splitlines() == list(half_blocks(DEVICE_URL))


@pytest.mark.parametrize("short_of", ["columns", "lines"])
def test_a_code_that_does_not_fit_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch, short_of: str
) -> None:
    terminal = at_terminal(monkeypatch)
    lines = half_blocks(DEVICE_URL)
    terminal.columns, terminal.lines = len(lines[0]), len(lines) + LINES_BESIDE
    assert draw_qr(DEVICE_URL, color=False)
    terminal.truncate(0)
    setattr(terminal, short_of, getattr(terminal, short_of) - 1)
    assert not draw_qr(DEVICE_URL, color=False)
    assert terminal.getvalue() == ""
    assert not draw_qr(DEVICE_URL, color=False, asked=True)
    told = " ".join(terminal.getvalue().split())
    assert f"needs {len(lines[0])} columns and {len(lines) + LINES_BESIDE} lines" in told


@pytest.mark.parametrize("encoding", ["latin-1", "", "no-such-thing"])
def test_a_terminal_without_utf_8_gets_no_code(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    terminal = at_terminal(monkeypatch)
    terminal.encoding = encoding
    assert not draw_qr(DEVICE_URL, color=True)
    assert terminal.getvalue() == ""
    assert not draw_qr(DEVICE_URL, color=True, asked=True)
    assert "UTF-8" in terminal.getvalue()


class Waiting(DeviceSignIn):
    """A code that nobody types in, with a countdown as given."""

    def __init__(self, *left: float) -> None:
        self.code = DeviceCode("GQVQ-JKEC", DEVICE_URL, 1800, 5)
        self.trouble = None
        self._left = iter(left)

    @property
    def seconds_left(self) -> float:
        return next(self._left, 0)


@pytest.mark.anyio
async def test_the_countdown_is_one_line_that_is_drawn_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = at_terminal(monkeypatch)
    waiting = Waiting(1800, 605, 65, 4.6)
    drawn: list[str] = []

    async def second(seconds: float) -> None:
        assert seconds == 1
        drawn.append(terminal.getvalue().split("\r")[-2])
        waiting.trouble = Problem("net.name", "A name could not be looked up." * 9)
        if len(drawn) == 4:
            raise asyncio.CancelledError
        if len(drawn) == 3:
            waiting.trouble = None

    # Not in asyncio itself: an emulator on a thread of this process sleeps too.
    monkeypatch.setattr(device_code, "asyncio", SimpleNamespace(sleep=second))
    with pytest.raises(asyncio.CancelledError):
        await device_code._count_down(waiting)
    assert drawn[0] == "30:00 left. ctrl-c stops."
    assert drawn[1].startswith("10:05 left. A name could not be looked up.")
    assert len(drawn[1]) == len(drawn[2]) == 79
    assert drawn[3] == "0:05 left. ctrl-c stops.".ljust(79)
    told = terminal.getvalue()
    assert "\n" not in told
    # The line is empty afterwards, and the next words begin at its start.
    assert told.endswith("\r" + " " * 24 + "\r")


@pytest.mark.anyio
async def test_there_is_no_countdown_where_nobody_watches(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await device_code._count_down(Waiting(1800))
    assert capsys.readouterr().err == ""


def test_a_closed_standard_error_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Terminal()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    output.say_in_place("1:00 left.")
