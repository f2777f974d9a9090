"""What the cases are made of."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chattui.clientfile.model import Custody

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


def renamed(name: str, other: str, wrapper: str = "installed") -> bytes:
    """A client file with a field under another name."""
    fields = {other if field == name else field: value for field, value in FIELDS.items()}
    return json.dumps({wrapper: fields}, ensure_ascii=False).encode()


def key(**changes: object) -> bytes:
    """A service-account key with some fields changed; those that are None are left out."""
    fields = {name: value for name, value in (KEY | changes).items() if value is not None}
    return json.dumps(fields).encode()


def web(**changes: object) -> bytes:
    """A web client that can be used here, with some fields changed."""
    return client("web", **({"redirect_uris": ["http://localhost:8080/"]} | changes))


@dataclass(frozen=True, slots=True)
class Case:
    """Bytes, and the mode or the custody of their file where it matters."""

    data: bytes
    mode: int | None = None
    custody: Custody | None = None

    @property
    def kept(self) -> Custody | None:
        """How the file is kept."""
        return self.custody or (None if self.mode is None else Custody(self.mode))


GOOD = client()
TEXT = GOOD.decode()
TOKEN = {"token": "ya29.a", "refresh_token": "1//0abc", "client_id": CLIENT_ID, "scopes": []}

Cases = dict[str, tuple[list[bytes | Case], list[bytes | Case]]]
"""By code: what the rule must find something in, and what it must not."""
