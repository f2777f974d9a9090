"""Addresses."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import FIELDS, GOOD, Cases, client, key, renamed

CASES: Cases = {
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
            client(token_uri="https://www.googleapis.com/upload/storage/v1/b/x/o"),
            client(auth_uri="javascript:alert(1)"),
            client(auth_uri=""),
            client(token_uri="http://127.0.0.1:1/token"),
            client(auth_uri="https://acc\u043eunts.google.com/o/oauth2/auth"),
            client(revoke_uri="https://evil.example/revoke"),
            renamed("token_uri", "token_url").replace(b"oauth2.googleapis.com", b"evil.example"),
            key(token_uri="https://evil.example/"),
        ],
        [
            GOOD,
            key(),
            client(token_uri="https://www.googleapis.com/oauth2/v3/token"),
            client(revoke_uri="https://accounts.google.com/o/oauth2/revoke"),
            key(client_x509_cert_url="https://www.googleapis.com/robot/v1/metadata/x509/a%40b.c"),
            client(auth_uri="https://accounts.google.com:443/o/oauth2/auth"),
        ],
    ),
    "CS302": (
        [client(auth_uri=None), client(token_uri=None)],
        [GOOD, renamed("token_uri", "token_url")],
    ),
    "CS303": (
        [
            client(token_uri="https://accounts.google.com/elsewhere"),
            client(auth_uri=FIELDS["token_uri"], token_uri=FIELDS["auth_uri"]),
        ],
        [GOOD, client(auth_uri="https://accounts.google.com/o/oauth2/v2/auth")],
    ),
    "CS305": (
        [client(callback_url="https://example.com/"), client(x_uri="https://a.google.com.b/")],
        [
            GOOD,
            client(userinfo_uri="https://www.googleapis.com/oauth2/v3/userinfo"),
            client(device_uri="urn:x"),
            client(revoke_uri="https://oauth2.googleapis.com/revoke"),
        ],
    ),
    "CS304": ([key(universe_domain="example.com"), client(universe_domain="x")], [GOOD, key()]),
}
