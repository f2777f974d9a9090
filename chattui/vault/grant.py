"""What the items of a vault say: the tokens of an account, or the document of a client, and
beside them what the index says of it, so that a lost index can be made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chattui.safe_text import safe_text
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.vault.index import AccountEntry, ClientEntry

MOST_SECONDS = 2**53


@dataclass(frozen=True, slots=True)
class Grant:
    """The tokens of one account. `access_expires_at` is in seconds since 1970, 0 for none."""

    refresh_token: Secret | None
    access_token: Secret | None
    access_expires_at: float
    scopes: tuple[str, ...]


def grant_to_secret(grant: Grant, account: AccountEntry | None = None) -> Secret:
    """The compact JSON text that a store keeps; it says whose tokens they are, where given."""
    value: dict[str, Any] = {
        "v": 1,
        "refresh_token": grant.refresh_token.reveal() if grant.refresh_token else None,
        "access_token": grant.access_token.reveal() if grant.access_token else None,
        "access_expires_at": grant.access_expires_at,
        "scopes": list(grant.scopes),
    }
    if account is not None:
        said = asdict(account)
        # The scopes are the grant's; the rest is made when read, or is another's.
        for name in ("key", "scopes", "where", "last_used_at"):
            del said[name]
        value["account"] = said
    return Secret(json.dumps(value, separators=(",", ":")))


def grant_from_secret(text: Secret) -> Grant | None:
    """The grant in a stored text, None where it is not one that chattui wrote."""
    value = _members(text)
    if value is None or value.get("v") != 1:
        return None
    tokens = (value.get("refresh_token"), value.get("access_token"))
    ends, scopes = value.get("access_expires_at"), value.get("scopes")
    if not all(token is None or isinstance(token, str) for token in tokens):
        return None
    if not isinstance(ends, int | float) or not isinstance(scopes, list):
        return None
    if not 0 <= ends < MOST_SECONDS:  # nor what is no number, or a token would never end
        return None
    if not all(isinstance(scope, str) for scope in scopes):
        return None
    refresh, access = (Secret(token) if token else None for token in tokens)
    return Grant(refresh, access, float(ends), tuple(scopes))


def client_to_secret(client: ClientEntry, document: Secret) -> Secret:
    """The compact JSON text that a store keeps of a client's document."""
    said = asdict(client)
    del said["key"]
    value = {"v": 1, "client": said, "document": document.reveal()}
    return Secret(json.dumps(value, separators=(",", ":")))


def document_from_secret(text: Secret) -> Secret:
    """The document in a stored text; the text itself where it is one by itself, as before."""
    value = _members(text) or {}
    document = value.get("document")
    wrapped = value.get("v") == 1 and isinstance(value.get("client"), dict)
    return Secret(document) if wrapped and isinstance(document, str) else text


def said_of(name: str, text: Secret) -> dict[str, Any] | None:
    """What the stored text of the item `name` says of its account or client, with its key, as
    the index would have it; unchecked, and None where it says nothing."""
    kind, _, key = name.partition(":")
    value = _members(text) or {}
    said = value.get({"grant": "account", "client": "client"}.get(kind, ""))
    if value.get("v") != 1 or not isinstance(said, dict):
        return None
    if kind == "client":
        return {**said, "key": key}
    return {"last_used_at": None, **said, "key": key, "scopes": value.get("scopes")}


def is_of(text: Secret, account: AccountEntry) -> bool:
    """Whether the stored text does not say that it is of another one than `account`, which the
    index says: whoever changes that file, which is not sealed, decides nothing."""
    value = _members(text) or {}
    said = value.get("account")
    if not isinstance(said, dict):
        return True
    shown = {name: safe_text(str(said.get(name))) for name in ("email", "client_key", "kind")}
    wanted = (account.email.casefold(), account.client_key, account.kind)
    return (shown["email"].casefold(), shown["client_key"], shown["kind"]) == wanted


def _members(text: Secret) -> dict[str, Any] | None:
    try:
        value = json.loads(text.reveal())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
