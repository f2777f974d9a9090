"""Addresses."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import GOOD, Cases, client, key

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
}
