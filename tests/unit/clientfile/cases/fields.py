"""Client ids, secrets and what holds for every field."""

from __future__ import annotations

import json

from tests.unit.clientfile.cases.made import (
    CLIENT_ID,
    GOOD,
    PEM,
    SECRET,
    Cases,
    client,
    key,
    renamed,
    web,
)

CASES: Cases = {
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
                "$(pass google/id)",
                "{{ client_id }}",
                "%CLIENT_ID%",
                "CHANGEME",
                "redacted",
                "1234567890-abcdef...apps.googleusercontent.com",
                "1234567890-abc123def456.apps.googleusercontent.com",
                "482910573846-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.apps.googleusercontent.com",
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
    "CS205": (
        [
            client(project_id=text)
            for text in ("YOUR_PROJECT_ID", "${PROJECT}", "", "482910573846", "ada@example.com")
        ],
        [GOOD, client(project_id=None), client(project_id="example.com:app-identity-1"), key()],
    ),
    "CS206": (
        [
            client(client_id=SECRET, client_secret=CLIENT_ID),
            client(client_id=SECRET),
            client(client_secret=CLIENT_ID),
            client(client_id=SECRET, client_secret=None),
        ],
        [GOOD, client(client_id="GOCSPX-YOUR_SECRET")],
    ),
    "CS207": (
        [
            renamed("client_id", "clientId"),
            renamed("client_secret", "client-secret"),
            renamed("client_id", "\u0441lient_id"),
            renamed("client_secret", "client_secert"),
            renamed("client_id", "client_id "),
            json.dumps({"clientId": CLIENT_ID, "clientSecret": SECRET}).encode(),
        ],
        [GOOD, client(clientId=CLIENT_ID), client(client_name="x", client_email="")],
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
        [client(project_id="dem\u043e-project-1"), client(client_secret="\U0001f600" + SECRET)],
        [GOOD, client(unknown="\u043e"), client(client_secret="<\u00fcber>")],
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
    "CS215": (
        [client(client_secret=text) for text in ("short", SECRET + "!", "GOCSPX-qrs")],
        [GOOD, client(client_secret="d-FL95Q19q7MQmFpd7hHD0Ty")],
    ),
    "CS216": (
        [
            client(client_secret=text)
            for text in (
                "****1234",
                "\u2022\u2022\u2022\u20221234",
                "...1234",
                "GOCSPX-****",
                "GOC...x3k",
                "GOCSPX-\u2026n8V",
            )
        ],
        [GOOD],
    ),
    "CS217": ([client(client_secret=SECRET[:-3])], [GOOD, client(client_secret="abc")]),
    "CS218": (
        [renamed("token_uri", "tokenUri"), renamed("redirect_uris", "redirect_uri")],
        [GOOD, client(revoke_uri="https://oauth2.googleapis.com/revoke", token_url="x")],
    ),
    "CS219": (
        [client(client_id=CLIENT_ID.replace("k3v9", "k3"))],
        [GOOD, client(client_id="202264815644.apps.googleusercontent.com")],
    ),
    "CS220": (
        [key(private_key=None), key(private_key=PEM[:900]), key(client_email=None)],
        [key(), GOOD],
    ),
}
