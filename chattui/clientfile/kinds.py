"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import re

from chattui.clientfile.encoding import JAVA_SERIALIZED, Decoded
from chattui.clientfile.faults import Reading
from chattui.clientfile.model import Kind
from chattui.clientfile.tree import OBJECT, STRING, Node

API_KEY = re.compile(r"AIza[0-9A-Za-z_-]{35}")
"""An API key of Google: 39 characters, as the console shows them."""

_TYPES = {
    "service_account": Kind.SERVICE_ACCOUNT,
    "authorized_user": Kind.AUTHORIZED_USER,
    "external_account": Kind.EXTERNAL_ACCOUNT,
    "external_account_authorized_user": Kind.EXTERNAL_ACCOUNT,
    "impersonated_service_account": Kind.IMPERSONATED_SERVICE_ACCOUNT,
}
WRAPPERS = ("installed", "web")
CLIENT_FIELDS = frozenset(
    {
        "auth_provider_x509_cert_url",
        "auth_uri",
        "client_id",
        "client_secret",
        "javascript_origins",
        "project_id",
        "redirect_uris",
        "token_uri",
    }
)
"""The fields of the file that Google's console gives."""


def kind_of_text(decoded: Decoded, data: bytes) -> str:
    """The kind of what is not JSON and is known by its text; empty where it may be JSON."""
    if decoded.encoding == "binary":
        java = data.startswith(JAVA_SERIALIZED)
        return Kind.JAVA_STORED_CREDENTIAL if java else Kind.BINARY
    start = decoded.text[:4096].lstrip(" \t\r\n\ufeff\x00")
    if not start:
        return "" if decoded.text.strip(" \t\r\n\ufeff\x00") else Kind.EMPTY
    if start[0] == "<":
        return _kind_of_markup(decoded.text)
    if len(decoded.text) < 4096 and API_KEY.fullmatch(decoded.text.strip()):
        return Kind.API_KEY
    return ""


def _kind_of_markup(text: str) -> str:
    if "<plist" not in text[:1024]:
        return Kind.HTML
    firebase = any(f"<key>{name}</key>" in text for name in ("GOOGLE_APP_ID", "GCM_SENDER_ID"))
    return Kind.FIREBASE_IOS_PLIST if firebase else Kind.IOS_PLIST


def kind_of(reading: Reading) -> str:
    """The kind of what was read as JSON, or recovered of it."""
    root = reading.root
    if root is None:
        return Kind.NOT_JSON
    if root.kind != OBJECT:
        if root.kind == STRING and API_KEY.fullmatch(root.text.strip()):
            return Kind.API_KEY
        return Kind.OTHER_JSON if reading.sound or root.items else Kind.NOT_JSON
    if not root.members:
        return Kind.OTHER_JSON if reading.sound else Kind.NOT_JSON
    names = {name.lower() for name in root.names()}
    for wrapper in WRAPPERS:
        if wrapper in names:
            return wrapper
    declared = root.find("type")
    if declared is not None and declared.text in _TYPES:
        return _TYPES[declared.text]
    return _kind_by_names(names)


def _kind_by_names(names: set[str]) -> str:
    """The kind by the fingerprints of libraries (reference, section 6.2); first match wins."""
    if {"private_key", "client_email"} <= names:
        return Kind.SERVICE_ACCOUNT
    if "_module" in names and "_class" in names:
        return Kind.OAUTH2CLIENT_TOKEN
    if "token_response" in names and "access_token" in names:
        return Kind.OAUTH2CLIENT_TOKEN
    if "project_info" in names and "client" in names:
        return Kind.FIREBASE_ANDROID
    if {"credential_source", "audience"} <= names:
        return Kind.EXTERNAL_ACCOUNT
    if "access_token" in names or ("refresh_token" in names and "token" not in names):
        for name, kind in (
            ("expiry_date", Kind.NODE_TOKEN),
            ("expiry", Kind.GO_TOKEN),
            ("expires_in", Kind.TOKEN_RESPONSE),
        ):
            if name in names:
                return kind
        if "access_token" in names:
            return Kind.TOKEN_RESPONSE
    if "refresh_token" in names:
        return Kind.GOOGLE_AUTH_TOKEN if "token" in names else Kind.AUTHORIZED_USER
    if "token" in names and names & {"token_uri", "scopes", "expiry"}:
        return Kind.GOOGLE_AUTH_TOKEN
    if "client_id" in names or len(names & CLIENT_FIELDS) >= 2:
        return Kind.INNER_CLIENT
    return Kind.OTHER_JSON


def fields_of(root: Node | None, kind: str) -> tuple[str, Node | None]:
    """The name of the wrapper as the file spells it, and the object that holds the fields."""
    if root is None or root.kind != OBJECT:
        return "", None
    if kind in (Kind.INNER_CLIENT, Kind.SERVICE_ACCOUNT):
        return "", root
    if kind not in WRAPPERS:
        return "", None
    for key, value in reversed(root.members):
        if key.text.lower() == kind:
            return key.text, value if value.kind == OBJECT else None
    return "", None
