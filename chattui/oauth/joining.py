"""Asking for more, later: what was granted before has to stay (incremental authorization)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.scopes import missing, short_name
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.signin import SignedIn
    from chattui.vault import AccountEntry

LESS = "oauth.not_joined"
OTHER_PERSON = "oauth.other_person"
NOT_JOINED = frozenset({LESS, OTHER_PERSON})
"""Nothing was stored, although Google gave tokens."""


def not_joined(account: AccountEntry, signed_in: SignedIn) -> Problem | None:
    """Why a new grant may not take the place of `account`'s; None where it may.

    It may where it is the same person's and holds all that the old one does.
    """
    if signed_in.email.casefold() != account.email.casefold():
        return Problem(
            OTHER_PERSON,
            t(
                "{other} signed in, and not {email}.",
                other=safe_text(signed_in.email, limit=80),
                email=safe_text(account.email, limit=80),
            ),
            t("Nothing was stored: more was to be allowed for the account that is here already."),
            t("Choose the same account in the browser."),
            exit=Exit.NOT_SIGNED_IN,
        )
    lost = missing(account.scopes, signed_in.granted)
    if not lost:
        return None
    return Problem(
        LESS,
        t(
            "This was not added to what {email} allowed before.",
            email=safe_text(account.email, limit=80),
        ),
        t(
            "What Google gave now lacks {scopes}. Nothing was stored, so that what was allowed"
            " before stays.",
            scopes=safe_text(", ".join(short_name(scope) for scope in lost), limit=300),
        ),
        t("Ask for all of it at once: `chattui login` with every --scope that is wanted."),
        exit=Exit.NOT_SIGNED_IN,
    )
