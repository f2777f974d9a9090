"""Redirects."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import GOOD, Cases, client, renamed, web

CASES: Cases = {
    "CS401": (
        [
            web(redirect_uris=None),
            web(redirect_uris=[]),
            web(redirect_uris=["https://example.com/cb"]),
            web(redirect_uris=["http://localhost@evil.example/"]),
            web(redirect_uris=["http://localhost.evil.example/"]),
            web(redirect_uris=["https://localhost:8080/"]),
            web(redirect_uris=["http://localhost:*/"]),
            web(redirect_uris=["localhost:8080"]),
            renamed("redirect_uris", "redirectUris", "web"),
        ],
        [web(), web(redirect_uris=["https://example.com/", "http://127.0.0.1:80/x"]), GOOD],
    ),
    "CS402": ([client(redirect_uris=None), client(redirect_uris=[])], [GOOD, web()]),
    "CS405": (
        [
            client(redirect_uris=["http://localhost", text])
            for text in ("", "localhost", "https://localhost/", "https://*.example.com/", "x:y")
        ],
        [
            GOOD,
            web(redirect_uris=["http://localhost", "https://example.com:8443/cb?x=y"]),
            web(redirect_uris=["https://localhost/"]),
        ],
    ),
    "CS403": ([client(redirect_uris=["urn:ietf:wg:oauth:2.0:oob"])], [GOOD]),
    "CS404": (
        [web(redirect_uris=["http://localhost", "http://example.com/"])],
        [GOOD, web(redirect_uris=["http://[::1]:80/", "https://example.com/"])],
    ),
}
