"""``chattui doctor --live``: rows, JSON, exit statuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chattui.health import STEPS, Check, State
from chattui.surroundings import Surroundings
from tests.unit.cli.conftest import Desk


@pytest.fixture
def client_file(desk: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "client_secret.json"
    path.touch(mode=0o600)
    path.write_text(desk.emulator.client_file(google=True))
    return path


def test_all_is_well(signed_in: Desk) -> None:
    ran = signed_in.run("doctor", "--live")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == f"ada@example.com · the emulator {signed_in.emulator.host}"
    rows = [line for line in lines if line.startswith(("✓ ", "✗ ", "? ", "· "))]
    assert [row[:1] for row in rows] == ["✓"] * 8 + ["·"]
    order = [row[2:20].strip() for row in rows]
    assert order == [
        "Clock",
        "Hosts",
        "Client",
        "Sign-in",
        "Scopes",
        "Chat API",
        "Chat app",
        "Workspace account",
        "Administrator",
    ]
    assert lines[-1] == "All is well."
    assert ran.err == ""
    assert "\x1b" not in ran.out


def test_a_failure_has_its_remedy_and_its_link(signed_in: Desk) -> None:
    signed_in.control("settings", chat_app_configured=False)
    ran = signed_in.run("doctor", "--live")
    assert ran.status == 1
    assert "✗ Chat app" in ran.out
    assert "hangouts-chat?project=104857600042\n" in ran.out
    assert "Open the page in the project" in ran.out
    assert ran.out.endswith("\n1 check failed.\n")
    assert max(len(line) for line in ran.out.splitlines() if "://" not in line) <= 99


def test_the_document(signed_in: Desk, client_file: Path) -> None:
    signed_in.control("settings", chat_api_enabled=False)
    document = signed_in.json("doctor", "--live", str(client_file), status=1)
    assert document["schema"] == "chattui.doctor/1"
    assert [file["usable"] for file in document["files"]] == [True]
    live = document["live"]
    assert live["account"] == "ada@example.com"
    checks = live["checks"]
    assert tuple(check["id"] for check in checks) == STEPS
    wanted = {"id", "state", "code", "message", "remedy", "link", "seconds"}
    assert all(set(check) == wanted for check in checks)
    states = {check["id"]: check["state"] for check in checks}
    assert states["clock"] == "passed"
    assert states["api"] == "failed"
    assert states["app"] == "not_reached"
    assert states["admin"] == "not_asked"
    api = checks[STEPS.index("api")]
    assert api["code"] == "chat.api_disabled"
    assert api["link"].endswith("?project=104857600042")
    assert api["remedy"]


def test_an_administrator_is_looked_for_where_that_is_asked(desk: Desk) -> None:
    desk.sign_in("chat.spaces", "chat.admin.spaces.readonly")
    assert "✓ Administrator" in desk.run("doctor", "--live", "--admin").out
    desk.control("settings", admins=[])
    ran = desk.run("doctor", "--live", "--admin")
    assert ran.status == 1
    assert "✗ Administrator" in ran.out


def test_another_account_can_be_named(signed_in: Desk) -> None:
    signed_in.control("settings", auto_consent="grace@example.com")
    signed_in.sign_in(email="grace@example.com")
    named = ("--account", "grace@example.com")
    assert signed_in.run("doctor", "--live", *named).out.startswith("grace@example.com")
    assert signed_in.run(*named, "doctor", "--live").out.startswith("grace@example.com")
    assert signed_in.run("doctor", "--live", "--account", "nobody@example.com").status == 2


def test_nobody_is_signed_in(desk: Desk, client_file: Path) -> None:
    ran = desk.run("doctor", "--live")
    assert ran.status == 3
    assert ran.out.startswith("Nobody is signed in · ")
    assert "✓ Hosts" in ran.out
    assert "· Client" in ran.out
    with_file = desk.run("doctor", "--live", str(client_file))
    assert with_file.status == 3
    assert with_file.out.startswith(str(client_file))
    assert "✓ Client" in with_file.out
    document = desk.json("doctor", "--live", status=3)
    assert document["live"]["account"] is None
    grant = document["live"]["checks"][STEPS.index("grant")]
    assert grant["state"] == "not_reached"
    assert "chattui login" in grant["remedy"]


def test_files_count_as_well(signed_in: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert signed_in.run("doctor", "--live", str(bad)).status == 1
    missing = signed_in.run("doctor", "--live", str(tmp_path / "missing.json"))
    assert missing.status == 2
    assert "missing.json" in missing.err
    assert "All is well." in missing.out


def test_a_wrong_passphrase_is_told_by_the_checks(signed_in: Desk) -> None:
    (signed_in.home / "passphrase").write_text("not the passphrase of before\n")
    ran = signed_in.run("doctor", "--live")
    assert ran.status == 1
    assert "✗ Sign-in" in ran.out
    assert "passphrase" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--admin",),
        ("--live", "--fix"),
        ("--live", "--yes"),
        ("--live", "--tui"),
        ("--live", "--format", "sarif"),
    ],
)
def test_what_does_not_go_together(desk: Desk, arguments: tuple[str, ...]) -> None:
    ran = desk.run("doctor", *arguments)
    assert ran.status == 2
    assert "--help" in ran.err


def test_rows_come_in_their_order_and_in_colour(capsys: pytest.CaptureFixture[str]) -> None:
    from chattui.cli.live import Page

    page = Page(Surroundings(terminal_out=True))
    found: dict[str, Check] = {}

    def come(step: str) -> str:
        found[step] = Check(step, step.title(), State.PASSED, f"the words of {step}")
        page.show_finished(found)
        return capsys.readouterr().out

    assert come("hosts") == ""
    both = come("clock")
    assert both.index("of clock") < both.index("of hosts")
    assert "\x1b[32m✓\x1b[0m" in both
    assert come("api") == ""
    assert "of client" in come("client")


def test_without_live_nothing_of_it_is_imported(client_file: Path) -> None:
    code = (
        "import sys; from chattui.cli import main;"
        f"status = main(['doctor', {str(client_file)!r}]);"
        "heavy = {'chattui.cli.live', 'chattui.health', 'chattui.session', 'asyncio', 'httpx',"
        " 'chattui.vault', 'chattui.oauth', 'chattui.net', 'chattui.cli.survey'};"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules)))); sys.exit(status)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
