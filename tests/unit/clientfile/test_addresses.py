"""Why an address or a redirect is not what it should be, and what stands in an id's place."""

from __future__ import annotations

import pytest

from chattui.clientfile import diagnose_bytes
from chattui.clientfile.addresses import foreign, is_googles
from chattui.clientfile.fieldnames import alias_of, meant
from chattui.clientfile.lookalikes import ascii_of, in_ascii
from chattui.clientfile.misplaced import about_client_id, about_client_secret
from chattui.clientfile.reader import read
from chattui.clientfile.rules.endpoints import foreign as foreign_in_words
from tests.unit.clientfile.cases import CLIENT_ID, PEM, SECRET, client, web

GOOGLE = "https://accounts.google.com"


@pytest.mark.parametrize(
    ("address", "piece", "slip"),
    [
        ("", "empty", True),
        (f"{GOOGLE}/{'x' * 2000}", "longer than any", False),
        ("${AUTH_URI}", "placeholder", True),
        ("accounts.google.com/o/oauth2/auth", "https:// in front of it is missing", True),
        ("//accounts.google.com/o/oauth2/auth", "https:// in front of it is missing", True),
        ("https:/accounts.google.com/o/oauth2/auth", "Two slashes", True),
        ("https:///o/oauth2/auth", "no host", True),
        ("nonsense", "no address", False),
        ("javascript:alert(1)", "no address", False),
        ("ftp://accounts.google.com/", "no address", False),
        ("http://accounts.google.com/o/oauth2/auth", "not encrypted", True),
        ("HTTP://ACCOUNTS.GOOGLE.COM/", "not encrypted", True),
        (f"{GOOGLE}:8443/o/oauth2/auth", "a port", False),
        (f"{GOOGLE}:443443/", "a port", False),
        (f"{GOOGLE}./o/oauth2/auth", "A dot too many", True),
        (f"{GOOGLE}/o/oauth2/auth?x=y", "question mark", True),
        (f"{GOOGLE}/o/oauth2/auth#x", "no address", True),
        (f"{GOOGLE}?x", "no address", True),
        (f"{GOOGLE}@evil.example/", "disguise: it leads to evil.example", False),
        (f"{GOOGLE}:x@evil.example:8/", "disguise: it leads to evil.example", False),
        (f"{GOOGLE}\\@evil.example/", "backslash", False),
        ("https://evil.example/auth", "It leads to evil.example.", False),
        ("https://accounts.google.com.evil.example/", "begins like Google's", False),
        ("https://accounts-google.com/", "only looks like", False),
        ("https://goog1e.com/", "goog1e.com, which only looks like", False),
        ("https://acc0unts.g00g1e.com/", "acc0unts.g00g1e.com, which only looks like", False),
        ("https://acc0unts.gogle.com/", "only looks like", False),
        ("https://accounts.g\u043eogle.com/", "the letter U+043E", False),
        ("https://xn--ggle-55da.com/", "letters that only look Latin", False),
        ("https://accounts.xn--ggle-55da.com/", "letters that only look Latin", False),
        ("https://m.example/:443/https/accounts.google.com/o/oauth2/auth", "a mirror", False),
        ("https://proxy.example/https://oauth2.googleapis.com/token", "a mirror", False),
        ("https://127.0.0.1:8080/token", "this machine", False),
        ("http://localhost/token", "this machine", False),
        ("http://[::1]:80/token", "this machine", False),
        ("https://142.250.1.1/token", "by its number", False),
        ("https://2398700801/token", "by its number", False),
        ("https://0x8efa0101/", "by its number", False),
        ("https://[2a00:1450::1]/", "by its number", False),
        ("https://accounts%2egoogle.com/", "percent", False),
        ("https://script.google.com/macros/s/x/exec", "not where it signs in", False),
        ("https://storage.googleapis.com/x", "not where it signs in", False),
        (f"{GOOGLE}/o/oauth2/\u0430uth", "no address", True),
    ],
)
def test_a_foreign_address_says_why(address: str, piece: str, slip: bool) -> None:
    found = foreign(address)
    assert found is not None
    assert piece in found.words
    assert found.slip is slip
    assert foreign_in_words(address) == found.words
    codes = [finding.code for finding in diagnose_bytes(client(auth_uri=address)).findings]
    assert codes == ["CS301"]


@pytest.mark.parametrize(
    "address",
    [
        f"{GOOGLE}/o/oauth2/auth",
        f"{GOOGLE}:443/o/oauth2/v2/auth",
        f"{GOOGLE}:/o/oauth2/auth",
        "HTTPS://Accounts.Google.COM/o/oauth2/auth",
        "https://www.googleapis.com/robot/v1/metadata/x509/a%40b.iam.gserviceaccount.com",
        "https://www.googleapis.com",
    ],
)
def test_googles_addresses_are_not_foreign(address: str) -> None:
    assert foreign(address) is None
    assert foreign_in_words(address) == ""


def test_a_letter_that_lower_case_makes_latin_is_still_foreign() -> None:
    kelvin = client(token_uri="https://oauth2.googleapis.com/to\u212aen")
    assert [finding.code for finding in diagnose_bytes(kelvin).findings] == ["CS301"]


def test_the_remedy_names_the_address_only_where_nobody_else_is_meant() -> None:
    (slip,) = diagnose_bytes(client(auth_uri="http://accounts.google.com/o/oauth2/auth")).findings
    assert f"{GOOGLE}/o/oauth2/auth" in slip.remedy
    (other,) = diagnose_bytes(client(auth_uri="https://evil.example/")).findings
    assert "Do not use this file" in other.remedy
    (extra,) = diagnose_bytes(client(revoke_uri="")).findings
    assert "Delete" in extra.remedy


def test_an_endpoint_that_is_no_text_has_its_own_finding() -> None:
    found = diagnose_bytes(client(token_uri=["https://evil.example/"]))
    assert [finding.code for finding in found.findings] == ["CS202"]


@pytest.mark.parametrize(
    ("address", "googles"),
    [
        ("https://www.googleapis.com/oauth2/v3/userinfo", True),
        ("https://people.google.com/", True),
        ("https://google.com.evil.example/", False),
        ("http://www.google.com/", False),
        ("www.google.com", False),
        ("https://x@www.google.com:1/", False),
    ],
)
def test_any_host_of_googles(address: str, googles: bool) -> None:
    assert is_googles(address) is googles


@pytest.mark.parametrize(
    ("redirect", "code", "piece"),
    [
        ("", "CS405", "empty"),
        ("localhost:8080", "CS405", "http:// in front"),
        ("<redirect>", "CS405", "placeholder"),
        ("postmessage", "CS405", "button on a web page"),
        ("com.googleusercontent.apps.1-x:/cb", "CS405", "scheme of its own"),
        ("nonsense", "CS405", "no address"),
        ("https://{host}/cb", "CS405", "placeholder"),
        ("https://*.example.com/", "CS405", "wildcard"),
        ("https://example.com/#x", "CS405", "behind #"),
        ("https://a@example.com/", "CS405", "hides where it leads"),
        ("https://example.com/\\x", "CS405", "hides where it leads"),
        ("https://localhost:8080/", "CS405", "certificate"),
        ("https://127.0.0.1", "CS405", "certificate"),
        ("myapp://cb", "CS405", "scheme of its own"),
        ("http://localhost/#x", "CS404", "behind #"),
        ("http://localhost:*/", "CS404", "wildcard"),
        ("http://localhost:123456/", "CS404", "cannot be used"),
        ("http://0.0.0.0:80/", "CS404", "every machine"),
        ("http://example.com/", "CS404", "not encrypted"),
    ],
)
def test_an_odd_redirect_says_why(redirect: str, code: str, piece: str) -> None:
    found = diagnose_bytes(client(redirect_uris=["http://localhost", redirect]))
    (finding,) = found.findings
    assert finding.code == code
    assert piece in finding.message
    assert finding.pointer == "/installed/redirect_uris/1"
    assert found.usable


@pytest.mark.parametrize(
    "redirect", ["https://localhost.example.com/cb", "https://example.com/127.0.0.1"]
)
def test_a_redirect_that_only_mentions_this_machine_is_fine(redirect: str) -> None:
    assert diagnose_bytes(client(redirect_uris=["http://localhost", redirect])).findings == ()


def test_a_redirect_with_odd_characters_has_their_finding_alone() -> None:
    found = diagnose_bytes(client(redirect_uris=["http\u200b:localhost"]))
    assert [finding.code for finding in found.findings] == ["CS208"]


@pytest.mark.parametrize(
    ("redirect", "piece"),
    [
        ("https://localhost:8080/", "certificate"),
        ("http://localhost:*/", "wildcard"),
        ("https://example.com/", "leads to this machine."),
    ],
)
def test_a_web_client_says_what_is_wrong_with_its_nearest_redirect(
    redirect: str, piece: str
) -> None:
    (finding,) = diagnose_bytes(web(redirect_uris=["https://example.com/cb", redirect])).findings
    assert finding.code == "CS401"
    assert piece in finding.message


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (CLIENT_ID.upper(), "capital letters"),
        (f"http://{CLIENT_ID}", "scheme"),
        (f"{CLIENT_ID}/", "too many"),
        (f'"{CLIENT_ID}"', "quotes or brackets"),
        (f"{CLIENT_ID}.apps.googleusercontent.com", "twice"),
        ("com.googleusercontent.apps.12345-abc", "backwards"),
        (CLIENT_ID.removesuffix(".apps.googleusercontent.com"), "lacks its ending"),
        (CLIENT_ID[:-3], "ending"),
        (CLIENT_ID.replace("apps.google", "app.google"), "ending"),
        (f"client_id={CLIENT_ID}", "in front of the client_id or behind it"),
        ("4829…y3d1", "masked"),
        ("104839201748392017483", "number of a service account"),
        ("482910573846", "number of a project"),
        ("1:482910573846:android:0a1b2c3d", "Firebase"),
        ("123e4567-e89b-12d3-a456-426614174000", "other providers"),
        ("demo-project-1", "perhaps the id of a project"),
        ("sa@demo.iam.gserviceaccount.com", "address of a service account"),
        ("ada@example.com", "e-mail address"),
        ("AIza" + "x" * 35, "API key"),
        ("https://example.com/", "address of the web"),
        ("12.example", "does not look like one"),
        ("a@b." * 100, "much longer"),
    ],
)
def test_what_stands_in_the_place_of_an_id(text: str, piece: str) -> None:
    message, remedy = about_client_id(text)
    assert piece in message
    assert remedy
    assert text not in message + remedy


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("ya29.abcdef", "access token"),
        ("1//0abcdef", "refresh token"),
        ("4/0AbCd", "authorization code"),
        (PEM, "private key"),
        (f"'{SECRET}'", "quotes"),
        ("GOCSPX-", "Only the beginning"),
        ("abc-123", "7 characters"),
        ("a!" * 50, "much longer"),
        ("a!" * 500, "much longer"),
        ("a!" * 15, "does not look like one"),
    ],
)
def test_what_stands_in_the_place_of_a_secret(text: str, piece: str) -> None:
    message, remedy = about_client_secret(text)
    assert piece in message
    assert text not in message + remedy


def test_letters_that_look_alike_are_named() -> None:
    assert in_ascii("acc\u043eunts.g\uff4fogle\u2013\u00e9\U0001d41a\u200b") == "accounts.google-ea"
    assert ascii_of("\u4e2d") == ""
    assert ascii_of("\u03af") == "i"
    (found,) = diagnose_bytes(client(project_id="dem\u043e-project-1")).findings
    assert "U+043E" in found.message
    assert "looks like o" in found.message
    (odd,) = diagnose_bytes(client(project_id="demo-project-\u4e2d")).findings
    assert "looks like" not in odd.message


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("client_id", "client_id"),
        ("Client_Id", "client_id"),
        ("clientId", "client_id"),
        ("client-id", "client_id"),
        (" client_id", "client_id"),
        ("clinet_id", "client_id"),
        ("clientt_id", "client_id"),
        ("cliet_id", "client_id"),
        ("cliemt_id", "client_id"),
        ("\u0441lient_id", "client_id"),
        ("secret", "client_secret"),
        ("token_url", "token_uri"),
        ("redirect_uri", "redirect_uris"),
        ("javascript_origin", "javascript_origins"),
        ("type", ""),
        ("clientEmail", ""),
        ("revoke_uri", ""),
        ("name", ""),
        ("client_name", ""),
        ("x" * 41, ""),
    ],
)
def test_the_field_that_a_name_is_meant_to_be(name: str, field: str) -> None:
    assert meant(name) == field


def test_an_empty_value_is_no_alias() -> None:
    root = read('{"clientId": null, "redirectUris": ["x"], "token_uri": "", "tokenUri": "y"}').root
    assert root is not None
    assert alias_of(root, "client_id") is None
    assert alias_of(root, "token_uri") is None
    key = alias_of(root, "redirect_uris")
    assert key is not None
    assert key.text == "redirectUris"


def test_names_of_members_say_how_they_differ() -> None:
    def message(name: str) -> str:
        (found,) = diagnose_bytes(client(project_id=None, **{name: "demo-project-1"})).findings
        assert found.code == "CS218"
        return found.message

    assert "capital letters" in message("Project_ID")
    assert "White space" in message("project_id ")
    assert "not ASCII" in message("pr\u043eject_id")
    assert "project_id" in message("projectId")
