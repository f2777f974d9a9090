"""Whether an account belongs to a Workspace organisation: the ``hd`` claim of userinfo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from chattui.health.checks import Outcome, failed, passed, uncertain
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.net import Client, TokenSource

GUIDE: Final = "https://developers.google.com/workspace/chat/authenticate-authorize-chat-user"
PERSONAL_DOMAINS: Final = frozenset({"gmail.com", "googlemail.com"})


async def ask_whose(http: Client, token: TokenSource, email: str) -> Outcome:
    """What userinfo says of the account. Raises ProblemError where no answer came."""
    reply = await http.send("GET", http.endpoints.userinfo, tokens=token)
    return workspace_outcome(reply.status, reply.json(), email)


def workspace_outcome(status: int, claims: object, email: str) -> Outcome:
    """What an answer of userinfo says; `hd` is there for accounts of an organisation alone."""
    shown = safe_text(email, limit=80)
    if email.casefold().rpartition("@")[2] in PERSONAL_DOMAINS:
        return failed(_personal(shown))
    if status in {401, 403}:
        return uncertain(t("It cannot be told: this sign-in does not let Google say whose it is."))
    if status != 200 or not isinstance(claims, Mapping):
        return uncertain(t("It cannot be told from Google's answer."))
    domain = claims.get("hd")
    if isinstance(domain, str) and domain:
        return passed(
            t(
                "{email} belongs to the organisation {domain}.",
                email=shown,
                domain=safe_text(domain, limit=80),
            )
        )
    return failed(_personal(shown))


def delegated_outcome(email: str) -> Outcome:
    """A service account can act only for people of the organisation that has authorized it."""
    return passed(
        t(
            "{email} belongs to the organisation that authorized the service account.",
            email=safe_text(email, limit=80),
        )
    )


def _personal(email: str) -> Problem:
    return Problem(
        "health.personal_account",
        t("{email} is a personal account, of no Workspace organisation.", email=email),
        t("Google asks for a Business or Enterprise Workspace account for the Chat API."),
        t("Sign in with an account of an organisation: `chattui login`."),
        GUIDE,
    )
