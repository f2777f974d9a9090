"""chattui accounts revoke, and how long each sign-in lasts."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from chattui.problem import Exit
from chattui.vault import open_vault, read_index
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import ADA, Desk


def accounts(desk: Desk) -> list[str]:
    return [account["email"] for account in desk.json("accounts", "list")["accounts"]]


def revocations(desk: Desk) -> int:
    return desk.requests().count("oauth2.revoke")


def test_revoking_ends_the_grant_at_google_and_here(signed_in: Desk) -> None:
    token = signed_in.run("token").out.strip()
    ran = signed_in.run("accounts", "revoke", ADA, "--yes")
    assert ran.status == Exit.DONE
    assert "ends all that ada@example.com granted" in " ".join(ran.err.split())
    assert ran.out == ""
    assert accounts(signed_in) == []
    assert revocations(signed_in) == 1
    (entry,) = [
        entry
        for entry in signed_in.control("requests")["requests"]
        if entry["method"] == "oauth2.revoke"
    ]
    assert token not in json.dumps(entry)  # sent in the body, not in the address
    assert signed_in.run("token").status == Exit.NOT_SIGNED_IN


def test_it_asks_first(signed_in: Desk) -> None:
    assert signed_in.run("accounts", "revoke", ADA).status == Exit.USAGE
    assert accounts(signed_in) == [ADA]
    assert revocations(signed_in) == 0


def test_a_no_revokes_nothing(signed_in: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chattui.cli.ask.confirm", lambda *_, **__: False)
    ran = signed_in.run("accounts", "revoke", ADA)
    assert (ran.status, "Nothing was revoked" in ran.err) == (Exit.FAILED, True)
    assert accounts(signed_in) == [ADA]


def test_a_rehearsal_tells_what_would_end(signed_in: Desk) -> None:
    told = signed_in.json("accounts", "revoke", ADA, "--dry-run")
    assert told["revoked"]["email"] == ADA
    assert (told["atGoogle"], told["alsoEnded"], told["dryRun"]) == (True, [], True)
    assert accounts(signed_in) == [ADA]
    assert revocations(signed_in) == 0


def test_other_sign_ins_that_end_with_it_are_named(signed_in: Desk) -> None:
    second_client(signed_in)
    told = signed_in.json("accounts", "revoke", accounts_keys(signed_in)[0], "--yes")
    (other,) = told["alsoEnded"]
    assert (other["email"], other["client"]) == (ADA, "another")
    assert [a["client"] for a in signed_in.json("accounts", "list")["accounts"]] == ["another"]
    # It is dead at Google: revoking it finds that out, and counts it as done.
    ran = signed_in.run("accounts", "revoke", ADA, "--yes")
    assert ran.status == Exit.DONE
    assert accounts(signed_in) == []


def test_they_are_named_in_words_too(signed_in: Desk) -> None:
    second_client(signed_in)
    ran = signed_in.run("accounts", "revoke", accounts_keys(signed_in)[0], "--dry-run")
    assert "ends this sign-in here as well: ada@example.com with the client another" in " ".join(
        ran.err.split()
    )


def accounts_keys(desk: Desk) -> list[str]:
    return [account["key"] for account in desk.json("accounts", "list")["accounts"]]


def second_client(desk: Desk) -> None:
    """Ada's grant once more, as signed in through another client of the same project."""
    vault = open_vault(desk.context, cost=FLOOR)
    (client,), (account,) = vault.clients(), vault.accounts()
    number = client.client_id.partition("-")[0]
    other = vault.save_client(
        name="another",
        kind=client.kind,
        client_id=f"{number}-another.apps.googleusercontent.com",
        project_id=client.project_id,
        document=vault.client_document(client.key),
    )
    vault.save_account(
        account.email,
        account.subject,
        other.key,
        vault.grant(account.key),
        kind="user",
        consented_at=account.consented_at,
    )


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 500, "times": 9}, {"status": 400, "error": "invalid_x"}]
)
def test_where_google_says_no_nothing_is_deleted(signed_in: Desk, fault: dict[str, Any]) -> None:
    signed_in.control("faults", method="oauth2.revoke", **fault)
    ran = signed_in.run("accounts", "revoke", ADA, "--yes")
    assert ran.status == Exit.FAILED
    assert "nothing was deleted here" in " ".join(ran.err.split())
    assert "`chattui accounts remove`" in " ".join(ran.err.split())
    assert accounts(signed_in) == [ADA]
    assert signed_in.run("token").status == Exit.DONE


def test_an_account_that_a_service_account_acts_for_has_nothing_to_revoke(signed_in: Desk) -> None:
    vault = open_vault(signed_in.context, cost=FLOOR)
    (account,) = vault.accounts()
    vault.save_account(
        "boss@example.com",
        "",
        account.client_key,
        vault.grant(account.key),
        kind="delegation",
        consented_at=time.time(),
    )
    ran = signed_in.run("accounts", "revoke", "boss@example.com", "--yes", "--format", "json")
    assert ran.status == Exit.DONE
    assert ran.json["atGoogle"] is False
    assert ran.json["alsoEnded"] == []
    assert "Manage Domain Wide Delegation" in " ".join(ran.err.split())
    assert accounts(signed_in) == [ADA]
    assert revocations(signed_in) == 0


def test_the_days_that_a_sign_in_has_left_are_listed(desk: Desk) -> None:
    desk.control("settings", publishing_status="testing")
    desk.sign_in()
    (account,) = desk.json("accounts", "list")["accounts"]
    assert account["daysLeft"] == 7
    assert account["signInEndsAt"].endswith("Z")
    lines = desk.run("accounts", "list").out.splitlines()
    assert lines[0].split() == ["EMAIL", "ENDS", "DEFAULT", "CLIENT", "SCOPES"]
    assert "in 7 days" in lines[1]
    csv = desk.run("accounts", "list", "--format", "csv", "--columns", "email,ends")
    assert csv.out.splitlines()[1] == f"{ADA},{account['signInEndsAt']}"


def test_without_an_end_there_is_no_column(signed_in: Desk) -> None:
    assert "ENDS" not in signed_in.run("accounts", "list").out
    assert signed_in.json("accounts", "list")["accounts"][0]["daysLeft"] is None
    assert read_index(signed_in.context).accounts[0].consented_at == pytest.approx(
        time.time(), abs=60
    )
