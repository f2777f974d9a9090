"""Messages of libraries and of Google are explained, and never repeated."""

from __future__ import annotations

import pytest

from chattui.clientfile import diagnose_bytes, diagnose_text, text_report
from chattui.clientfile.messages import LONGEST, explain_message, table
from chattui.clientfile.rules import RULES
from tests.unit.clientfile.cases import GOOD, SECRET

SAMPLES: dict[str, tuple[str, str]] = {
    # The message, and a piece of what is said about it.
    "web or installed": (
        "ValueError: Client secrets must be for a web or installed app.",
        "no member",
    ),
    "not in the correct format": (
        "ValueError: Client secrets is not in the correct format.",
        "lacks",
    ),
    "no secret": ("KeyError: 'client_secret'", "no client_secret"),
    "installed": ("Traceback (most recent call last):\nKeyError: 'installed'", "two kinds"),
    "auth_uri": ("KeyError: 'auth_uri'", "A field that every client file has"),
    "_module": ("    module_name = data['_module']\nKeyError: '_module'", "own saved token"),
    "gcloud": (
        "ERROR: (gcloud.auth.login) Only client IDs of type 'installed' are allowed, but "
        "encountered type 'web'. Valid client IDs can be created using:",
        "web application's client",
    ),
    "single property": (
        "oauth2client.clientsecrets.InvalidClientSecretsError: Invalid file format. See "
        "https://developers.google.com/api-client-library/python/guide/aaa_client_secrets "
        'Expected a JSON object with a single property for a "web" or "installed" application',
        "nothing beside it",
    ),
    "unknown type": ("InvalidClientSecretsError: Unknown client type: other.", "no member"),
    "missing property": (
        'Missing property "client_secret" in a client type of "installed".',
        "oauth2client wants",
    ),
    "not configured": ('Property "client_id" is not configured.', "square brackets"),
    "opening": (
        "('Error opening file', 'credentials.json', 'No such file or directory', 2)",
        "not where the program looks",
    ),
    "invalid secrets": ("oauth2client.clientsecrets.InvalidClientSecretsError", "no member"),
    "none keys": ("AttributeError: 'NoneType' object has no attribute 'keys'", "null in place"),
    "none iterable": ("TypeError: argument of type 'NoneType' is not iterable", "the word null"),
    "authorized user": (
        "ValueError: Authorized user info was not in the expected format, missing fields "
        "client_id, refresh_token.",
        "wants a saved sign-in",
    ),
    "service account": (
        "google.auth.exceptions.MalformedError: Service account info was not in the expected "
        "format, missing fields token_uri, client_email.",
        "wants a service account",
    ),
    "valid type": (
        "The file c.json does not have a valid type. Type is None, expected one of "
        "('authorized_user', 'service_account').",
        "where credentials are wanted",
    ),
    "unknown credential type": ('unknown credential type: "installed"', "does not know"),
    "not a valid json file": (
        "DefaultCredentialsError: ('File k.json is not a valid json file.', JSONDecodeError("
        "'Expecting value: line 2 column 1 (char 1)',))",
        "not in UTF-8",
    ),
    "no credentials file": (
        "google.auth.exceptions.DefaultCredentialsError: File /app/key.json was not found.",
        "is not there",
    ),
    "refresh fields": (
        "RefreshError: The credentials do not contain the necessary fields need to refresh the "
        "access token. You must specify refresh_token, token_uri, client_id, and client_secret.",
        "no refresh token, or lacks",
    ),
    "default credentials": ("Error: Could not load the default credentials.", "found none"),
    "scope": ('Warning: Scope has changed from "a b" to "a".', "granted other scopes"),
    "state": ("(mismatching_state) CSRF Warning! State not equal in request.", "another sign-in"),
    "https": ("(insecure_transport) OAuth 2 MUST utilize https.", "begins with http"),
    "pem": (
        "Could not deserialize key data. The data may be in an incorrect format",
        "private key",
    ),
    "browser": ("webbrowser.Error: could not locate runnable browser", "open a browser"),
    "port": ("OSError: [Errno 98] Address already in use", "listens on the port"),
    "java wrapper": (
        "Unable to parse Client ID JSON. Expecting top-level field 'web' or 'installed' of "
        "collection type",
        "no member",
    ),
    "java details": (
        "java.lang.IllegalArgumentException\n  at com.google.api.client.googleapis.auth.oauth2."
        "GoogleClientSecrets.getDetails(GoogleClientSecrets.java:82)",
        "has both",
    ),
    "java user": (
        "Error reading user credential from JSON,  expecting 'client_id'",
        "saved sign-in",
    ),
    "java account": (
        "Error reading service account credential from JSON, expecting  'client_id'",
        "wants a service account",
    ),
    "java type": (
        "Error reading credentials from stream, 'type' field not specified.",
        "where credentials are wanted",
    ),
    "node undefined": (
        "TypeError: Cannot read properties of undefined (reading 'client_secret')",
        "reads",
    ),
    "node redirect": (
        "Error: The provided keyfile does not define a valid\nredirect URI. There must be at "
        "least one redirect URI defined",
        "No redirect in the file",
    ),
    "node account": (
        "The incoming JSON object does not contain a client_email field",
        "wants a service account",
    ),
    "node user": (
        'The incoming JSON object does not have the "authorized_user" type',
        "saved sign-in",
    ),
    "node refresh": ("Error: No refresh token is set.", "no refresh token"),
    "go": (
        "Unable to parse client secret file to config: oauth2/google: no credentials found",
        "no member",
    ),
    "go redirect": (
        "oauth2/google: missing redirect URL in the client_credentials.json",
        "no redirect_uris",
    ),
    "go key": (
        'google: read JWT from JSON credentials: \'type\' field is "" (expected "service_account")',
        "wants a service account",
    ),
    "go config": ("Unable to parse client secret file to config: EOF", "no member"),
    ".net": ("At least one client secrets (Installed or Web) should be set", "no member"),
    "ruby": (
        "Expected top level property 'installed' or 'web' to be present. (RuntimeError)",
        "no member",
    ),
    "php": (
        "PHP Fatal error: Google_Exception: Invalid client secret JSON file. in x",
        "no member",
    ),
    "not found": ("Error 401: invalid_client\nThe OAuth client was not found.", "does not know"),
    "secret missing": (
        '{"error": "invalid_request", "error_description": "client_secret is missing."}',
        "without a client secret",
    ),
    "secret invalid": (
        "(invalid_client) The provided client secret is invalid.",
        "not that of the client",
    ),
    "tv": ("Only clients of type 'TVs and Limited Input devices' can use the flow", "for TVs only"),
    "device scope": ("Invalid device flow scope: https://x", "does not take this scope"),
    "no download": (
        "Viewing and downloading client secrets is no longer available.",
        "does not show",
    ),
    "deleted": ("Error 401: deleted_client", "was deleted"),
    "disabled": ("Error 401: disabled_client\nThe OAuth client was disabled.", "was disabled"),
    "oob": (
        "Error 400: invalid_request\nThe out-of-band (OOB) flow has been blocked in order to keep "
        "users secure.",
        "show a code",
    ),
    "mismatch": ("Error 400: redirect_uri_mismatch", "not registered"),
    "webview": ("Error 403: disallowed_useragent", "other programs' windows"),
    "policy": ("Error 400: admin_policy_enforced", "administrator of the Workspace"),
    "internal": ("Error 403: org_internal", "its own organization"),
    "test user": (
        "Access blocked: X has not completed the Google verification process\n"
        "Error 403: access_denied",
        "test users",
    ),
    "rapt": (
        "{'error': 'invalid_grant', 'error_description': 'reauth related error (invalid_rapt)'}",
        "again after some hours",
    ),
    "code": (
        '{"error": "invalid_grant", "error_description": "Malformed auth code."}',
        "not whole",
    ),
    "verifier": ("(invalid_grant) Missing code verifier.", "another program or run"),
    "revoked": (
        "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.',"
        " {'error': 'invalid_grant', 'error_description': 'Token has been expired or revoked.'})",
        "saved sign-in has ended",
    ),
    "signature": ("invalid_grant: Invalid JWT Signature.", "does not know the key"),
    "clock": (
        "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes)",
        "clock of this machine",
    ),
    "account": ("invalid_grant: Invalid email or User ID", "does not exist"),
    "delegation": (
        "unauthorized_client: Client is unauthorized to retrieve access tokens using this method, "
        "or client not authorized for any of the scopes requested.",
        "may not act for people",
    ),
    "scopes": ("Error 400: invalid_scope\nSome requested scopes were invalid.", "know a scope"),
    "no id": ("invalid_request: Could not determine client ID from request.", "no client_id"),
    "parameter": ("Missing required parameter: redirect_uri", "not complete"),
    "chat app": (
        "Google Chat app not found. To create a Chat app, you must turn on",
        "no Chat app",
    ),
    "api": (
        "Google Chat API has not been used in project 1 before or it is disabled.",
        "not turned on",
    ),
    "insufficient": ("Request had insufficient authentication scopes.", "does not include"),
    "api key": ("API key not valid. Please pass a valid API key.", "API key was used"),
    "refused": (
        "This site can\u2019t be reached\nlocalhost refused to connect.",
        "could not reach",
    ),
    "unauthorized": ("Error 401: unauthorized_client", "may not ask"),
    "invalid client": ("(invalid_client) Unauthorized", "does not accept the client"),
    "invalid grant": ("invalid_grant: Bad Request", "the code or the refresh token"),
    "grant type": ("unsupported_grant_type", "sort that Google does not have"),
    "denied": ("error=access_denied", "refused access"),
    "invalid request": ("Fehler 400: invalid_request", "as it is"),
    "bom": (
        "json.decoder.JSONDecodeError: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 "
        "column 1 (char 0)",
        "byte order mark",
    ),
    "utf-16": (
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0",
        "UTF-16",
    ),
    "latin-1": ("'utf-8' codec can't decode byte 0xe4 in position 7", "not UTF-8"),
    "html": ("SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", "web page"),
    "html of old": ("Unexpected token < in JSON at position 0", "web page"),
    "nothing": (
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "does not begin",
    ),
    "end": ("SyntaxError: Unexpected end of JSON input", "too early"),
    "trailing": ("JSONDecodeError: Illegal trailing comma before end of object", "last member"),
    "names": (
        "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "not in double quotes",
    ),
    "comma": ("Expecting ',' delimiter: line 3 column 5 (char 70)", "comma is missing"),
    "colon": ("Expecting ':' delimiter: line 3 column 5 (char 70)", "colon is missing"),
    "extra": ("Extra data: line 2 column 1 (char 400)", "behind the end"),
    "control": ("Invalid control character at: line 1 column 9 (char 8)", "inside of a value"),
    "escape": ("Invalid \\escape: line 1 column 9 (char 8)", "backslash"),
    "java json": (
        "com.fasterxml.jackson.core.JsonParseException: Unexpected character",
        "not JSON",
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_message_is_explained(name: str) -> None:
    message, piece = SAMPLES[name]
    found = explain_message(message)
    assert found is not None
    assert piece in found.meaning
    for words in (found.meaning, found.cause, found.remedy):
        assert words[0].isupper() or words.startswith(('"', "gcloud", "oauth2client"))
        assert words.endswith(".")
        assert "!" not in words
    assert found.origin
    assert found.code == "" or found.code in RULES


def test_every_row_has_a_sample_that_reaches_it() -> None:
    reached = {id(explain_message(message)) for message, _ in SAMPLES.values()}
    missed = [row.patterns for row in table() if id(row.explanation) not in reached]
    assert missed == []
    assert len(table()) >= 60


def test_every_pattern_is_written_as_it_is_compared() -> None:
    for row in table():
        for pattern in row.patterns:
            assert pattern == " ".join(pattern.lower().split())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_doctor_tells_it_alone(name: str) -> None:
    message, _ = SAMPLES[name]
    found = diagnose_text(message)
    assert [finding.code for finding in found.findings] == ["CS040"]
    assert found.kind == ("other_json" if message.startswith('{"error"') else "not_json")
    assert not found.usable


def test_a_message_in_quotes_is_one_too() -> None:
    found = diagnose_text("\"KeyError: 'client_secret'\"")
    assert [finding.code for finding in found.findings] == ["CS040"]


@pytest.mark.parametrize(
    "text",
    [
        "hello there",
        "",
        "The word error stands here, and json too.",
        '{"a": "invalid_client"}',
        GOOD.decode(),
        "It says redirect_uri_mismatch: " + GOOD.decode(),
    ],
)
def test_other_text_is_no_message(text: str) -> None:
    assert "CS040" not in {finding.code for finding in diagnose_text(text).findings}


def test_nothing_of_the_text_is_repeated() -> None:
    text = f"client_id=abc client_secret={SECRET} code=4/0AbCdEfGh error invalid_client"
    found = diagnose_text(text)
    assert [finding.code for finding in found.findings] == ["CS040"]
    shown = text_report(found, color=False)
    assert SECRET not in shown
    assert SECRET[-8:] not in shown
    explanation = explain_message(text)
    assert explanation is not None
    assert "abc" not in " ".join(explanation)


def test_the_end_of_a_long_traceback_is_read() -> None:
    text = "  File x, line 1\n" * 5000 + "KeyError: 'client_secret'"
    assert len(text) > LONGEST
    found = explain_message(text)
    assert found is not None
    assert found.code == "CS211"


def test_a_long_text_that_only_mentions_an_error_is_read_as_before() -> None:
    text = b"Notes. " * 5000 + b"redirect_uri_mismatch"
    assert [finding.code for finding in diagnose_bytes(text).findings] != ["CS040"]
