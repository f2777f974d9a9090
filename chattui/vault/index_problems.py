"""Why no account, or not one alone, is meant by what a person called it.

Codes: ``accounts.none`` (exit 3), ``accounts.unknown``, ``accounts.ambiguous`` (exit 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.index import AccountEntry, Index


def no_accounts() -> Problem:
    """There is none."""
    return Problem(
        "accounts.none",
        t("No account is signed in."),
        t("Nobody has signed in here yet."),
        t("Run `chattui login`, or open chattui and follow the guide."),
        exit=Exit.NOT_SIGNED_IN,
    )


def unknown(wanted: str, accounts: tuple[AccountEntry, ...]) -> Problem:
    """None of them is called so."""
    emails = tuple(dict.fromkeys(account.email for account in accounts))
    return Problem(
        "accounts.unknown",
        t("No account is called {name}.", name=safe_text(wanted, limit=100)),
        t(
            "These are signed in: {names}.",
            names=_listed(emails),
        ),
        t("Name one of them, or sign in with `chattui login`."),
        exit=Exit.USAGE,
    )


def ambiguous(wanted: str, found: tuple[AccountEntry, ...], index: Index) -> Problem:
    """More than one is."""
    names = []
    for account in found:
        client = index.client(account.client_key)
        key, email, name = account.key, account.email, client.name if client else "?"
        names.append(
            t(
                "{key} ({email}, by the service account {client})",
                key=key,
                email=email,
                client=name,
            )
            if account.kind == "delegation"
            else t("{key} ({email}, signed in through {client})", key=key, email=email, client=name)
        )
    if not wanted:
        message = t("No account was named, and none is the default.")
    else:
        message = t("More than one account is called {name}.", name=safe_text(wanted, limit=100))
    return Problem(
        "accounts.ambiguous",
        message,
        t("It could be one of: {names}.", names=_listed(tuple(names))),
        _which(found),
        exit=Exit.USAGE,
    )


def _which(found: tuple[AccountEntry, ...]) -> str:
    """How one of several accounts is named."""
    if len({account.kind for account in found}) == len(found) > 1 and _same_address(found):
        return t(
            "Name user:{email} for the sign-in, delegation:{email} for the service account, or the"
            " key. `chattui accounts use KEY` chooses a default, and"
            " `chattui accounts rename KEY NAME` gives one a name that is its own.",
            email=found[0].email,
        )
    return t(
        "Name it by its key, as in --account KEY, choose a default with"
        " `chattui accounts use KEY`, or give it a name of its own with"
        " `chattui accounts rename KEY NAME`."
    )


def _same_address(found: tuple[AccountEntry, ...]) -> bool:
    return len({account.email.casefold() for account in found}) == 1


def _listed(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
