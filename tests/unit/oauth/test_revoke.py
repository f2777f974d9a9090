"""Revoking: in which order, and what is left where it fails."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from chattui.endpoints import Endpoints
from chattui.oauth import revoke as module
from chattui.oauth.exchange import exchange
from chattui.oauth.redirect import read_redirect
from chattui.oauth.refresh import fresh_token
from chattui.oauth.revoke import ended_with, revoke
from chattui.oauth.signin import SignedIn, keep, store_client
from chattui.problem import Problem, ProblemError
from chattui.vault import AccountEntry, ClientEntry, Index, Vault
from tests.unit.oauth.conftest import Google


@pytest.fixture
def account(google: Google, vault: Vault) -> AccountEntry:
    """Ada, signed in."""
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    tokens = exchange(consent, code, google.context.endpoints)
    signed_in = SignedIn(tokens.id_email, tokens.id_subject, tokens, consent.scopes, tokens.scopes)
    return keep(vault, store_client(vault, google.client).key, signed_in)


def refused(endpoints: Endpoints, vault: Vault, account: AccountEntry) -> Problem:
    """Revoking fails, and nothing is lost."""
    before = vault.grant(account.key)
    with pytest.raises(ProblemError) as caught:
        revoke(endpoints, vault, account)
    assert vault.accounts() == (account,)
    assert vault.grant(account.key) == before
    assert caught.value.__cause__ is None
    return caught.value.problem


def asked(google: Google) -> int:
    entries = google.control("requests")["requests"]
    return sum(entry["method"] == "oauth2.revoke" for entry in entries)


def test_both_forget_it(google: Google, vault: Vault, account: AccountEntry) -> None:
    revoke(google.context.endpoints, vault, account)
    assert vault.accounts() == ()
    assert asked(google) == 1


def test_google_is_asked_before_anything_is_deleted(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two, the account is still there, and the next try ends well."""
    with monkeypatch.context() as patch:

        def killed(self: Vault, key: str) -> None:
            assert asked(google) == 1
            raise KeyboardInterrupt

        patch.setattr(Vault, "remove_account", killed)
        with pytest.raises(KeyboardInterrupt):
            revoke(google.context.endpoints, vault, account)
    assert vault.accounts() == (account,)
    revoke(google.context.endpoints, vault, account)
    assert vault.accounts() == ()
    assert asked(google) == 2


def test_where_the_lock_cannot_be_had_google_is_not_asked(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Vault, key: str) -> None:
        raise ProblemError(Problem("disk.read_only", "It cannot be written."))

    monkeypatch.setattr(Vault, "refresh_lock", denied)
    assert refused(google.context.endpoints, vault, account).code == "disk.read_only"
    assert asked(google) == 0


def test_a_refresh_meanwhile_waits_and_finds_nothing(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[str] = []
    at_google = module._revoke_at_google

    def refresh() -> None:
        try:
            fresh_token(google.context, vault, account.key)
        except ProblemError as error:
            ends.append(error.problem.code)

    thread = threading.Thread(target=refresh)

    def slowly(*arguments: object) -> None:
        vault.save_grant(account.key, replace(vault.grant(account.key), access_expires_at=1.0))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        at_google(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_revoke_at_google", slowly)
    revoke(google.context.endpoints, vault, account)
    thread.join(20)
    assert len(ends) == 1
    assert ends[0].startswith(("accounts.", "vault."))
    assert vault.accounts() == ()


def test_an_unreachable_google_is_told_and_how_to_remove_it_only_here(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    google.emulator.stop()
    problem = refused(google.context.endpoints, vault, account)
    assert problem.code == "oauth.not_revoked"
    assert "no connection could be made" in problem.cause
    assert "Check the network and try again." in problem.remedy
    assert "`chattui accounts remove`" in problem.remedy
    assert problem.link == module.CONNECTIONS_PAGE


def test_after_a_lost_answer_it_is_not_known_and_trying_again_ends_well(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    google.control("faults", {"method": "oauth2.revoke", "lost_answer": True})
    problem = refused(google.context.endpoints, vault, account)
    assert problem.code == "oauth.not_revoked"
    assert "not known" in problem.message
    revoke(google.context.endpoints, vault, account)
    assert (vault.accounts(), asked(google)) == ((), 2)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server whose every answer is this one."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Nothing is printed."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, b'{"error": "invalid_request", "error_description": "what\\u001b[2J"}', "what"),
        (400, b'{"error": "unsupported_token_type"}', "unsupported_token_type"),
        (503, b"<html>busy</html>", "503"),
        (302, b"", "302"),
        (403, b"[1]", "403"),
        (500, b"[" * 100_000, "500"),
        (400, b'{"error": "invalid_grant"}', "invalid_grant"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_any_other_answer_loses_nothing(
    google: Google, vault: Vault, account: AccountEntry, status: int, body: bytes, words: str
) -> None:
    with answering(status, body) as base:
        endpoints = replace(google.context.endpoints, revoke=base + "/revoke")
        problem = refused(endpoints, vault, account)
    assert problem.code == "oauth.not_revoked"
    assert words in problem.cause
    assert "\x1b" not in problem.cause


def test_a_token_that_is_dead_already_counts_as_done(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    body = b'{"error": "invalid_token", "error_description": "Token expired or revoked"}'
    with answering(400, body) as base:
        revoke(replace(google.context.endpoints, revoke=base + "/revoke"), vault, account)
    assert vault.accounts() == ()


def test_without_a_refresh_token_the_access_token_serves(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    vault.save_grant(account.key, replace(vault.grant(account.key), refresh_token=None))
    revoke(google.context.endpoints, vault, account)
    assert (vault.accounts(), asked(google)) == ((), 1)


def test_without_any_token_there_is_nothing_to_ask(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    empty = replace(vault.grant(account.key), refresh_token=None, access_token=None)
    vault.save_grant(account.key, empty)
    revoke(google.context.endpoints, vault, account)
    assert (vault.accounts(), asked(google)) == ((), 0)


def test_a_service_accounts_account_is_only_deleted(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    delegated = vault.save_account(
        "boss@example.com",
        "",
        account.client_key,
        vault.grant(account.key),
        kind="delegation",
        consented_at=1.0,
    )
    revoke(google.context.endpoints, vault, delegated)
    assert vault.accounts() == (account,)
    assert asked(google) == 0


def client(key: str, client_id: str, project_id: str = "") -> ClientEntry:
    return ClientEntry(key, key, "installed", client_id, project_id, 0.0)


def entry(key: str, client_key: str, **values: str) -> AccountEntry:
    made = AccountEntry(key, "ada@example.com", "1", client_key, ())
    return replace(made, **values)  # type: ignore[arg-type]


CLIENTS = (
    client("a", "123-aaa.apps.googleusercontent.com", "one"),
    client("b", "123-bbb.apps.googleusercontent.com"),
    client("c", "1234-ccc.apps.googleusercontent.com", "two"),
    client("d", "odd", "one"),
    client("e", "e.apps.googleusercontent.com"),
)


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        (entry("2", "b"), True),
        (entry("2", "d"), True),
        (entry("2", "c"), False),
        (entry("2", "e"), False),
        (entry("2", "gone"), False),
        (entry("2", "b", email="grace@example.com", subject="2"), False),
        (entry("2", "b", email="ada@new.example.com"), True),
        (entry("2", "b", email="ADA@example.com", subject=""), True),
        (entry("2", "b", email="grace@example.com", subject=""), False),
        (entry("2", "b", kind="delegation"), False),
    ],
)
def test_what_ends_with_it(other: AccountEntry, ends: bool) -> None:
    mine = entry("1", "a")
    index = Index(clients=CLIENTS, accounts=(mine, other))
    assert ended_with(index, mine) == ((other,) if ends else ())


def test_nothing_ends_with_what_google_does_not_know() -> None:
    other = entry("2", "e")
    for mine in (entry("1", "e"), entry("1", "gone"), entry("1", "a", kind="delegation")):
        index = Index(clients=CLIENTS, accounts=(mine, replace(other, client_key="b")))
        assert ended_with(index, mine) == ()
