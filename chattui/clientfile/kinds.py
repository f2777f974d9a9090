"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import re

from chattui.clientfile.encoding import JAVA_SERIALIZED, Decoded
from chattui.clientfile.faults import Reading
from chattui.clientfile.model import Kind
from chattui.clientfile.tree import ARRAY, NULL, OBJECT, STRING, Node

API_KEY = re.compile(r"AIza[0-9A-Za-z_-]{35}|AQ\.[0-9A-Za-z_-]{30,80}")
"""An API key of Google: 39 characters, as the console shows them, or one of the newer ones."""

_TYPES = {
    "service_account": Kind.SERVICE_ACCOUNT,
    "gdch_service_account": Kind.SERVICE_ACCOUNT,
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

TOKENS = frozenset(
    {
        Kind.AUTHORIZED_USER,
        Kind.GOOGLE_AUTH_TOKEN,
        Kind.GO_TOKEN,
        Kind.JAVA_STORED_CREDENTIAL,
        Kind.NODE_TOKEN,
        Kind.OAUTH2CLIENT_TOKEN,
        Kind.TOKEN_RESPONSE,
    }
)
"""The kinds that a program saves after a sign-in."""

_SPACE = " \t\r\n\ufeff\x00"
LONGEST_MESSAGE = 20_000
"""How many characters what a program printed about an error may have, to be taken as that."""
_MOST = 50
"""How many members or items are looked into for a token that is not at the top."""


def kind_of_text(decoded: Decoded, data: bytes) -> str:
    """The kind of what is not JSON and is known by its text; empty where it may be JSON."""
    if decoded.encoding == "binary":
        return _kind_of_binary(data)
    start = decoded.text[:4096].lstrip(_SPACE)
    if not start:
        return "" if decoded.text.strip(_SPACE) else Kind.EMPTY
    if start[0] == "<" and not start.startswith("<<<<<<<"):
        return _kind_of_markup(decoded.text)
    if start[0] == "[" and not start[1:2].isalpha():
        return ""
    if start[0] in "{/" and "_ID" in start:
        return _kind_of_old_plist(start)
    if len(decoded.text) < 4096 and _is_api_key(start):
        return Kind.API_KEY
    is_text = start[0] not in '{"\uff5b' or start.startswith("{'error")  # a dict of Python's
    return Kind.NOT_JSON if is_text and _is_message(decoded.text) else ""


def _is_message(text: str) -> bool:
    """Whether this is what a program printed, or bare values, with no client file in it."""
    if len(text) > LONGEST_MESSAGE or re.search("[\"'](?:installed|web)[\"']\\s*:\\s*{", text):
        return False
    from chattui.clientfile.messages import explain_message
    from chattui.clientfile.pasted import about_text

    return explain_message(text) is not None or about_text(text) is not None


def _kind_of_binary(data: bytes) -> str:
    if data.startswith(JAVA_SERIALIZED):
        return Kind.JAVA_STORED_CREDENTIAL
    if data.startswith(b"bplist"):
        return _kind_of_plist(data.decode("latin-1"))
    return Kind.BINARY


def _kind_of_markup(text: str) -> str:
    return _kind_of_plist(text) if "<plist" in text[:1024] else Kind.HTML


def _kind_of_plist(text: str) -> str:
    firebase = any(name in text for name in ("GOOGLE_APP_ID", "GCM_SENDER_ID", "API_KEY"))
    return Kind.FIREBASE_IOS_PLIST if firebase else Kind.IOS_PLIST


def _kind_of_old_plist(start: str) -> str:
    """A property list in the form of before XML: ``{ CLIENT_ID = "…"; … }``."""
    found = re.search(r'[{;]\s*"?(?:CLIENT_ID|REVERSED_CLIENT_ID|GOOGLE_APP_ID)"?\s*=', start)
    return _kind_of_plist(start) if found else ""


def _is_api_key(text: str) -> bool:
    """Whether an API key stands alone, or as the one value in lines such as ``KEY=…``."""
    if API_KEY.search(text) is None:
        return False
    setting = re.compile(
        r"(?:(?:export|set|const|let|var) +)?[\w.-]{1,64} *[:=] *(?P<quote>[\"'`]?)"
        rf"(?:{API_KEY.pattern})(?P=quote)[;,]?"
    )
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith(("#", "//", ";", "["))]
    others = [
        line
        for line in found
        if not API_KEY.fullmatch(line.strip("\"'`,;")) and not setting.fullmatch(line)
    ]
    is_plain = re.compile(r"(?:export +)?\w{1,64}=[^=]*").fullmatch
    secret = "GOCSPX-" in text or "googleusercontent" in text
    return len(others) < len(found) and not secret and all(is_plain(line) for line in others)


def kind_of(reading: Reading) -> str:
    """The kind of what was read as JSON, or recovered of it."""
    root = reading.root
    if root is None:
        return Kind.NOT_JSON
    if root.kind != OBJECT:
        return Kind.OTHER_JSON if reading.sound or root.items else Kind.NOT_JSON
    if not root.members:
        return Kind.OTHER_JSON if reading.sound else Kind.NOT_JSON
    return _kind_of_object(root)


def _kind_of_object(root: Node) -> str:
    """By a wrapper with an object in it, else by what stands beside, else by the wrapper alone."""
    wrappers: dict[str, bool] = {}
    for key, value in root.members:
        lower = key.text.lower()
        if lower in WRAPPERS:
            wrappers[lower] = value.kind == OBJECT
    for wrapper in WRAPPERS:
        if wrappers.get(wrapper):
            return wrapper
    kind = _kind_of_fields(root)
    if kind == Kind.OTHER_JSON:
        kind = next((name for name in WRAPPERS if name in wrappers), "") or _kind_within(root)
    return kind


def _kind_of_fields(root: Node) -> str:
    """The kind by the fingerprints of libraries (reference, section 6.2); first match wins."""
    declared = root.find("type")
    if declared is not None and declared.text in _TYPES:
        return _TYPES[declared.text]
    names = {name.lower() for name in root.names()}
    if {"private_key", "client_email"} <= names:
        return Kind.SERVICE_ACCOUNT
    if {"project_info", "client"} <= names:
        return Kind.FIREBASE_ANDROID
    if {"credential_source", "audience"} <= names:
        return Kind.EXTERNAL_ACCOUNT
    if {"source_credentials", "service_account_impersonation_url"} <= names:
        return Kind.IMPERSONATED_SERVICE_ACCOUNT
    if kind := _kind_of_token(root):
        return kind
    if "client_id" in names or len(names & CLIENT_FIELDS) >= 2:
        return Kind.INNER_CLIENT
    if len(names) < _MOST and any("secret" in name for name in names):
        from chattui.clientfile.fieldnames import meant

        if {"client_id", "client_secret"} <= {meant(name) for name in names}:
            return Kind.INNER_CLIENT
    return Kind.OTHER_JSON


_TOKEN_TEXTS = frozenset({"access_token", "refresh_token", "token"})


def _kind_of_token(node: Node) -> str:
    names = {
        key.text.lower()
        for key, value in node.members
        # A schema describes such members by objects, as Google's discovery documents do.
        if value.kind in (STRING, NULL) or key.text.lower() not in _TOKEN_TEXTS
    }
    declared = node.find("type")
    if declared is not None and declared.text == "authorized_user":
        return Kind.AUTHORIZED_USER
    if {"_module", "_class"} <= names or {"token_response", "access_token"} <= names:
        return Kind.OAUTH2CLIENT_TOKEN
    if "access_token" in names or ("refresh_token" in names and "token" not in names):
        for name, kind in (
            ("expiry_date", Kind.NODE_TOKEN),
            ("expiry", Kind.GO_TOKEN),
            ("expires_in", Kind.TOKEN_RESPONSE),
        ):
            if name in names:
                return kind
        if "expiration_time_millis" in names and "client_id" not in names:  # with it, it is Ruby's
            return Kind.JAVA_STORED_CREDENTIAL
        if "access_token" in names:
            return Kind.TOKEN_RESPONSE
    if "refresh_token" in names:
        return Kind.GOOGLE_AUTH_TOKEN if "token" in names else Kind.AUTHORIZED_USER
    if "token" in names and names & {"token_uri", "scopes", "expiry"}:
        return Kind.GOOGLE_AUTH_TOKEN
    if "accesstoken" in names or {"refreshtoken", "clientid"} <= names:
        return Kind.TOKEN_RESPONSE
    return ""


def _kind_within(root: Node) -> str:
    """The kind of a token or an API key one or two levels below the top, where one is there.

    oauth2client's stores for several accounts, clasp, Firebase's tools and Java's old files hold
    the token inside another object.
    """
    inside = [value for _, value in root.members[:_MOST]]
    for level in range(2):
        for node in inside:
            if node.kind == STRING and API_KEY.fullmatch(node.text):
                return Kind.API_KEY
            if node.kind == OBJECT and (kind := _kind_of_token(node)):
                return kind
        if level == 0:
            inside = [child for node in inside for child in _children(node)][: _MOST * 2]
    return Kind.OTHER_JSON


def _children(node: Node) -> list[Node]:
    """The values in an object or a list, and what is in the objects of the list."""
    if node.kind == ARRAY:
        items = node.items[:_MOST]
        return items + [value for item in items for _, value in item.members[:_MOST]]
    return [value for _, value in node.members[:_MOST]]


def fields_of(root: Node | None, kind: str) -> tuple[str, Node | None]:
    """The name of the wrapper as the file spells it, and the object that holds the fields."""
    if root is None or root.kind != OBJECT:
        return "", None
    if kind in (Kind.INNER_CLIENT, Kind.SERVICE_ACCOUNT):
        return "", root
    if kind not in WRAPPERS:
        return "", None
    # The name in lower case counts, if it is there: every library looks for that one.
    named = [member for member in reversed(root.members) if member[0].text.lower() == kind]
    key, value = next((member for member in named if member[0].text == kind), named[0])
    return key.text, value if value.kind == OBJECT else None
