"""A sign-in of another program is kept once Google has proved it, and nothing is lost by that."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import endpoints
from chattui.oauth import identity, importing, refresh
from chattui.oauth.exchange import TokenSet, exchange
from chattui.oauth.exporting import authorized_user
from chattui.oauth.foreign_files import ForeignGrant, look_at
from chattui.oauth.foreign_problems import public_client
from chattui.oauth.importing import import_grant
from chattui.oauth.keeping import load_client, store_client
from chattui.oauth.redirect import read_redirect
from chattui.oauth.refresh import fresh_token
from chattui.oauth.revoke import revoke
from chattui.oauth.scopes import PREFIX
from chattui.oauth.signin import SignedIn, keep
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import AccountEntry, Vault
from chattui.vault.naming import rename_account
from tests.unit.oauth.conftest import Google
from tests.unit.oauth.foreign import write

Caught = Callable[[Callable[[], object]], Problem]
ADA, GRACE = "ada@example.com", "grace@example.com"
CHAT = PREFIX + "chat.spaces"


def granted(google: Google, email: str = ADA, *scopes: str) -> TokenSet:
    """What another program got of Google, through the same client."""
    consent = google.consent()
    code = read_redirect(google.allow(consent.url, email, *scopes), consent)
    return exchange(consent, code, google.context.endpoints)


def foreign_of(google: Google, tokens: TokenSet, **changes: Any) -> ForeignGrant:
    client = google.client
    found = ForeignGrant(
        "authorized_user", client.client_id, client.client_secret, tokens.refresh_token
    )
    return replace(found, **changes)


def sign_in(google: Google, vault: Vault, email: str = ADA) -> AccountEntry:
    tokens = granted(google, email)
    signed_in = SignedIn(email, tokens.id_subject, tokens, tokens.scopes, tokens.scopes, "paste")
    return keep(vault, store_client(vault, google.client, "mine").key, signed_in)


def state(vault: Vault) -> object:
    """Everything that is kept, but for when an account was used."""
    index = vault.index()
    accounts = [replace(account, last_used_at=None) for account in index.accounts]
    tokens = [getattr(vault.grant(a.key).refresh_token, "reveal", str)() for a in accounts]
    return accounts, index.clients, index.default, tokens


def test_it_is_kept_with_what_google_says(google: Google, vault: Vault) -> None:
    tokens = granted(google)
    account = import_grant(google.context, vault, foreign_of(google, tokens, email="eve@x.y"))
    assert (account.email, account.subject) == (ADA, tokens.id_subject)
    assert (account.how, account.consented_at, account.kind) == ("import", 0.0, "user")
    assert set(account.scopes) == set(tokens.scopes)
    grant = vault.grant(account.key)
    assert grant.refresh_token == tokens.refresh_token
    assert grant.access_expires_at == pytest.approx(time.time() + 3599, abs=30)
    assert fresh_token(google.context, vault, account.key).value == grant.access_token
    assert load_client(vault, account.client_key).client_secret == google.client.client_secret


def test_what_was_exported_can_be_imported(google: Google, vault: Vault, tmp_path: Path) -> None:
    before = sign_in(google, vault)
    text = authorized_user(vault, before)
    path = write(tmp_path / "ada.json", text.reveal().encode())
    vault.remove_account(before.key)
    vault.remove_client(before.client_key)
    account = import_grant(google.context, vault, look_at(path))
    assert (account.email, set(account.scopes)) == (ADA, set(before.scopes))
    assert authorized_user(vault, account) == text


def test_the_seven_days_of_an_app_in_testing_are_known(google: Google, vault: Vault) -> None:
    google.control("settings", {"publishing_status": "testing"})
    tokens = granted(google)
    account = import_grant(google.context, vault, foreign_of(google, tokens))
    assert account.refresh_expires_at == pytest.approx(time.time() + 7 * 86400, abs=60)


@pytest.mark.parametrize("openid", [True, False])
def test_an_address_that_google_does_not_tell_has_to_be_named(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch, openid: bool
) -> None:
    asked = refresh.ask_google

    def without_address(*arguments: Any) -> Any:
        status, body, date = asked(*arguments)
        return status, {n: v for n, v in body.items() if n not in {"id_token", "scope"}}, date

    monkeypatch.setattr(importing, "ask_google", without_address)
    tokens = granted(google)
    told = identity.from_tokeninfo(tokens.access_token, google.context.endpoints)
    assert told is not None
    assert (told.email, told.client_id) == (ADA, google.client.client_id)
    foreign = foreign_of(google, tokens, email="Ada@Example.com")
    if openid:  # tokeninfo tells it as well
        assert import_grant(google.context, vault, foreign).email == ADA
        return
    silent = replace(told, email="")
    monkeypatch.setattr(importing, "from_tokeninfo", lambda *_: silent)
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert (caught.code, caught.exit) == ("import.address_needed", Exit.USAGE)
    assert "--email Ada@Example.com" in caught.remedy
    nobody = problem(lambda: import_grant(google.context, vault, replace(foreign, email="")))
    assert nobody.remedy == "Name it: --email ADDRESS"
    assert vault.index().accounts == ()
    account = import_grant(google.context, vault, foreign, GRACE)
    assert (account.email, set(account.scopes)) == (GRACE, set(tokens.scopes))


def test_who_is_named_must_be_who_it_is(google: Google, vault: Vault, problem: Caught) -> None:
    foreign = foreign_of(google, granted(google))
    for email, code in (
        (GRACE, "other_account"),
        ("ada", "no_address"),
        ("a\x1b@x.y", "no_address"),
    ):
        caught = problem(lambda email=email: import_grant(google.context, vault, foreign, email))  # type: ignore[misc]
        assert (caught.code, caught.exit) == (f"import.{code}", Exit.USAGE)
    assert vault.index().clients == ()
    assert import_grant(google.context, vault, foreign, ADA.upper()).email == ADA


def test_a_token_of_another_client_is_refused(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = granted(google)
    told = identity.from_tokeninfo(tokens.access_token, google.context.endpoints)
    assert told is not None
    monkeypatch.setattr(importing, "from_id_token", lambda *_: None)
    monkeypatch.setattr(importing, "from_tokeninfo", lambda *_: replace(told, client_id="other"))
    foreign = foreign_of(google, tokens)
    assert problem(lambda: import_grant(google.context, vault, foreign)).code == (
        "import.another_client"
    )


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({"error": "invalid_grant", "error_description": "Bad Request"}, "import.grant_ended", 3),
        (
            {"error": "invalid_grant", "error_subtype": "invalid_rapt"},
            "oauth.reauth_needed",
            3,
        ),
        ({"error": "invalid_client"}, "oauth.client_secret_wrong", 1),
        ({"access_token": 7}, "oauth.bad_answer", 1),
        ({}, "oauth.bad_answer", 1),
    ],
)
def test_nothing_is_kept_where_google_refuses(
    google: Google,
    vault: Vault,
    problem: Caught,
    monkeypatch: pytest.MonkeyPatch,
    body: dict[str, Any],
    code: str,
    status: int,
) -> None:
    sign_in(google, vault, GRACE)
    before = state(vault)
    foreign = foreign_of(google, granted(google))
    answer = (400 if "error" in body else 200, body, None)
    monkeypatch.setattr(importing, "ask_google", lambda *_: answer)
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert (caught.code, caught.exit) == (code, status)
    assert state(vault) == before


def test_what_cannot_be_imported_asks_nobody(
    google: Google, vault: Vault, problem: Caught, tmp_path: Path
) -> None:
    spoilt = look_at(write(tmp_path / "x.json", []))
    assert problem(lambda: import_grant(google.context, vault, spoilt)) == spoilt.problem
    assert google.requests("refresh_token") == []


def test_a_sign_in_that_serves_is_not_given_up(
    google: Google, vault: Vault, problem: Caught
) -> None:
    sign_in(google, vault)
    before = state(vault)
    foreign = foreign_of(google, granted(google))
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert (caught.code, caught.exit) == ("import.already_here", Exit.FAILED)
    assert state(vault) == before
    account = import_grant(google.context, vault, foreign, replace_working=True)
    assert vault.grant(account.key).refresh_token == foreign.refresh_token
    assert len(vault.index().accounts) == 1


def test_one_that_has_ended_makes_room(google: Google, vault: Vault) -> None:
    old = sign_in(google, vault)
    vault.save_grant(old.key, replace(vault.grant(old.key), refresh_token=Secret("1//0gone")))
    foreign = foreign_of(google, granted(google))
    account = import_grant(google.context, vault, foreign)
    assert account.key == old.key
    assert vault.grant(old.key).refresh_token == foreign.refresh_token


def test_where_it_cannot_be_told_whether_one_serves_nothing_is_changed(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(google, vault)
    before = state(vault)
    foreign = foreign_of(google, granted(google))

    def down(*_: Any, **__: Any) -> None:
        raise ProblemError(Problem("net.unreachable", "Google cannot be reached."))

    monkeypatch.setattr(importing, "fresh_token", down)
    assert problem(lambda: import_grant(google.context, vault, foreign)).code == "net.unreachable"
    assert state(vault) == before


def test_the_same_sign_in_again_changes_no_token(google: Google, vault: Vault) -> None:
    account = sign_in(google, vault)
    token = vault.grant(account.key).refresh_token
    assert token is not None
    foreign = replace(foreign_of(google, granted(google, GRACE)), refresh_token=token)
    again = import_grant(google.context, vault, foreign)
    assert (again.key, vault.grant(again.key).refresh_token) == (account.key, token)


def test_a_name_stays(google: Google, vault: Vault) -> None:
    account = sign_in(google, vault)
    rename_account(vault, account.key, "work")
    foreign = foreign_of(google, granted(google))
    again = import_grant(google.context, vault, foreign, replace_working=True)
    assert (again.name, again.how) == ("work", "import")


@pytest.mark.parametrize("before", [False, True])
def test_who_signs_in_while_google_is_asked_is_not_written_over(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    """Between the question whether the account is here, and the writing."""
    if before:
        old = sign_in(google, vault)
        vault.save_grant(old.key, replace(vault.grant(old.key), refresh_token=Secret("1//0gone")))
    foreign = foreign_of(google, granted(google))
    kept: list[AccountEntry] = []
    real = importing._keep

    def late(*arguments: Any, **more: Any) -> AccountEntry:
        kept.append(sign_in(google, vault))
        return real(*arguments, **more)

    monkeypatch.setattr(importing, "_keep", late)
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert caught.code == "import.already_here"
    assert vault.grant(kept[0].key).refresh_token != foreign.refresh_token
    assert vault.find_account(ADA).how == "paste"


def test_a_client_that_is_here_stays_what_it_is(google: Google, vault: Vault) -> None:
    client = replace(google.client, redirect_uris=("http://127.0.0.1:1",), project_id="project")
    entry = store_client(vault, client, "mine")
    account = import_grant(google.context, vault, foreign_of(google, granted(google)))
    assert (account.client_key, vault.clients()) == (entry.key, (entry,))
    assert load_client(vault, entry.key) == client


def test_a_secret_that_was_changed_is_taken_over_where_only_it_serves(
    google: Google, vault: Vault
) -> None:
    old = replace(google.client, client_secret=Secret("GOCSPX-" + "x" * 28), project_id="project")
    entry = store_client(vault, old, "mine")
    account = import_grant(google.context, vault, foreign_of(google, granted(google)))
    assert account.client_key == entry.key
    assert load_client(vault, entry.key) == replace(old, client_secret=google.client.client_secret)
    assert vault.clients()[0].name == "mine"


def test_damage_does_not_stop_an_import(
    google: Google, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = sign_in(google, vault)
    vault.store.write(f"client:{account.client_key}", Secret("damaged"))
    vault.store.write(f"grant:{account.key}", Secret("damaged"))
    again = import_grant(google.context, vault, foreign_of(google, granted(google)))
    assert again.key == account.key
    assert load_client(vault, again.client_key).client_id == google.client.client_id


def test_a_vault_that_cannot_be_read_is_told(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(google, vault)
    foreign = foreign_of(google, granted(google))

    def gone(key: str) -> None:
        raise ProblemError(Problem("vault.key_changed", "The file has another key."))

    monkeypatch.setattr(vault, "grant", gone)
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert caught.code == "vault.key_changed"


def test_a_client_that_came_for_nothing_goes_again(
    google: Google, vault: Vault, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = foreign_of(google, granted(google))

    def full(*_: Any, **__: Any) -> None:
        raise ProblemError(Problem("disk.full", "There is no room."))

    monkeypatch.setattr(importing, "keep_grant", full)
    assert problem(lambda: import_grant(google.context, vault, foreign)).code == "disk.full"
    assert vault.clients() == ()
    store_client(vault, google.client, "mine")
    assert problem(lambda: import_grant(google.context, vault, foreign)).code == "disk.full"
    assert len(vault.clients()) == 1


def test_revoking_it_ends_it_for_the_other_program_too(
    google: Google, vault: Vault, problem: Caught
) -> None:
    foreign = foreign_of(google, granted(google))
    account = import_grant(google.context, vault, foreign)
    revoke(google.context.endpoints, vault, account)
    caught = problem(lambda: import_grant(google.context, vault, foreign))
    assert (caught.code, caught.exit) == ("import.grant_ended", Exit.NOT_SIGNED_IN)
    assert vault.index().accounts == ()


def test_a_client_among_others_keeps_its_name(google: Google, vault: Vault) -> None:
    store_client(vault, replace(google.client, client_id="1-other.apps.googleusercontent.com"), "b")
    sign_in(google, vault)
    import_grant(google.context, vault, foreign_of(google, granted(google, GRACE)))
    assert [client.name for client in vault.clients()] == ["b", "mine"]


def test_google_says_nothing_of_a_token_that_is_none(google: Google) -> None:
    assert identity.from_tokeninfo(Secret("ya29.none"), google.context.endpoints) is None


def test_nobody_answers_about_a_token(problem: Caught) -> None:
    nobody = endpoints.emulator("127.0.0.1:9")
    found = problem(lambda: identity.from_tokeninfo(Secret("ya29.x"), nobody))
    assert found.code.startswith("net.")


def test_the_client_of_another_program_is_told_without_the_advice_about_gcloud() -> None:
    assert "--client-id-file" in public_client("gcloud").remedy
    assert "gcloud" not in public_client("rclone").remedy
