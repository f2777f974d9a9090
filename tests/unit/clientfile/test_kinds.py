"""What a file is, by its content, and the advice for each that is no client file."""

from __future__ import annotations

import json

import pytest

from chattui.clientfile import Diagnosis, Kind, diagnose_bytes
from chattui.clientfile.impostors import about_page
from chattui.clientfile.publicclients import owner_of
from tests.unit.clientfile.cases import CLIENT_ID, GOOD, SECRET, client, key
from tests.unit.clientfile.cases.made import KEY, PEM

AIZA = "AIza" + "Sy0" * 11 + "ab"
GCLOUD = "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com"
PAIR = {"client_id": CLIENT_ID, "client_secret": SECRET}
OLD_TOKEN = {"_class": "OAuth2Credentials", "_module": "oauth2client.client"}
GO_TOKEN = {"access_token": "ya29.a", "token_type": "Bearer", "refresh_token": "1//x"}


def of(value: object) -> Diagnosis:
    """The diagnosis of a JSON value, or of bytes as they are."""
    return diagnose_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())


KINDS: dict[str, tuple[object, str]] = {
    "google-auth": (
        {"token": "ya29.a", "refresh_token": "1//x", "token_uri": "u", **PAIR, "expiry": "2026"},
        Kind.GOOGLE_AUTH_TOKEN,
    ),
    "google-auth without refresh": ({"token": "ya29.a", "scopes": []}, Kind.GOOGLE_AUTH_TOKEN),
    "GAM's oauth2.txt": (
        {
            **PAIR,
            "decoded_id_token": {},
            "id_token": "x",
            "refresh_token": "1//x",
            "scopes": [],
            "token": "ya29.a",
            "token_expiry": "2026",
            "token_uri": "u",
        },
        Kind.GOOGLE_AUTH_TOKEN,
    ),
    "oauth2client": (OLD_TOKEN | GO_TOKEN, Kind.OAUTH2CLIENT_TOKEN),
    "oauth2client's older form": (
        {"access_token": "ya29.a", "token_response": {}},
        Kind.OAUTH2CLIENT_TOKEN,
    ),
    "oauth2client's multi-store": (
        {"file_version": 1, "data": [{"key": {"clientId": "x"}, "credential": OLD_TOKEN}]},
        Kind.OAUTH2CLIENT_TOKEN,
    ),
    "oauth2client's second multi-store": (
        {"file_version": 2, "credentials": {"a2V5": OLD_TOKEN}},
        Kind.OAUTH2CLIENT_TOKEN,
    ),
    "Node's tokens": ({**GO_TOKEN, "expiry_date": 1}, Kind.NODE_TOKEN),
    "Node's tokens, wrapped": ({"tokens": {**GO_TOKEN, "expiry_date": 1}}, Kind.NODE_TOKEN),
    "Node's token.json": (
        {"type": "authorized_user", **PAIR, "refresh_token": "1//x"},
        Kind.AUTHORIZED_USER,
    ),
    "clasp": (
        {
            "token": {**GO_TOKEN, "expiry_date": 1},
            "oauth2ClientSettings": {},
            "isLocalCreds": False,
        },
        Kind.NODE_TOKEN,
    ),
    "clasp 3": (
        {"tokens": {"default": {"type": "authorized_user", **PAIR, "access_token": "ya29.a"}}},
        Kind.AUTHORIZED_USER,
    ),
    "Go, rclone": ({**GO_TOKEN, "expiry": "2026-11-21T01:00:00Z"}, Kind.GO_TOKEN),
    "Google's answer": ({**GO_TOKEN, "expires_in": 3599, "scope": "x"}, Kind.TOKEN_RESPONSE),
    "PHP": ({**GO_TOKEN, "expires_in": 3599, "created": 1}, Kind.TOKEN_RESPONSE),
    ".NET": ({**GO_TOKEN, "expires_in": 3599, "IssuedUtc": "2026"}, Kind.TOKEN_RESPONSE),
    "an access token alone": ({"access_token": "ya29.a"}, Kind.TOKEN_RESPONSE),
    "Ruby": (
        {"client_id": "x", "access_token": "y", "expiration_time_millis": 1},
        Kind.TOKEN_RESPONSE,
    ),
    "Dart": ({"accessToken": {"data": "x"}, "refreshToken": "y"}, Kind.TOKEN_RESPONSE),
    "another program's": ({"clientId": "x", "refreshToken": "y"}, Kind.TOKEN_RESPONSE),
    "Java's store": (b"\xac\xed\x00\x05sr", Kind.JAVA_STORED_CREDENTIAL),
    "Java's old store": (
        {"credentials": {"user": {**GO_TOKEN, "expiration_time_millis": 1}}},
        Kind.JAVA_STORED_CREDENTIAL,
    ),
    "gcloud's": (
        {
            "type": "authorized_user",
            "client_id": GCLOUD,
            "client_secret": "x",
            "refresh_token": "y",
        },
        Kind.AUTHORIZED_USER,
    ),
    "gog's saved account": ({"email": "a@b.c", "refresh_token": "1//x"}, Kind.AUTHORIZED_USER),
    "gog's client": (PAIR, Kind.INNER_CLIENT),
    "camelCase client": ({"clientId": CLIENT_ID, "clientSecret": SECRET}, Kind.INNER_CLIENT),
    "two fields": ({"auth_uri": "x", "token_uri": "y"}, Kind.INNER_CLIENT),
    "key": (KEY, Kind.SERVICE_ACCOUNT),
    "key without type": ({"private_key": PEM, "client_email": "a@b.c"}, Kind.SERVICE_ACCOUNT),
    "gdch": ({"type": "gdch_service_account", "private_key": PEM}, Kind.SERVICE_ACCOUNT),
    "workload identity": ({"credential_source": {}, "audience": "x"}, Kind.EXTERNAL_ACCOUNT),
    "workforce identity": (
        {"type": "external_account_authorized_user", "refresh_token": "x", **PAIR},
        Kind.EXTERNAL_ACCOUNT,
    ),
    "impersonation": (
        {"source_credentials": {}, "service_account_impersonation_url": "x"},
        Kind.IMPERSONATED_SERVICE_ACCOUNT,
    ),
    "google-services.json": ({"project_info": {}, "client": [{}]}, Kind.FIREBASE_ANDROID),
    "plist": (b"<?xml?><plist><key>CLIENT_ID</key></plist>", Kind.IOS_PLIST),
    "plist of Firebase": (b"<plist><key>GCM_SENDER_ID</key></plist>", Kind.FIREBASE_IOS_PLIST),
    "plist of Firebase by its key": (b"<plist><key>API_KEY</key></plist>", Kind.FIREBASE_IOS_PLIST),
    "binary plist": (b"bplist00\xd4\x01\x02_\x10\x09CLIENT_ID", Kind.IOS_PLIST),
    "binary plist of Firebase": (b"bplist00\xd4\x01GOOGLE_APP_ID", Kind.FIREBASE_IOS_PLIST),
    "old plist": (b'{ CLIENT_ID = "1-x.apps"; PLIST_VERSION = 1; }', Kind.IOS_PLIST),
    "old plist of Firebase": (
        b'// !$*UTF8*$!\n{\n  GOOGLE_APP_ID = "1:2";\n}',
        Kind.FIREBASE_IOS_PLIST,
    ),
    "no plist": (b'{"CLIENT_ID": "a=b"}', Kind.INNER_CLIENT),
    "API key": (AIZA.encode(), Kind.API_KEY),
    "API key in quotes": (f"'{AIZA}';".encode(), Kind.API_KEY),
    "newer API key": (b"AQ." + b"Ab8" * 15, Kind.API_KEY),
    "API key as JSON": (AIZA, Kind.API_KEY),
    "API key in .env": (f"# key\nDEBUG=1\n\nGOOGLE_API_KEY={AIZA}\n".encode(), Kind.API_KEY),
    "API key in a script": (f'const key = "{AIZA}";'.encode(), Kind.API_KEY),
    "API key of Firebase": ({"apiKey": AIZA, "authDomain": "x"}, Kind.API_KEY),
    "API key within": ({"maps": {"key": AIZA}}, Kind.API_KEY),
    "API key among secrets": (f"KEY={AIZA}\nSECRET={SECRET}".encode(), Kind.NOT_JSON),
    "API key in prose": (f"Use {AIZA} for it".encode(), Kind.NOT_JSON),
    "page": (b"<!DOCTYPE html><html></html>", Kind.HTML),
    "rclone.conf": (b'[drive]\ntype = drive\ntoken = {"access_token":"x"}\n', Kind.NOT_JSON),
    "a list of words": (b'[true, "web"]', Kind.OTHER_JSON),
    "wrapper beside a token": (
        {"installed": True, "refresh_token": "1//x", **PAIR},
        Kind.AUTHORIZED_USER,
    ),
    "wrapper beside fields": ({"web": True, **PAIR}, Kind.INNER_CLIENT),
    "wrapper alone": ({"web": True}, Kind.WEB),
    "wrapper beside other things": ({"web": "x", "name": "y"}, Kind.WEB),
    "the wrapper with an object": ({"installed": None, "web": PAIR}, Kind.WEB),
    "client with tokens": ({"installed": PAIR, "refresh_token": "1//x"}, Kind.INSTALLED),
    "a discovery document": (
        {"kind": "discovery#restDescription", "parameters": {"access_token": {"type": "string"}}},
        Kind.OTHER_JSON,
    ),
    "a schema": ({"token": {"type": "string"}, "scopes": {}, "refresh_token": 5}, Kind.OTHER_JSON),
    "a token that is not there yet": ({"token": None, "scopes": []}, Kind.GOOGLE_AUTH_TOKEN),
    "other": ({"name": "x", "secret_word": "y", "list": [1, {"a": []}]}, Kind.OTHER_JSON),
}


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    content, kind = KINDS[name]
    found = of(content)
    assert found.kind == kind
    assert not found.usable
    assert found.usable_for == ("delegation" if name.startswith("key") else "none")
    assert found.findings


def the(value: object, code: str) -> tuple[str, str]:
    """The message and the remedy of the one finding with `code`."""
    (found,) = [finding for finding in of(value).findings if finding.code == code]
    return found.message, found.remedy


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("google-auth", "google-auth"),
        ("oauth2client", "oauth2client"),
        ("oauth2client's multi-store", "several accounts"),
        ("Node's tokens", "for Node"),
        ("Node's token.json", "authorized_user"),
        ("clasp", "clasp"),
        ("Go, rclone", "for Go"),
        ("Google's answer", "token endpoint"),
        ("PHP", "PHP"),
        (".NET", ".NET"),
        ("Ruby", "Ruby"),
        ("Java's store", "Java"),
        ("gcloud's", "gcloud"),
        ("gog's saved account", "refresh token"),
    ],
)
def test_a_saved_token_says_whose_it_is_and_that_it_is_no_client_file(
    name: str, piece: str
) -> None:
    message, _ = the(KINDS[name][0], "CS214")
    assert piece in message
    assert "no client file" in message


@pytest.mark.parametrize("name", [name for name, (_, kind) in KINDS.items() if "token" in kind])
def test_a_client_file_is_offered_where_one_can_be_made_of_the_token(name: str) -> None:
    (found,) = [finding for finding in of(KINDS[name][0]).findings if finding.code == "CS214"]
    assert ("--fix" in found.remedy) is found.fixable
    assert found.fixable or "Create client" in found.remedy


def test_the_client_of_a_program_is_not_the_users() -> None:
    token = {"type": "authorized_user", "client_id": GCLOUD, "client_secret": SECRET}
    _, remedy = the(token | {"refresh_token": "1//x"}, "CS214")
    assert "gcloud" in remedy
    assert "--fix" not in remedy
    assert owner_of("202264815644.apps.googleusercontent.com") == "rclone"
    assert owner_of(CLIENT_ID) == ""


@pytest.mark.parametrize(
    ("value", "code", "piece"),
    [
        (KEY, "CS110", "To act for a person"),
        ({"type": "gdch_service_account"}, "CS111", "Distributed Cloud"),
        ({"type": "external_account"}, "CS111", "workload identity"),
        ({"type": "external_account_authorized_user"}, "CS111", "workforce identity"),
        ({"type": "impersonated_service_account"}, "CS111", "acting as a service account"),
        (b"<plist><key>CLIENT_ID</key></plist>", "CS112", "client for iOS"),
        (b"<plist><key>CFBundle</key></plist>", "CS112", "holds no client"),
        ({}, "CS102", "empty"),
        ({"a": 1}, "CS102", "neither"),
        ({"a": [], "gcp": KEY}, "CS102", "inside the member gcp"),
        ({"google": {"installed": PAIR}}, "CS102", "one level too deep, inside of google"),
        ({"desktop": PAIR}, "CS102", 'has to be called "installed" or "web"'),
        ([{"installed": PAIR}, 1], "CS101", "inside a list"),
        ([1], "CS101", "not an object"),
        ({"installed": {}}, "CS107", "is empty"),
        ({"web": {"port": 1}}, "CS107", "none of a client's fields"),
        ({"web": 5}, "CS107", "no object"),
    ],
)
def test_message_or_remedy_says_what_it_is(value: object, code: str, piece: str) -> None:
    assert piece in " ".join(the(value, code))


@pytest.mark.parametrize(
    ("page", "piece"),
    [
        ("<html><title>Sign in - Google Accounts</title>accounts.google.com", "Google's sign-in"),
        ("<html><title>Error 404 (Not Found)!!1</title>", "404"),
        ("<html><title>403 Forbidden</title>", "refuses access"),
        ("<html><title>x/key.json at main \u00b7 me/x \u00b7 GitHub</title>", "GitHub"),
        ("<html><title>Clients - Google Cloud console</title>", "console itself"),
        ("<html><title>Google Drive - Virus scan warning</title>", "Google Drive"),
        ('<html><title>x</title><input type="password">', "log in"),
        ("<?xml version='1.0'?><Error/>", "angle bracket"),
        ("<!DOCTYPE html><html><body>x</body></html>", "a web page"),
    ],
)
def test_a_page_says_which_it_is(page: str, piece: str) -> None:
    message, remedy = about_page(page)
    assert piece in message
    assert "Add secret" in remedy
    assert the(page.encode(), "CS114") == (message, remedy)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (CLIENT_ID, "client_id alone"),
        (SECRET, "secret alone"),
        (f"GOOGLE_CLIENT_ID={CLIENT_ID}", "values of a client"),
        (f"id: {CLIENT_ID}\nsecret: {SECRET}", "values of a client"),
        ("1//0gAbCdEfGhIj", "token or an authorization code"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "private key alone"),
        ("[s3]\nkey = x\n", "INI"),
    ],
)
def test_bare_values_are_known(text: str, piece: str) -> None:
    found = of(text.encode())
    assert [finding.code for finding in found.findings] == ["CS115"]
    assert found.kind == Kind.NOT_JSON
    assert piece in found.findings[0].message
    assert SECRET[-5:] not in found.findings[0].message + found.findings[0].remedy


def test_fields_without_braces_are_left_to_the_reader() -> None:
    text = f'Here: {{"client_id": "{CLIENT_ID}", "client_secret": "{SECRET}"}}'.encode()
    assert of(text).kind == Kind.INNER_CLIENT
    assert "CS115" not in {finding.code for finding in of(text).findings}
    assert "CS115" not in {finding.code for finding in of(b"mentions " + SECRET.encode()).findings}


@pytest.mark.parametrize(
    ("private_key", "piece"),
    [
        ("", "is missing"),
        ("YOUR_PRIVATE_KEY", "placeholder"),
        ("qwertz", "no key in PEM form"),
        (PEM.replace("\n", "\\n"), "escaped twice"),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "encrypted"),
        ("-----BEGIN PUBLIC KEY-----\n", "another sort"),
        (PEM[:900], "end of the private_key"),
        (PEM.replace("MIIE", "*"), "no whole key"),
        (PEM.replace("\n", " "), "were lost"),
        (PEM + " " * 20_000, "much longer"),
    ],
)
def test_a_damaged_private_key_says_how(private_key: str, piece: str) -> None:
    message, remedy = the(KEY | {"private_key": private_key}, "CS220")
    assert piece in message
    assert remedy


def test_a_sound_key_has_no_other_finding_than_what_it_is() -> None:
    assert [finding.code for finding in diagnose_bytes(key()).findings] == ["CS110"]
    assert diagnose_bytes(GOOD).kind == Kind.INSTALLED
    assert diagnose_bytes(client("web")).kind == Kind.WEB
