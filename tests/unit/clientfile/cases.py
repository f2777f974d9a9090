"""For every rule: bytes that it must find something in, and bytes that it must not."""

from __future__ import annotations

import json
from dataclasses import dataclass

SECRET = "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"
CLIENT_ID = "482910573846-k3v9q2m7x1c5n8b4z6l0p8r2t7w5y3d1.apps.googleusercontent.com"
PEM = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 26
PEM += "-----END PRIVATE KEY-----\n"

FIELDS: dict[str, object] = {
    "client_id": CLIENT_ID,
    "project_id": "demo-project-1",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
    "client_secret": SECRET,
    "redirect_uris": ["http://localhost"],
}
KEY: dict[str, object] = {
    "type": "service_account",
    "project_id": "demo",
    "private_key_id": "abababababababababababababababababababab",
    "private_key": PEM,
    "client_email": "sa@demo.iam.gserviceaccount.com",
    "client_id": "100000000000000000001",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "universe_domain": "googleapis.com",
}


def client(wrapper: str = "installed", **changes: object) -> bytes:
    """A client file with some fields changed; those that are None are left out."""
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    return json.dumps({wrapper: fields}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def key(**changes: object) -> bytes:
    """A service-account key with some fields changed; those that are None are left out."""
    fields = {name: value for name, value in (KEY | changes).items() if value is not None}
    return json.dumps(fields).encode()


def web(**changes: object) -> bytes:
    """A web client that can be used here, with some fields changed."""
    return client("web", **({"redirect_uris": ["http://localhost:8080/"]} | changes))


@dataclass(frozen=True, slots=True)
class Case:
    """Bytes, and the mode of their file where it matters."""

    data: bytes
    mode: int | None = None


GOOD = client()
TEXT = GOOD.decode()
TOKEN = {"token": "ya29.a", "refresh_token": "1//0abc", "client_id": CLIENT_ID, "scopes": []}

BAD_AND_GOOD: dict[str, tuple[list[bytes | Case], list[bytes | Case]]] = {
    "CS001": ([b"\xef\xbb\xbf" + GOOD], [GOOD]),
    "CS002": (
        [
            TEXT.encode("utf-16"),
            TEXT.encode("utf-16-le"),
            TEXT.encode("utf-16-be"),
            TEXT.encode("utf-32"),
            TEXT.encode("utf-32-be"),
        ],
        [GOOD, b"\xef\xbb\xbf" + GOOD],
    ),
    "CS003": ([client(project_id="pröjekt").decode().encode("latin-1"), GOOD + b"\xff"], [GOOD]),
    "CS004": ([b"", b" \n\t", b"\xef\xbb\xbf"], [GOOD, b"{}"]),
    "CS005": ([GOOD + b" " * (1 << 20)], [GOOD, GOOD + b" " * 1000]),
    "CS006": ([b"\x1f\x8b\x08\x00abc", b"PK\x03\x04abc", b"ab\x00c\x01"], [GOOD, b"hello"]),
    "CS010": ([b"hello there", b"*", b"client_id=5"], [GOOD, b"", b"true"]),
    "CS011": ([GOOD[:-1] + b",}", b'{"a": [1,,2]}', b"[1,]"], [GOOD]),
    "CS012": ([b'{"a": 1 "b": 2}', b'{"a": "x"y"}', b"[1 2]"], [GOOD]),
    "CS013": ([TEXT.replace('"', "'").encode()], [GOOD, client(project_id="it's")]),
    "CS014": (
        [TEXT.replace('"', "\u201c").encode(), "{\u00aba\u00bb: 1}".encode()],
        [GOOD],
    ),
    "CS015": ([TEXT.replace('"installed"', "installed").encode(), b"{1: 2}"], [GOOD]),
    "CS016": ([b'{"a": True}', b'{"a": None}'], [b'{"a": true, "b": null}']),
    "CS017": ([b'{"a": NaN}', b'{"a": -Infinity}'], [b'{"a": 1e5}']),
    "CS018": ([b'{} // "', b"# x\n{}", b'{"a": /* b */ 1}', b"{} /* c"], [GOOD]),
    "CS019": (
        [TEXT.replace("GOCSPX-", "GOCSPX-\n").encode(), TEXT.replace("demo", "de\tmo").encode()],
        [GOOD, client(project_id="de\nmo")],
    ),
    "CS020": ([GOOD[:-1], GOOD[:90], b'{"a": ["b', b"["], [GOOD]),
    "CS021": ([b"Here: " + GOOD, GOOD + b" bye", GOOD + GOOD, GOOD + b"}"], [GOOD + b"\n"]),
    "CS022": ([b'{"a": "\\x41"}', b'{"a": "\\u12"}'], [b'{"a": "\\u0041\\n\\/"}']),
    "CS023": ([b'{"a": 01}', b'{"a": +1}', b'{"a": 1.}'], [b'{"a": -0.5e-3}']),
    "CS024": ([b'{"a": [1}', b'[{"a": 1]', b"]"], [GOOD]),
    "CS025": ([b'{"a" 1}'], [GOOD]),
    "CS026": ([b'{"a": }', b'{"a":, "b": 1}', b'{"a"}'], [GOOD]),
    "CS027": ([b"[" * 65, b"[" * 100_000], [b"[" * 64 + b"]" * 64]),
    "CS028": ([b'{"a": ;}', b'{"a": "b,\n "c": 1}', b"{:1}"], [GOOD]),
    "CS029": (["{\u00a0}".encode(), "\u200b{}".encode()], [client(project_id="a\u00a0b")]),
    "CS030": (
        [TEXT.replace('"project_id"', '"client_secret": "x", "project_id"').encode()],
        [GOOD, b'{"x": {"a": 1, "a": 2}}'],
    ),
    "CS031": (
        [TEXT.replace('"project_id"', '"project_id": "demo-project-1", "project_id"').encode()],
        [GOOD],
    ),
    "CS101": ([b"[" + GOOD + b"]", b"null", b'"x"', b"5", b"[]"], [GOOD]),
    "CS102": ([b"{}", client("other"), b'{"a": 1}'], [GOOD, web()]),
    "CS103": ([json.dumps(FIELDS).encode(), b'{"client_id": "x"}'], [GOOD, key()]),
    "CS104": ([GOOD[:-1] + b", " + web()[1:]], [GOOD, web()]),
    "CS105": ([GOOD[:-1] + b', "token": "ya29.x"}'], [GOOD]),
    "CS106": ([client("Installed"), client("WEB")], [GOOD, web()]),
    "CS107": ([b'{"installed": null}', b'{"web": "{}"}', b'{"web": []}'], [GOOD]),
    "CS110": ([key()], [GOOD]),
    "CS111": (
        [b'{"type": "external_account"}', b'{"type": "impersonated_service_account"}'],
        [GOOD, key()],
    ),
    "CS112": (
        [
            b'{"project_info": {}, "client": []}',
            b'<?xml version="1.0"?><plist><dict><key>CLIENT_ID</key></dict></plist>',
            b"<plist><dict><key>GOOGLE_APP_ID</key></dict></plist>",
        ],
        [GOOD, b"<html></html>"],
    ),
    "CS113": ([b"AIza" + b"x" * 35 + b"\n", b'"AIza' + b"x" * 35 + b'"'], [GOOD, b'"AIzaX"']),
    "CS114": ([b"<!DOCTYPE html><html></html>", b"\n <html>"], [GOOD]),
    "CS201": (
        [client(client_id=None), client(client_id=""), b'{"installed": {"client_id": null}}'],
        [GOOD],
    ),
    "CS202": (
        [
            client(client_id=12345),
            client(project_id=["x"]),
            client(redirect_uris="http://localhost"),
            client(redirect_uris=[1]),
            key(private_key=5, client_email=True),
        ],
        [GOOD, web(), key()],
    ),
    "CS203": (
        [
            client(client_id=text)
            for text in (
                "YOUR_CLIENT_ID.apps.googleusercontent.com",
                "[[INSERT CLIENT ID HERE]]",
                "${CLIENT_ID}",
                "<client id>",
                "xxxxxxxx.apps.googleusercontent.com",
                "...",
            )
        ],
        [GOOD],
    ),
    "CS204": (
        [
            client(client_id=text)
            for text in ("x", "https://" + CLIENT_ID, CLIENT_ID[:-4], "ada@example.com")
        ],
        [GOOD, client(client_id="202264815644.apps.googleusercontent.com")],
    ),
    "CS206": (
        [client(client_id=SECRET, client_secret=CLIENT_ID), client(client_id=SECRET)],
        [GOOD],
    ),
    "CS208": (
        [
            client(client_id=CLIENT_ID + "\u200b"),
            client(project_id="\x1b]52;c;x\x07"),
            client(redirect_uris=["http://localhost\u202e"]),
            b'{"installed": {"client_secret": "\\ud800"}}',
        ],
        [GOOD],
    ),
    "CS209": (
        [client(auth_uri="https://acc\u043eunts.google.com/o/oauth2/auth")],
        [GOOD, client(unknown="\u043e")],
    ),
    "CS211": ([client(client_secret=None), client(client_secret=" ")], [GOOD]),
    "CS212": (
        [client(client_secret=text) for text in ("YOUR_CLIENT_SECRET", "GOCSPX-" + "x" * 28)],
        [GOOD, client(client_secret="****1234")],
    ),
    "CS213": (
        [client(client_secret=SECRET + " \n"), client(client_id=" " + CLIENT_ID)],
        [GOOD, client(unknown=" x ")],
    ),
    "CS214": (
        [
            json.dumps(TOKEN).encode(),
            b'{"_module": "oauth2client.client", "_class": "OAuth2Credentials"}',
            b'{"access_token": "ya29", "expiry_date": 1}',
            b'{"access_token": "ya29", "expiry": "2026"}',
            b'{"access_token": "ya29", "expires_in": 1}',
            b'{"access_token": "ya29"}',
            b'{"type": "authorized_user", "refresh_token": "1//x"}',
            b'{"refresh_token": "1//x", "client_id": "x"}',
            b"\xac\xed\x00\x05sr",
        ],
        [GOOD],
    ),
    "CS215": (
        [client(client_secret=text) for text in ("short", SECRET + "!", "GOCSPX-abc")],
        [GOOD, client(client_secret="d-FL95Q19q7MQmFpd7hHD0Ty")],
    ),
    "CS216": (
        [
            client(client_secret=text)
            for text in ("****1234", "\u2022\u2022\u2022\u20221234", "...1234")
        ],
        [GOOD],
    ),
    "CS217": ([client(client_secret=SECRET[:-3])], [GOOD, client(client_secret="abc")]),
    "CS220": (
        [key(private_key=None), key(private_key=PEM[:900]), key(client_email=None)],
        [key(), GOOD],
    ),
    "CS301": (
        [
            client(auth_uri="https://accounts.example.com/auth"),
            client(auth_uri="http://accounts.google.com/o/oauth2/auth"),
            client(auth_uri="https://accounts.google.com.evil.example/o/oauth2/auth"),
            client(auth_uri="https://accounts.google.com@evil.example/o/oauth2/auth"),
            client(auth_uri="https://accounts.google.com:8443/o/oauth2/auth"),
            client(auth_uri="https://accounts.google.com\\@evil.example/"),
            client(auth_uri="https://evil.example:443/https/accounts.google.com/o/oauth2/auth"),
            client(auth_uri="https://accounts.google.com/o/oauth2/auth?x=y"),
            client(auth_uri="javascript:alert(1)"),
            client(auth_uri=""),
            client(token_uri="http://127.0.0.1:1/token"),
            key(token_uri="https://evil.example/"),
        ],
        [
            GOOD,
            key(),
            client(token_uri="https://www.googleapis.com/oauth2/v3/token"),
            client(auth_uri="https://accounts.google.com:443/o/oauth2/auth"),
        ],
    ),
    "CS302": ([client(auth_uri=None), client(token_uri=None)], [GOOD]),
    "CS303": (
        [client(token_uri="https://accounts.google.com/elsewhere")],
        [GOOD, client(auth_uri="https://accounts.google.com/o/oauth2/v2/auth")],
    ),
    "CS304": ([key(universe_domain="example.com"), client(universe_domain="x")], [GOOD, key()]),
    "CS401": (
        [
            web(redirect_uris=None),
            web(redirect_uris=[]),
            web(redirect_uris=["https://example.com/cb"]),
            web(redirect_uris=["http://localhost@evil.example/"]),
            web(redirect_uris=["http://localhost.evil.example/"]),
        ],
        [web(), web(redirect_uris=["https://example.com/", "http://127.0.0.1:80/x"]), GOOD],
    ),
    "CS402": ([client(redirect_uris=None), client(redirect_uris=[])], [GOOD, web()]),
    "CS403": ([client(redirect_uris=["urn:ietf:wg:oauth:2.0:oob"])], [GOOD]),
    "CS404": (
        [web(redirect_uris=["http://localhost", "http://example.com/"])],
        [GOOD, web(redirect_uris=["http://[::1]:80/", "https://example.com/"])],
    ),
    "CS502": ([Case(GOOD, 0o644), Case(key(), 0o620)], [Case(GOOD, 0o600), Case(b"{}", 0o644)]),
}
