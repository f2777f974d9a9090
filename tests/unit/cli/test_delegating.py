"""chattui login --flow delegation, in this process and against the emulator."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from chattui.cli import ask, delegating
from chattui.emulator.assertions import CLIENT_ID, EMAIL
from chattui.oauth.delegation import Probed
from chattui.oauth.scopes import PREFIX
from chattui.problem import Exit, Problem
from chattui.vault import ClientEntry
from tests.unit.cli.conftest import ADA, Desk

SPACES, MEMBERS = PREFIX + "chat.spaces", PREFIX + "chat.memberships"


@pytest.fixture
def key_file(desk: Desk) -> Path:
    """The key, and an administrator who has authorized both usual scopes."""
    desk.control("settings", delegated_scopes=[SPACES, MEMBERS])
    path = desk.home / "key.json"
    path.write_text(desk.emulator.key_file(True))
    path.chmod(0o600)
    return path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A person at the terminal, who types what is given."""

    def typing(text: str) -> None:
        monkeypatch.setattr(ask, "can_ask", lambda _: True)
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return typing


def login(key_file: Path | str, *more: str) -> tuple[str, ...]:
    return ("login", "--flow", "delegation", "--client", str(key_file), *more)


def test_a_person_is_acted_for(desk: Desk, key_file: Path) -> None:
    document = desk.json(*login(key_file, "--subject", ADA))
    assert document["serviceAccount"] == {"email": EMAIL, "clientId": CLIENT_ID}
    assert document["scopeLine"] == f"{SPACES},{MEMBERS}"
    assert document["requested"] == document["granted"] == [SPACES, MEMBERS]
    assert document["missing"] == []
    assert (document["account"]["kind"], document["account"]["email"]) == ("delegation", ADA)
    assert len(desk.json("spaces", "list")["spaces"]) == 3
    assert desk.run("token").out.startswith("ya29.")
    assert key_file.exists()


def test_what_the_administrator_needs_is_shown(desk: Desk, key_file: Path) -> None:
    ran = desk.run(*login(key_file, "--subject", ADA))
    lines = [line.strip() for line in ran.err.splitlines()]
    assert CLIENT_ID in lines
    assert f"{SPACES},{MEMBERS}" in lines
    assert "Manage Domain Wide Delegation" in " ".join(lines)
    assert "https://admin.google.com/ac/owl/domainwidedelegation" in lines
    assert "✓ chat.spaces: authorized" in lines
    assert any(line.startswith(f"✓ Acting as {ADA} by the service account") for line in lines)
    assert ran.out == ""


def test_some_scopes_are_missing(desk: Desk, key_file: Path) -> None:
    desk.control("settings", delegated_scopes=[SPACES])
    document = desk.json(*login(key_file, "--subject", ADA), status=Exit.PARTLY)
    assert (document["granted"], document["missing"]) == ([SPACES], [MEMBERS])
    assert document["account"]["scopes"] == [SPACES]
    ran = desk.run(*login(key_file, "--subject", ADA))
    assert "✗ chat.memberships: not authorized" in ran.err
    assert "24 hours" in " ".join(ran.err.split())


def test_nothing_is_authorized_yet_and_the_key_is_kept(desk: Desk, key_file: Path) -> None:
    desk.control("settings", delegated_scopes=None)
    document = desk.json(*login(key_file, "--subject", ADA), status=Exit.NOT_SIGNED_IN)
    assert document["problem"]["code"] == "oauth.delegation_unauthorized"
    assert desk.json("accounts", "list")["accounts"] == []
    key_file.unlink()
    desk.control("settings", delegated_scopes=[SPACES, MEMBERS])
    again = desk.json("login", "--flow", "delegation", "--subject", ADA)
    assert again["granted"] == [SPACES, MEMBERS]
    assert desk.run(*login("chattui", "--subject", ADA)).status == Exit.DONE


def test_a_name_from_the_key_file_is_one_word_of_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command is there to be copied, and the file may be somebody else's."""
    entry = ClientEntry("0" * 16, "x;reboot;", "service_account", "1", "p", 1.0)
    delegating._nothing(entry, [Probed(SPACES, False, Problem("oauth.x", "No."))])
    assert "--client 'x;reboot;' tries again" in capsys.readouterr().err


def test_what_is_not_about_a_scope_keeps_nothing(desk: Desk, key_file: Path) -> None:
    document = desk.json(*login(key_file, "--subject", "nobody@example.com"), status=1)
    assert document["problem"]["code"] == "oauth.subject_unknown"
    missing = desk.json("login", "--flow", "delegation", "--subject", ADA, status=3)
    assert missing["problem"]["code"] == "client.none"
    assert "--flow delegation" in missing["problem"]["remedy"]


def test_one_scope_may_be_named(desk: Desk, key_file: Path) -> None:
    document = desk.json(*login(key_file, "--subject", ADA, "--scope", "chat.spaces"))
    assert document["requested"] == [SPACES]


def test_without_a_person_or_a_terminal(desk: Desk, key_file: Path) -> None:
    document = desk.json(*login(key_file), status=Exit.USAGE)
    assert document["problem"]["code"] == "cli.needs_subject"


def test_the_person_is_asked_for_at_a_terminal(desk: Desk, key_file: Path, terminal: Any) -> None:
    terminal(f" {ADA} \nn\n")
    ran = desk.run(*login(key_file))
    assert ran.status == Exit.DONE
    assert "For whom" in ran.err
    assert desk.json("accounts", "list")["accounts"][0]["email"] == ADA
    assert key_file.exists()


@pytest.mark.parametrize("text", ["ada", "", "a@b@c"])
def test_what_is_no_address_is_refused(
    desk: Desk, key_file: Path, terminal: Any, text: str
) -> None:
    terminal(text + "\n")
    assert desk.run(*login(key_file)).status == Exit.USAGE
    assert "oauth2.token" not in desk.requests()


def test_the_plain_file_is_deleted_where_a_person_says_so(
    desk: Desk, key_file: Path, terminal: Any
) -> None:
    terminal("y\n")
    ran = desk.run(*login(key_file, "--subject", ADA))
    assert ran.status == Exit.DONE
    assert "Other programs that read this file" in " ".join(ran.err.split())
    assert not key_file.exists()
    assert desk.run("spaces", "list").status == Exit.DONE


def test_the_plain_file_may_go_although_nothing_is_authorized_yet(
    desk: Desk, key_file: Path, terminal: Any
) -> None:
    desk.control("settings", delegated_scopes=None)
    terminal("y\n")
    ran = desk.run(*login(key_file, "--subject", ADA))
    assert ran.status == Exit.NOT_SIGNED_IN
    assert "Delete " in ran.err
    assert not key_file.exists()
    assert desk.json("accounts", "list")["accounts"] == []


def test_a_link_is_left(desk: Desk, key_file: Path, terminal: Any) -> None:
    link = key_file.with_name("link.json")
    link.symlink_to(key_file)
    terminal("y\n")
    ran = desk.run(*login(link, "--subject", ADA))
    assert ran.status == Exit.DONE
    assert "is a link" in " ".join(ran.err.split())
    assert key_file.exists()


def test_a_client_file_is_refused(desk: Desk) -> None:
    path = desk.home / "client.json"
    path.write_text(desk.emulator.client_file(google=True))
    document = desk.json(*login(path, "--subject", ADA), status=Exit.USAGE)
    assert document["problem"]["code"] == "oauth.key_unusable"


def test_a_stored_client_is_told_from_a_key(signed_in: Desk) -> None:
    problem = signed_in.json(*login("desk", "--subject", ADA), status=Exit.USAGE)["problem"]
    assert problem["code"] == "client.other_kind"
    assert "desk is an OAuth client" in problem["message"]
    unnamed = signed_in.json("login", "--flow", "delegation", "--subject", ADA, status=3)
    assert "holds OAuth clients only" in unnamed["problem"]["message"]


def test_the_same_address_by_both_ways(desk: Desk, key_file: Path) -> None:
    desk.sign_in()
    assert desk.run(*login(key_file, "--subject", ADA)).status == Exit.DONE
    accounts = desk.json("accounts", "list")["accounts"]
    assert [account["kind"] for account in accounts] == ["user", "delegation"]
    listed = desk.run("accounts", "list")
    assert "KIND" in listed.out
    assert "delegation" in listed.out
    refused = desk.json("accounts", "use", ADA, status=Exit.USAGE)["problem"]
    assert refused["code"] == "accounts.ambiguous"
    assert "by the service account chattui" in refused["cause"]
    assert f"delegation:{ADA}" in refused["remedy"]
    for kind in ("delegation", "user"):
        used = desk.json("accounts", "use", f"{kind}:{ADA}")
        assert used["account"]["kind"] == kind
    assert desk.run("--account", f"delegation:{ADA}", "spaces", "list").status == Exit.DONE
    last = desk.json("accounts", "use", accounts[1]["key"])
    assert last["account"]["kind"] == "delegation"


def test_a_sign_in_does_not_take_the_key_for_a_client(desk: Desk, key_file: Path) -> None:
    desk.run(*login(key_file, "--subject", ADA))
    document = desk.json("login", "--flow", "paste", status=Exit.USAGE)
    assert "nobody signs in" in document["problem"]["message"]


def test_a_key_without_a_flow_means_delegation(desk: Desk, key_file: Path) -> None:
    ran = desk.run("login", "--client", str(key_file), "--subject", ADA)
    assert ran.status == Exit.DONE
    assert "by domain-wide delegation" in " ".join(ran.err.split())


def test_nothing_of_the_key_is_printed(desk: Desk, key_file: Path) -> None:
    desk.control("settings", delegated_scopes=[SPACES])
    ran = desk.run(*login(key_file, "--subject", ADA, "--format", "json"))
    shown = ran.out + ran.err
    assert "PRIVATE KEY" not in shown
    assert "ya29." not in shown
    assert "eyJ" not in shown


def test_forgetting_it_says_what_stays(desk: Desk, key_file: Path) -> None:
    desk.run(*login(key_file, "--subject", ADA))
    ran = desk.run("accounts", "remove", ADA, "--yes")
    assert ran.status == Exit.DONE
    assert "service account stays authorized" in " ".join(ran.err.split())
