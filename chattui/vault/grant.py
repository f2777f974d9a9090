"""Grant: what an account may do, as it is kept: refresh token and current access token together."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chattui.secret import Secret


@dataclass(frozen=True, slots=True)
class Grant:
    """The tokens of one account. `access_expires_at` is in seconds since 1970, 0 for none."""

    refresh_token: Secret | None
    access_token: Secret | None
    access_expires_at: float
    scopes: tuple[str, ...]


def grant_to_secret(grant: Grant) -> Secret:
    """The compact JSON text that a store keeps."""
    value = {
        "v": 1,
        "refresh_token": grant.refresh_token.reveal() if grant.refresh_token else None,
        "access_token": grant.access_token.reveal() if grant.access_token else None,
        "access_expires_at": grant.access_expires_at,
        "scopes": list(grant.scopes),
    }
    return Secret(json.dumps(value, separators=(",", ":")))


def grant_from_secret(text: Secret) -> Grant | None:
    """The grant in a stored text, None where it is not one that chattui wrote."""
    try:
        value = json.loads(text.reveal())
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("v") != 1:
        return None
    tokens = (value.get("refresh_token"), value.get("access_token"))
    ends, scopes = value.get("access_expires_at"), value.get("scopes")
    if not all(token is None or isinstance(token, str) for token in tokens):
        return None
    if not isinstance(ends, int | float) or not isinstance(scopes, list):
        return None
    if not all(isinstance(scope, str) for scope in scopes):
        return None
    refresh, access = (Secret(token) if token else None for token in tokens)
    return Grant(refresh, access, float(ends), tuple(scopes))
