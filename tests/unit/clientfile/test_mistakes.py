"""One realistic mistake in a good file brings exactly the finding that names it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from chattui.clientfile import diagnose_bytes
from chattui.clientfile.mending import mend
from tests.unit.clientfile.cases import CLIENT_ID, FIELDS, GOOD, SECRET, TEXT, client, web
from tests.unit.clientfile.cases.made import renamed

ID_FRONT = CLIENT_ID.removesuffix(".apps.googleusercontent.com")
HERE = ["http://localhost"]
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def text(old: str, new: str) -> bytes:
    """The good file's text with one piece replaced."""
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new).encode()


def top(**more: object) -> bytes:
    """The good file with more members at its top."""
    return json.dumps(json.loads(GOOD) | more).encode()


MISTAKES: dict[str, tuple[bytes, str]] = {
    "id missing": (client(client_id=None), "CS201"),
    "id empty": (client(client_id=""), "CS201"),
    "id of white space": (client(client_id="  "), "CS201"),
    "id null": (text(f'"{CLIENT_ID}"', "null"), "CS201"),
    "id a number": (client(client_id=482910573846), "CS202"),
    "id a list": (client(client_id=[CLIENT_ID]), "CS202"),
    "id a placeholder": (client(client_id="YOUR_CLIENT_ID"), "CS203"),
    "id a variable": (client(client_id="${GOOGLE_CLIENT_ID}"), "CS203"),
    "id a command": (client(client_id="$(pass show google)"), "CS203"),
    "id a template": (client(client_id="{{ client_id }}"), "CS203"),
    "id a variable of Windows": (client(client_id="%CLIENT_ID%"), "CS203"),
    "id changeme": (client(client_id="CHANGEME"), "CS203"),
    "id of x": (client(client_id="xxx"), "CS203"),
    "id in brackets": (client(client_id="<client id>"), "CS203"),
    "id of a sample": (client(client_id="[[INSERT CLIENT ID HERE]]"), "CS203"),
    "id of the documentation": (
        client(client_id="1234567890-abcdef...apps.googleusercontent.com"),
        "CS203",
    ),
    "id with a scheme": (client(client_id=f"https://{CLIENT_ID}"), "CS204"),
    "id with a slash": (client(client_id=f"{CLIENT_ID}/"), "CS204"),
    "id without its ending": (client(client_id=ID_FRONT), "CS204"),
    "id with half its ending": (client(client_id=CLIENT_ID[:-9]), "CS204"),
    "id with its ending twice": (
        client(client_id=f"{CLIENT_ID}.apps.googleusercontent.com"),
        "CS204",
    ),
    "id in capitals": (client(client_id=CLIENT_ID.upper()), "CS204"),
    "id in quotes": (client(client_id=f"'{CLIENT_ID}'"), "CS204"),
    "id backwards": (client(client_id=f"com.googleusercontent.apps.{ID_FRONT}"), "CS204"),
    "id an e-mail address": (client(client_id="ada@example.com"), "CS204"),
    "id the project's number": (client(client_id="482910573846"), "CS204"),
    "id a service account's number": (client(client_id="104839201748392017483"), "CS204"),
    "id the project's id": (client(client_id="demo-project-1"), "CS204"),
    "id an app of Firebase": (client(client_id="1:482910573846:web:0a1b2c3d4e5f"), "CS204"),
    "id an API key": (client(client_id="AIza" + "Sy0" * 11 + "ab"), "CS204"),
    "id masked": (client(client_id="4829***y3d1"), "CS204"),
    "id masked by dots": (client(client_id="\u2022" * 4 + "y3d1"), "CS204"),
    "id masked between its ends": (client(client_id="4829\u2026y3d1"), "CS204"),
    "id in brackets around dots": (client(client_id="<\u2026>"), "CS204"),
    "id a word in brackets": (client(client_id="[INSERT]"), "CS203"),
    "id shortened": (client(client_id=CLIENT_ID.replace("k3v9", "")), "CS219"),
    "id with a space behind": (client(client_id=f"{CLIENT_ID} "), "CS213"),
    "id broken by a line end": (client(client_id=CLIENT_ID.replace("-", "-\n")), "CS213"),
    "id with a zero-width space": (client(client_id=f"{CLIENT_ID}\u200b"), "CS208"),
    "id with a Cyrillic letter": (client(client_id=CLIENT_ID.replace("c", "\u0441")), "CS209"),
    "id with a dash": (client(client_id=CLIENT_ID.replace("-", "\u2013")), "CS209"),
    "id and secret swapped": (client(client_id=SECRET, client_secret=CLIENT_ID), "CS206"),
    "id in both places": (client(client_secret=CLIENT_ID), "CS206"),
    "secret in both places": (client(client_id=SECRET), "CS206"),
    "id under another name": (renamed("client_id", "clientId"), "CS207"),
    "id in other letters": (renamed("client_id", "Client_Id"), "CS207"),
    "id with a hyphen": (renamed("client_id", "client-id"), "CS207"),
    "id misspelt": (renamed("client_id", "cleint_id"), "CS207"),
    "secret under another name": (renamed("client_secret", "clientSecret"), "CS207"),
    "secret misspelt": (renamed("client_secret", "client_secert"), "CS207"),
    "secret missing": (client(client_secret=None), "CS211"),
    "secret empty": (client(client_secret=""), "CS211"),
    "Android's file": (client(client_secret=None, redirect_uris=None), "CS211"),
    "secret a number": (client(client_secret=5), "CS202"),
    "secret a placeholder": (client(client_secret="YOUR_CLIENT_SECRET"), "CS212"),
    "secret redacted": (client(client_secret="[REDACTED]"), "CS212"),
    "secret of x": (client(client_secret="GOCSPX-" + "x" * 28), "CS212"),
    "secret with a tab": (client(client_secret=f"{SECRET}\t"), "CS213"),
    "secret too short": (client(client_secret="abc-9Kq"), "CS215"),
    "secret with a mark": (client(client_secret=f"{SECRET}!"), "CS215"),
    "secret in quotes": (client(client_secret=f"'{SECRET}'"), "CS215"),
    "secret a refresh token": (client(client_secret="1//0gAbCdEfGhIjKlMnOpQrStUvWxYz"), "CS215"),
    "secret an address": (client(client_secret="https://example.com/secret"), "CS215"),
    "secret masked": (client(client_secret="****n8Vk"), "CS216"),
    "secret masked by dots": (client(client_secret="\u2022" * 12 + "n8Vk"), "CS216"),
    "secret shortened": (client(client_secret="GOC...8Vk"), "CS216"),
    "secret in small letters": (client(client_secret=SECRET.lower()), "CS215"),
    "secret cut": (client(client_secret=SECRET[:-2]), "CS217"),
    "secret with an emoji": (client(client_secret=f"{SECRET}\U0001f511"), "CS209"),
    "project a placeholder": (client(project_id="YOUR_PROJECT_ID"), "CS205"),
    "project of dots": (client(project_id="\u2026"), "CS209"),
    "project masked": (client(project_id="\u2022" * 8), "CS209"),
    "project a number": (client(project_id="482910573846"), "CS205"),
    "project null": (text('"demo-project-1"', "null"), "CS202"),
    "project under another name": (renamed("project_id", "projectId"), "CS218"),
    "auth_uri missing": (client(auth_uri=None), "CS302"),
    "auth_uri empty": (client(auth_uri=""), "CS301"),
    "auth_uri by http": (client(auth_uri="http://accounts.google.com/o/oauth2/auth"), "CS301"),
    "auth_uri of a mirror": (
        client(auth_uri="https://m.example/:443/https/accounts.google.com/o/oauth2/auth"),
        "CS301",
    ),
    "auth_uri look-alike": (
        client(auth_uri="https://acc\u043eunts.google.com/o/oauth2/auth"),
        "CS301",
    ),
    "auth_uri with a space": (client(auth_uri=f" {FIELDS['auth_uri']}"), "CS213"),
    "token_uri elsewhere": (client(token_uri="https://tokens.example/token"), "CS301"),
    "token_uri of another library": (renamed("token_uri", "token_url"), "CS218"),
    "token_uri mistyped": (client(token_uri="https://oauth2.googleapis.com/tokne"), "CS303"),
    "addresses swapped": (
        client(auth_uri=FIELDS["token_uri"], token_uri=FIELDS["auth_uri"]),
        "CS303",
    ),
    "certificates elsewhere": (
        client(auth_provider_x509_cert_url="https://example.com/certs"),
        "CS301",
    ),
    "another universe": (client(universe_domain="example.com"), "CS304"),
    "an address of its own": (client(callback_url="https://example.com/cb"), "CS305"),
    "redirects missing": (client(redirect_uris=None), "CS402"),
    "redirects empty": (client(redirect_uris=[]), "CS402"),
    "redirects a text": (client(redirect_uris="http://localhost"), "CS202"),
    "redirects under one's name": (renamed("redirect_uris", "redirect_uri"), "CS218"),
    "redirect out of band": (client(redirect_uris=[OUT_OF_BAND, *HERE]), "CS403"),
    "redirect with a space": (client(redirect_uris=["http://localhost "]), "CS213"),
    "redirect with a space within": (client(redirect_uris=["http://local host"]), "CS213"),
    "redirect with a zero-width space": (client(redirect_uris=["http://local\u200bhost"]), "CS208"),
    "redirect with a Cyrillic letter": (client(redirect_uris=["http://l\u043ecalhost"]), "CS209"),
    "redirect to a port that is none": (client(redirect_uris=["http://localhost:65536"]), "CS404"),
    "redirect to port 0": (client(redirect_uris=["http://localhost:0"]), "CS404"),
    "redirect of dots": (client(redirect_uris=["\u2026"]), "CS209"),
    "redirect without scheme": (client(redirect_uris=["localhost:8080"]), "CS405"),
    "redirect by https to here": (client(redirect_uris=["https://localhost:8080/"]), "CS405"),
    "redirect with a wildcard": (client(redirect_uris=[*HERE, "https://*.example.com/"]), "CS405"),
    "redirect with a fragment": (client(redirect_uris=["http://localhost/#x"]), "CS404"),
    "redirect by http elsewhere": (client(redirect_uris=[*HERE, "http://example.com/"]), "CS404"),
    "web without redirects": (web(redirect_uris=None), "CS401"),
    "web with a site's redirect": (web(redirect_uris=["https://example.com/cb"]), "CS401"),
    "web with https to here": (web(redirect_uris=["https://localhost:8080/"]), "CS401"),
    "web out of band": (web(redirect_uris=[OUT_OF_BAND]), "CS401"),
    "web by http elsewhere": (web(redirect_uris=["http://example.com/"]), "CS401"),
    "web with a port that is none": (web(redirect_uris=["http://localhost:99999/"]), "CS401"),
    "web with a zero-width space": (web(redirect_uris=["http://localhost\u200b:80/"]), "CS208"),
    "web with redirectUris": (renamed("redirect_uris", "redirectUris", "web"), "CS401"),
    "secret broken by a line end": (text("GOCSPX-", "GOCSPX-\n  "), "CS019"),
    "id with a raw tab": (text("482910573846-", "482910573846-\t"), "CS019"),
    "secret with a raw control character": (text("GOCSPX-", "GOCSPX-\x01"), "CS019"),
    "id with a wrong escape": (text("482910573846-", "482910573846\\-"), "CS022"),
    "secret with a wrong escape": (text("GOCSPX-", "GOCSPX\\-"), "CS022"),
    "project with a wrong escape": (text("demo-project", "demo\\-project"), "CS022"),
    "redirect with a wrong escape": (text("http://localhost", "http://local\\host"), "CS022"),
    "name with a wrong escape": (text('"client_id"', '"client\\_id"'), "CS022"),
    "project a number that is none": (text('"demo-project-1"', "NaN"), "CS017"),
    "project with a leading zero": (text('"demo-project-1"', "0123"), "CS023"),
    "wrapper in capitals": (client("Installed"), "CS106"),
    "wrapper called other": (client("other"), "CS102"),
    "wrapper called desktop": (client("desktop"), "CS102"),
    "wrapper missing": (json.dumps(FIELDS).encode(), "CS103"),
    "wrapper in a list": (b"[" + GOOD + b"]", "CS101"),
    "wrapper within another": (b'{"google": ' + GOOD + b"}", "CS102"),
    "both wrappers": (json.dumps({"installed": FIELDS, "web": FIELDS}).encode(), "CS104"),
    "tokens beside it": (top(refresh_token="1//0abc"), "CS105"),
    "wrapper of nothing": (b'{"installed": {}}', "CS107"),
    "wrapper of null": (b'{"installed": null}', "CS107"),
    "wrapper of something else": (b'{"web": {"port": 8080}}', "CS107"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_brings_the_one_finding_that_names_it(name: str) -> None:
    data, code = MISTAKES[name]
    found = [finding.code for finding in diagnose_bytes(data).findings]
    assert found == [code]


def test_there_are_many_and_none_is_the_good_file() -> None:
    assert len(MISTAKES) >= 80
    assert GOOD not in [data for data, _ in MISTAKES.values()]
    assert diagnose_bytes(GOOD).findings == ()


def _all(*changes: Callable[[dict[str, object]], object]) -> list[str]:
    fields = dict(FIELDS)
    for change in changes:
        change(fields)
    data = json.dumps({"installed": fields}).encode()
    return [finding.code for finding in diagnose_bytes(data).findings]


def test_two_causes_bring_two_findings() -> None:
    codes = _all(
        lambda fields: fields.update(client_id=f" {ID_FRONT}"),
        lambda fields: fields.pop("client_secret"),
    )
    assert sorted(codes) == ["CS204", "CS211", "CS213"]


def test_a_foreign_address_is_told_beside_a_wrong_escape() -> None:
    data = text("https://oauth2.googleapis.com/token", "https://tokens.example/\\q")
    assert [found.code for found in diagnose_bytes(data).findings] == ["CS022", "CS301"]


def test_what_follows_from_a_fault_shows_once_that_is_mended() -> None:
    found = diagnose_bytes(text("GOCSPX-", "GOCSPX-\t"))
    assert [(finding.code, finding.fixable) for finding in found.findings] == [("CS019", True)]
    assert [follower.code for follower in found.followers] == ["CS213"]
    mending = mend(found)
    assert mending is not None
    assert [finding.code for finding in mending.mended.findings] == ["CS213"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("end", [b"\n", b" ", b"\0"])
def test_a_byte_behind_utf_16_that_a_shell_wrote_is_left_out(encoding: str, end: bytes) -> None:
    found = diagnose_bytes(GOOD.decode().encode(encoding) + end)
    assert [(finding.code, finding.fixable) for finding in found.findings] == [("CS002", True)]
    mending = mend(found)
    assert mending is not None
    assert mending.data == GOOD


def test_a_cut_letter_behind_utf_16_is_told() -> None:
    found = diagnose_bytes(GOOD.decode().encode("utf-16-le") + b"x")
    assert "CS003" in {finding.code for finding in found.findings}


def test_full_width_quotes_behind_a_missing_comma() -> None:
    data = text('1", "auth_uri"', '1" \uff02auth_uri\uff02')
    found = [(finding.code, finding.fixable) for finding in diagnose_bytes(data).findings]
    assert found == [("CS012", True), ("CS014", True)]
