"""Whether a grant is alive, for how long still, and what it allows.

An access token that was kept may outlive its grant by up to an hour, so a new one is asked for: as
ever under the lock that processes share, so that one request serves all that ask at the same time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from chattui.health.checks import Outcome, failed, passed
from chattui.oauth.scopes import IDENTITY_SCOPES, missing, short_name
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chattui.context import Context
    from chattui.oauth.refresh import AccessToken
    from chattui.vault import AccountEntry, Vault

DAY = 86_400.0
HOUR = 3_600.0


def renew(context: Context, vault: Vault, account_key: str) -> tuple[AccessToken, AccountEntry]:
    """A new access token, and the account as the vault knows it then. Blocking.

    Raises ProblemError as `fresh_token` does.
    """
    from chattui.oauth.refresh import fresh_token

    kept = vault.grant(account_key).access_token
    token = fresh_token(context, vault, account_key, rejected=kept)
    return token, vault.find_account(account_key)


def grant_outcome(account: AccountEntry, now: float) -> Outcome:
    """That the grant is alive, and how long it has left at `now` (seconds since 1970).

    Days and hours that have begun count, as on Home and in the list of accounts.
    """
    email = safe_text(account.email, limit=80)
    if account.kind == "delegation":
        return passed(t("The service account may act for {email}.", email=email))
    if account.refresh_expires_at is None:
        return passed(t("{email} is signed in, with no end that is known.", email=email))
    left = max(0.0, account.refresh_expires_at - now)
    if left > DAY:
        return passed(
            tn(
                "{email} is signed in, which ends within {count} day.",
                "{email} is signed in, which ends in {count} days.",
                math.ceil(left / DAY),
                email=email,
            )
        )
    return passed(
        tn(
            "{email} is signed in, which ends within {count} hour.",
            "{email} is signed in, which ends in {count} hours.",
            max(1, math.ceil(left / HOUR)),
            email=email,
        )
    )


def scopes_outcome(kept: Iterable[str], granted: tuple[str, ...]) -> Outcome:
    """What Google says is granted, against what the sign-in is known to have got."""
    lost = missing(kept, granted)
    useful = [scope for scope in granted if scope not in IDENTITY_SCOPES]
    if lost:
        return failed(
            Problem(
                "health.scopes_lost",
                t("No longer granted: {scopes}.", scopes=_names(lost)),
                t("The grant was made smaller after this account signed in."),
                t("Sign in again with `chattui login`, and allow all that is wanted."),
                exit=Exit.NOT_SIGNED_IN,
            )
        )
    if not any("/auth/chat." in scope for scope in useful):
        return failed(
            Problem(
                "health.scopes_none",
                t("Nothing of Google Chat is granted."),
                t("This sign-in tells whose account it is, and allows nothing else in Chat."),
                t("Sign in again with `chattui login`, which asks for spaces and members."),
                exit=Exit.NOT_SIGNED_IN,
            )
        )
    return passed(t("Granted: {scopes}.", scopes=_names(useful)))


def _names(scopes: Iterable[str]) -> str:
    return ", ".join(safe_text(short_name(scope), limit=80) for scope in scopes)
