"""Clients and grants, in and out of the vault."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from chattui.clientfile import OAuthClient
    from chattui.oauth.signin import SignedIn
    from chattui.vault import AccountEntry, ClientEntry, Vault
    from chattui.vault.grant import Grant


def store_client(vault: Vault, client: OAuthClient, name: str = "") -> ClientEntry:
    """Keep a client in the vault, called `name`, or as before, or after its project. Blocking."""
    from chattui.clientfile import client_to_json

    before = [entry.name for entry in vault.clients() if entry.client_id == client.client_id]
    project = client.project_id or client.client_id.partition(".")[0]
    return vault.save_client(
        name=name or next(iter(before), project),
        kind=client.kind,
        client_id=client.client_id,
        project_id=client.project_id,
        document=client_to_json(client),
    )


def load_client(vault: Vault, key: str) -> OAuthClient:
    """A client that `store_client` kept. Blocking."""
    from chattui.clientfile import client_from_json

    return client_from_json(vault.client_document(key))


def keep(vault: Vault, client_key: str, signed_in: SignedIn) -> AccountEntry:
    """Keep what a sign-in gave, and read it back. Blocking.

    A refresh of the same account in another process is waited for: it would write the grant from
    before over the new one. Raises ProblemError ``oauth.not_kept`` where another grant is read.
    """
    from chattui.vault.grant import Grant

    tokens = signed_in.tokens
    grant = Grant(
        refresh_token=tokens.refresh_token,
        access_token=tokens.access_token,
        access_expires_at=tokens.expires_at,
        scopes=tokens.scopes,
    )
    return keep_grant(
        vault,
        client_key,
        signed_in.email,
        grant,
        how=signed_in.how,
        subject=signed_in.subject,
        consented_at=tokens.issued_at,
        refresh_expires_at=tokens.refresh_expires_at,
    )


def keep_grant(
    vault: Vault,
    client_key: str,
    email: str,
    grant: Grant,
    *,
    kind: str = "user",
    how: str = "",
    subject: str = "",
    consented_at: float,
    refresh_expires_at: float | None = None,
    check: Callable[[AccountEntry | None], None] = lambda before: None,
) -> AccountEntry:
    """Keep the grant of `email`, and read it back; waits and raises as `keep` does. Blocking.

    `how` and `check` are those of `Vault.save_account`.
    """
    while True:
        before = _kept(vault, client_key, email, kind)
        with vault.refresh_lock(before.key) if before else nullcontext():
            account = vault.save_account(
                email,
                subject,
                client_key,
                grant,
                kind=kind,
                how=how,
                consented_at=consented_at,
                refresh_expires_at=refresh_expires_at,
                check=check,
            )
            kept = vault.grant(account.key)
        # A new account has no lock yet, so that another first sign-in may have come between.
        if kept == grant or before:
            break
    if kept != grant:
        raise ProblemError(_not_kept(account))
    return account


def _not_kept(account: AccountEntry) -> Problem:
    return Problem(
        "oauth.not_kept",
        t("The vault gave back something else than what was stored."),
        t("The tokens of {email} are not safe there.", email=account.email),
        t(
            "Sign in again. If it comes back, name a passphrase file with"
            " --passphrase-file: then the sealed file is used instead."
        ),
    )


def _kept(vault: Vault, client_key: str, email: str, kind: str) -> AccountEntry | None:
    for account in vault.accounts():
        same = (account.client_key, account.kind) == (client_key, kind)
        if same and account.email.casefold() == email.casefold():
            return account
    return None
