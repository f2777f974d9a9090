"""Whose grant it is: accounts are known by their address."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chattui.endpoints import ISSUER, Endpoints
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe
from chattui.secret import Secret
from chattui.words import t

ISSUERS = (ISSUER, ISSUER.removeprefix("https://"))
"""Google sends the issuer with and without its scheme."""

CLOCK_SLACK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Identity:
    """The address and the unchanging id of an account."""

    email: str
    subject: str


def from_id_token(token: str, client_id: str, now: float) -> Identity | None:
    """Who an ID token names; None where it names no address.

    The token came straight from the token endpoint, which TLS has authenticated, so its signature
    need not be checked (OpenID Connect Core section 3.1.3.7, number 6); issuer, audience and end
    are. Raises ProblemError ``oauth.identity_wrong`` or ``oauth.clock``.
    """
    claims = _claims(token)
    if claims is None or claims.get("iss") not in ISSUERS or claims.get("aud") != client_id:
        raise ProblemError(
            Problem(
                "oauth.identity_wrong",
                t("What Google says about the account was not meant for this client."),
                t("The ID token is damaged, or names another issuer or client."),
                t("Sign in again; if it comes back, something answers in Google's place."),
            )
        )
    ends = claims.get("exp")
    if not isinstance(ends, int | float) or ends + CLOCK_SLACK_SECONDS < now:
        raise ProblemError(
            Problem(
                "oauth.clock",
                t("The clock of this machine is ahead of Google's by more than an hour."),
                t("The proof of identity, made just now, is over already by this clock."),
                t("Set the clock, for instance with `timedatectl set-ntp true`, and try again."),
            )
        )
    return _identity(claims)


def from_userinfo(token: Secret, endpoints: Endpoints) -> Identity:
    """Who the userinfo endpoint says an access token belongs to. Blocking.

    Raises ProblemError ``oauth.identity_missing`` where the grant does not let it tell.
    """
    from chattui import net

    session = net.requests_session(endpoints)
    try:
        reply = session.get(
            endpoints.userinfo, headers={"Authorization": f"Bearer {token.reveal()}"}
        )
        claims = _json_object(reply.content) if reply.status_code == 200 else None
    except OSError as error:
        raise ProblemError(net.network_problem(error, endpoints.userinfo)) from None
    finally:
        session.close()
    found = _identity(claims) if claims else None
    if found is None:
        raise ProblemError(
            Problem(
                "oauth.identity_missing",
                t("Google did not say whose account this is."),
                t("Accounts are known by their address, and the address was not granted."),
                t("Sign in again and allow that your address is seen."),
                exit=Exit.NOT_SIGNED_IN,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What the tokeninfo endpoint says of an access token; the address is empty where the grant
    does not let it tell."""

    client_id: str
    email: str
    subject: str
    scopes: tuple[str, ...]


def from_tokeninfo(token: Secret, endpoints: Endpoints) -> TokenInfo | None:
    """What Google says of an access token; None where it says nothing. Blocking.

    The token goes into the body, so that it stands in no log of addresses. All values of the
    answer are texts (seen: ``azp``, ``aud``, ``sub``, ``scope``, ``email``, ``email_verified``).
    """
    from chattui import net
    from chattui.oauth.answer_fields import scopes_in, text_in

    session = net.requests_session(endpoints)
    try:
        reply = session.post(endpoints.tokeninfo, data={"access_token": token.reveal()})
        claims = _json_object(reply.content) if reply.status_code == 200 else None
    except OSError as error:
        raise ProblemError(net.network_problem(error, endpoints.tokeninfo)) from None
    finally:
        session.close()
    if claims is None:
        return None
    address, subject = (text_in(claims, name) for name in ("email", "sub"))
    return TokenInfo(
        text_in(claims, "aud"), address_in(address), subject[:255], scopes_in(claims, ())
    )


def address_in(text: str) -> str:
    """`text` where it is the address of an account, else nothing."""
    name, at, domain = text.strip().rpartition("@")
    sound = name and at and domain and "@" not in name and len(text) <= 320 and is_safe(text)
    return text.strip() if sound and not any(map(str.isspace, text.strip())) else ""


def _identity(claims: Mapping[str, Any]) -> Identity | None:
    email, subject = claims.get("email"), claims.get("sub")
    if not (isinstance(email, str) and isinstance(subject, str) and "@" in email and subject):
        return None
    if not (is_safe(email) and is_safe(subject)) or len(email) > 320 or len(subject) > 255:
        return None
    return Identity(email, subject)


def _claims(token: str) -> Mapping[str, Any] | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        return _json_object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None


def _json_object(data: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
