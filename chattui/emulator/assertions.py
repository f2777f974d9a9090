"""The JWT bearer grant (RFC 7523) of the emulator's service account, with delegation.

The order of the checks is Google's as far as anybody has seen it; what is wrong is told in
Google's words (reference section 7.9).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from chattui.emulator import invented
from chattui.emulator.clients import PROJECT_ID, PROJECT_NUMBER, Client
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json, OAuthError
from chattui.emulator.scopes import HIDDEN, WORDS, full, in_token_order, normal
from chattui.emulator.settings import Settings

if TYPE_CHECKING:
    from chattui.emulator.identity import SigningKey
    from chattui.emulator.world import World

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EMAIL: Final = f"chattui@{PROJECT_ID}.iam.gserviceaccount.com"
CLIENT_ID: Final = "104857600042104857600"
"""The numeric id, which is what an administrator authorizes."""

SERVICE_ACCOUNT: Final = Person(CLIENT_ID, EMAIL, "chattui service account", external=True)
_CLIENT: Final = Client(CLIENT_ID, "service_account", number=PROJECT_NUMBER)
_AUDIENCES: Final = (
    "https://oauth2.googleapis.com/token",
    "https://www.googleapis.com/oauth2/v4/token",
    "https://accounts.google.com/o/oauth2/token",
)
_AHEAD = 300
"""Seconds that a JWT's clock may be ahead."""
_LONGEST = 3600

UNREASONABLE: Final = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    " Check your iat and exp values in the JWT claim."
)
UNAUTHORIZED: Final = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized"
    " for any of the scopes requested."
)
UNAUTHORIZED_SHORT: Final = "Client is unauthorized to retrieve access tokens using this method."


def key_file(base_url: str, key: SigningKey) -> str:
    """The service account's key as the console gives it, with Google's order of fields.

    Its endpoints are Google's where `base_url` is empty, else those of the emulator there.
    """
    certificates = base_url or "https://www.googleapis.com"
    document = {
        "type": "service_account",
        "project_id": PROJECT_ID,
        "private_key_id": key.id,
        "private_key": key.pem,
        "client_email": EMAIL,
        "client_id": CLIENT_ID,
        "auth_uri": f"{base_url or 'https://accounts.google.com'}/o/oauth2/auth",
        "token_uri": f"{base_url or 'https://oauth2.googleapis.com'}/token",
        "auth_provider_x509_cert_url": f"{certificates}/oauth2/v1/certs",
        "client_x509_cert_url": f"{certificates}/robot/v1/metadata/x509/{quote(EMAIL, safe='')}",
        "universe_domain": "googleapis.com",
    }
    return json.dumps(document, indent=2) + "\n"


def answer(world: World, assertion: str, entry: Json) -> Json:
    """The token response; raises `OAuthError`. Whom it is about goes into `entry`, the record."""
    header, claims, signed, signature = _read(assertion)
    entry["subject"] = _text(claims, "sub")
    entry["scope"] = _text(claims, "scope")
    _check_issuer(world.settings, _text(claims, "iss"))
    if header.get("alg") != "RS256" or not world.service_key.verifies(signed, signature):
        raise _bad("Invalid JWT Signature.")
    if _text(claims, "aud") not in {*_AUDIENCES, f"{world.base_url}/token"}:
        raise _bad("Invalid JWT: Failed audience check.")
    _check_times(claims, world.clock.wall())
    scopes = _scopes(_text(claims, "scope"))
    person = SERVICE_ACCOUNT
    if "sub" in claims and claims["sub"] != EMAIL:
        person = _subject(world, claims["sub"])
        _check_delegation(world.settings, person, scopes)
    access = world.grants.issue_access(_CLIENT, person, scopes, offline=False)
    return {
        "access_token": access.text,
        "expires_in": world.settings.token_lifetime,
        "token_type": "Bearer",
    }


def _bad(description: str) -> OAuthError:
    return OAuthError(400, "invalid_grant", description)


def _read(assertion: str) -> tuple[Json, Json, bytes, bytes]:
    parts = assertion.split(".")
    if len(parts) != 3:
        raise _bad(invented.BAD_JWT)
    header, claims = (_json(part) for part in parts[:2])
    signed = ".".join(parts[:2]).encode("utf-8", "replace")
    return header, claims, signed, _decode(parts[2])


def _decode(part: str) -> bytes:
    try:
        padded = part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _bad(invented.BAD_JWT) from None


def _json(part: str) -> Json:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _bad(invented.BAD_JWT)
    return value


def _text(claims: Json, name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _check_issuer(settings: Settings, issuer: str) -> None:
    if not issuer.endswith(".gserviceaccount.com"):
        raise _bad("Invalid JWT: No valid verifier found for issuer")
    if issuer != EMAIL or settings.client_status == "deleted":
        raise _bad("Invalid grant: account not found")
    if settings.client_status == "disabled":
        raise OAuthError(401, "disabled_client", "The OAuth client was disabled.")


def _check_times(claims: Json, now: float) -> None:
    issued, ends = _moment(claims, "iat"), _moment(claims, "exp")
    if not 0 < ends - issued <= _LONGEST or issued > now + _AHEAD or ends <= now:
        raise _bad(UNREASONABLE)


def _moment(claims: Json, name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _bad(UNREASONABLE)
    return value


def _scopes(text: str) -> tuple[str, ...]:
    scopes = in_token_order(normal(scope) for scope in text.split())
    if not scopes or any(scope not in WORDS and scope not in HIDDEN for scope in scopes):
        raise OAuthError(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    return scopes


def _subject(world: World, subject: Any) -> Person:
    if not isinstance(subject, str) or subject != subject.strip() or not subject:
        raise OAuthError(400, "invalid_request", "Invalid impersonation prn email address")
    if subject.count("@") != 1:
        raise _bad("Not a valid email")
    person = world.directory.by_email(subject)
    if person is None:
        raise _bad("Invalid email or User ID")
    if person.email in world.settings.deleted_people:
        raise _bad("The account has been deleted")
    if person.email in world.settings.suspended:
        raise OAuthError(invented.RESTRICTED_STATUS, "access_denied", "Account restricted")
    return person


def _check_delegation(settings: Settings, person: Person, scopes: tuple[str, ...]) -> None:
    """One scope that is not authorized fails all of them."""
    if person.external or not person.domain:
        raise OAuthError(401, "unauthorized_client", UNAUTHORIZED_SHORT)
    authorized = {full(name) for name in settings.delegated_scopes or ()}
    if not set(scopes) <= authorized:
        raise OAuthError(401, "unauthorized_client", UNAUTHORIZED)
