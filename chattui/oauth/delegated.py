"""Accounts that a service account acts for: kept in the vault, and given a token anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.delegation import checked_subject, token_for
from chattui.oauth.keeping import keep_grant
from chattui.oauth.service_account import ACCOUNT_KIND, load_key
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn
    from chattui.vault import AccountEntry, Vault
    from chattui.vault.grant import Grant


def delegate(
    context: Context,
    vault: Vault,
    client_key: str,
    subject: str,
    scopes: tuple[str, ...],
    now: float,
) -> AccountEntry:
    """Keep the account of `subject`, for whom the key `client_key` acts with `scopes`. Blocking.

    Raises ProblemError: ``oauth.delegation_nothing`` (exit 3) without any scope, and what
    `token_for` and `keep_grant` raise.
    """
    if not scopes:
        raise ProblemError(_nothing(subject))
    address = checked_subject(subject)
    grant = token_for(context, load_key(vault, client_key), address, scopes)
    kind = ACCOUNT_KIND
    return keep_grant(vault, client_key, address, grant, kind=kind, how=kind, consented_at=now)


def minted(context: Context, vault: Vault, account: AccountEntry, grant: Grant) -> Grant:
    """A new access token in place of the one in `grant`, for the same scopes. Blocking."""
    key = load_key(vault, account.client_key)
    return token_for(context, key, account.email, grant.scopes)


def as_signed_in(account: AccountEntry, requested: tuple[str, ...]) -> SignedIn:
    """What came of `delegate` in the form of a sign-in, without any token in it."""
    from chattui.oauth.exchange import TokenSet
    from chattui.oauth.signin import SignedIn
    from chattui.secret import Secret

    tokens = TokenSet(
        access_token=Secret(""),
        refresh_token=Secret(""),
        expires_at=0.0,
        scopes=account.scopes,
        refresh_expires_at=None,
        id_email=account.email,
        id_subject="",
        issued_at=account.consented_at,
    )
    return SignedIn(account.email, "", tokens, requested, account.scopes)


def more_remedy(email: str) -> str:
    """How an account that a service account acts for comes to more scopes: nobody consents."""
    from chattui.safe_text import shell_word

    return t(
        "`chattui login --flow delegation --subject {email}`, with every --scope that is wanted,"
        " shows what to authorize.",
        email=shell_word(email, limit=80),
    )


def _nothing(subject: str) -> Problem:
    from chattui.oauth.delegation import admin_path
    from chattui.oauth.delegation_problems import ADMIN_PAGE
    from chattui.safe_text import safe_text

    return Problem(
        "oauth.delegation_nothing",
        t(
            "The service account may do nothing for {subject} yet.",
            subject=safe_text(subject, limit=80),
        ),
        t("None of the scopes is authorized. After a change it can take up to 24 hours."),
        t("In the Admin console: {path}.", path=admin_path()),
        ADMIN_PAGE,
        Exit.NOT_SIGNED_IN,
    )
