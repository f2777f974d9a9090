"""chattui accounts and token: who is signed in, and one access token."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chattui.oauth import refresh
from chattui.problem import Exit, Problem, ProblemError
from chattui.vault import Vault
from tests.unit.cli.conftest import ADA, Desk

GRACE = "grace@example.com"


@pytest.fixture
def both(signed_in: Desk) -> Desk:
    """Ada, who is the default, and Grace."""
    signed_in.control("settings", auto_consent=GRACE)
    signed_in.sign_in(email=GRACE)
    return signed_in


def defaults(desk: Desk) -> dict[str, bool]:
    listed = desk.json("accounts", "list")["accounts"]
    return {account["email"]: account["default"] for account in listed}


def test_nobody_is_signed_in(desk: Desk) -> None:
    assert desk.json("accounts", "list") == {"accounts": []}
    assert desk.run("accounts", "list", "--format", "csv").out.startswith("email,client,")
    text = desk.run("accounts", "list")
    assert (text.status, text.out) == (Exit.DONE, "")
    assert "chattui login" in text.err
    for command in (["use", ADA], ["remove", ADA, "--yes"]):
        assert desk.run("accounts", *command).status == Exit.NOT_SIGNED_IN


def test_accounts_are_told_without_secrets(both: Desk) -> None:
    ran = both.run("accounts", "list", "--format", "json")
    account = ran.json["accounts"][0]
    assert account["email"] == ADA
    assert account["client"] == "desk"
    assert "https://www.googleapis.com/auth/chat.spaces" in account["scopes"]
    assert not {"ya29.", "1//", "GOCSPX-"} & {ran.out[i : i + 5] for i in range(len(ran.out))}
    text = both.run("accounts", "list")
    assert text.out.splitlines()[0].split() == ["EMAIL", "DEFAULT", "CLIENT", "SCOPES"]
    assert max(map(len, text.out.splitlines())) <= 90
    csv = both.run("accounts", "list", "--format", "csv", "--columns", "email,default")
    assert csv.out.splitlines() == ["email,default", f"{ADA},true", f"{GRACE},false"]


def test_the_default_is_chosen_by_address(both: Desk) -> None:
    assert both.json("accounts", "use", GRACE, "--dry-run")["dryRun"] is True
    assert defaults(both) == {ADA: True, GRACE: False}
    chosen = both.json("accounts", "use", GRACE.upper(), "--yes")
    assert chosen["account"]["email"] == GRACE
    assert chosen["account"]["default"] is True
    assert defaults(both) == {ADA: False, GRACE: True}


def test_choosing_the_default_opens_nothing(both: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    monkeypatch.setattr("chattui.vault.open_vault", None)
    assert both.run("accounts", "use", GRACE).status == Exit.DONE
    assert defaults(both) == {ADA: False, GRACE: True}


def test_an_account_is_forgotten_with_a_yes(both: Desk) -> None:
    assert both.run("accounts", "remove", ADA).status == Exit.USAGE
    assert both.json("accounts", "remove", ADA, "--dry-run")["dryRun"] is True
    assert set(defaults(both)) == {ADA, GRACE}
    assert both.json("accounts", "remove", ADA, "--yes")["removed"]["email"] == ADA
    assert defaults(both) == {GRACE: True}
    assert both.run("accounts", "remove", ADA, "--yes").status == Exit.USAGE


def test_a_no_forgets_nobody(signed_in: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chattui.cli.ask.confirm", lambda *_, **__: False)
    ran = signed_in.run("accounts", "remove", ADA)
    assert (ran.status, ran.out) == (Exit.FAILED, "")
    assert "Nothing was removed." in ran.err
    assert set(defaults(signed_in)) == {ADA}


def test_it_is_told_in_words_too(both: Desk) -> None:
    ran = both.run("accounts", "use", GRACE)
    assert (ran.out, f"{GRACE} is the default now." in ran.err) == ("", True)
    ran = both.run("accounts", "remove", ADA, "--yes")
    assert (ran.out, "Google keeps the grant" in ran.err) == ("", True)
    assert set(defaults(both)) == {GRACE}


def test_a_token_is_printed_alone(signed_in: Desk) -> None:
    ran = signed_in.run("token")
    assert ran.out.startswith("ya29.")
    assert len(ran.out.splitlines()) == 1
    assert ran.err == ""
    told = signed_in.json("token", "--scope", "chat.spaces.readonly")
    assert told["access_token"] == ran.out.strip()
    assert told["account"] == ADA
    assert told["expires_at"].endswith("Z")


def test_a_scope_that_is_not_held_is_asked_for_by_name(signed_in: Desk) -> None:
    before = len(signed_in.requests())
    ran = signed_in.run("token", "--scope", "chat.delete", "--scope", "chat.spaces")
    assert (ran.status, ran.out) == (Exit.NOT_SIGNED_IN, "")
    words = " ".join(ran.err.split())
    assert f"`chattui login --add --account {ADA} --scope chat.delete`" in words
    assert signed_in.run("token", "--scope", "chat.spacess").status == Exit.USAGE
    assert len(signed_in.requests()) == before


def test_who_acts_is_chosen_by_option_then_by_environment(
    both: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both.json("token")["account"] == ADA
    monkeypatch.setenv("CHATTUI_ACCOUNT", GRACE)
    assert both.json("token")["account"] == GRACE
    assert both.json("token", "--account", ADA)["account"] == ADA
    assert both.json("--account", ADA, "token")["account"] == ADA
    assert both.json("token", "--account", "nobody@example.com", status=2)


@pytest.mark.parametrize("places", [["save_grant"], ["save_grant", "refresh_lock"]])
def test_a_token_that_cannot_be_kept_is_used_and_told(
    signed_in: Desk, monkeypatch: pytest.MonkeyPatch, places: list[str]
) -> None:
    """As on a disk that is read-only or full: the token works, the next process refreshes again."""

    def refuse(self: Vault, *arguments: Any, **more: Any) -> None:
        raise ProblemError(Problem("disk.read_only", "It cannot be written.", "Read-only."))

    for place in places:
        monkeypatch.setattr(Vault, place, refuse)
    monkeypatch.setattr(refresh, "_usable", lambda *arguments: None)
    ran = signed_in.run("token")
    assert ran.status == Exit.DONE
    assert ran.out.startswith("ya29.")
    assert ran.err == "! It cannot be written.\n  Read-only.\n"
    ran = signed_in.run("spaces", "list", "--format", "json")
    assert len(json.loads(ran.out)["spaces"]) == 3
    assert ran.err == "! It cannot be written.\n  Read-only.\n"
    monkeypatch.undo()


def test_a_note_that_cannot_be_taken_disturbs_nobody(
    signed_in: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Vault, key: str) -> None:
        raise ProblemError(Problem("disk.read_only", "It cannot be written."))

    monkeypatch.setattr(Vault, "touch", refuse)
    monkeypatch.setattr(refresh, "_usable", lambda *arguments: None)
    ran = signed_in.run("token")
    assert (ran.status, ran.err) == (Exit.DONE, "")
