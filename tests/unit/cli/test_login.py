"""chattui login, and the sign-in of chattui demo, in this process."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chattui.cli import demo, main
from chattui.context import Context
from chattui.emulator import Emulator
from chattui.emulator.sheets_store import LOG_SHEET
from chattui.oauth.rehearsal import answer_as
from chattui.oauth.signin import SignIn
from chattui.plans.follow_ups import Log
from chattui.plans.log_sheet import remembered_sheet
from chattui.problem import Exit
from chattui.secret import Secret
from chattui.session import Session
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import ADA, Desk, wait_for_readers


@pytest.fixture
def client_file(desk: Desk) -> Path:
    path = desk.home / "client_secret.json"
    path.write_text(desk.emulator.client_file(google=True))
    return path


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The end of standard input that a script writes to."""
    reader, writer = os.pipe()
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield writer
        os.close(writer)
        wait_for_readers()


class Browser:
    """Answers the consent page as soon as somebody waits for it, and hands the redirect over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, deliver: Any) -> None:
        wait = SignIn.wait

        async def waited(sign_in: SignIn) -> Any:
            endpoints, url = sign_in._context.endpoints, sign_in.consent.url
            threading.Thread(
                target=lambda: deliver(answer_as(endpoints, url, ADA)), daemon=True
            ).start()
            return await wait(sign_in)

        monkeypatch.setattr(SignIn, "wait", waited)


@pytest.mark.parametrize("flow", ["paste", "auto"])
def test_a_redirect_on_standard_input_that_stays_open(
    desk: Desk, client_file: Path, pipe: int, monkeypatch: pytest.MonkeyPatch, flow: str
) -> None:
    Browser(monkeypatch, lambda redirect: os.write(pipe, f"{redirect}\n".encode()))
    told = desk.json("login", "--client", str(client_file), "--flow", flow)
    assert told["account"]["email"] == ADA
    assert told["missing"] == []
    assert "openid" in told["requested"]
    assert desk.json("token")["account"] == ADA


@pytest.mark.parametrize("flow", ["loopback", "auto"])
def test_a_redirect_to_the_listener_with_standard_input_closed(
    desk: Desk, client_file: Path, monkeypatch: pytest.MonkeyPatch, flow: str
) -> None:
    import http.client
    from urllib.parse import urlsplit

    def follow(redirect: str) -> None:
        address = urlsplit(redirect)
        connection = http.client.HTTPConnection(address.netloc, timeout=10)
        connection.request("GET", f"{address.path}?{address.query}")
        connection.getresponse().read()
        connection.close()

    monkeypatch.setattr(sys, "stdin", None)
    Browser(monkeypatch, follow)
    ran = desk.run("login", "--client", str(client_file), "--flow", flow)
    assert ran.status == Exit.DONE, ran.err
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert sum(line.startswith("http://") for line in lines) == 1
    assert any(line.startswith("Waiting on port ") for line in lines)
    assert f"✓ Signed in as {ADA}." in lines


def test_who_is_acted_as_after_a_second_sign_in_is_told(
    signed_in: Desk, client_file: Path, pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in.control("settings", auto_consent="grace@example.com")
    Browser(monkeypatch, lambda redirect: os.write(pipe, f"{redirect}\n".encode()))
    ran = signed_in.run("login", "--client", str(client_file), "--flow", "paste")
    assert f"Commands still act as {ADA}. `chattui accounts use grace@example.com`" in ran.err


def test_what_was_not_granted_is_named(
    desk: Desk, client_file: Path, pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted = ["openid", "https://www.googleapis.com/auth/userinfo.email"]
    granted.append("https://www.googleapis.com/auth/chat.spaces")
    desk.control("settings", grant=granted)
    Browser(monkeypatch, lambda redirect: os.write(pipe, f"{redirect}\n".encode()))
    ran = desk.run("login", "--client", str(client_file), "--flow", "paste", "--format", "json")
    assert ran.status == Exit.PARTLY
    assert ran.json["missing"] == ["https://www.googleapis.com/auth/chat.memberships"]
    assert "Not granted: chat.memberships." in ran.err
    assert f"`chattui login --add --account {ADA} --scope chat.memberships`" in ran.err


def test_what_was_not_granted_is_asked_for_by_key_where_two_have_the_address(
    signed_in: Desk, pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault(signed_in.context, cost=FLOOR)
    (account,) = vault.accounts()
    grant = vault.grant(account.key)
    vault.save_account(ADA, "", account.client_key, grant, kind="delegation", consented_at=1.0)
    signed_in.control(
        "settings", grant=["openid", "https://www.googleapis.com/auth/userinfo.email"]
    )
    Browser(monkeypatch, lambda redirect: os.write(pipe, f"{redirect}\n".encode()))
    ran = signed_in.run("login", "--flow", "paste", "--scope", "chat.delete")
    assert f"`chattui login --add --account {account.key} --scope chat.delete`" in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "doctor"),
        ("", "empty"),
    ],
)
def test_a_file_that_is_no_client_is_refused(desk: Desk, content: str, said: str) -> None:
    path = desk.home / "other.json"
    path.write_text(content)
    ran = desk.run("login", "--client", str(path))
    assert ran.status == Exit.USAGE
    assert ran.err.startswith("✗ This file cannot be used to sign in: ")
    assert said in ran.err
    assert desk.requests() == []


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 3, "There is no client in the vault yet."),
        (["--client", "nothing"], 2, "There is no file nothing, and no client of that name."),
        (["--client", "no/such/file"], 2, "no/such/file cannot be read"),
        (["--port", "80"], 2, "from 1,024 to 65,535"),
        (["--scope", "chat.bot"], 2, "cannot be granted by a person"),
        (["--flow", "carrier-pigeon"], 2, "invalid choice"),
    ],
)
def test_a_sign_in_that_cannot_begin(
    desk: Desk, arguments: list[str], status: int, said: str
) -> None:
    ran = desk.run("login", *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err


@pytest.mark.parametrize("named", ["nothing", "stored", "file"])
def test_a_stored_client_serves_the_next_sign_in_and_keeps_its_name(
    signed_in: Desk,
    client_file: Path,
    pipe: int,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
) -> None:
    option = {"nothing": [], "stored": ["--client", "desk"], "file": ["--client", str(client_file)]}
    Browser(monkeypatch, lambda redirect: os.write(pipe, f"{redirect}\n".encode()))
    assert signed_in.run("login", "--flow", "paste", *option[named]).status == Exit.DONE
    assert [a["client"] for a in signed_in.json("accounts", "list")["accounts"]] == ["desk"]


@pytest.mark.anyio
async def test_the_demo_signs_its_person_in_and_knows_the_spaces(tmp_path: Path) -> None:
    with Emulator(samples=True) as emulator:
        context = demo._context(str(tmp_path), emulator)
        assert context.endpoints.emulator == emulator.host
        session = Session(context, passphrase=Secret("made up for this run"))
        await demo.sign_in(session, emulator)
        account = await session.account()
        assert account.email == demo.PERSON
        assert len(await session.cached_spaces(account)) >= 30
        assert remembered_sheet(context.paths, account.key) == Log(LOG_SHEET)


def test_the_demo_opens_the_app_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import tempfile

    from chattui.tui import run as app

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("CHATTUI_ACCOUNT", "somebody@real.example")
    opened: list[tuple[str, int, str]] = []

    def run(context: Context, start: str = "", session: Session | None = None) -> int:
        from chattui.vault import read_index

        accounts = len(read_index(context).accounts)
        opened.append((start, accounts, context.surroundings.account))
        assert context.paths.state.is_relative_to(tmp_path)
        return 0

    monkeypatch.setattr(app, "run", run)
    assert main(["demo"]) == 0
    assert main(["demo", "--first-run"]) == 0
    assert opened == [("", 1, ""), ("setup", 0, "")]
    assert list(tmp_path.iterdir()) == []
