"""Why a sign-in of another program was not kept, although it could be read.

Codes: ``import.grant_ended``, ``oauth.reauth_needed`` (exit 3), ``import.already_here`` (exit 1),
``import.no_address``, ``import.address_needed``, ``import.other_account``,
``import.another_client`` (exit 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.vault import AccountEntry


def grant_ended(foreign: ForeignGrant, description: str, subtype: str) -> Problem:
    """Google does not take the refresh token any more."""
    if subtype in {"invalid_rapt", "rapt_required"} or "rapt" in description.lower():
        return Problem(
            "oauth.reauth_needed",
            t("Its person has to sign in again before it can be taken over."),
            t("The organisation's session control asks for that every few hours."),
            t("Sign in with the other program once more, then import again."),
            exit=Exit.NOT_SIGNED_IN,
        )
    return Problem(
        "import.grant_ended",
        t("Google does not take the refresh token in this file."),
        t(
            "It was revoked, it has ended (after seven days, while an app is in Testing), or it was"
            " made with another client. Nothing was kept."
        ),
        t("Sign in with the client itself: chattui login --client FILE"),
        exit=Exit.NOT_SIGNED_IN,
    )


def already_here(account: AccountEntry) -> Problem:
    """The account is here with a refresh token of its own, which serves."""
    return Problem(
        "import.already_here",
        t("{email} is signed in here already.", email=safe_text(account.email, limit=80)),
        t("Its refresh token is another one, and Google still takes it. Nothing was changed."),
        t("To give it up for the imported one, add --replace."),
        exit=Exit.FAILED,
    )


def no_address(email: str) -> Problem:
    """What was named is no address."""
    return Problem(
        "import.no_address",
        t("{email} is not the address of an account.", email=safe_text(email, limit=80)),
        remedy=t("Give it as in --email ada@example.com."),
        exit=Exit.USAGE,
    )


def address_needed(claimed: str) -> Problem:
    """Google does not tell whose the grant is."""
    cause = t("Its address is not among what was granted, so Google does not tell it.")
    remedy = t("Name it: --email ADDRESS")
    if claimed:
        told = safe_text(claimed, limit=80)
        cause += " " + t("The file itself says {email}, which nobody has checked.", email=told)
        remedy = t("If that is right, add: --email {email}", email=shell_word(claimed, limit=80))
    return Problem(
        "import.address_needed",
        t("Whose sign-in this is cannot be told."),
        cause,
        remedy,
        exit=Exit.USAGE,
    )


def other_account(email: str, wanted: str) -> Problem:
    """The grant is not that of the person who was named."""
    return Problem(
        "import.other_account",
        t("This sign-in is that of {email}.", email=safe_text(email, limit=80)),
        t(
            "Google says so, and {wanted} was named. Nothing was kept.",
            wanted=safe_text(wanted, limit=80),
        ),
        t("Leave --email out, or name that account."),
        exit=Exit.USAGE,
    )


def for_another_client() -> Problem:
    """Google says that the token belongs to another client than it was refreshed with."""
    return Problem(
        "import.another_client",
        t("What Google says about this sign-in was not meant for its client."),
        t("The access token names another client."),
        t("Import it again; if it comes back, something answers in Google's place."),
        exit=Exit.USAGE,
    )
