"""What is told of another program's sign-in before it is taken over, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.safe_text import safe_text, short_id
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.vault import AccountEntry


def found_words(foreign: ForeignGrant) -> str:
    """What is in the file, by its own words."""
    where = safe_text(foreign.place.path, limit=300)
    client = short_id(foreign.client_id)
    if not foreign.email:
        return t("{path} holds a sign-in with the client {client}.", path=where, client=client)
    return t(
        "{path} holds a sign-in, by its own words of {email}, with the client {client}.",
        path=where,
        email=safe_text(foreign.email, limit=80),
        client=client,
    )


def shared_words() -> str:
    """What it means that two programs have one sign-in."""
    return t(
        "The other program keeps it too: revoking it in one ends it in both, and whoever could"
        " read the file until now may have a copy."
    )


def taken_words(account: AccountEntry) -> str:
    """The account is kept."""
    email = safe_text(account.email, limit=80)
    return t("{email} is signed in here; Google has taken the token.", email=email)


def left_words(foreign: ForeignGrant) -> str:
    """The other program's file is as it was."""
    return t("{path} was left as it is.", path=safe_text(foreign.place.path, limit=300))


def may_chat(account: AccountEntry) -> bool:
    """Whether any scope of Chat was granted."""
    return any("/auth/chat." in scope for scope in account.scopes)
