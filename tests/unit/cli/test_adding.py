"""More scopes for an account that is there: chattui token says so, chattui login --add asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.cli.adding import check_added
from chattui.oauth.exchange import TokenSet
from chattui.oauth.joining import not_joined
from chattui.oauth.rehearsal import answer_as
from chattui.oauth.scopes import DEFAULT_SCOPES, PREFIX, expand, missing, with_identity
from chattui.oauth.signin import SignedIn, SignIn
from chattui.problem import Exit, ProblemError
from chattui.secret import Secret
from chattui.vault import AccountEntry, open_vault
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import ADA, Desk

GRACE = "grace@example.com"
DELETE = PREFIX + "chat.delete"
Asked = Callable[[str], list[str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Sets who answers the consent page, and gives the addresses of the pages that were opened."""
    urls: list[str] = []
    wait = SignIn.wait

    def answering(email: str) -> list[str]:
        async def waited(sign_in: SignIn) -> Any:
            urls.append(sign_in.consent.url)
            redirect = answer_as(sign_in._context.endpoints, sign_in.consent.url, email)
            await sign_in.paste(redirect)
            return await wait(sign_in)

        monkeypatch.setattr(SignIn, "wait", waited)
        monkeypatch.setattr("sys.stdin", None)
        return urls

    return answering


def scopes_of(desk: Desk) -> list[str]:
    (account,) = desk.json("accounts", "list")["accounts"]
    return list(account["scopes"])


def test_what_token_says_can_be_run_and_adds_just_that(signed_in: Desk, asked: Asked) -> None:
    urls = asked(ADA)
    before = scopes_of(signed_in)
    refused = signed_in.run("token", "--scope", "chat.delete", "--scope", "chat.spaces.readonly")
    assert refused.status == Exit.NOT_SIGNED_IN
    words = " ".join(refused.err.split())
    command = words.partition("`chattui ")[2].partition("`")[0].split()
    assert command == ["login", "--add", "--account", ADA, "--scope", "chat.delete"]
    told = signed_in.json(*command, "--flow", "loopback", "--no-browser")
    assert "include_granted_scopes=true" in urls[0]
    assert "chat.delete" in urls[0]
    assert "chat.memberships" not in urls[0]
    assert f"login_hint={ADA.replace('@', '%40')}" in urls[0]
    assert told["missing"] == []
    assert missing([*before, DELETE], scopes_of(signed_in)) == ()
    assert signed_in.run("token", "--scope", "chat.delete").status == Exit.DONE


def test_another_person_does_not_take_the_place(signed_in: Desk, asked: Asked) -> None:
    asked(GRACE)
    signed_in.control("settings", auto_consent=GRACE)
    before = scopes_of(signed_in)
    wanted = ("--scope", "chat.delete", "--scope", "gmail.send")
    ran = signed_in.run("login", "--add", *wanted, "--flow", "loopback")
    assert ran.status == Exit.NOT_SIGNED_IN
    assert "a change of your password ends the whole sign-in" in ran.err
    assert f"{GRACE} signed in, and not {ADA}" in " ".join(ran.err.split())
    assert scopes_of(signed_in) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--add",),
        ("--add", "--scope", "chat.delete", "--flow", "device"),
        ("--add", "--scope", "chat.delete", "--flow", "delegation", "--subject", ADA),
    ],
)
def test_add_needs_a_scope_and_a_page(signed_in: Desk, options: tuple[str, ...]) -> None:
    ran = signed_in.run("login", *options)
    assert ran.status == Exit.USAGE
    assert "--add needs at least one --scope" in ran.err


def test_adding_to_nobody_is_refused(desk: Desk) -> None:
    assert desk.run("login", "--add", "--scope", "chat.delete").status == Exit.NOT_SIGNED_IN


def test_a_delegated_account_is_told_the_other_way(signed_in: Desk) -> None:
    vault = open_vault(signed_in.context, cost=FLOOR)
    (account,) = vault.accounts()
    vault.save_account(
        "boss@example.com",
        "",
        account.client_key,
        vault.grant(account.key),
        kind="delegation",
        consented_at=1.0,
    )
    arguments = ["--account", "boss@example.com", "--scope", "chat.delete"]
    ran = signed_in.run("login", "--add", *arguments)
    assert ran.status == Exit.USAGE
    assert "`chattui login --flow delegation`" in " ".join(ran.err.split())
    ran = signed_in.run("token", *arguments)
    assert ran.status == Exit.NOT_SIGNED_IN
    assert "--flow delegation --subject boss@example.com" in " ".join(ran.err.split())


def test_of_two_with_one_address_the_key_is_named(signed_in: Desk) -> None:
    vault = open_vault(signed_in.context, cost=FLOOR)
    (account,) = vault.accounts()
    grant = vault.grant(account.key)
    vault.save_account(ADA, "", account.client_key, grant, kind="delegation", consented_at=1.0)
    ran = signed_in.run("token", "--account", f"user:{ADA}", "--scope", "chat.delete")
    assert f"--account {account.key} --scope chat.delete" in " ".join(ran.err.split())


def signed(email: str, *granted: str) -> SignedIn:
    scopes = with_identity(expand(granted))
    tokens = TokenSet(Secret("ya29.x"), Secret("1//0x"), 0.0, scopes, None, email, "1")
    return SignedIn(email, "1", tokens, scopes, scopes)


def test_a_grant_that_lacks_something_is_not_stored() -> None:
    account = AccountEntry("k", ADA, "1", "c", with_identity(DEFAULT_SCOPES))
    enough = (*DEFAULT_SCOPES, DELETE)
    assert not_joined(account, signed(ADA.upper(), *enough)) is None
    assert not_joined(replace(account, email=ADA.title()), signed(ADA, *enough)) is None
    problem = not_joined(account, signed(ADA, "chat.spaces", "chat.delete"))
    assert problem is not None
    assert problem.code == "oauth.not_joined"
    assert "chat.memberships" in problem.cause
    with pytest.raises(ProblemError):
        check_added(account, signed(ADA, "chat.delete"))
    check_added(None, signed(ADA, "chat.delete"))
    check_added(replace(account, scopes=()), signed(ADA, "chat.delete"))


def test_corrections_of_scopes_are_told(signed_in: Desk) -> None:
    ran = signed_in.run("token", "--scope", "Chat.Spaces/", "--format", "json")
    assert ran.status == Exit.DONE
    assert "! Chat.Spaces/ is read as chat.spaces." in ran.err
    assert ran.json["account"] == ADA
    assert signed_in.run("token", "--scope", "chat.bot").status == Exit.USAGE


def test_login_tells_its_corrections(desk: Desk, asked: Asked) -> None:
    asked(ADA)
    file = Path(desk.home / "client_secret.json")
    file.write_text(desk.emulator.client_file(google=True))
    arguments = ["--client", str(file), "--flow", "loopback", "--no-browser"]
    scopes = ["--scope", "https://mirror.example/auth/chat.spaces,chat.delete"]
    ran = desk.run("login", *arguments, *scopes)
    assert ran.status == Exit.DONE, ran.err
    words = " ".join(ran.err.split())
    assert "! chat.spaces is one of several names that were given as one." in words
    assert "address of a mirror" in words
    assert missing([DELETE, PREFIX + "chat.spaces"], scopes_of(desk)) == ()
