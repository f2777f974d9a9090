"""Client ids, secrets and what holds for every field."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import CLIENT_ID, GOOD, PEM, SECRET, Cases, client, key, web

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
}
