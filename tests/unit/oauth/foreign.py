"""Sign-ins as other programs keep them, in the layout of each."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CLIENT_ID = "408163264128-p0o9i8u7y6t5r4e3w2q1lkjhgfdsazxc.apps.googleusercontent.com"
SECRET = "GOCSPX-" + "AbCdEfGhIjKlMnOpQrStUvWx0123"
TOKEN = "1//0" + "refresh-token-of-ada-AbCdEf"
ADA = "ada@example.com"
SCOPE = "https://www.googleapis.com/auth/chat.spaces"
CLIENT = {"client_id": CLIENT_ID, "client_secret": SECRET}
GOOGLE = "https://oauth2.googleapis.com/token"

AUTHORIZED_USER = {"type": "authorized_user", **CLIENT, "refresh_token": TOKEN}

FILES: dict[str, tuple[dict[str, Any], str, str, tuple[str, ...]]] = {
    "gcloud adc": (
        {
            **AUTHORIZED_USER,
            "account": "",
            "quota_project_id": "p",
            "universe_domain": "googleapis.com",
        },
        "authorized_user",
        "",
        (),
    ),
    "google-auth token.json": (
        {
            "token": "ya29.x",
            "refresh_token": TOKEN,
            "token_uri": GOOGLE,
            **CLIENT,
            "scopes": [SCOPE, "openid"],
            "universe_domain": "googleapis.com",
            "account": ADA,
            "expiry": "2026-01-01T00:00:00.000000Z",
        },
        "google_auth_token",
        ADA,
        (SCOPE, "openid"),
    ),
    "oauth2client storage": (
        {
            "_class": "OAuth2Credentials",
            "_module": "oauth2client.client",
            "access_token": "ya29.x",
            **CLIENT,
            "id_token": {"email": ADA, "sub": "1"},
            "invalid": False,
            "refresh_token": TOKEN,
            "scopes": [SCOPE],
            "token_response": {
                "access_token": "ya29.x",
                "refresh_token": "1//0another",
                "expires_in": 3599,
            },
            "token_uri": "https://accounts.google.com/o/oauth2/token",
        },
        "oauth2client_token",
        ADA,
        (SCOPE,),
    ),
    "GAM oauth2.txt": (
        {
            "client_id": CLIENT_ID.removesuffix(".apps.googleusercontent.com"),
            "client_secret": SECRET,
            "decoded_id_token": {"email": ADA, "hd": "example.com"},
            "id_token": "a.b.c",
            "refresh_token": TOKEN,
            "scopes": [SCOPE],
            "token": "ya29.x",
            "token_expiry": "2026-01-01T00:00:00Z",
            "token_uri": GOOGLE,
        },
        "gam_token",
        ADA,
        (SCOPE,),
    ),
    "older GAM": (
        {
            "access_token": "ya29.x",
            **CLIENT,
            "id_token": {"email": ADA},
            "id_token_jwt": "a.b.c",
            "refresh_token": TOKEN,
            "scopes": SCOPE,
        },
        "gam_token",
        ADA,
        (SCOPE,),
    ),
    "store of many with one": (
        {"data": [{"credential": AUTHORIZED_USER, "key": {"type": "google-oauth2"}}]},
        "authorized_user",
        "",
        (),
    ),
    "clasp": (
        {
            "token": {"access_token": "ya29.x", "refresh_token": TOKEN, "scope": SCOPE},
            "oauth2ClientSettings": {"clientId": CLIENT_ID, "clientSecret": SECRET},
        },
        "token_response",
        "",
        (SCOPE,),
    ),
}
"""What is in the file, then its kind, the address that it claims, and the scopes."""

GOG = {
    "email": ADA,
    "client": "default",
    "services": ["chat"],
    "scopes": [SCOPE],
    "refresh_token": TOKEN,
}


def write(path: Path, value: object) -> Path:
    """A file with `value` as JSON, or as it is where it is bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path


def database(path: Path, rows: dict[str, object], sql: str = "") -> Path:
    """gcloud's credentials.db."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as made:
        made.executescript(
            sql or "CREATE TABLE credentials (account_id TEXT PRIMARY KEY, value BLOB)"
        )
        if not sql:
            for account, value in rows.items():
                text = value if isinstance(value, str | bytes) else json.dumps(value)
                made.execute("INSERT INTO credentials VALUES (?, ?)", (account, text))
    made.close()
    return path


def seal_as_gws(folder: Path, value: object, key: bytes = bytes(range(32))) -> Path:
    """credentials.enc, with its key beside it."""
    nonce = b"n" * 12
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(value).encode(), None)
    write(folder / ".encryption_key", base64.b64encode(key))
    return write(folder / "credentials.enc", sealed)
